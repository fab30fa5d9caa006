import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadRelease, releaseArchive } from '../../../src/engines/embedded/releaseArchive.ts';
import { makeRun } from '../../../src/run.ts';
import { type Answer, answering } from '../../support/answeringServer.ts';
import { directoryForTests, fill, listing } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';

it.each([
  ['linux', 'x64', 'weaviate-v1.38.11-linux-amd64.tar.gz'],
  ['linux', 'arm64', 'weaviate-v1.38.11-linux-arm64.tar.gz'],
  ['darwin', 'x64', 'weaviate-v1.38.11-darwin-all.zip'],
  ['darwin', 'arm64', 'weaviate-v1.38.11-darwin-all.zip'],
])('%s %s: %s', (platform, arch, name) => {
  expect(releaseArchive('1.38.11', platform, arch)).toBe(name);
});

describe('downloadRelease', () => {
  const directory = directoryForTests();
  const never = new AbortController().signal;
  const run = makeRun(never);
  const path = `/v1.38.11/${releaseArchive('1.38.11', process.platform, process.arch)}`;

  /** An archive with these files. */
  async function archiveOf(files: Record<string, string>): Promise<Buffer> {
    await fill(join(directory(), 'content'), files);
    const archive = join(directory(), 'archive.tar.gz');
    await run('tar', ['-czf', archive, '-C', join(directory(), 'content'), ...Object.keys(files)]);
    return readFile(archive);
  }

  const checksum = (archive: Buffer) => createHash('sha256').update(archive).digest('hex');

  /** Downloads from a real server on loopback that answers like this. */
  async function download(answers: Record<string, Answer>, signal = never): Promise<string> {
    const { url } = await answering(answers);
    const step = capturedOutput().out.step('downloading');
    const target = join(directory(), 'cache/1.38.11/weaviate');
    return downloadRelease({ run, signal, step }, '1.38.11', target, url).finally(() => step.drop());
  }

  it('unpacks what it has verified, executable, and leaves nothing else', async () => {
    const archive = await archiveOf({ weaviate: 'the server', 'README.md': 'words' });
    const sum: Answer = { status: 200, text: `${checksum(archive)}  archive.tar.gz\n` };
    expect(await download({ [path]: { status: 200, text: archive }, [`${path}.sha256`]: sum })).toBe('done');
    expect(await listing(join(directory(), 'cache'))).toEqual(['1.38.11', '1.38.11/weaviate']);
    const binary = join(directory(), 'cache/1.38.11/weaviate');
    expect(await readFile(binary, 'utf8')).toBe('the server');
    expect((await stat(binary)).mode & 0o777).toBe(0o755);
  });

  it('refuses what differs from the published checksum', async () => {
    const archive = await archiveOf({ weaviate: 'another server' });
    const sum: Answer = { status: 200, text: '0'.repeat(64) };
    const failure = await failureOf(() =>
      download({ [path]: { status: 200, text: archive }, [`${path}.sha256`]: sum }),
    );
    expect(failure).toMatchObject({ exitCode: 5, code: 'bad-checksum' });
    expect(failure.detail).toContain(`sha256 ${checksum(archive)} instead of 0000`);
    expect(await listing(join(directory(), 'cache'))).toEqual(['1.38.11']);
  });

  it.each<[string, Record<string, Answer>, string]>([
    ['no such release', {}, 'answer 404'],
    ['no checksum in the answer', { [`${path}.sha256`]: { status: 200, text: 'soon' } }, 'no checksum'],
    ['no archive', { [`${path}.sha256`]: { status: 200, text: 'a'.repeat(64) } }, 'answer 404'],
  ])('says why it cannot be had: %s', async (_what, answers, reason) => {
    expect(await download(answers)).toContain(reason);
    expect(await listing(join(directory(), 'cache'))).toEqual(['1.38.11']);
  });

  it.each([
    ['an archive without the server', async () => archiveOf({ 'README.md': 'words' })],
    ['no archive at all', async () => Buffer.from('<html>')],
  ])('cannot unpack %s', async (_what, made) => {
    const archive = await made();
    const sum: Answer = { status: 200, text: checksum(archive) };
    const result = await download({ [path]: { status: 200, text: archive }, [`${path}.sha256`]: sum });
    expect(result).toContain('cannot unpack it');
  });

  it('ends when it is interrupted', async () => {
    await expect(download({}, AbortSignal.abort())).rejects.toThrow('aborted');
  });
});
