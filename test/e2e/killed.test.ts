import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { Place } from '../support/place.ts';

const KILLER = pathToFileURL(fileURLToPath(new URL('../support/killer.mjs', import.meta.url))).href;

const BEFORE = 'generate --inference stub --modalities text --auth api-key';
const AFTER = 'generate --inference stub --modalities all --auth api-key --http-port 9090 --rotate-keys';

type Tree = Record<string, string>;

/** Every file below a directory, hidden ones too. */
async function treeOf(directory: string): Promise<Tree> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async (file) => {
    const path = join(file.parentPath, file.name);
    return [path.slice(directory.length + 1), await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** A new key is another one each time; everything else is told apart by its text. */
function withoutKey(tree: Tree, oldKey: string): Tree {
  const text = tree['.env'];
  return text === undefined ? tree : { ...tree, '.env': text === oldKey ? 'old key' : 'new key' };
}

let place: Place;
let master: string;
let oldKey: string;
let old: Tree;
let fresh: Tree;

beforeAll(async () => {
  place = new Place();
  master = join(place.scratch, 'master');
  await place.succeed(`${BEFORE} --out ${master}`);
  oldKey = (await treeOf(master))['.env'] ?? '';
  old = withoutKey(await treeOf(master), oldKey);
  const after = join(place.scratch, 'after');
  await cp(master, after, { recursive: true });
  await place.succeed(`${AFTER} --out ${after}`);
  fresh = withoutKey(await treeOf(after), oldKey);
});

it('killed at any call that changes a file, generate leaves the old files or the new ones', async () => {
  const outcomes: Record<'old' | 'new', number> = { old: 0, new: 0 };
  for (let call = 1; ; call += 1) {
    const directory = join(place.scratch, 'killed');
    await rm(directory, { recursive: true, force: true });
    await cp(master, directory, { recursive: true });
    const { exitCode, stderr } = await place.run(`${AFTER} --out ${directory}`, {
      NODE_OPTIONS: `--import=${KILLER}`,
      KILL_AT_CALL: `${call}`,
    });
    if (exitCode === 0) break;
    expect({ call, exitCode, stderr: stderr.includes('Error') }).toEqual({
      call,
      exitCode: null,
      stderr: false,
    });

    // Each file for itself is never half written.
    const killed = withoutKey(await treeOf(directory), oldKey);
    for (const path of Object.keys({ ...old, ...fresh })) {
      expect([old[path], fresh[path]], `${path} after call ${call}`).toContain(killed[path]);
    }

    // The next command that looks finishes or forgets it, and leaves nothing of it.
    await place.run(
      `check --inference stub --modalities all --auth api-key --http-port 9090 --out ${directory}`,
    );
    const finished = withoutKey(await treeOf(directory), oldKey);
    const outcome =
      JSON.stringify(finished['docker-compose.yml']) === JSON.stringify(old['docker-compose.yml'])
        ? 'old'
        : 'new';
    expect(finished, `after call ${call}`).toEqual(outcome === 'old' ? old : fresh);
    outcomes[outcome] += 1;
  }
  expect(outcomes.old).toBeGreaterThan(20);
  expect(outcomes.new).toBeGreaterThan(5);
});
