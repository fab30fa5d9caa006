import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRun } from '../../../src/run.ts';
import { downloadRelease, releaseArchive } from '../../../src/targets/embedded/releaseArchive.ts';

const VERSION = '1.38.11';
const step = { update: () => {}, done: () => {}, fail: () => {}, drop: () => {} };

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bindstack-release-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** An archive like the published one, with a script as the server. */
async function archive(): Promise<Buffer> {
  await writeFile(join(directory, 'weaviate'), '#!/bin/sh\necho it runs\n');
  execFileSync('tar', ['-czf', 'archive', 'weaviate'], { cwd: directory });
  const content = await readFile(join(directory, 'archive'));
  await rm(join(directory, 'weaviate'));
  return content;
}

/** Serves files by path while `use` runs with the address of the server. */
async function serving<T>(
  files: Record<string, Buffer | string>,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => {
    const content = files[request.url ?? ''];
    response.writeHead(content === undefined ? 404 : 200).end(content ?? 'Not Found');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function download(url: string): Promise<string> {
  const { signal } = new AbortController();
  const context = { run: makeRun(signal), signal, step };
  return downloadRelease(context, VERSION, join(directory, 'cache', 'weaviate'), url);
}

const path = `/v${VERSION}/${releaseArchive(VERSION, process.platform, process.arch)}`;
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('downloadRelease', () => {
  it('stores the verified server in the cache, ready to run, and leaves no other files', async () => {
    const content = await archive();
    const files = { [path]: content, [`${path}.sha256`]: `${sha256(content)}\n` };
    expect(await serving(files, download)).toBe('done');
    expect(execFileSync(join(directory, 'cache', 'weaviate'), { encoding: 'utf8' })).toBe('it runs\n');
    expect(await readdir(join(directory, 'cache'))).toEqual(['weaviate', 'weaviate.sha256']);
  });

  it('resumes a download that was cut off, in the same run and in the next', async () => {
    const content = await archive();
    const requested: string[] = [];
    // Sends half of the file, then half of the rest, then all of it: the connection is cut twice.
    let cuts = 2;
    const server = createServer((request, response) => {
      if (request.url === `${path}.sha256`) return response.end(sha256(content));
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      requested.push(request.headers.range ?? 'all');
      const rest = content.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length });
      if (cuts === 0) return response.end(rest);
      cuts -= 1;
      return response.write(rest.subarray(0, Math.ceil(rest.length / 2)), () => request.socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await download(url)).toBe('done');
    // How much of a cut response reaches the disk depends on the system; the number of requests does not.
    expect(requested).toHaveLength(3);
    for (const range of requested) expect(range).toMatch(/^(?:all|bytes=\d+-)$/);
    expect(await readdir(join(directory, 'cache'))).toEqual(['weaviate', 'weaviate.sha256']);

    await rm(join(directory, 'cache', 'weaviate'));
    const part = `${releaseArchive(VERSION, process.platform, process.arch)}.part`;
    await writeFile(join(directory, 'cache', part), content.subarray(0, 20));
    requested.length = 0;
    expect(await download(url)).toBe('done');
    expect(requested).toEqual(['bytes=20-']);
    server.closeAllConnections();
    server.close();
  });

  it('rejects an archive with another checksum than the published one', async () => {
    const files = { [path]: await archive(), [`${path}.sha256`]: '0'.repeat(64) };
    await expect(serving(files, download)).rejects.toMatchObject({
      code: 'bad-checksum',
      kind: 'environment',
    });
    expect(await readdir(join(directory, 'cache'))).toEqual([]);
  });

  it.each([
    ['no release', {}, 'status 404'],
    ['no checksum', { [`${path}.sha256`]: 'see the release notes' }, 'no checksum is published'],
    ['no archive', { [`${path}.sha256`]: '0'.repeat(64) }, 'status 404'],
  ])('reports why it failed: %s', async (_, files, why) => {
    expect(await serving(files, download)).toContain(why);
    expect(await readdir(join(directory, 'cache'))).toEqual([]);
  });

  it('reports why it failed: nothing listens', async () => {
    expect(await download('http://127.0.0.1:1')).toContain('cannot download http://127.0.0.1:1/');
  });
});
