import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { RunningCommand } from '../support/command.ts';
import { newPlace } from '../support/place.ts';

async function startWeb(flags = ''): Promise<{ command: RunningCommand; url: string; port: number }> {
  const command = newPlace().start(`web --port 0 --no-open --json ${flags}`);
  await command.said('"port":');
  return { command, ...(JSON.parse(command.stdout) as { url: string; port: number }) };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request exactly as given; `fetch` would normalize its path and headers. */
function ask(port: number, path: string, { method = 'GET', headers = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('bindstack web', () => {
  it('serves the page with headers that block all other content', async () => {
    const { port } = await startWeb();
    const page = await ask(port, '/');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain('<title>bindstack');
    for (const [path, type] of [
      ['/', 'text/html; charset=utf-8'],
      ['/page.js', 'text/javascript; charset=utf-8'],
      ['/page.css', 'text/css; charset=utf-8'],
      ['/icon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await ask(port, path);
      expect({ path, status, ...headers }).toMatchObject({
        path,
        status: 200,
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
        ),
      });
    }
  });

  it('supports caching, and sends no body for HEAD', async () => {
    const { port } = await startWeb();
    const { headers } = await ask(port, '/page.js');
    const again = await ask(port, '/page.js', { headers: { 'if-none-match': headers['etag'] } });
    expect(again).toMatchObject({ status: 304, body: '' });
    const head = await ask(port, '/page.js', { method: 'HEAD' });
    expect(head).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': headers['content-length'] },
    });
  });

  it.each([
    ['/../package.json', 404],
    ['/%2e%2e/package.json', 404],
    ['/bin.js', 404],
    ['//page.js', 404],
    ['/index.html', 200],
    ['/?x=1', 200],
  ])('%s is answered with %i', async (path, status) => {
    expect((await ask((await startWeb()).port, path)).status).toBe(status);
  });

  it('accepts its own host names and safe methods only', async () => {
    const { port } = await startWeb();
    const asHost = async (host: string) => (await ask(port, '/', { headers: { host } })).status;
    expect(await asHost(`127.0.0.1:${port}`)).toBe(200);
    expect(await asHost(`localhost:${port}`)).toBe(200);
    for (const host of [
      `evil.example:${port}`,
      'localhost',
      `localhost:${port}.evil.example`,
      `127.0.0.1:${port + 1}`,
    ])
      expect([host, await asHost(host)]).toEqual([host, 403]);
    expect((await ask(port, '/', { method: 'POST' })).status).toBe(405);
  });

  it('reports a port that is in use, with a suggestion', async () => {
    const { port } = await startWeb();
    const { exitCode, stdout } = await newPlace().run(`web --no-open --json --port ${port}`);
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'port-taken',
        message: `port ${port} is already in use`,
        suggestion: expect.stringContaining('--port 0'),
      },
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'opens a browser if there is a display, unless disabled',
    async () => {
      const place = newPlace();
      const seen = join(place.directory, 'seen');
      const program = join(place.directory, 'xdg-open');
      writeFileSync(program, `#!/bin/sh\nprintf %s "$1" >'${seen}'\n`, { mode: 0o755 });
      const env = {
        PATH: `${place.directory}:${process.env['PATH']}`,
        DISPLAY: ':99',
        WAYLAND_DISPLAY: undefined,
      };
      const opening = place.start('web --port 0 --json', env);
      await vi.waitUntil(() => existsSync(seen) && readFileSync(seen, 'utf8') !== '', { timeout: 20_000 });
      expect(readFileSync(seen, 'utf8')).toBe((JSON.parse(opening.stdout) as { url: string }).url);
      expect((await opening.endedBy('SIGINT')).exitCode).toBe(0);

      rmSync(seen);
      const quiet = place.start('web --port 0 --json --no-open', env);
      await quiet.said('"port":');
      expect((await quiet.endedBy('SIGINT')).exitCode).toBe(0);
      expect(existsSync(seen)).toBe(false);
    },
  );

  it.each(['http', '-1', '70000', ''])('rejects --port %j', async (port) => {
    expect((await newPlace().run(['web', '--no-open', `--port=${port}`])).exitCode).toBe(2);
  });

  it('passes --public-url on to the page', async () => {
    const { port } = await startWeb('--public-url https://tools.example.com/a&b/');
    expect((await ask(port, '/')).body).toContain(
      '<meta name="public-url" content="https://tools.example.com/a&amp;b/">\n</head>',
    );
  });

  it.each(['tools.example.com', 'ftp://example.com/', 'https://example.com/#x', ''])(
    'rejects --public-url %j',
    async (url) => {
      const { exitCode, stdout } = await newPlace().run([
        'web',
        '--no-open',
        '--json',
        `--public-url=${url}`,
      ]);
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'bad-value' } });
    },
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends by %s, also while a browser holds a connection',
    async (signal) => {
      const { command, port, url } = await startWeb();
      await ask(port, '/', { headers: { connection: 'keep-alive' } });
      // Being stopped is the normal end.
      const { exitCode, stderr } = await command.endedBy(signal);
      expect(exitCode).toBe(0);
      expect(stderr).toContain(url);
    },
  );
});

describe('the page as files', () => {
  const folder = new URL('../../dist/web/', import.meta.url);
  const files = readdirSync(folder).map((name) => ({ name, body: readFileSync(new URL(name, folder)) }));

  it('has four files with less than 275 kB in total when compressed', () => {
    expect(files.map(({ name }) => name)).toEqual(['icon.svg', 'index.html', 'page.css', 'page.js']);
    const bytes = files.reduce((sum, { body }) => sum + gzipSync(body, { level: 9 }).length, 0);
    expect(bytes).toBeLessThan(275_000);
  });

  it('shows its first words after less than 10 kB: everything before the script', () => {
    const first = files.filter(({ name }) => name !== 'page.js');
    expect(first.reduce((sum, { body }) => sum + gzipSync(body).length, 0)).toBeLessThan(10_000);
  });

  it('refers to no other host that a browser would contact', () => {
    const html = files.find(({ name }) => name === 'index.html')?.body.toString() ?? '';
    const asked = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(asked).toEqual(['icon.svg', 'page.css', 'page.js']);
  });
});
