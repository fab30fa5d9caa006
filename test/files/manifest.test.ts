import { expect, it } from 'vitest';
import { MANIFEST_FILE } from '../../src/facts/fileNames.ts';
import { manifestText, readManifest, sha256 } from '../../src/files/manifest.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();

it('reads back what it writes', async () => {
  const files = [
    { path: 'a.yml', text: 'a\n' },
    { path: 'stub/server.mjs', text: '' },
  ];
  await fill(directory(), { [MANIFEST_FILE]: manifestText(files) });
  expect(await readManifest(directory())).toEqual({
    'a.yml': '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7',
    'stub/server.mjs': sha256(''),
  });
});

it('keeps earlier files, with the newer hash if there is one', async () => {
  const text = manifestText([{ path: 'a.yml', text: '' }], { 'a.yml': 'old', 'b.yml': 'hash' });
  await fill(directory(), { [MANIFEST_FILE]: text });
  expect(await readManifest(directory())).toEqual({ 'a.yml': sha256(''), 'b.yml': 'hash' });
});

// Without a readable manifest no file counts as bindstack's, so none is overwritten by mistake.
it.each([undefined, '', '{', 'null', '[]', '{"files":[]}', '{"files":{"a.yml":1}}', '{}'])(
  'lists no files if it is %j',
  async (text) => {
    if (text !== undefined) await fill(directory(), { [MANIFEST_FILE]: text });
    expect(await readManifest(directory())).toEqual({});
  },
);

it('lists no files if it is a directory', async () => {
  await fill(directory(), { [`${MANIFEST_FILE}/`]: '' });
  expect(await readManifest(directory())).toEqual({});
});
