import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MediaModality, MODALITIES } from '../../src/facts/modalities.ts';
import type { SmokeReport } from '../../src/smoke/report.ts';
import { sampleMedia } from '../../src/smoke/samples/samples.ts';
import type { ImportedMedium, MediaReport } from '../../src/smoke/userMedia/mediaReport.ts';
import { type CommandResult, lineOf } from '../support/command.ts';
import { newPlace, placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { checkOf, checksThat, reportOf } from '../support/smokeReport.ts';
import { csvOf, wavOf, wavWith } from '../support/tinyMedia.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

type Files = Readonly<Record<string, Buffer | string>>;

async function fill(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const SUFFIXES: Readonly<Record<MediaModality, string>> = {
  image: '.png',
  audio: '.wav',
  video: '.y4m',
  thermal: '.thermal.png',
  imu: '.csv',
  depth: '.depth.png',
};

const TEXTS = ['a dog barks in the garden', 'rain falls on the garden'];

/** Two objects of every modality: `sea/one.png`, `two.png`, and so on. */
function twoOfEach(): Files {
  const files: Record<string, Buffer | string> = {};
  for (const [variant, stem] of [
    [0, 'sea/one'],
    [1, 'two'],
  ] as const) {
    files[`${stem}.txt`] = TEXTS[variant] ?? '';
    for (const [modality, suffix] of Object.entries(SUFFIXES)) {
      files[stem + suffix] = sampleMedia(modality as MediaModality, variant);
    }
  }
  return files;
}

function mediaOf(report: SmokeReport): MediaReport {
  if (!report.media) throw new Error('no media in the report');
  return report.media;
}

/** The problems, by file. */
const problemsIn = (report: SmokeReport) =>
  Object.fromEntries(
    mediaOf(report).findings.map(({ file, severity, message }) => [file, `${severity}: ${message}`]),
  );

/** The text of XML without its escapes. */
const unescaped = (xml: string) =>
  xml.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

const nearModalities = ({ nearest }: ImportedMedium) => nearest.map(({ modality }) => modality).sort();

/** The id that generate_uuid5 of weaviate-client creates for a name. */
function uuid5(name: string): string {
  const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');
  const hash = createHash('sha1').update(dns).update(name).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    variant + hash.slice(18, 20),
    hash.slice(20, 32),
  ].join('-');
}

describeWith([weaviate], 'smoke --media', () => {
  const place = placeForSuite();
  const folder = (name: string) => join(place().directory, name);
  const smoke = (line: string) => {
    const modalities = line.includes('--modalities') ? '' : '--modalities all';
    return place().run(`smoke --target embedded --report json ${modalities} ${line}`);
  };
  const collections = async () => collectionsOf(await place().url());

  beforeAll(async () => {
    await fill(folder('good'), twoOfEach());
    await place().succeed(await place().embedded('--modalities all'));
  });

  describe('with valid files', () => {
    it.each(['shared', 'separate'])(
      'finds each file and the nearest of each modality: vectors %s',
      async (vectors) => {
        const result = await smoke(`--media good --vectors ${vectors}`);
        const report = reportOf(result);
        expect(report.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
          ...[
            'ready',
            'grpc',
            'module',
            'media-files',
            'create',
            'media-import',
            'media-search',
            'cleanup',
          ].map((id) => `${id} pass`),
        ]);
        expect(checkOf('media-search', report).detail).toBe(
          `files find themselves: ${MODALITIES.join(', ')}`,
        );
        const { findings, leftOut, imported } = mediaOf(report);
        expect({ findings, leftOut }).toEqual({ findings: [], leftOut: [] });
        expect(imported.map(({ name }) => name).sort()).toEqual(Object.keys(twoOfEach()).sort());
        for (const medium of imported) {
          expect(nearModalities(medium)).toEqual([...MODALITIES].sort());
          expect(medium.nearest.map(({ name }) => name)).not.toContain(medium.name);
          const distances = medium.nearest.map(({ distance }) => distance);
          expect(distances).toEqual([...distances].sort((a, b) => a - b));
        }
        // The stub puts texts with words in common near each other, and there are only two texts.
        const text = imported.find(({ name }) => name === 'two.txt');
        expect(text?.nearest[0]).toMatchObject({ name: 'sea/one.txt', modality: 'text' });
        expect(text?.nearest[0]?.distance).toBeLessThan(0.8);
        expect(result.exitCode).toBe(0);
        expect(await collections()).toEqual([]);
      },
    );

    it('treats files with the same stem as one object: vectors balanced', async () => {
      const report = reportOf(await smoke('--media good --vectors balanced'));
      expect(checksThat('fail', report)).toEqual([]);
      expect(mediaOf(report).imported).toMatchObject([
        { name: 'sea/one', modality: null, nearest: [{ name: 'two', modality: null }] },
        { name: 'two', modality: null, nearest: [{ name: 'sea/one', modality: null }] },
      ]);
    });

    it('skips and names files of other modalities', async () => {
      const report = reportOf(await smoke('--media good --modalities text,audio'));
      expect(checksThat('fail', report)).toEqual([]);
      const { imported, leftOut } = mediaOf(report);
      expect(imported.map(({ name }) => name)).toEqual(['sea/one.txt', 'sea/one.wav', 'two.txt', 'two.wav']);
      expect(leftOut).toHaveLength(10);
      expect(leftOut).toContainEqual({
        file: 'two.thermal.png',
        reason: 'the collection has no thermal field',
      });
    });

    it('imports a thermal image as an image if there is no thermal field, like the generated clients', async () => {
      const report = reportOf(await smoke('--media good --modalities image'));
      expect(checksThat('fail', report)).toEqual([]);
      expect(mediaOf(report).imported.map(({ name }) => name)).toContain('two.thermal.png');
      expect(problemsIn(report)['two.thermal.png']).toBe(
        'warning: is imported as image, although it is named as thermal',
      );
    });

    it('finds files with equal content', async () => {
      await fill(folder('equal'), { 'a.txt': 'the same', 'b.txt': 'the same', 'c.txt': 'another' });
      const report = reportOf(await smoke('--media equal'));
      expect(checksThat('fail', report)).toEqual([]);
      const [a] = mediaOf(report).imported;
      expect(a?.nearest[0]).toMatchObject({ name: 'b.txt', distance: expect.closeTo(0, 5) });
    });

    it('keeps the objects with --keep, under the ids of the generated clients', async () => {
      const result = await smoke('--media good --keep --modalities text,imu');
      const { collection } = reportOf(result);
      expect(await collections()).toEqual([collection]);
      expect(result.stderr).toContain(`${collection} was kept, as requested`);
      const path = `/v1/objects/${collection}/${uuid5(`${collection}two.csv`)}`;
      expect((await weaviateRest(await place().url(), 'GET', path)).body).toMatchObject({
        properties: { title: 'two.csv', imu: sampleMedia('imu', 1).toString('base64') },
      });
      await weaviateRest(await place().url(), 'DELETE', `/v1/schema/${collection}`);
    });

    it('searches with texts and files, also of modalities that the collection does not have', async () => {
      const words =
        'smoke --target embedded --report json --media good --modalities text,image --query'.split(' ');
      const result = await place().run([
        ...words,
        'garden dog',
        '--query',
        'good/two.png',
        '--query',
        'good/two.y4m',
      ]);
      const report = reportOf(result);
      expect(checkOf('media-query', report)).toMatchObject({ status: 'pass', detail: '3 queries answered' });
      // Three of six images, and both texts.
      const [text, image, video] = mediaOf(report).queries;
      expect(text).toMatchObject({
        query: 'garden dog',
        modality: 'text',
        nearest: [{ name: 'sea/one.txt' }, {}, {}, {}, {}],
      });
      expect(image).toMatchObject({
        modality: 'image',
        nearest: [{ name: 'two.png', distance: expect.closeTo(0, 5) }, {}, {}, {}, {}],
      });
      expect(video).toMatchObject({
        query: 'good/two.y4m',
        modality: 'video',
        nearest: [{}, {}, {}, {}, {}],
      });
    });

    it.each(['balanced', 'separate'])('searches with vectors %s', async (vectors) => {
      const report = reportOf(await smoke(`--media good --vectors ${vectors} --query good/two.csv`));
      expect(checksThat('fail', report)).toEqual([]);
      const [query] = mediaOf(report).queries;
      const own =
        vectors === 'separate' ? { name: 'two.csv', modality: 'imu' } : { name: 'two', modality: null };
      expect(query?.nearest[0]).toMatchObject(own);
    });

    it('prints results to standard output, and says that they come from the stub', async () => {
      const { exitCode, stdout, stderr } = await place().run(
        'smoke --target embedded --modalities all --media good --query garden',
      );
      expect(exitCode).toBe(0);
      expect(lineOf(stdout)).toMatch(/from the stub, not from ImageBind/);
      expect(stdout).toMatch(/^two\.txt \(text\)\n {4}0\.\d{4} {2}text {4}sea\/one\.txt$/m);
      expect(stdout).toMatch(/\n\nquery: garden \(text\)\n/);
      expect(stderr).toContain('✔ media-files');
      expect(stderr).toContain('Tested on Weaviate 1.39.3: text, image');
    });
  });

  describe('with invalid files', () => {
    const MP3 = Buffer.from('ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0', 'latin1');
    const BAD: Files = {
      'empty.png': '',
      'none.wav': wavWith({ channels: 0 }),
      'starving.wav': wavOf(100, 44_101),
      'one-row.csv': csvOf(1),
      'huge.csv': csvOf(3, { row: '1e30,2,3,4,5,6' }),
      'base64.jpg': sampleMedia('image', 0).toString('base64'),
      'prefix.depth.png': `data:image/png;base64,${sampleMedia('depth', 0).toString('base64')}`,
      'long.txt': 'word '.repeat(100),
      'latin1.txt': Buffer.from([0x6d, 0xfc, 0x64]),
    };
    const MESSAGES = {
      'empty.png': /^error: is empty/,
      'none.wav': /^error: is a WAV with 0 channels/,
      'starving.wav': /^error: has an unusual sample rate: 44101 Hz/,
      'one-row.csv': /^error: has only one row below/,
      'huge.csv': /^error: contains values above 1e18/,
      'base64.jpg': /^error: is not a picture: text/,
      'prefix.depth.png': /^error: is not a picture: text/,
      'long.txt': /^error: is too long: at least 100 tokens/,
      'latin1.txt': /^error: is not UTF-8/,
    };
    const expectMessages = (report: SmokeReport) => {
      const problems = problemsIn(report);
      expect(Object.keys(problems).sort()).toEqual(Object.keys(BAD).sort());
      for (const [file, message] of Object.entries(MESSAGES)) expect(problems[file], file).toMatch(message);
    };

    it('sends nothing and creates no collection if all are invalid', async () => {
      await fill(folder('bad'), BAD);
      const result = await smoke('--media bad');
      const report = reportOf(result);
      expectMessages(report);
      expect(report).toMatchObject({ ok: false, collection: null });
      expect(checksThat('fail', report)).toEqual(['media-files']);
      expect(checksThat('skip', report)).toEqual(['create', 'media-import', 'media-search', 'cleanup']);
      expect(result.exitCode).toBe(1);
      for (const { reason, suggestion } of mediaOf(report).findings) {
        expect([reason, suggestion]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
      }
      // The suggestion can be pasted.
      expect(result.stderr).toContain('ffmpeg -i starving.wav -ac 1 -ar 16000 COPY.wav');
    });

    it('imports and searches the others if some are invalid, and fails in the end', async () => {
      await fill(folder('mixed'), { ...BAD, ...twoOfEach() });
      const result = await smoke('--media mixed');
      const report = reportOf(result);
      expectMessages(report);
      expect(checksThat('fail', report)).toEqual(['media-files']);
      expect(checkOf('media-files', report).detail).toBe(
        'media: 9 files cannot be imported; the test continues with 14 other files',
      );
      expect(
        mediaOf(report)
          .imported.map(({ name }) => name)
          .sort(),
      ).toEqual(Object.keys(twoOfEach()).sort());
      expect(result.exitCode).toBe(1);
      expect(await collections()).toEqual([]);
    });

    it('reports each broken file exactly once, for people and in every report, and tests the others', async () => {
      const broken = {
        'cut.jpg': Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1'),
        'none.wav': wavWith({ channels: 0 }),
        'long.txt': 'word '.repeat(100),
      };
      const good = { 'tone.wav': wavOf(2000), 'dog.txt': 'a dog', 'red.png': sampleMedia('image', 0) };
      await fill(folder('three'), { ...broken, ...good });
      const run = (report: string) =>
        place().run(`smoke --target embedded --modalities text,image,audio --media three ${report}`);
      const [people, json, junit] = [await run(''), await run('--json'), await run('--report junit')];
      const timesIn = (text: string, part: string) => text.split(part).length - 1;
      for (const { file, reason, suggestion } of mediaOf(reportOf(json)).findings) {
        for (const part of [`${file} `, reason, `try: ${suggestion}`]) {
          expect([part, timesIn(people.stderr, part)]).toEqual([part, 1]);
          expect([part, timesIn(unescaped(junit.stdout), part)]).toEqual([part, 1]);
        }
        expect(timesIn(json.stdout, `"${file}"`)).toBe(1);
      }
      expect(Object.keys(problemsIn(reportOf(json))).sort()).toEqual(Object.keys(broken).sort());
      expect(checksThat('fail', reportOf(json))).toEqual(['media-files']);
      expect(checkOf('media-files', reportOf(json)).detail).toBe(
        'media: 3 files cannot be imported; the test continues with 3 other files',
      );
      expect(
        mediaOf(reportOf(json))
          .imported.map(({ name }) => name)
          .sort(),
      ).toEqual(Object.keys(good).sort());
      for (const name of Object.keys(good)) expect(people.stdout).toContain(name);
      expect([people, json, junit].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
    });

    it('lets the server judge the others', async () => {
      await fill(folder('judged'), { 'mp3.wav': MP3, 'short.wav': wavOf(20), 'dog.txt': 'a dog' });
      const result = await smoke('--media judged');
      const report = reportOf(result);
      expect(checksThat('fail', report)).toEqual(['media-import']);
      expect(problemsIn(report)).toEqual({
        'mp3.wav': expect.stringMatching(/^error: was not vectorized/),
        'short.wav': expect.stringMatching(/^error: was not vectorized/),
      });
      expect(mediaOf(report).imported.map(({ name }) => name)).toEqual(['dog.txt']);
      expect(result.exitCode).toBe(1);
    });

    it('imports a file by its content, whatever its name is, and leaves out what is not a medium', async () => {
      await fill(folder('named'), {
        'sound.png': wavOf(2000),
        'picture.txt': sampleMedia('image', 0),
        'a.pdf': '%PDF-1.7',
        'five.csv': csvOf(3, { row: '1,2,3,4,5' }),
      });
      const report = reportOf(await smoke('--media named'));
      expect(checksThat('fail', report)).toEqual([]);
      expect(mediaOf(report).imported.map(({ name, modality }) => `${name} ${modality}`)).toEqual([
        'picture.txt image',
        'sound.png audio',
      ]);
      expect(mediaOf(report).leftOut).toEqual([
        { file: 'a.pdf', reason: 'is PDF (application/pdf)' },
        { file: 'five.csv', reason: 'is a table of numbers, not of 6 columns for motion' },
      ]);
    });

    it('imports files that are only used in part, and says so', async () => {
      await fill(folder('parts'), {
        'no-header.csv': csvOf(5, { header: '1,2,3,4,5,6' }),
        'long.wav': wavOf(7000),
      });
      const result = await smoke('--media parts');
      const report = reportOf(result);
      expect(problemsIn(report)).toEqual({
        'long.wav': 'warning: is only used in part (7.0 s)',
        'no-header.csv': 'warning: has no header line',
      });
      expect(mediaOf(report).imported).toHaveLength(2);
      expect(result.exitCode).toBe(0);
    });

    it('reports broken links, devices, and two files for the same field', async () => {
      await fill(folder('odd'), { 'a.txt': 'here', 'b.txt': 'there', 'b.png': sampleMedia('image', 0) });
      await fill(folder('odd'), { 'b.jpg': sampleMedia('image', 1), 'c.txt': 'alone' });
      await symlink('/no/such/file', join(folder('odd'), 'gone.png'));
      await symlink('/dev/zero', join(folder('odd'), 'zero.wav'));
      const shared = problemsIn(reportOf(await smoke('--media odd')));
      expect(shared).toEqual({
        'gone.png': 'error: cannot be read',
        'zero.wav': 'error: is not a regular file',
      });
      const separate = problemsIn(
        reportOf(await smoke('--media odd --vectors separate --modalities text,image')),
      );
      expect(separate).toEqual({
        'gone.png': 'error: cannot be read',
        a: 'error: has no image',
        b: 'error: has two files for image: b.jpg, b.png',
        c: 'error: has no image',
      });
    });

    it('skips an invalid query, and runs the others', async () => {
      await fill(folder('bad'), BAD);
      const report = reportOf(await smoke('--media good --query bad/none.wav --query garden'));
      expect(checksThat('fail', report)).toEqual(['media-query']);
      expect(checkOf('media-query', report).detail).toBe('media: 1 of 2 queries cannot be used');
      expect(problemsIn(report)).toMatchObject({
        'bad/none.wav': 'error: is a WAV with 0 channels',
      });
      expect(mediaOf(report).queries.map(({ query }) => query)).toEqual(['garden']);
    });
  });
});

describe('smoke rejects', () => {
  const run = async (line: string | string[], files: Files = {}): Promise<CommandResult> => {
    const place = newPlace();
    await fill(place.directory, files);
    return place.run(line);
  };

  it.each<[string | string[], RegExp]>([
    ['smoke --media nowhere', /^error: --media: there is no folder .*nowhere/],
    ['smoke --media a.txt', /^error: --media: cannot read the folder .*a\.txt/],
    ['smoke --query garden', /^error: --query needs --media/],
    ['smoke --media . --query gone.png', /^error: --query: the file gone\.png does not exist/],
    ['smoke --media . --query a.pdf', /^error: --query: cannot search with a\.pdf/],
    [['smoke', '--media', '.', '--query', ' '], /^error: --query: the text is empty/],
  ])('%s: exit code 2', async (line, message) => {
    const { exitCode, stdout, stderr } = await run(line, { 'a.txt': 'text', 'a.pdf': '%PDF-1.7' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(lineOf(stderr)).toMatch(message);
    expect(stderr).toContain('try: ');
  });
});
