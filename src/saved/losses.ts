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

/** A protected setting that would be weakened. */
export interface Loss {
  /** Key in bindstack.yaml. */
  readonly key: string;
  /** The files in which it would be weakened. */
  readonly paths: readonly string[];
  readonly before: OptionInput;
  readonly after: OptionInput;
  readonly description: string;
  /** See `ProtectedSetting`. */
  readonly keptByCollection: boolean;
}

/** The protected settings that a change of files would weaken. Settings in an unknown form are ignored. */
export function lossesIn(changes: readonly FileChange[]): Loss[] {
  const losses = new Map<string, Loss>();
  for (const { path, before, text } of changes) {
    if (before === undefined || before === text) continue;
    const [old, next] = [parsed(before), parsed(text)];
    if (typeof old !== 'object' || old === null) continue;
    const isSameCollection = collectionName(old) === collectionName(next);
    for (const setting of PROTECTED_SETTINGS) {
      const { keptByCollection = false } = setting;
      if (keptByCollection && !isSameCollection) continue;
      const read = readerFor(setting, path);
      const [oldValue, newValue] = [read?.(old), read?.(next)];
      if (oldValue === undefined || newValue === undefined || !setting.isWeaker(oldValue, newValue)) continue;
      const { key } = setting;
      const same = losses.get(key);
      losses.set(
        key,
        same
          ? { ...same, paths: [...same.paths, path] }
          : {
              key,
              paths: [path],
              before: oldValue,
              after: newValue,
              description: setting.describe(oldValue, newValue),
              keptByCollection,
            },
      );
    }
  }
  return [...losses.values()];
}

function collectionName(tree: YamlTree): unknown {
  return typeof tree === 'object' && tree !== null && 'class' in tree ? tree.class : undefined;
}

/**
 * Losses that the user did not request.
 * @param isEdited whether bindstack.yaml was edited since the files were generated from it: its values then count as
 * requested
 */
export function notRequested(losses: readonly Loss[], given: GivenValues, isEdited: boolean): Loss[] {
  return losses.filter(({ key }) => {
    const source = given.get(key)?.source;
    if (source === undefined || source === 'deployed') return true;
    return source === 'file' && !isEdited;
  });
}

/** The flags that set a value, as a user types them. */
export function flagsText(key: string, value: OptionInput): string {
  const isAll = key === 'collection.modalities' && listedModalities(value).length === MODALITIES.length;
  return flagsFor(optionOf(key), isAll ? ['all'] : value).join(' ');
}

/** Losses in a change of files that the user did not request. */
export function unrequestedLosses(
  files: readonly FileChange[],
  given: GivenValues,
  isNewer: boolean,
): Loss[] {
  return notRequested(lossesIn(files), given, isNewer);
}

/** @throws Failure `would-weaken` (refused) if there are any losses */
export function refuseLosses(losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  throw new Failure('refused', {
    code: 'would-weaken',
    message: `this would weaken ${[...new Set(losses.flatMap(({ paths }) => paths))].join(', ')}, but you did not ask for that`,
    detail: [
      ...losses.map(({ description, paths }) => `${paths.join(', ')}: ${description}`),
      'Nothing was changed.',
    ].join('\n'),
    suggestion: `add ${lossFlags(losses, 'before')} to keep the current values, or ${lossFlags(losses, 'after')} to confirm the change`,
  });
}

function lossFlags(losses: readonly Loss[], which: 'before' | 'after'): string {
  return losses.map((loss) => flagsText(loss.key, loss[which])).join(' ');
}

/** Warns about what the same command would refuse to do without `--dry-run`. */
export function warnAboutLosses({ out }: Pick<Context, 'out'>, losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  out.warn(
    `without --dry-run, this would be refused: ${losses.map(({ description }) => description).join('; ')}`,
    `add ${lossFlags(losses, 'before')} to keep the current values, or ${lossFlags(losses, 'after')} to confirm the change`,
  );
}

/** Warns about requested changes that an existing collection does not get. */
export function warnAboutKept({ out }: Pick<Context, 'out'>, losses: readonly Loss[]): void {
  for (const { description, keptByCollection } of losses) {
    if (keptByCollection)
      out.warn(
        description,
        'use --collection with another name, or delete the collection; then import everything again',
      );
  }
}
