import { at, entryAt, itemsOf, type Located, type LocatedEntry, textOf } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { helmValue, isTruthy } from './helmValue.ts';

/** A variable under `env`, with the place of its name. */
export function variableEntry({ root }: ChartValues, name: string): LocatedEntry | undefined {
  return entryAt(at(root, 'env'), name);
}

/** The text of a variable, as the container gets it. */
export function variableText(values: ChartValues, name: string): string | undefined {
  const located = variableEntry(values, name)?.value;
  return textOf(located) === undefined ? undefined : String(helmValue(located));
}

/** Whether a custom ConfigMap replaces conf.yaml of the chart. */
export function hasCustomConfig({ root }: ChartValues): boolean {
  return isTruthy(at(root, 'custom_config_map', 'enabled'));
}

/** The default arguments of the chart; the timeouts come last. */
export const CHART_ARGUMENTS = [
  '--host',
  '0.0.0.0',
  '--port',
  '8080',
  '--scheme',
  'http',
  '--config-file',
  '/weaviate-config/conf.yaml',
  '--read-timeout=60s',
  '--write-timeout=60s',
] as const;

/** Arguments in the values that replace those of the chart. */
export interface CustomArguments {
  readonly located: Located;
  /** All arguments joined by spaces, including those of a shell that starts Weaviate. */
  readonly text: string;
}

/** Undefined if the defaults of the chart apply, or if a script outside these values sets the arguments. */
export function customArguments({ root }: ChartValues): CustomArguments | undefined {
  const located = at(root, 'args');
  const words = itemsOf(located).map((item) => textOf(item) ?? '');
  const command = itemsOf(at(root, 'command')).map((item) => textOf(item) ?? '');
  if (!located || words.length === 0) return undefined;
  const text = words.join(' ');
  const direct = command.length === 0 || /(?:^|\/)weaviate$/.test(command.at(-1) ?? '');
  return direct || /\bweaviate\b.* --/.test(text) ? { located, text } : undefined;
}

/** The value of a flag in joined arguments: `--write-timeout=60s` or `--write-timeout 60s`. */
export function flagValue(text: string, flag: string): string | undefined {
  return new RegExp(`--${flag}(?:=|\\s+)["']?([^\\s"']+)`).exec(text)?.[1];
}
