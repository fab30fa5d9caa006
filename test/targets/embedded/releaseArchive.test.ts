import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../src/run.ts';
import { downloadRelease, releaseArchive } from '../../../src/targets/embedded/releaseArchive.ts';
import { answering } from '../../support/answeringServer.ts';
import { directoryForTests, fill, listing } from '../../support/directory.ts';
import { capturedOutput } from '../../support/output.ts';

it.each([
  ['linux', 'x64', 'weaviate-v1.38.11-linux-amd64.tar.gz'],
  ['linux', 'arm64', 'weaviate-v1.38.11-linux-arm64.tar.gz'],
  ['darwin', 'x64', 'weaviate-v1.38.11-darwin-all.zip'],
  ['darwin', 'arm64', 'weaviate-v1.38.11-darwin-all.zip'],
])('%s %s: %s', (platform, arch, name) => {
  expect(releaseArchive('1.38.11', platform, arch)).toBe(name);
});

// Other results of a download are tested in downloadRelease.test.ts.
describe('a verified archive', () => {
  const directory = directoryForTests();
  const never = new AbortController().signal;
  const run = makeRun(never);

  async function archiveOf(file: string): Promise<Buffer> {
    await fill(directory(), { [file]: 'words' });
    await run('tar', ['-czf', join(directory(), 'archive'), '-C', directory(), file]);
    return readFile(join(directory(), 'archive'));
  }

  it.each([
    ['without the server', () => archiveOf('README.md')],
    ['that is not an archive', async () => Buffer.from('<html>')],
  ])('%s cannot be unpacked and leaves nothing behind', async (_what, made) => {
    const archive = await made();
    const path = `/v1.38.11/${releaseArchive('1.38.11', process.platform, process.arch)}`;
    const checksum = createHash('sha256').update(archive).digest('hex');
    const { url } = await answering({
      [path]: { status: 200, text: archive },
      [`${path}.sha256`]: { status: 200, text: checksum },
    });
    const step = capturedOutput().out.step('downloading');
    const target = join(directory(), 'cache/weaviate');
    await fill(directory(), { 'cache/': '' });
    const context = { env: {}, run, signal: never, step };
    const scratch = join(directory(), 'cache/unfinished');
    const result = await downloadRelease(context, '1.38.11', target, scratch, url);
    step.drop();
    expect(result).toMatchObject({ why: expect.stringContaining('cannot unpack the archive') });
    expect(await listing(join(directory(), 'cache'))).toEqual([]);
  });
});
