import { parse } from 'yaml';
import type { OptionInput } from '../capabilities/option.ts';
import type { GivenValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { COLLECTION_FILE, COMPOSE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { MODALITIES } from '../facts/modalities.ts';
import { flagsFor } from '../options/replay.ts';
import { optionOf } from '../options/table.ts';
import { GUARDED, type Guarded, modalitiesOf, type Reader, type Tree } from './guarded.ts';

/** A file before and after. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly text: string;
}

function readerFor(guarded: Guarded, path: string): Reader | undefined {
  switch (path) {
    case COMPOSE_FILE:
      return guarded.compose;
    case VALUES_FILE:
      return guarded.values;
    case COLLECTION_FILE:
      return guarded.collection;
    default:
      return undefined;
  }
}

function parsed(text: string): Tree {
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
  readonly says: string;
}

/** What files would lose by a change, each as an option; what they do not say in a known way is left out. */
export function lossesIn(changes: readonly FileChange[]): Loss[] {
  const found = new Map<string, Loss>();
  for (const { path, before, text } of changes) {
    if (before === undefined || before === text) continue;
    const [old, next] = [parsed(before), parsed(text)];
    if (typeof old !== 'object' || old === null) continue;
    for (const guarded of GUARDED) {
      const read = readerFor(guarded, path);
      const [was, is] = [read?.(old), read?.(next)];
      if (was === undefined || is === undefined || !guarded.isWeaker(was, is)) continue;
      const { key } = guarded;
      const same = found.get(key);
      found.set(
        key,
        same
          ? { ...same, paths: [...same.paths, path] }
          : { key, paths: [path], before: was, after: is, says: guarded.says(was, is) },
      );
    }
  }
  return [...found.values()];
}

/**
 * Losses that nobody has asked for.
 * @param isEdited whether bindstack.yaml was changed since the files were made from it: then it asks for them
 */
export function untold(losses: readonly Loss[], given: GivenValues, isEdited: boolean): Loss[] {
  return losses.filter(({ key }) => {
    const source = given.get(key)?.source;
    if (source === undefined || source === 'deployed') return true;
    return source === 'file' && !isEdited;
  });
}

/** The flags that say a value, as they are typed. */
export function typedFlags(key: string, value: OptionInput): string {
  const isAll = key === 'collection.modalities' && modalitiesOf(value).length === MODALITIES.length;
  return flagsFor(optionOf(key), isAll ? ['all'] : value).join(' ');
}

/** What new files would lose of those that are there, and nobody has asked for. */
export function untoldLosses(files: readonly FileChange[], given: GivenValues, isNewer: boolean): Loss[] {
  return untold(lossesIn(files), given, isNewer);
}

/** @throws Failure `would-weaken` (refused): nobody has asked for it */
export function refuseLosses(losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  throw new Failure('refused', {
    code: 'would-weaken',
    message: `this would weaken ${[...new Set(losses.flatMap(({ paths }) => paths))].join(', ')}, and you did not ask for it`,
    detail: [...losses.map(({ says, paths }) => `${paths.join(', ')}: ${says}`), 'Nothing was changed.'].join(
      '\n',
    ),
    suggestion: `add ${flagTexts(losses, 'before')} to keep what is there, or, if you mean it, ${flagTexts(losses, 'after')}`,
  });
}

function flagTexts(losses: readonly Loss[], which: 'before' | 'after'): string {
  return losses.map((loss) => typedFlags(loss.key, loss[which])).join(' ');
}

/** Says what the same command without `--dry-run` would refuse. */
export function warnOfLosses({ out }: Pick<Context, 'out'>, losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  out.warn(
    `without --dry-run this is refused: ${losses.map(({ says }) => says).join('; ')}`,
    `add ${flagTexts(losses, 'before')} to keep what is there, or, if you mean it, ${flagTexts(losses, 'after')}`,
  );
}
