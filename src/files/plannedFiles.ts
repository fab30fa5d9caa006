import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Manifest } from '../render/manifest.ts';
import type { RenderedFile } from '../render/template.ts';
import { sha256 } from './manifest.ts';
import { existingText } from './regularFile.ts';

export interface PlannedFile extends RenderedFile {
  readonly state: 'new' | 'changed' | 'unchanged';
  /** The file on disk differs from what bindstack last wrote there. */
  readonly foreign: boolean;
  readonly before: string | undefined;
}

/** What writing the files would change in a directory, without the files that yield to those of the user. */
export async function planFiles(
  root: string,
  files: readonly RenderedFile[],
  manifest: Manifest,
): Promise<PlannedFile[]> {
  const planned = await Promise.all(
    files.map(async (file) => {
      const before = await existingText(join(root, file.path));
      if (before === undefined) return { ...file, state: 'new' as const, foreign: false, before };
      if (before === file.text) return { ...file, state: 'unchanged' as const, foreign: false, before };
      const foreign = manifest[file.path] !== sha256(before);
      return { ...file, state: 'changed' as const, foreign, before };
    }),
  );
  return planned.filter(({ foreign, yields }) => !(foreign && yields));
}

/** Unified diff of a planned file; empty if nothing changes. */
export function planDiff({ path, state, before, text }: PlannedFile): string {
  return state === 'unchanged' ? '' : unifiedDiff(path, before, text);
}

/** @param before undefined for a new file */
export function unifiedDiff(path: string, before: string | undefined, after: string): string {
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  return createTwoFilesPatch(from, `b/${path}`, before ?? '', after, undefined, undefined, {
    context: 3,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
}
