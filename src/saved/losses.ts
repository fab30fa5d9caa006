import { parse } from 'yaml';
import type { OptionInput } from '../capabilities/option.ts';
import type { GivenValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { COLLECTION_FILE, COMPOSE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { MODALITIES } from '../facts/modalities.ts';
import { flagsFor } from '../options/replay.ts';
import { optionOf } from '../options/table.ts';
import {
  listedModalities,
  PROTECTED_SETTINGS,
  type ProtectedSetting,
  type SettingReader,
  type YamlTree,
} from './protectedSettings.ts';

/** A file before and after. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly text: string;
}

function readerFor(setting: ProtectedSetting, path: string): SettingReader | undefined {
  switch (path) {
    case COMPOSE_FILE:
      return setting.compose;
    case VALUES_FILE:
      return setting.values;
    case COLLECTION_FILE:
      return setting.collection;
    default:
      return undefined;
  }
}

function parsed(text: string): YamlTree {
  try {
    // JSON is YAML.
    return parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

/** Something that files would lose. */
export interface Loss {
  readonly key: string;
  readonly paths: readonly string[];
  readonly before: OptionInput;
  readonly after: OptionInput;
  readonly description: string;
}

/** What files would lose by a change, each as an option; what they do not say in a known way is left out. */
export function lossesIn(changes: readonly FileChange[]): Loss[] {
  const found = new Map<string, Loss>();
  for (const { path, before, text } of changes) {
    if (before === undefined || before === text) continue;
    const [old, next] = [parsed(before), parsed(text)];
    if (typeof old !== 'object' || old === null) continue;
    for (const setting of PROTECTED_SETTINGS) {
      const read = readerFor(setting, path);
      const [was, is] = [read?.(old), read?.(next)];
      if (was === undefined || is === undefined || !setting.isWeaker(was, is)) continue;
      const { key } = setting;
      const same = found.get(key);
      found.set(
        key,
        same
          ? { ...same, paths: [...same.paths, path] }
          : { key, paths: [path], before: was, after: is, description: setting.describe(was, is) },
      );
    }
  }
  return [...found.values()];
}

/**
 * Losses that nobody has asked for.
 * @param isEdited whether bindstack.yaml was changed since the files were made from it: then it asks for them
 */
export function notRequested(losses: readonly Loss[], given: GivenValues, isEdited: boolean): Loss[] {
  return losses.filter(({ key }) => {
    const source = given.get(key)?.source;
    if (source === undefined || source === 'deployed') return true;
    return source === 'file' && !isEdited;
  });
}

/** The flags that say a value, as they are typed. */
export function flagsText(key: string, value: OptionInput): string {
  const isAll = key === 'collection.modalities' && listedModalities(value).length === MODALITIES.length;
  return flagsFor(optionOf(key), isAll ? ['all'] : value).join(' ');
}

/** What new files would lose of those that are there, and nobody has asked for. */
export function unrequestedLosses(
  files: readonly FileChange[],
  given: GivenValues,
  isNewer: boolean,
): Loss[] {
  return notRequested(lossesIn(files), given, isNewer);
}

/** @throws Failure `would-weaken` (refused): nobody has asked for it */
export function refuseLosses(losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  throw new Failure('refused', {
    code: 'would-weaken',
    message: `this would weaken ${[...new Set(losses.flatMap(({ paths }) => paths))].join(', ')}, and you did not ask for it`,
    detail: [
      ...losses.map(({ description, paths }) => `${paths.join(', ')}: ${description}`),
      'Nothing was changed.',
    ].join('\n'),
    suggestion: `add ${lossFlags(losses, 'before')} to keep what is there, or, if you mean it, ${lossFlags(losses, 'after')}`,
  });
}

function lossFlags(losses: readonly Loss[], which: 'before' | 'after'): string {
  return losses.map((loss) => flagsText(loss.key, loss[which])).join(' ');
}

/** Says what the same command without `--dry-run` would refuse. */
export function warnAboutLosses({ out }: Pick<Context, 'out'>, losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  out.warn(
    `without --dry-run this is refused: ${losses.map(({ description }) => description).join('; ')}`,
    `add ${lossFlags(losses, 'before')} to keep what is there, or, if you mean it, ${lossFlags(losses, 'after')}`,
  );
}
