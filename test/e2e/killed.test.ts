import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { JOURNAL_FILE } from '../../src/files/journal.ts';
import { temporaryFileWriter } from '../../src/files/replaceFile.ts';
import { listing } from '../support/directory.ts';
import { processesIn } from '../support/leftovers.ts';
import { newPlace, type Place } from '../support/place.ts';

const KILLER = pathToFileURL(join(import.meta.dirname, '../support/killer.mjs')).href;

const OLD = 'generate --save --auth api-key';
const NEW =
  'generate --save --auth api-key --inference stub --modalities all --vectors separate --http-port 9090 --replicas 3';

type Files = Readonly<Record<string, string>>;

/** The text of all files, except the journal and temporary files. */
async function filesIn(root: string): Promise<Files> {
  const files: Record<string, string> = {};
  for (const path of await listing(root).catch(() => [])) {
    const isOwn =
      path === JOURNAL_FILE || temporaryFileWriter(path.slice(path.lastIndexOf('/') + 1)) !== undefined;
    if (!isOwn && (await stat(join(root, path))).isFile())
      files[path] = await readFile(join(root, path), 'utf8');
  }
  return files;
}

/** Runs `line` in copies of a directory, each run killed one call later than the last, until a run finishes. */
async function killedRuns(
  place: Place,
  before: string,
  line: string,
  check: (out: string, n: number) => Promise<void>,
): Promise<number> {
  for (let n = 1; n < 500; n += 1) {
    const out = join(place.directory, `killed-${n}`);
    await cp(before, out, { recursive: true });
    const { exitCode, stderr } = await place.run(
      `${line} --out killed-${n} --config killed-${n}/bindstack.yaml`,
      {
        NODE_OPTIONS: `--import=${KILLER}`,
        KILL_AT_CALL: `${n}`,
      },
    );
    if (exitCode === 0) return n - 1;
    if (exitCode !== null) throw new Error(`ended with ${exitCode} instead of being killed: ${stderr}`);
    await check(out, n);
  }
  throw new Error('no run finished');
}

/** After a kill each file is complete; after the next command all files are either old or new. */
it('leaves all old files or all new ones, wherever generate is killed', async () => {
  const place = newPlace();
  await place.succeed(`${OLD} --out old`);
  const root = join(place.directory, 'old');
  const before = await filesIn(root);
  await cp(root, join(place.directory, 'new'), { recursive: true });
  await place.succeed(`${NEW} --out new --config new/bindstack.yaml`);
  const after = await filesIn(join(place.directory, 'new'));
  const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
  expect(changed.length).toBeGreaterThan(6);

  const seen = { old: 0, new: 0, mixed: 0 };
  const runs = await killedRuns(place, root, NEW, async (out, n) => {
    const atKill = await filesIn(out);
    for (const path of new Set([...Object.keys(before), ...Object.keys(after)])) {
      expect([before[path], after[path]], `${path} after kill ${n}`).toContain(atKill[path]);
    }
    const same = (a: Files, b: Files) => JSON.stringify(a) === JSON.stringify(b);
    if (!same(atKill, before) && !same(atKill, after)) seen.mixed += 1;

    const name = `killed-${n}`;
    const { exitCode, stderr } = await place.run(`check --out ${name} --config ${name}/bindstack.yaml`);
    expect(exitCode, `check after kill ${n}: ${stderr}`).toBe(0);
    const found = await filesIn(out);
    const isNew = same(found, after);
    expect(found, `set after kill ${n}`).toEqual(isNew ? after : before);
    seen[isNew ? 'new' : 'old'] += 1;
    // No journal and no temporary files.
    const all = await listing(out);
    expect(all.filter((path) => path === JOURNAL_FILE || path.endsWith('.tmp'))).toEqual([]);
  });
  // Every file is opened, chmodded, written, synced, closed and renamed.
  expect(runs).toBeGreaterThan(changed.length * 6);
  expect(seen.old).toBeGreaterThan(0);
  expect(seen.new).toBeGreaterThan(0);
  expect(seen.mixed).toBeGreaterThan(0);
});

it('leaves either no file or all files in an empty directory', async () => {
  const place = newPlace();
  await place.succeed('generate --inference stub --out whole');
  const whole = await filesIn(join(place.directory, 'whole'));
  const counts = new Set<number>();
  for (let n = 1; ; n += 1) {
    const out = join(place.directory, `killed-${n}`);
    const run = await place.run(`generate --inference stub --out killed-${n}`, {
      NODE_OPTIONS: `--import=${KILLER}`,
      KILL_AT_CALL: `${n}`,
    });
    if (run.exitCode === 0) break;
    expect(run.exitCode, run.stderr).toBeNull();
    await place.run(`generate --inference stub --dry-run --out killed-${n}`);
    const found = await filesIn(out);
    expect([{}, whole], `set after kill ${n}`).toContainEqual(found);
    counts.add(Object.keys(found).length);
    expect((await listing(out).catch(() => [])).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  }
  expect([...counts].sort()).toEqual([0, Object.keys(whole).length]);
});

/** Answers like `docker compose`, and follows a log that stays silent. Like kubectl, it does not exit by itself. */
const SILENT_DOCKER = `#!/bin/sh
case "$*" in
  *' config '*) echo '{"name":"x","services":{"weaviate":{}}}' ;;
  *' logs '*) echo 'weaviate-1  | hello'; sleep 600; echo over ;;
esac
`;

it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'logs --follow leaves no program running after %s',
  async (signal) => {
    const place = newPlace();
    await place.generate('--target compose');
    const programs = join(place.scratch, 'bin');
    await mkdir(programs);
    await writeFile(join(programs, 'docker'), SILENT_DOCKER, { mode: 0o755 });
    const running = place.start('logs --follow', { PATH: `${programs}:${process.env['PATH']}` });
    await running.said('hello');
    // The command, the shell that supervises it, its watcher, the program and its child.
    await vi.waitFor(async () => expect((await processesIn(place.directory)).length).toBeGreaterThan(3));
    running.signal(signal);
    await vi.waitFor(async () => expect(await processesIn(place.directory)).toEqual([]), { timeout: 10_000 });
    expect((await running.ended).exitCode).toBe(signal === 'SIGKILL' ? null : 130);
  },
);
