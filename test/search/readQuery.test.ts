import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaTools } from '../../src/media/tools.ts';
import { queryOfFile, readGiven } from '../../src/search/readQuery.ts';
import { sampleMedia } from '../../src/smoke/samples/samples.ts';
import { directoryForTests, fill } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';
import { testTools } from '../support/mediaTools.ts';

const directory = directoryForTests();

describe('what a search is given', () => {
  it.each(['a dog', 'node.js', 'and/or', 'What is it?', '-1', 'dog.'])('a text: %s', (given) => {
    expect(readGiven(given, directory())).toEqual({ text: given });
  });

  it('a file, if there is one of that name', async () => {
    await fill(directory(), { 'a dog': 'x', 'b.txt': 'yy' });
    expect(readGiven('a dog', directory())).toEqual({ file: join(directory(), 'a dog'), size: 1 });
    expect(readGiven('./b.txt', directory())).toEqual({ file: join(directory(), 'b.txt'), size: 2 });
  });

  it('a text, also if a directory has that name', async () => {
    await mkdir(join(directory(), 'dogs'));
    expect(readGiven('dogs', directory())).toEqual({ text: 'dogs' });
  });

  it.each([
    ['', 'empty-text'],
    [' \n', 'empty-text'],
    ['no.jpg', 'no-such-file'],
    ['my photo.JPG', 'no-such-file'],
    ['/no/such/file', 'no-such-file'],
    ['./no', 'no-such-file'],
    ['./', 'not-a-file'],
    ['word '.repeat(76), 'text-too-long'],
  ])('refuses %j', async (given, code) => {
    expect((await failureOf(() => readGiven(given, directory()))).code).toBe(code);
  });
});

describe('the query of a file', () => {
  let tools: MediaTools;
  beforeAll(async () => {
    tools = await testTools();
  });
  afterAll(() => tools.close());

  const queryOf = async (name: string, content: Buffer | string) => {
    const path = join(directory(), name);
    await writeFile(path, content);
    const { signal } = new AbortController();
    return queryOfFile({ path, name, size: Buffer.byteLength(content) }, tools, signal);
  };

  it.each([
    ['a.png', 'image'],
    ['a.thermal.png', 'thermal'],
    ['a.depth.png', 'depth'],
  ] as const)('%s: %s', async (name, kind) => {
    expect((await queryOf(name, sampleMedia(kind, 0))).near).toMatchObject({ kind });
  });

  it('is the text of a text file, and its beginning if it is long', async () => {
    expect(await queryOf('a.txt', 'A dog.\n')).toEqual({
      kind: 'text',
      near: { kind: 'text', text: 'A dog.' },
      notes: [],
    });
    const long = await queryOf('b.txt', 'The dog barks in the garden. '.repeat(40));
    expect(long.notes).toEqual(['searching with the beginning of b.txt: ImageBind reads no more at once']);
    expect(long.near).toMatchObject({ text: expect.stringMatching(/^The dog barks/) });
  });

  it.each([
    ['a.png', '', 'cannot search with a.png: it is empty'],
    ['a.zip', 'PK\u0003\u0004', 'cannot search with a.zip: it is ZIP (application/zip)'],
  ])('refuses %s', async (name, content, message) => {
    expect(await failureOf(() => queryOf(name, content))).toMatchObject({ kind: 'usage', message });
  });
});
