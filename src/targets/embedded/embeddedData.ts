import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EMBEDDED_DIRECTORY } from '../../saved/localStack.ts';
import type { DataAction } from '../target.ts';

/** Where the data of a server that no longer runs is kept, relative to the directory of the stack. */
export function setAsideDirectory(place: string): string {
  return join(EMBEDDED_DIRECTORY, place);
}

/** Moves or deletes the data of the stopped server of a directory. */
export async function changeEmbeddedData(root: string, action: DataAction, place: string): Promise<void> {
  const data = join(root, EMBEDDED_DIRECTORY, 'data');
  const aside = join(root, setAsideDirectory(place));
  if (action === 'discard') await rm(aside, { recursive: true, force: true });
  else if (action === 'clear') await rm(data, { recursive: true, force: true });
  else if (!existsSync(aside)) {
    await mkdir(data, { recursive: true });
    await rename(data, aside);
  }
}
