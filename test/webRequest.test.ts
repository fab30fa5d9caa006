import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { proxyFor, WebError, webRequest } from '../src/webRequest.ts';
import { closedPort } from './support/answeringServer.ts';
import { directoryForTests } from './support/directory.ts';
import { blackHole, connectProxy, httpServer, httpsServer } from './support/faultyServers.ts';
import { makeAuthority, silentProxy } from './support/proxies.ts';
import { missingOf, program } from './support/requirements.ts';

const { signal } = new AbortController();
const directory = directoryForTests();

function read(url: string, env: Record<string, string> = {}, limits: object = {}): Promise<string> {
  return webRequest(url, { env, signal, ...limits }).then(text);
}

function errorOf(promise: Promise<unknown>): Promise<WebError> {
  return promise.then(
    () => expect.fail('no error'),
    (error: unknown) => {
      if (error instanceof WebError) return error;
      throw error;
    },
  );
}

const PROXY_HINT = 'if this network needs a proxy, set HTTPS_PROXY=http://HOST:PORT';

describe('a server that does not deliver', () => {
  it('has no name', async () => {
    const error = await errorOf(read('http://nothing.invalid/'));
    expect(error.message).toMatch(
      /^cannot resolve the name of nothing\.invalid \((?:ENOTFOUND|EAI_AGAIN)\)$/,
    );
    expect(error).toMatchObject({ suggestion: PROXY_HINT, isTransient: false });
  });

  it('refuses connections', async () => {
    expect(await errorOf(read(`http://127.0.0.1:${await closedPort()}/`))).toMatchObject({
      message: '127.0.0.1 refuses connections',
      suggestion: PROXY_HINT,
    });
  });

  it('drops packets', async () => {
    const url = `http://127.0.0.1:${await blackHole()}/`;
    expect(await errorOf(read(url, {}, { connectTimeout: 200 }))).toMatchObject({
      message: 'no connection to 127.0.0.1 within 0.2 s',
      suggestion: PROXY_HINT,
      isTransient: false,
    });
  });

  it('accepts a TLS connection and says nothing', async () => {
    const url = `https://127.0.0.1:${await silentProxy()}/`;
    const error = await errorOf(read(url, {}, { connectTimeout: 200 }));
    expect(error.message).toBe('no connection to 127.0.0.1 within 0.2 s');
  });

  it('accepts a request and says nothing', async () => {
    const url = `http://127.0.0.1:${await silentProxy()}/`;
    expect(await errorOf(read(url, {}, { stallTimeout: 200 }))).toMatchObject({
      message: '127.0.0.1 sent no data for 0.2 s',
      isTransient: false,
    });
  });

  it('stops in the middle of the body', async () => {
    const port = await httpServer((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
    });
    const error = await errorOf(read(`http://127.0.0.1:${port}/`, {}, { stallTimeout: 200 }));
    expect(error).toMatchObject({ message: '127.0.0.1 sent no data for 0.2 s', isTransient: true });
  });

  it('closes the connection', async () => {
    const port = await httpServer((request) => void request.socket.destroy());
    expect(await errorOf(read(`http://127.0.0.1:${port}/`))).toMatchObject({
      message: '127.0.0.1 closed the connection (socket hang up)',
      isTransient: true,
    });
  });

  it.skipIf(missingOf([program('openssl')]))('has a certificate that is not trusted', async () => {
    const port = await httpsServer(makeAuthority(directory()), (_, response) => void response.end());
    const error = await errorOf(read(`https://localhost:${port}/`));
    expect(error.message).toMatch(/^no secure connection to localhost: .*certificate/);
    expect(error.suggestion).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('does not speak TLS', async () => {
    const port = await httpServer((_, response) => void response.end());
    const error = await errorOf(read(`https://127.0.0.1:${port}/`));
    expect(error.message).toMatch(
      /^no secure connection to 127\.0\.0\.1: .*wrong version number|packet length/,
    );
  });

  it('redirects in circles', async () => {
    const port = await httpServer(
      (_, response) => void response.writeHead(302, { location: '/again' }).end(),
    );
    const error = await errorOf(read(`http://127.0.0.1:${port}/`));
    expect(error.message).toBe(`127.0.0.1:${port} redirects in circles`);
  });
});

it('an interruption ends a request at every stage', async () => {
  const half = await httpServer((_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half');
  });
  for (const port of [await blackHole(), await silentProxy(), half]) {
    const controller = new AbortController();
    const reading = webRequest(`http://127.0.0.1:${port}/`, { env: {}, signal: controller.signal }).then(
      text,
    );
    setTimeout(() => controller.abort(new Error('interrupted')), 100);
    await expect(reading).rejects.toThrow(/interrupted|aborted/);
  }
});

describe('redirects', () => {
  it('are followed to another server', async () => {
    const target = await httpServer((request, response) => void response.end(`${request.headers.host}`));
    const port = await httpServer((_, response) => {
      response.writeHead(302, { location: `http://localhost:${target}/file` }).end();
    });
    expect(await read(`http://127.0.0.1:${port}/`)).toBe(`localhost:${target}`);
  });

  it('keep the credentials on the same server, and do not show them to another', async () => {
    const storage = await httpServer(
      (request, response) => void response.end(`${request.headers.authorization}`),
    );
    const port = await httpServer(({ url, headers }, response) => {
      if (url === '/here') return void response.end(`${headers.authorization}`);
      const location = url === '/same' ? '/here' : `http://localhost:${storage}/`;
      response.writeHead(307, { location }).end();
    });
    const headers = { Authorization: 'Bearer secret' };
    expect(await read(`http://127.0.0.1:${port}/same`, {}, { headers })).toBe('Bearer secret');
    expect(await read(`http://127.0.0.1:${port}/other`, {}, { headers })).toBe('undefined');
  });
});

describe('through a proxy', () => {
  it('a connection is made to the host by name, with the login of the address', async () => {
    const target = await httpServer((request, response) => void response.end(request.url));
    const proxy = await connectProxy(target);
    const env = { HTTP_PROXY: `http://me:p%40ss@127.0.0.1:${proxy.port}` };
    expect(await read('http://release.example/file', env)).toBe('/file');
    expect(proxy.asked).toEqual(['release.example:80']);
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it.each([
    [407, 'set HTTPS_PROXY with a name and password: http://NAME:PASSWORD@HOST:PORT'],
    [403, 'let the proxy connect to release.example'],
  ])('a rejection with status %i says so', async (status, suggestion) => {
    const { port } = await connectProxy(0, status);
    const env = { https_proxy: `127.0.0.1:${port}` };
    expect(await errorOf(read('https://release.example/', env))).toMatchObject({
      message: `the proxy 127.0.0.1:${port} rejected the connection to release.example (${status} Rejected)`,
      suggestion,
    });
  });

  it('a proxy that does not run is named', async () => {
    const port = await closedPort();
    const env = { https_proxy: `http://127.0.0.1:${port}` };
    expect(await errorOf(read('https://release.example/', env))).toMatchObject({
      message: `the proxy 127.0.0.1:${port} refuses connections`,
      suggestion: 'check HTTPS_PROXY',
    });
  });

  it.each([
    ['https://a.example/', {}, undefined],
    ['https://a.example/', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.example/', { https_proxy: 'p:1', HTTPS_PROXY: 'http://other:1' }, 'http://p:1/'],
    ['https://a.example/', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://a.example/', { HTTP_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.example/', { ALL_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.example/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'b.example, .example' }, undefined],
    ['https://a.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example:443' }, undefined],
    ['https://a.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
    ['https://aa.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example' }, 'http://p:1/'],
  ])('%s with %j: %s', (url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(expected);
  });

  it.each(['socks5://p:1080', 'http://', '::'])('%s is not an HTTP proxy', async (proxy) => {
    const error = await errorOf(read('https://a.example/', { HTTPS_PROXY: proxy }));
    expect(error.message).toBe('the proxy in HTTPS_PROXY is not an HTTP proxy');
  });
});
