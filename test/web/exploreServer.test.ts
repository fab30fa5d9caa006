import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { UPLOAD_LIMIT } from '../../src/web/exploreProtocol.ts';
import type { Explorer } from '../../src/web/server/explore/explorer.ts';
import { serveExplorer } from '../../src/web/server/explore/exploreServer.ts';
import { rangeOf } from '../../src/web/server/explore/mediaFile.ts';
import { explorerDouble, objectId } from '../support/explorer.ts';

const PAGE = new Map([['/', { type: 'text/html', body: Buffer.from('page'), etag: '"1"' }]]);

interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

async function served(values: Partial<Explorer> = {}) {
  const server = await serveExplorer(explorerDouble(values), PAGE, 0);
  onTestFinished(() => server.close());
  /** Sends a request exactly as given; `fetch` would normalize its path and headers. */
  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode = 0, headers: received } = response;
          resolve({ status: statusCode, headers: received, body: Buffer.concat(chunks).toString('latin1') });
        });
      });
      sent.on('error', reject).end(body);
    });
  return { ...server, ask };
}

const folder = mkdtempSync(join(tmpdir(), 'bindstack-explore-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file, and serves it as `media/Pictures/NAME`. */
function fileNamed(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A promise, and what fulfils it. Node 20 has no `Promise.withResolvers`. */
function resolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

describe('requests of others', () => {
  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['an old browser on another site', { origin: 'https://evil.example' }],
    ['a local file', { origin: 'null' }],
    ['https', { origin: 'https://127.0.0.1:PORT' }],
    ['a form that an address opens', { 'sec-fetch-site': 'none' }],
  ])('no search, state, file or thumbnail for %s', async (_, given) => {
    const called = vi.fn();
    const { ask, port } = await served({ search: called, state: called, fileOf: called, thumbnail: called });
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', `${port}`)]),
    );
    const body = '{"text":"a dog"}';
    expect((await ask('/api/search', { method: 'POST', headers, body })).status).toBe(403);
    if (headers['sec-fetch-site'] !== 'none') {
      for (const path of ['/api/state', '/media/Pictures/a.jpg', `/thumbnail/${objectId(1)}`])
        expect([path, (await ask(path, { headers })).status]).toEqual([path, 403]);
    }
    expect(called).not.toHaveBeenCalled();
  });

  it('answers the page, its address typed by the user, and curl', async () => {
    const { ask, port } = await served();
    const body = '{"text":"a dog"}';
    const own = { 'sec-fetch-site': 'same-origin', origin: `http://127.0.0.1:${port}` };
    expect((await ask('/api/search', { method: 'POST', headers: own, body })).status).toBe(200);
    expect((await ask('/api/search', { method: 'POST', body })).status).toBe(200);
    expect((await ask('/api/state', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
    const local = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
    expect((await ask('/api/search', { method: 'POST', headers: local, body })).status).toBe(200);
  });

  it('answers no other host name, so that no name can be rebound to this machine', async () => {
    const called = vi.fn();
    const { ask, port } = await served({ search: called, fileOf: called });
    for (const host of [`evil.example:${port}`, 'localhost', `127.0.0.1:${port + 1}`]) {
      const headers = { host, origin: `http://${host}` };
      expect((await ask('/', { headers })).status).toBe(403);
      expect((await ask('/media/Pictures/a.jpg', { headers })).status).toBe(403);
      expect((await ask('/api/search', { method: 'POST', headers, body: '{"text":"a"}' })).status).toBe(403);
    }
    expect(called).not.toHaveBeenCalled();
  });

  it('forbids scripts, frames and requests to others', async () => {
    const { headers } = await (await served()).ask('/');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; .*frame-ancestors 'none'$/,
      ),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'POST'])('has nothing to %s', async (method) => {
    const { ask } = await served();
    expect((await ask('/media/Pictures/a.jpg', { method })).status).toBe(405);
  });
});

describe('files', () => {
  it.each([
    '/media/../../etc/passwd',
    '/media/Pictures/../../etc/passwd',
    '/media/Pictures/%2e%2e/%2e%2e/etc/passwd',
    '/media/Pictures/..%2f..%2fetc%2fpasswd',
    '/media/Pictures/./a.jpg',
    '/media//etc/passwd',
    '/media/%2fetc/passwd',
    '/media/Pictures/a.jpg%00.png',
    '/media/Pictures/%E0%A4%A',
    '/media/',
  ])('%s is not even looked up', async (path) => {
    const fileOf = vi.fn(async () => '/etc/passwd');
    const { ask } = await served({ fileOf });
    expect((await ask(path)).status).toBe(404);
    expect(fileOf).not.toHaveBeenCalled();
  });

  it('looks up names with every other character', async () => {
    const name = 'Pictures/<img src=x onerror=alert(1)> "quotes" \n\u202e#?%&\\ שלום 🐶.jpg';
    const fileOf = vi.fn(async () => undefined);
    const { ask } = await served({ fileOf });
    expect((await ask(`/media/${name.split('/').map(encodeURIComponent).join('/')}`)).status).toBe(404);
    expect(fileOf).toHaveBeenCalledWith(name);
  });

  it.each([
    ['a.png', PNG, 'image/png'],
    ['wrong.txt', PNG, 'image/png'],
    ['note.txt', 'hello', 'text/plain; charset=utf-8'],
    ['empty.txt', '', 'text/plain; charset=utf-8'],
    ['page.html', '<script>alert(1)</script>', 'text/plain; charset=utf-8'],
    ['page.jpg', '<!doctype html><script>alert(1)</script>', 'text/plain; charset=utf-8'],
    ['umlauts.txt', `${'x'.repeat(4099)}ü`, 'text/plain; charset=utf-8'],
    [
      'picture.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'text/plain; charset=utf-8',
    ],
    [
      'picture.xml',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'text/plain; charset=utf-8',
    ],
  ])('%s is sent as what it contains, and never run', async (name, content, type) => {
    const path = fileNamed(name, content);
    const { ask } = await served({ fileOf: async () => path });
    const answer = await ask('/media/Pictures/x');
    expect(answer).toMatchObject({
      status: 200,
      body: Buffer.from(content).toString('latin1'),
      headers: {
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
      },
    });
  });

  it.each([
    ['document.pdf', '%PDF-1.7\n'],
    ['archive.zip', Buffer.from('504b0304140000000000', 'hex')],
    ['program', Buffer.from('7f454c4602010100', 'hex')],
    ['latin-1.txt', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x61, 0x61, 0x61])],
  ])('%s is no medium', async (name, content) => {
    const path = fileNamed(name, content);
    const { ask } = await served({ fileOf: async () => path });
    expect((await ask('/media/Pictures/x')).status).toBe(415);
  });

  it('sends no directory, no pipe, no link and nothing that is gone', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const link = join(folder, 'link');
    symlinkSync('/etc/passwd', link);
    for (const [path, status] of [
      [folder, 415],
      [pipe, 415],
      [link, 404],
      [join(folder, 'gone'), 404],
    ] as const) {
      const { ask } = await served({ fileOf: async () => path });
      expect([path, (await ask('/media/Pictures/x')).status]).toEqual([path, status]);
    }
  });

  it('sends the part that a player asks for', async () => {
    const path = fileNamed('film.txt', '0123456789');
    const { ask } = await served({ fileOf: async () => path });
    const part = (range: string, more = {}) => ask('/media/Pictures/x', { headers: { range, ...more } });
    expect(await part('bytes=2-4')).toMatchObject({
      status: 206,
      body: '234',
      headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3', 'accept-ranges': 'bytes' },
    });
    expect(await part('bytes=7-')).toMatchObject({ status: 206, body: '789' });
    expect(await part('bytes=-2')).toMatchObject({ status: 206, body: '89' });
    expect(await part('bytes=10-')).toMatchObject({
      status: 416,
      headers: { 'content-range': 'bytes */10' },
    });
    expect(await part('bytes=2-4', { 'if-range': '"other"' })).toMatchObject({
      status: 200,
      body: '0123456789',
    });
    expect(await ask('/media/Pictures/x', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '10' },
    });
  });

  it.each([
    [undefined, 10, undefined],
    ['bytes=0-', 10, { start: 0, end: 9 }],
    ['bytes=0-99', 10, { start: 0, end: 9 }],
    ['bytes=-99', 10, { start: 0, end: 9 }],
    ['bytes=-0', 10, null],
    ['bytes=0-', 0, null],
    ['bytes=4-2', 10, undefined],
    ['bytes=-', 10, undefined],
    ['bytes=0-1,3-4', 10, undefined],
    ['lines=0-1', 10, undefined],
  ])('the range %s of %i bytes', (header, size, range) => {
    expect(rangeOf(header, size)).toEqual(range);
  });
});

