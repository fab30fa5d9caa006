import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '../../src/clock.ts';
import { objectId } from '../../src/media/objectId.ts';
import type { CommandResult } from '../support/command.ts';
import { type Corpus, LONG_TEXT, TEXTS, textName, writeCorpus } from '../support/corpus.ts';
import { placeForSuite } from '../support/place.ts';
import { describeWith, program, weaviate } from '../support/requirements.ts';
import { weaviateRest } from '../support/weaviateRest.ts';

interface Summary {
  readonly files: Readonly<Record<'imported' | 'unchanged' | 'removed' | 'skipped' | 'failed', number>>;
  readonly objects: number;
  readonly failed: readonly { readonly file: string; readonly reason: string; readonly suggestion: string }[];
}

interface StoredObject {
  readonly id: string;
  readonly lastUpdateTimeUnix: number;
  readonly vector?: readonly number[];
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
  readonly properties: {
    readonly path: string;
    readonly part: number;
    readonly parts: number;
    readonly hash: string;
  };
}

const summaryOf = ({ stdout }: CommandResult) => JSON.parse(stdout) as Summary;

describeWith([weaviate, program('ffmpeg')], 'import', () => {
  const place = placeForSuite();
  let corpus: Corpus;
  const folder = () => join(place().directory, 'Corpus');
  const lineOf = (collection: string, ...words: string[]) => [
    ...['import', 'Corpus', '--target', 'embedded', '--collection', collection],
    ...words,
  ];
  const run = (collection: string, ...words: string[]) => place().run(lineOf(collection, ...words));
  const start = (collection: string, ...words: string[]) => place().start(lineOf(collection, ...words));

  async function objectsOf(collection: string): Promise<readonly StoredObject[]> {
    const path = `/v1/objects?class=${collection}&limit=1000&include=vector`;
    const { body } = await weaviateRest(await place().url(), 'GET', path);
    return (body as { objects: StoredObject[] }).objects;
  }

  /** All that an import decides about a collection: id, hash and vector of each part of each file. */
  async function contentOf(collection: string): Promise<Readonly<Record<string, object>>> {
    const objects = await objectsOf(collection);
    return Object.fromEntries(
      objects.map(({ id, vector, vectors, properties: { path, part, parts, hash } }) => [
        `${path} ${part} of ${parts}`,
        { hash, hasOwnId: id === objectId(collection, path, part), vector, vectors },
      ]),
    );
  }

  beforeAll(async () => {
    await place().generate('--modalities all --inference stub');
    corpus = await writeCorpus(folder());
    await place().succeed(await place().embedded('--modalities all'));
  });

  it('stores every good file, and names each bad one with what to do', async () => {
    const result = await run('Media', '--json', '--report', 'report.json');
    expect(result.exitCode, result.stderr).toBe(1);
    const { files, objects, failed } = summaryOf(result);
    expect(failed.map(({ file }) => file).sort()).toEqual(
      corpus.failed.map((path) => `Corpus/${path}`).sort(),
    );
    expect(files).toEqual({
      imported: corpus.imported.length,
      unchanged: 0,
      removed: 0,
      skipped: corpus.leftOut.length,
      failed: corpus.failed.length,
    });
    for (const { reason, suggestion } of failed) expect([reason, suggestion]).not.toContain('');
    expect(JSON.parse(await readFile(join(place().directory, 'report.json'), 'utf8'))).toMatchObject({
      files,
    });
    const stored = await objectsOf('Media');
    expect(stored).toHaveLength(objects);
    const paths = new Set(stored.map(({ properties }) => properties.path));
    expect([...paths].sort()).toEqual(corpus.imported.map((path) => `Corpus/${path}`).sort());
    expect(Object.values(await contentOf('Media'))).toEqual(
      stored.map(() => expect.objectContaining({ hasOwnId: true })),
    );
  });

  it.each(['text', 'json'])('says how to search the same collection (--progress %s)', async (progress) => {
    const { stderr } = await place().run([
      ...['import', 'Corpus/text/long.txt', '--target', 'embedded', '--collection', 'Notes'],
      ...['--progress', progress],
    ]);
    expect(stderr).toContain("bindstack search --target embedded --collection Notes 'a dog on a beach'");
  });

  it('changes nothing when it runs again', async () => {
    const before = await objectsOf('Media');
    const { files } = summaryOf(await run('Media', '--json'));
    expect(files).toMatchObject({ imported: 0, unchanged: corpus.imported.length });
    expect(await objectsOf('Media')).toEqual(before);
  });

  describe('an import that is interrupted goes on with the same command', () => {
    it('killed three times', async () => {
      for (let kill = 0; kill < 3; kill++) {
        const command = start('Killed');
        await command.said('0 files');
        await sleep(Math.random() * 1200);
        await command.endedBy('SIGKILL');
      }
      const { files } = summaryOf(await run('Killed', '--json'));
      expect(files.imported + files.unchanged).toBe(corpus.imported.length);
      expect(await contentOf('Killed')).toEqual(await contentOf('Media'));
    });

    it('Ctrl-C', async () => {
      const command = start('Stopped', '--verbose', '--report', 'stopped.json');
      await command.said(`+ Corpus/${textName(20)} `);
      const { exitCode } = await command.endedBy('SIGINT');
      expect(exitCode).toBe(130);
      const report = JSON.parse(await readFile(join(place().directory, 'stopped.json'), 'utf8')) as Summary;
      const stored = await objectsOf('Stopped');
      expect(stored.length).toBeGreaterThanOrEqual(report.files.imported);
      await run('Stopped');
      expect(await contentOf('Stopped')).toEqual(await contentOf('Media'));
    });

    it('and goes on by itself when Weaviate restarts', async () => {
      const command = start('Restarted', '--json', '--progress', 'json');
      await command.said(`"path":"Corpus/${textName(10)}"`);
      await place().succeed('down --target embedded');
      await place().succeed(await place().embedded('--modalities all'));
      const ended = await command.ended;
      const { files } = summaryOf(ended);
      expect(files).toMatchObject({ imported: corpus.imported.length, failed: corpus.failed.length });
      // Nor does weaviate-client print that it tries again.
      expect(() =>
        ended.stderr
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).not.toThrow();
      expect(await contentOf('Restarted')).toEqual(await contentOf('Media'));
    });
  });

  it('prints progress as JSON, line by line', async () => {
    const { stderr } = await run('Media', '--json', '--progress', 'json');
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; status?: string });
    const statuses = events.flatMap(({ event, status }) => (event === 'file' ? [status] : []));
    expect(statuses.sort()).toEqual([
      ...corpus.failed.map(() => 'failed'),
      ...corpus.leftOut.map(() => 'skipped'),
      ...corpus.imported.map(() => 'unchanged'),
    ]);
    expect(events.map(({ event }) => event)).toContain('progress');
  });

  describe('when files change', () => {
    it('replaces what changed, and only that', async () => {
      const before = await contentOf('Media');
      await appendFile(join(folder(), textName(3)), 'It is new.');
      await writeFile(join(folder(), 'text/long.txt'), `${LONG_TEXT.slice(0, 200)}.`);
      const { files } = summaryOf(await run('Media', '--json'));
      expect(files).toMatchObject({ imported: 2, unchanged: corpus.imported.length - 2 });
      const after = await contentOf('Media');
      const isChanged = (name: string) => /long\.txt|03\.txt/.test(name);
      const others = (all: typeof after) =>
        Object.entries(all)
          .filter(([name]) => !isChanged(name))
          .sort();
      expect(others(after)).toEqual(others(before));
      expect(Object.keys(after).filter(isChanged).length).toBeLessThan(
        Object.keys(before).filter(isChanged).length,
      );
    });

    it('removes what is gone or left out now, and only with --prune', async () => {
      await rm(join(folder(), textName(4)));
      await appendFile(join(folder(), '.bindstackignore'), 'run.csv\n');
      expect(summaryOf(await run('Media', '--json')).files.removed).toBe(0);
      expect(summaryOf(await run('Media', '--json', '--prune')).files.removed).toBe(2);
      const paths = (await objectsOf('Media')).map(({ properties }) => properties.path);
      expect(paths).not.toContain(`Corpus/${textName(4)}`);
      expect(paths).not.toContain('Corpus/other/run.csv');
      expect(new Set(paths).size).toBe(corpus.imported.length - 2);
    });

    it('does not remove most of a collection without being told', async () => {
      for (let n = 0; n < TEXTS; n++) await rm(join(folder(), textName(n)), { force: true });
      await rm(join(folder(), 'pictures'), { recursive: true });
      const before = await objectsOf('Media');
      const { exitCode, stderr } = await run('Media', '--prune');
      expect(exitCode).toBe(3);
      expect(stderr).toContain('--yes');
      expect(await objectsOf('Media')).toEqual(before);
      expect(summaryOf(await run('Media', '--json', '--prune', '--yes')).files.removed).toBe(TEXTS - 1 + 20);
    });
  });

  it('with --watch imports what is new and removes what is gone, until Ctrl-C', async () => {
    const watched = join(place().directory, 'Watched');
    await mkdir(watched);
    await writeFile(join(watched, 'first.txt'), 'A first note.');
    const words = ['--target', 'embedded', '--collection', 'Watched', '--watch', '--prune', '--yes'];
    const command = place().start(['import', 'Watched', ...words]);
    await command.said('watching');
    const paths = async () => (await objectsOf('Watched')).map(({ properties }) => properties.path).sort();
    await writeFile(join(watched, 'second.txt'), 'A second note.');
    await expect.poll(paths, { timeout: 60_000 }).toEqual(['Watched/first.txt', 'Watched/second.txt']);
    await rm(join(watched, 'first.txt'));
    await expect.poll(paths, { timeout: 60_000 }).toEqual(['Watched/second.txt']);
    expect((await command.endedBy('SIGINT')).exitCode).toBe(130);
  });
});
