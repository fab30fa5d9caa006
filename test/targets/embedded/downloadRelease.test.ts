import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRun } from '../../../src/run.ts';
import { downloadRelease, releaseArchive } from '../../../src/targets/embedded/releaseArchive.ts';
import { fill } from '../../support/directory.ts';
import { httpServer } from '../../support/faultyServers.ts';

const VERSION = '1.38.11';
const step = { update: () => {}, done: () => {}, fail: () => {}, drop: () => {} };

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bindstack-release-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** An archive like the published one, with a script as the server. */
/** @param padding bytes that do not compress, after the server */
async function archive(padding = 0): Promise<Buffer> {
  const script = Buffer.from('#!/bin/sh\necho it runs\nexit\n');
  await writeFile(join(directory, 'weaviate'), Buffer.concat([script, randomBytes(padding)]));
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

/** @returns `done`, or why not */
async function download(url: string, signal = new AbortController().signal): Promise<string> {
  const context = { env: {}, run: makeRun(signal), signal, step };
  const cache = join(directory, 'cache');
  await mkdir(cache, { recursive: true });
  const result = await downloadRelease(
    context,
    VERSION,
    join(cache, 'weaviate'),
    join(cache, 'unfinished'),
    url,
  );
  return result === 'done' ? result : result.why;
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
    // So large that some of each half is on the disk when the connection is cut.
    const content = await archive(8_000_000);
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
      return response.write(rest.subarray(0, Math.ceil(rest.length / 2)), () => request.socket.end());
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
    ['no release', {}, 'has no such release for this machine (status 404)'],
    ['no checksum', { [`${path}.sha256`]: 'see the release notes' }, 'no checksum is published'],
    [
      'no archive',
      { [`${path}.sha256`]: '0'.repeat(64) },
      'has no such release for this machine (status 404)',
    ],
  ])('reports why it failed: %s', async (_, files, why) => {
    expect(await serving(files, download)).toContain(why);
    expect(await readdir(join(directory, 'cache'))).toEqual([]);
  });

  it('reports why it failed: nothing listens', async () => {
    expect(await download('http://127.0.0.1:1')).toBe('127.0.0.1 refuses connections');
  });

  it.each([
    ['a login page', 200, 'text/html; charset=utf-8', 'sends a web page instead of the file'],
    ['a ban', 403, 'text/html', 'responds with status 403'],
    ['a redirect to nowhere', 302, 'text/html', 'responds with status 302'],
  ])('reports why it failed: %s', async (_, status, type, why) => {
    const port = await httpServer((_request, response) => {
      response.writeHead(status, { 'content-type': type }).end('<html>Welcome</html>');
    });
    expect(await download(`http://127.0.0.1:${port}`)).toContain(why);
    expect(await readdir(join(directory, 'cache'))).toEqual([]);
  });

  it('tries once more after an error of the server', async () => {
    const content = await archive();
    let broken = true;
    const port = await httpServer((request, response) => {
      if (broken) {
        broken = false;
        return response.writeHead(503).end();
      }
      return response.end(request.url?.endsWith('.sha256') ? sha256(content) : content);
    });
    expect(await download(`http://127.0.0.1:${port}`)).toBe('done');
  });

  it('starts again if the resumed file is not the published one', async () => {
    const content = await archive();
    const ranges: string[] = [];
    const port = await httpServer((request, response) => {
      if (request.url === `${path}.sha256`) return response.end(sha256(content));
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      ranges.push(request.headers.range ?? 'all');
      if (from >= content.length) return response.writeHead(416).end();
      return response.writeHead(from > 0 ? 206 : 200).end(content.subarray(from));
    });
    const part = join(directory, 'cache', `${releaseArchive(VERSION, process.platform, process.arch)}.part`);
    await mkdir(join(directory, 'cache'));
    for (const [wrong, requested] of [
      ['something else', 'bytes=14-'],
      ['x'.repeat(content.length + 1), `bytes=${content.length + 1}-`],
    ] as const) {
      await writeFile(part, wrong);
      ranges.length = 0;
      expect(await download(`http://127.0.0.1:${port}`)).toBe('done');
      expect(ranges).toEqual([requested, 'all']);
    }
    expect(await readdir(join(directory, 'cache'))).toEqual(['weaviate', 'weaviate.sha256']);
  });

  it('takes the whole file from a server that cannot send a part of it', async () => {
    const content = await archive();
    await fill(directory, {
      [`cache/${releaseArchive(VERSION, process.platform, process.arch)}.part`]: 'a part',
    });
    const files = { [path]: content, [`${path}.sha256`]: sha256(content) };
    expect(await serving(files, download)).toBe('done');
  });

  it('leaves nothing behind when interrupted', async () => {
    const interrupted = new AbortController();
    const port = await httpServer((request, response) => {
      if (request.url === `${path}.sha256`) return void response.end('0'.repeat(64));
      response.writeHead(200, { 'content-length': 1000 }).write('half');
      setTimeout(() => interrupted.abort(new Error('interrupted')), 100);
    });
    await expect(download(`http://127.0.0.1:${port}`, interrupted.signal)).rejects.toThrow();
    expect(await readdir(join(directory, 'cache'))).toEqual([]);
  });

  it('shows size, rate and remaining time', async () => {
    const content = randomBytes(600_000);
    const port = await httpServer(async (request, response) => {
      if (request.url === `${path}.sha256`) return void response.end(sha256(content));
      response.writeHead(200, { 'content-length': content.length });
      for (let at = 0; at < content.length; at += 20_000) {
        response.write(content.subarray(at, at + 20_000));
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      response.end();
    });
    const texts: string[] = [];
    const amounts: unknown[] = [];
    const watched = {
      ...step,
      update: (text: string, amount?: object) => {
        texts.push(text);
        amounts.push(amount);
      },
    };
    const { signal } = new AbortController();
    const context = { env: {}, run: makeRun(signal), signal, step: watched };
    const target = join(directory, 'weaviate');
    await downloadRelease(
      context,
      VERSION,
      target,
      join(directory, 'unfinished'),
      `http://127.0.0.1:${port}`,
    );
    expect(texts[0]).toMatch(/^downloading Weaviate 1\.38\.11: \d+ of 600 kB$/);
    expect(texts.find((text) => text.includes('left'))).toMatch(/: \d+ of 600 kB, \d+ kB\/s, \d s left$/);
    expect(amounts.at(-1)).toEqual({ bytes: expect.any(Number), total: 600_000 });
  });
});
