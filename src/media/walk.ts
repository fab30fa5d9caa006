import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../errors.ts';
import type { IgnoreRules } from './ignoreRules.ts';
import { type MediaProblem, mediaError } from './mediaProblem.ts';

/** A file of a folder. */
export interface WalkedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Absolute path. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** A file or subfolder that cannot be read. */
export interface WalkProblem {
  readonly path: string;
  readonly problem: MediaProblem;
}

/**
 * The files of a folder and its subfolders, in the order of their names. Only the names of one folder at a time are in
 * memory. Links are not followed, and devices and pipes are left out: they might never end.
 * @param directory absolute path
 * @param within only this file or subfolder, relative to the folder; empty for all
 */
export async function* walk(
  directory: string,
  rules: IgnoreRules,
  within = '',
): AsyncGenerator<WalkedFile | WalkProblem> {
  const file = join(directory, within);
  const stats = await lstat(file);
  if (stats.isDirectory()) yield* walkFolder(directory, rules, within);
  else if (stats.isFile()) yield { path: within, file, size: stats.size, modified: stats.mtime };
}

async function* walkFolder(
  directory: string,
  rules: IgnoreRules,
  folder: string,
): AsyncGenerator<WalkedFile | WalkProblem> {
  let names: string[];
  try {
    names = (await readdir(join(directory, folder))).sort();
  } catch (error) {
    yield {
      path: folder,
      problem: mediaError('cannot be read', reasonOf(error), 'check its permissions'),
    };
    return;
  }
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (name.includes('\ufffd')) {
      yield { path, problem: BAD_NAME };
      continue;
    }
    const file = join(directory, path);
    // Removed since the folder was listed.
    const stats = await lstat(file).catch(() => undefined);
    if (!stats || !(stats.isDirectory() || stats.isFile())) continue;
    if (await rules.ignores(path, stats.isDirectory())) continue;
    if (stats.isDirectory()) yield* walkFolder(directory, rules, path);
    else yield { path, file, size: stats.size, modified: stats.mtime };
  }
}

const BAD_NAME = mediaError(
  'has a name that is not valid UTF-8',
  'Weaviate stores paths as UTF-8',
  'rename it: convmv -f latin1 -t utf8 --notest -r FOLDER',
);
