import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** An empty directory for each test, removed afterwards. */
export function directoryForTests(): () => string {
  let path = '';
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'bindstack-test-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));
  return () => path;
}

/** Writes files into a directory; a path that ends in `/` creates a directory. */
export async function fill(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, path);
    await mkdir(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (!path.endsWith('/')) await writeFile(target, text);
  }
}

/** All paths below a directory, sorted, with `/` as separator. */
export async function listing(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true });
  return entries.map((entry) => entry.replaceAll('\\', '/')).sort();
}
