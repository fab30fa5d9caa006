import { at, itemsOf, type Located, textOf } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';

/** The arguments of the chart, those of its time-outs last. */
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

/** The arguments that the values give Weaviate in place of those of the chart. */
export interface WeaviateArguments {
  readonly located: Located;
  /** All of them, with those of a shell around Weaviate. */
  readonly text: string;
}

/** Undefined where the chart's own hold, or where a script that is not here gives them. */
export function weaviateArguments({ root }: ChartValues): WeaviateArguments | undefined {
  const located = at(root, 'args');
  const words = itemsOf(located).map((item) => textOf(item) ?? '');
  const command = itemsOf(at(root, 'command')).map((item) => textOf(item) ?? '');
  if (!located || words.length === 0) return undefined;
  const text = words.join(' ');
  const direct = command.length === 0 || /(?:^|\/)weaviate$/.test(command.at(-1) ?? '');
  return direct || /\bweaviate\b.* --/.test(text) ? { located, text } : undefined;
}

/** The value of a flag in a text of arguments: `--write-timeout=60s`, `--write-timeout 60s`. */
export function flagIn(text: string, flag: string): string | undefined {
  return new RegExp(`--${flag}(?:=|\\s+)["']?([^\\s"']+)`).exec(text)?.[1];
}