describe('searches', () => {
  it('passes on what is sought, for which kinds and how many', async () => {
    const search = vi.fn<Explorer['search']>(async () => ({ hits: [], code: {} }));
    const { ask } = await served({ search });
    await ask('/api/search?kind=video,nonsense,image&limit=7&hybrid=1', {
      method: 'POST',
      body: '{"text":"a"}',
    });
    expect(search.mock.lastCall?.[0]).toEqual({
      query: { text: 'a' },
      kinds: ['image', 'video'],
      limit: 7,
      hybrid: true,
    });
    await ask('/api/search?limit=100000', { method: 'POST', body: `{"near":"${objectId(3)}"}` });
    expect(search.mock.lastCall?.[0]).toEqual({
      query: { near: objectId(3) },
      kinds: [],
      limit: 200,
      hybrid: false,
    });
  });

  it.each(['', '{}', '{"text":""}', '{"text":1}', '{"near":"x"}', '{"text":"a","near":"b"}', '[]'])(
    'rejects the query %s',
    async (body) => {
      const search = vi.fn();
      const { ask } = await served({ search });
      expect((await ask('/api/search', { method: 'POST', body })).status).toBe(400);
      expect(search).not.toHaveBeenCalled();
    },
  );

  it('writes a dropped file where only this user can read it, and removes it', async () => {
    let seen = { path: '', content: '', mode: 0 };
    const { ask } = await served({
      search: async (_, file = '') => {
        seen = {
          path: file,
          content: readFileSync(file, 'utf8'),
          mode: statSync(dirname(file)).mode & 0o777,
        };
        return { hits: [], code: {} };
      },
    });
    const name = encodeURIComponent('../../"x" y.thermal.png');
    expect((await ask(`/api/search?file=${name}`, { method: 'POST', body: 'abc' })).status).toBe(200);
    expect(seen).toMatchObject({ content: 'abc', mode: 0o700 });
    expect(seen.path).toMatch(/bindstack-explore-\w+\/query\.thermal\.png$/);
    expect(existsSync(dirname(seen.path))).toBe(false);
  });

  it('refuses a file above the limit before it is sent, and says the limit', async () => {
    const { ask } = await served();
    const headers = { 'content-length': UPLOAD_LIMIT + 1 };
    const answer = await ask('/api/search?file=a.mp4', { method: 'POST', headers });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ message: expect.stringContaining('512 MiB') });
  });

  it('refuses an endless text', async () => {
    const { ask } = await served();
    const body = JSON.stringify({ text: 'x'.repeat(70_000) });
    const chunked = { 'transfer-encoding': 'chunked' };
    expect((await ask('/api/search', { method: 'POST', body, headers: chunked })).status).toBe(413);
  });

  it('reports what went wrong, without a stack trace', async () => {
    const { ask } = await served({
      search: async () => {
        throw new Failure('failed', { code: 'x', message: 'nothing responds', suggestion: 'bindstack up' });
      },
      state: async () => {
        throw new Error('out of luck');
      },
    });
    const answer = await ask('/api/search', { method: 'POST', body: '{"text":"a"}' });
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toEqual({ message: 'nothing responds', suggestion: 'bindstack up' });
    expect(JSON.parse((await ask('/api/state')).body)).toEqual({ message: 'out of luck' });
  });

  it('stops a search when the browser gives up', async () => {
    const started = resolvers();
    const stopped = resolvers();
    const { port } = await served({
      search: (_, __, signal) => {
        signal.addEventListener('abort', () => stopped.resolve());
        started.resolve();
        return new Promise(() => {});
      },
    });
    const sent = request({ host: '127.0.0.1', port, path: '/api/search', method: 'POST' });
    sent.on('error', () => {}).end('{"text":"a"}');
    await started.promise;
    sent.destroy();
    await stopped.promise;
  });
});

describe('thumbnails', () => {
  it('sends that of an object, and none for what is no id', async () => {
    const thumbnail = vi.fn(async (id: string) => (id === objectId(1) ? Buffer.from('jpeg') : undefined));
    const { ask } = await served({ thumbnail });
    expect(await ask(`/thumbnail/${objectId(1)}`)).toMatchObject({
      status: 200,
      body: 'jpeg',
      headers: { 'content-type': 'image/jpeg' },
    });
    expect((await ask(`/thumbnail/${objectId(2)}`)).status).toBe(204);
    expect((await ask('/thumbnail/..%2fx')).status).toBe(404);
    expect(thumbnail).toHaveBeenCalledTimes(2);
  });
});
