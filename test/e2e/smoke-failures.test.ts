import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import { lineOf, type RunningCommand, stackTrace } from '../support/command.ts';
import { webServer } from '../support/listener.ts';
import { newPlace, placeForSuite } from '../support/place.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { checkOf, checksThat, expectFailure, reportOf } from '../support/smokeReport.ts';
import { startWeaviate } from '../support/weaviateByHand.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

describe('smoke against something other than a running Weaviate', () => {
  const smoke = async (port: number, grpc = port) =>
    newPlace().run(`smoke --report json --url http://127.0.0.1:${port} --grpc 127.0.0.1:${grpc}`);

  it('reports that nothing listens on the port', async () => {
    const [port = 0] = await freePorts(1);
    const result = await smoke(port);
    expectFailure(
      result,
      'ready',
      /^network: nothing responds at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED/,
    );
    const report = reportOf(result);
    expect(report).toMatchObject({
      collection: null,
      weaviate: { version: null },
      inference: { model: null },
    });
    // The other checks were not run, and say so.
    const others = report.checks.filter(({ id }) => id !== 'ready' && id !== 'cleanup');
    expect(others.every(({ status, detail }) => status === 'skip' && /ready failed/.test(detail))).toBe(true);
  });

  it('reports a web server that returns 404', async () => {
    const port = await webServer((_, response) => response.writeHead(404).end('<h1>Not Found</h1>'));
    expectFailure(await smoke(port), 'ready', /^REST: .* is not Weaviate: it returns 404/);
  });

  it('reports a web server that responds with a page', async () => {
    const port = await webServer((_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Hello</title>'),
    );
    expectFailure(await smoke(port), 'ready', /^REST: /);
  });

  it('reports a server that returns 503', async () => {
    const port = await webServer((_, response) => response.writeHead(503).end());
    expectFailure(await smoke(port), 'ready', /^REST: Weaviate is not ready: it returns 503/);
  });

  it('reports a web server that responds with other JSON', async () => {
    const port = await webServer((_, response) => response.writeHead(200).end('{"name":"other"}'));
    expectFailure(await smoke(port), 'ready', /^REST: .*\/v1\/meta reports no version/);
  });

  it('stops waiting for a server that never responds after --timeout', async () => {
    const port = await webServer(() => {});
    const place = newPlace();
    const result = await place.run(`smoke --report json --timeout 2s --url http://127.0.0.1:${port}`);
    expectFailure(result, 'ready', /^(?:time|network): /);
  });

  it.each([
    ['smoke --url localhost', '--url: "localhost" is not an HTTP address'],
    ['smoke --url http://localhost --grpc here', '--grpc: "here" is not HOST:PORT'],
    ['smoke --api-key-env NO_SUCH_KEY', '--api-key-env NO_SUCH_KEY: the variable is not set'],
    ['smoke --timeout 0s', '--timeout: "0s" is not a duration'],
    ['smoke --report xml', 'unknown format xml'],
    ['smoke --report junit=', '--report junit= has no file name after ='],
    ['smoke --report json --report junit', 'only one report can go to standard output'],
    ['smoke --url http://localhost --grpc [::1', '--grpc: "[::1" is not HOST:PORT'],
    ['smoke --inference-url localhost', '--inference-url: "localhost" is not an HTTP address'],
    ['smoke --ca no-such.pem', '--ca no-such.pem: ENOENT'],
    ['smoke --url http://localhost --restart', '--restart needs a stack that bindstack runs'],
    ['smoke --modalities smell', '--modalities: "smell" is not one of'],
  ])('%s: exit code 2', async (line, message) => {
    const { exitCode, stdout, stderr } = await newPlace().run(line);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(lineOf(stderr)).toContain(message);
  });
});

describeWith([weaviate], 'smoke against a running Weaviate', () => {
  /** A Weaviate with an API key. Each test starts its inference server in its own way. */
  const place = placeForSuite();
  const bare = placeForSuite();
  let inferencePort = 0;
  let key = '';
  let stub: RunningCommand | undefined;

  async function startStub(flags = ''): Promise<void> {
    stub = place().start(`stub --port ${inferencePort} ${flags}`);
    await stub.said('listening on');
  }

  async function stopStub(): Promise<void> {
    await stub?.endedBy('SIGTERM');
    stub = undefined;
  }

  beforeAll(async () => {
    [inferencePort = 0] = await freePorts(1);
    await place().generate('--auth api-key --modalities all');
    await startStub();
    const inference = `--inference external --inference-url http://127.0.0.1:${inferencePort}`;
    await Promise.all([
      place()
        .embedded(`--auth api-key ${inference}`)
        .then((up) => place().succeed(up)),
      startWeaviate(bare()),
    ]);
    await stopStub();
    key = /WEAVIATE_API_KEY=(\S+)/.exec(await readFile(join(place().directory, '.env'), 'utf8'))?.[1] ?? '';
  });

  const smoke = (flags = '', env: Record<string, string> = {}) =>
    place().run(`smoke --target embedded --report json ${flags}`, env);
  const collections = async () => collectionsOf(await place().url(), key);

  describe('with wrong flags', () => {
    beforeEach(() => startStub());
    afterEach(async () => {
      await stopStub();
      expect(await collections()).toEqual([]);
    });

    it('passes with correct flags, as a baseline for the failures below', async () => {
      expect(checksThat('fail', reportOf(await smoke()))).toEqual([]);
    });

    it('reports a wrong key', async () => {
      const result = await smoke('--api-key-env WRONG', { WRONG: 'no-such-key' });
      expectFailure(result, 'ready', /^authentication: 401 .*invalid api key/);
      expect(checkOf('ready', reportOf(result)).suggestion).toContain('--api-key-env');
    });

    it('reports a missing key', async () => {
      const url = await place().url();
      const elsewhere = newPlace();
      const { grpc } = await place().ports();
      const result = await elsewhere.run(`smoke --report json --url ${url} --grpc 127.0.0.1:${grpc}`);
      expectFailure(result, 'ready', /^authentication: 401 .*anonymous access not enabled/);
    });

    it('reads the key from the environment', async () => {
      const [url, { grpc }] = [await place().url(), await place().ports()];
      const line = `smoke --report json --modalities text --url ${url} --grpc 127.0.0.1:${grpc}`;
      const result = await newPlace().run(line, { WEAVIATE_API_KEY: key });
      expect(checksThat('fail', reportOf(result))).toEqual([]);
      expect(result.stdout + result.stderr).not.toContain(key);
    });

    it('reports a closed gRPC port', async () => {
      const [closed = 0] = await freePorts(1);
      expectFailure(
        await smoke(`--grpc 127.0.0.1:${closed}`),
        'grpc',
        /^gRPC: nothing responds .*ECONNREFUSED/,
      );
    });

    it('reports a web server on the gRPC port', async () => {
      const port = await webServer((_, response) => response.writeHead(200).end('hello'));
      expectFailure(await smoke(`--grpc 127.0.0.1:${port}`), 'grpc', /^gRPC: /);
    });

    it('reports that the module is missing', async () => {
      const [url, { grpc }] = [await bare().url(), await bare().ports()];
      const result = await newPlace().run(`smoke --report json --url ${url} --grpc 127.0.0.1:${grpc}`);
      expectFailure(result, 'module', /^module: Weaviate runs without the module multi2vec-bind/);
      expect(checkOf('module', reportOf(result)).suggestion).toContain('ENABLE_MODULES');
      expect(await collectionsOf(url)).toEqual([]);
    });
  });

  describe('if the inference server', () => {
    afterEach(async () => {
      await stopStub();
      expect(await collections()).toEqual([]);
    });

    it('fails, reports its error', async () => {
      await startStub('--fail vectorize');
      expectFailure(
        await smoke(),
        'import',
        /^inference: fail with status 500: the stub was started with --fail vectorize/,
      );
    });

    it('fails, with separate vectors', async () => {
      await startStub('--fail vectorize');
      expectFailure(await smoke('--vectors separate'), 'import', /^inference: /);
    });

    it('has crashed, reports that', async () => {
      const result = await smoke();
      expectFailure(
        result,
        'module',
        /^inference: Weaviate is running, but the inference service is gone .*connection refused/,
      );
      expect(checkOf('module', reportOf(result)).suggestion).toContain('inference server');
      // The report also contains the diagnosis of the stack.
      expect(reportOf(result).diagnosis.map(({ code }) => code)).toEqual(['inference-gone']);
    });

    it('hangs, reports that Weaviate waits for it', async () => {
      await startStub('--fail hang');
      expectFailure(
        await smoke(),
        'ready',
        /^inference: Weaviate does not respond because the inference service/,
      );
    });

    it('is slow and the user interrupts the test: exit code 130, no collection left', async () => {
      await startStub('--delay-ms 3000');
      const command = place().start('smoke --target embedded --report json');
      await command.said('create');
      await sleep(500);
      const { exitCode, stdout, stderr } = await command.endedBy('SIGINT');
      expect(exitCode).toBe(130);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/error: interrupted\n$/);
      expect(stackTrace(stderr)).toEqual([]);
    });

    it('is slow and the test is killed: the next test removes its collection', async () => {
      await startStub('--delay-ms 3000');
      const command = place().start('smoke --target embedded');
      await command.said('create');
      await sleep(500);
      await command.endedBy('SIGKILL');
      expect(await collections()).toHaveLength(1);
      await smoke('--timeout 2s');
      expect(await collections()).toEqual([]);
    });

    it('is slow and --timeout is short: exit code 1, no collection left', async () => {
      await startStub('--delay-ms 3000');
      expectFailure(await smoke('--timeout 2s'), 'import', /^time: the test exceeded its time limit/);
    });
  });

  it('--keep keeps the collection, and says which', async () => {
    await startStub();
    const report = reportOf(await smoke('--keep --modalities text,depth'));
    await stopStub();
    expect(report.ok).toBe(true);
    expect(checkOf('cleanup', report)).toMatchObject({
      status: 'skip',
      detail: `${report.collection} was kept, as requested`,
    });
    expect(await collections()).toEqual([report.collection]);
    const path = `/v1/schema/${report.collection}`;
    expect((await weaviateRest(await place().url(), 'DELETE', path, { apiKey: key })).status).toBe(200);
  });
});
