import { goSeconds } from '../../../formats/goDuration.ts';
import type { Change } from '../../../yaml/change.ts';
import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { usesBindModule } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import {
  CHART_ARGUMENTS,
  customArguments,
  flagValue,
  variableEntry,
  variableText,
} from '../weaviateVariables.ts';

/** Weaviate's defaults, for arguments that the custom list does not set. */
const WEAVIATE_DEFAULTS = { 'read-timeout': '30s', 'write-timeout': '60s' };
type Flag = keyof typeof WEAVIATE_DEFAULTS;

/** Seconds on top of the timeout of the module, so that the response can still be written. */
const MARGIN = 30;

export const serverTimeouts: Rule<ChartValues> = {
  id: 'values-server-timeouts',
  severity: 'warning',
  summary: 'The REST server closes the connection before the module can respond.',
  why: '`MODULES_CLIENT_TIMEOUT` is higher than `--read-timeout` or `--write-timeout` of the server, which are 60 s in the chart. A request that takes longer loses its connection and its response.',
  fix: 'In `args`, set `--read-timeout` and `--write-timeout` higher than `MODULES_CLIENT_TIMEOUT`.',
  evidence:
    'weaviate adapters/handlers/rest/server.go:93; weaviate-helm 17.8.3 values.yaml: args; measured: a video takes 32 s on 2 cores',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const entry = variableEntry(values, 'MODULES_CLIENT_TIMEOUT');
    const module = goSeconds(variableText(values, 'MODULES_CLIENT_TIMEOUT') ?? '');
    if (!entry || module === undefined || !usesBindModule(values)) return;
    const replaced = ['args', 'command'].some((key) => itemsOf(at(values.root, key)).length > 0);
    const custom = customArguments(values);
    // A script outside these values sets the arguments.
    if (replaced && !custom) return;
    const text = custom?.text ?? CHART_ARGUMENTS.join(' ');
    const tooShort = (Object.keys(WEAVIATE_DEFAULTS) as Flag[]).filter((flag) => {
      const seconds = goSeconds(flagValue(text, flag) ?? WEAVIATE_DEFAULTS[flag]);
      // 0 means no limit.
      return seconds !== undefined && seconds > 0 && seconds < module;
    });
    if (tooShort.length === 0) return;
    const timeouts = tooShort
      .map((flag) => `--${flag} (${flagValue(text, flag) ?? WEAVIATE_DEFAULTS[flag]})`)
      .join(' and ');
    yield {
      place: entry.value.place,
      message: `MODULES_CLIENT_TIMEOUT (${variableText(values, 'MODULES_CLIENT_TIMEOUT')}) exceeds ${timeouts}: slow requests get no response`,
      changes: raiseTimeouts(values, tooShort, Math.ceil(module) + MARGIN),
    };
  },
};

/** No changes if the flags are part of a shell command. */
function raiseTimeouts(values: ChartValues, tooShort: readonly Flag[], seconds: number): Change[] {
  const args = at(values.root, 'args');
  const items = itemsOf(args);
  if (!args || items.length === 0) {
    const otherArguments = CHART_ARGUMENTS.filter((argument) => !argument.includes('timeout'));
    return [
      setValue(values, ['args'], [...otherArguments, ...tooShort.map((flag) => `--${flag}=${seconds}s`)]),
    ];
  }
  return tooShort.flatMap((flag): Change[] => {
    const value = `--${flag}=${seconds}s`;
    const item = items.find((one) => textOf(one)?.startsWith(`--${flag}`));
    if (!item) return [{ op: 'append', path: args.path, value }];
    return textOf(item)?.startsWith(`--${flag}=`) ? [{ op: 'set', path: item.path, value }] : [];
  });
}
