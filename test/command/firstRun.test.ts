import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { releaseArchive } from '../../src/targets/embedded/releaseArchive.ts';
import { directoryForTests, fill, listing } from '../support/directory.ts';
import { connectProxy, httpsServer } from '../support/faultyServers.ts';
import { newPlace, type Place } from '../support/place.ts';
import { type Authority, makeAuthority } from '../support/proxies.ts';
import { describeWith, program } from '../support/requirements.ts';

const directory = directoryForTests();
const file = releaseArchive(WEAVIATE_VERSION, process.platform, process.arch);

/** The environment of a machine that has no Weaviate and no Go, and reaches GitHub through a proxy that inspects TLS. */
async function behindProxy(authority: Authority, answer: RequestListener) {
  const proxy = await connectProxy(await httpsServer(authority, answer));
  return {
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    NODE_EXTRA_CA_CERTS: authority.ca,
    XDG_CACHE_HOME: join(directory(), 'cache'),
    PATH: '/usr/bin:/bin',
    BINDSTACK_WEAVIATE_BINARY: '',
  };
}

const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** A release archive whose server exits at once. */
async function archive(): Promise<Buffer> {
  await fill(directory(), { weaviate: '#!/bin/sh\necho started with "$@"\nexit 3\n' });
  execFileSync('tar', ['-czf', 'archive', 'weaviate'], { cwd: directory() });
  return readFile(join(directory(), 'archive'));
}

const up = (place: Place, flags = '') => place.embedded(flags);

describeWith([program('openssl')], 'the first run, behind a proxy', () => {
  let authority: Authority;
  beforeAll(() => {
    authority = makeAuthority(mkdtempSync(join(tmpdir(), 'bindstack-authority-')), 'github.com');
  });

  it('downloads the server once', async () => {
    const content = await archive();
    const asked: string[] = [];
    const env = await behindProxy(authority, (request, response) => {
      asked.push(`${request.method} ${request.headers.host}${request.url}`);
      response.end(request.url?.endsWith('.sha256') ? `${digest(content)}\n` : content);
    });
    const place = newPlace();
    const first = await place.run(await up(place), env);
    expect(first.stderr).toContain(`… downloading Weaviate ${WEAVIATE_VERSION} (about 60 MB)\n`);
    expect(first.stderr).toContain(`✔ Weaviate ${WEAVIATE_VERSION} is now in the cache (downloaded)\n`);
    expect(first.stderr).toContain('started with');
    const path = `github.com/weaviate/weaviate/releases/download/v${WEAVIATE_VERSION}/${file}`;
    // The first request is of the checks before the launch.
    expect(asked).toEqual([`HEAD ${path}.sha256`, `GET ${path}.sha256`, `GET ${path}`]);

    // Another project uses the same server.
    const other = newPlace();
    const second = await other.run(await up(other), env);
    expect(second.stderr).toContain('started with');
    expect(second.stderr).not.toContain('downloading');
    expect(asked).toHaveLength(3);
  });

  it('reports its progress to programs as one event per line', async () => {
    const content = await archive();
    const env = await behindProxy(authority, (request, response) => {
      response.end(request.url?.endsWith('.sha256') ? digest(content) : content);
    });
    const place = newPlace();
    const { stderr } = await place.run(await up(place, '--progress json'), env);
    const events = stderr
      .trimEnd()
      .split('\n')
      // The failure of this server is reported as text.
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { event: string; text: string });
    expect(events.map(({ event, text }) => `${event}: ${text}`)).toEqual(
      expect.arrayContaining([
        `start: downloading Weaviate ${WEAVIATE_VERSION} (about 60 MB)`,
        `done: Weaviate ${WEAVIATE_VERSION} is now in the cache (downloaded)`,
      ]),
    );
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    let sending = () => {};
    const sent = new Promise<void>((resolve) => {
      sending = resolve;
    });
    const env = await behindProxy(authority, (request, response) => {
      if (request.url?.endsWith('.sha256')) return void response.end('0'.repeat(64));
      response.writeHead(200, { 'content-length': 60_000_000 });
      response.write('half', () => sending());
    });
    const place = newPlace();
    const running = place.start(await up(place), env);
    await sent;
    expect((await running.endedBy('SIGINT')).exitCode).toBe(130);
    expect(existsSync(env.XDG_CACHE_HOME)).toBe(false);
    expect(await place.leftovers()).toEqual([]);
    expect(await listing(place.directory)).toEqual([]);
  });

  it('recognizes a login page, and says what to try', async () => {
    const env = await behindProxy(authority, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>');
    });
    const place = newPlace();
    const { exitCode, stderr } = await place.run(await up(place), { ...env, PATH: '/nonexistent' });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('github.com sends a web page instead of the file');
    expect(stderr).toMatch(
      /try: log in to the network, .*; install Go 1\.26 or newer .* or use --weaviate-binary PATH, or Docker: bindstack generate/,
    );
  });

  it('recognizes a certificate that it does not trust', async () => {
    const { NODE_EXTRA_CA_CERTS: _, ...env } = await behindProxy(
      authority,
      (_request, response) => void response.end(),
    );
    const place = newPlace();
    const { exitCode, stderr } = await place.run(await up(place), { ...env, PATH: '/nonexistent' });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('no secure connection to github.com: ');
    expect(stderr).toContain('set NODE_EXTRA_CA_CERTS to the file of its certificate');
  });
});
