import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import type { CommandResult } from '../support/command.ts';
import { type FaultyInference, faultyInference, type InferenceFault } from '../support/faultyInference.ts';
import { newPlace, placeForSuite } from '../support/place.ts';
import {
  type Authority,
  droppingProxy,
  makeAuthority,
  pathProxy,
  silentProxy,
  tcpProxy,
  tlsProxy,
} from '../support/proxies.ts';
import { describeWith, weaviate } from '../support/requirements.ts';
import { checkOf, checksThat, expectFailure, reportOf } from '../support/smokeReport.ts';
import { startWeaviate } from '../support/weaviateByHand.ts';
import { collectionsOf } from '../support/weaviateRest.ts';

const ADMIN = 'key-of-admin';
const READER = 'key-of-reader';

describeWith([weaviate], 'smoke against a Weaviate with two users and a faulty inference server', () => {
  const place = placeForSuite();
  let inference: FaultyInference;
  let ports = { http: 0, grpc: 0 };

  beforeAll(async () => {
    inference = await faultyInference();
    ports = await place().ports();
    await startWeaviate(place(), {
      ENABLE_MODULES: 'multi2vec-bind',
      BIND_INFERENCE_API: inference.url,
      MODULES_CLIENT_TIMEOUT: '3s',
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: `${ADMIN},${READER}`,
      AUTHENTICATION_APIKEY_USERS: 'admin,reader',
      AUTHORIZATION_ADMINLIST_ENABLED: 'true',
      AUTHORIZATION_ADMINLIST_USERS: 'admin',
      AUTHORIZATION_ADMINLIST_READONLY_USERS: 'reader',
    });
  });
  afterAll(() => inference.close());
  // No collection is left after any failure.
  afterEach(async () => {
    inference.fault = 'none';
    expect(await collectionsOf(`http://127.0.0.1:${ports.http}`, ADMIN)).toEqual([]);
  });

  interface SmokeRun {
    readonly url?: string;
    readonly grpc?: string;
    readonly key?: string;
    readonly flags?: string;
    readonly env?: Readonly<Record<string, string>>;
  }

  function lineOf(asked: SmokeRun): string {
    const url = asked.url ?? `http://127.0.0.1:${ports.http}`;
    const grpc = asked.grpc ?? `127.0.0.1:${ports.grpc}`;
    return `smoke --report json --url ${url} --grpc ${grpc} ${asked.flags ?? '--modalities text,image'}`;
  }

  async function smoke(asked: SmokeRun = {}): Promise<CommandResult> {
    return newPlace().run(lineOf(asked), { WEAVIATE_API_KEY: asked.key ?? ADMIN, ...asked.env });
  }

  function expectPass(result: CommandResult): void {
    expect(checksThat('fail', reportOf(result))).toEqual([]);
    expect(result.exitCode).toBe(0);
  }

  describe('if the inference server', () => {
    it.each<[InferenceFault, string, RegExp, RegExp]>([
      ['hangs', 'import', /^inference: .*(?:Client\.Timeout|deadline exceeded)/, /MODULES_CLIENT_TIMEOUT/],
      ['fails', 'import', /^inference: fail with status 500: CUDA error/, /log of the inference server/],
      ['no JSON', 'import', /^inference: failed to parse vectorization response/, /BIND_INFERENCE_API/],
      ['NaN', 'import', /^inference: failed to parse vectorization response/, /BIND_INFERENCE_API/],
      ['short vectors', 'vectors', /^inference: .*has 512 numbers instead of 1024/, /which model/],
    ])('has the fault %j, reports it in the check %s', async (fault, id, detail, suggestion) => {
      inference.fault = fault;
      const result = await smoke();
      expectFailure(result, id, detail, suggestion);
    });

    it('rejects one object, reports only this one', async () => {
      inference.fault = 'one response';
      const result = await smoke();
      await inference.refuse();
      await inference.listen();
      expectFailure(result, 'import', /\(1 of 2 objects were rejected\)$/);
      const { objects } = checkOf('import', reportOf(result));
      expect(objects).toEqual([
        {
          id: expect.stringMatching(/^[\da-f-]{36}$/),
          title: expect.any(String),
          message: expect.stringMatching(/second/),
        },
      ]);
      expect(result.stderr).toContain(objects?.[0]?.title);
    });

    it('refuses connections, reports that', async () => {
      await inference.refuse();
      const result = await smoke();
      await inference.listen();
      expectFailure(
        result,
        'module',
        /^inference: .*the inference service is gone .*connection refused/,
        /start the inference server/,
      );
    });

    it('hangs completely, reports that', async () => {
      inference.fault = 'hangs altogether';
      expectFailure(
        await smoke(),
        'module',
        /^inference: .*(?:Client\.Timeout|deadline exceeded)/,
        /inference/,
      );
    });

    it('resets idle connections, reports that with --idle', async () => {
      inference.fault = 'resets after silence';
      const result = await smoke({ flags: '--modalities text --idle' });
      expectFailure(result, 'idle', /^inference: the first request after 8 s without requests fails/, /idle/);
    });

    it('accepts requests on idle connections, passes with --idle', async () => {
      const result = await smoke({ flags: '--modalities text --idle' });
      expectPass(result);
      expect(checkOf('idle', reportOf(result)).status).toBe('pass');
    });
  });

  describe('--inference-url', () => {
    const asked = (url = inference.url) => smoke({ flags: `--modalities text,image --inference-url ${url}` });

    it.each<[InferenceFault, RegExp, RegExp]>([
      ['fails', /^inference: \/vectorize returns 500: .*CUDA error/, /log/],
      ['no JSON', /^inference: \/vectorize does not return valid JSON/, /--inference-url/],
      ['NaN', /^inference: \/vectorize does not return valid JSON/, /NaN/],
      ['short vectors', /^inference: the text vector has 512 numbers/, /which model/],
      ['no vectors', /^inference: the text vector is missing/, /which model/],
      ['other lengths', /^inference: the text vector has length 300\.00 instead of/, /\/meta/],
    ])('reports the fault %j', async (fault, detail, suggestion) => {
      inference.fault = fault;
      expectFailure(await asked(), 'inference-vectors', detail, suggestion);
    });

    it('reports that nothing listens there', async () => {
      const [closed = 0] = await freePorts(1);
      const result = await asked(`http://127.0.0.1:${closed}`);
      expectFailure(result, 'inference', /^inference: nothing responds at .*ECONNREFUSED/, /--inference-url/);
    });

    it('reports another server', async () => {
      const result = await asked(`http://127.0.0.1:${ports.http}`);
      expectFailure(result, 'inference', /^inference: /, /./);
    });
  });

  describe('with wrong flags', () => {
    it('reports a read-only key', async () => {
      const result = await smoke({ key: READER });
      expectFailure(result, 'create', /^authentication: 403 .*forbidden/, /may create, fill and delete/);
    });

    it('reports a missing and a wrong key', async () => {
      expectFailure(
        await smoke({ key: '' }),
        'ready',
        /^authentication: 401 anonymous access/,
        /--api-key-env/,
      );
      expectFailure(
        await smoke({ key: 'x' }),
        'ready',
        /^authentication: 401 .*invalid api key/,
        /--api-key-env/,
      );
    });

    it('reports a proxy that drops gRPC connections', async () => {
      const result = await smoke({ grpc: `127.0.0.1:${await droppingProxy()}` });
      expectFailure(result, 'grpc', /^gRPC: /, /must support HTTP\/2/);
    });

    it('reports a proxy that never forwards gRPC', async () => {
      const result = await smoke({ grpc: `127.0.0.1:${await silentProxy()}` });
      expectFailure(result, 'grpc', /^gRPC: /, /--grpc HOST:PORT/);
    });

    it('reports swapped REST and gRPC ports', async () => {
      const swapped = { url: `http://127.0.0.1:${ports.grpc}`, grpc: `127.0.0.1:${ports.http}` };
      expectFailure(await smoke({ grpc: swapped.grpc }), 'grpc', /^gRPC: /, /--grpc HOST:PORT/);
      expectFailure(await smoke(swapped), 'ready', /^(?:network|REST): /, /--url/);
    });
  });

  describe('reaches Weaviate', () => {
    let authority: Authority;
    beforeAll(() => {
      authority = makeAuthority(place().directory);
    });

    async function secure(): Promise<{ url: string; grpc: string }> {
      const [http, grpc] = [await tlsProxy(ports.http, authority), await tlsProxy(ports.grpc, authority)];
      return { url: `https://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` };
    }

    it('over TLS with a private CA: --ca', async () => {
      expectPass(await smoke({ ...(await secure()), flags: `--ca ${authority.ca}` }));
    });

    it('over TLS with a private CA: NODE_EXTRA_CA_CERTS', async () => {
      // GRPC_DEFAULT_SSL_ROOTS_FILE_PATH would replace the trusted CAs for gRPC.
      const env = { NODE_EXTRA_CA_CERTS: authority.ca, GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: '' };
      expectPass(await smoke({ ...(await secure()), env }));
    });

    it('over TLS, and reports an unknown CA', async () => {
      expectFailure(await smoke(await secure()), 'ready', /^network: .*certificate/, /--ca FILE/);
      const { url, grpc } = await secure();
      expectFailure(await smoke({ grpc: `https://${grpc}` }), 'grpc', /^gRPC: .*certificate/, /--ca FILE/);
      const plain = { url: url.replace('https', 'http') };
      expectFailure(await smoke(plain), 'ready', /^network: /);
    });

    it('over TLS for REST only', async () => {
      const { url } = await secure();
      const grpc = `http://127.0.0.1:${ports.grpc}`;
      expectPass(await smoke({ url, grpc, flags: `--modalities text --ca ${authority.ca}` }));
    });

    it('at a path behind a reverse proxy', async () => {
      const port = await pathProxy(ports.http, '/search/weaviate');
      expectPass(
        await smoke({ url: `http://127.0.0.1:${port}/search/weaviate/`, flags: '--modalities all' }),
      );
      expectFailure(
        await smoke({ url: `http://127.0.0.1:${port}/search` }),
        'ready',
        /^REST: .*404/,
        /--url/,
      );
    });

    it('over IPv6', async (context) => {
      const http = await tcpProxy(ports.http, '::1').catch(() => undefined);
      if (http === undefined) return context.skip('this machine has no ::1');
      const grpc = await tcpProxy(ports.grpc, '::1');
      expectPass(
        await smoke({ url: `http://[::1]:${http}`, grpc: `[::1]:${grpc}`, flags: '--modalities all' }),
      );
    });
  });

  it('two concurrent tests do not affect each other', async () => {
    const results = await Promise.all([
      smoke({ flags: '--modalities all' }),
      smoke({ flags: '--modalities all' }),
    ]);
    for (const result of results) expectPass(result);
    expect(new Set(results.map((result) => reportOf(result).collection)).size).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves nothing behind if it gets %s during an import',
    async (signal) => {
      inference.fault = 'hangs';
      const here = newPlace();
      const command = here.start(lineOf({}), { WEAVIATE_API_KEY: ADMIN });
      await command.said('create');
      await sleep(300);
      expect((await command.endedBy(signal)).exitCode).toBe(130);
    },
  );

  it('writes reports to files, and one to standard output', async () => {
    const here = newPlace();
    await writeFile(join(here.directory, 'smoke.xml'), 'of an earlier test');
    const reports = '--report json=deep/smoke.json --report junit=smoke.xml --report json';
    const result = await here.run(lineOf({}).replace('--report json', reports), { WEAVIATE_API_KEY: READER });
    expectFailure(result, 'create', /^authentication: 403/);
    expect(await readFile(join(here.directory, 'deep/smoke.json'), 'utf8')).toBe(result.stdout);
    const { versions, checks } = reportOf(result);
    expect(versions).toEqual({
      bindstack: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.versions.node,
      client: expect.stringMatching(/^3\.\d+\.\d+$/),
      weaviate: WEAVIATE_VERSION,
      model: '1',
    });
    const xml = await readFile(join(here.directory, 'smoke.xml'), 'utf8');
    expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="bindstack smoke"/);
    expect(xml.match(/<testcase /g)).toHaveLength(checks.length);
    expect(xml.match(/<failure type="authentication" /g)).toHaveLength(1);
    expect(xml).toContain(`<property name="version.weaviate" value="${WEAVIATE_VERSION}"/>`);
  });
});
