import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  listenersOn,
  listeningInodes,
  nextFreePort,
  portState,
  portStateEverywhere,
  portStateOfError,
} from '../../../src/targets/shared/preflight/portState.ts';
import {
  checkPort,
  type PortProbe,
  type PortUser,
  parsePublishers,
  probePorts,
  type RequiredPort,
} from '../../../src/targets/shared/preflight/ports.ts';
import { closedPort } from '../../support/answeringServer.ts';
import { directoryForTests } from '../../support/directory.ts';
import { takePort } from '../../support/listener.ts';
import { fakeRun } from '../../support/run.ts';
import { resultLine } from './fixtures.ts';

const directory = directoryForTests();

const HTTP: RequiredPort = { name: 'http', flag: '--http-port', address: '127.0.0.1', port: 8080 };
const FREE: PortProbe = { state: 'free', publishers: [], listeners: [], isOwnEmbedded: false, free: 8081 };
const COMPOSE: PortUser = { target: 'compose', project: 'bindstack', platform: 'linux' };
const EMBEDDED: PortUser = { ...COMPOSE, target: 'embedded' };

describe('checkPort', () => {
  const own = { name: 'bindstack-weaviate-1', project: 'bindstack' };
  const other = { name: 'tomcat', project: '' };
  it.each<[string, PortUser, Partial<PortProbe>, string, string | null]>([
    ['free', COMPOSE, {}, 'pass: free', null],
    [
      'used by this stack',
      COMPOSE,
      { state: 'taken', publishers: [own] },
      "pass: in use by this stack's container bindstack-weaviate-1",
      null,
    ],
    [
      "used by the same stack's containers, needed for processes",
      EMBEDDED,
      { state: 'taken', publishers: [own] },
      'fail: in use by the container bindstack-weaviate-1',
      'docker stop bindstack-weaviate-1, or --http-port 8081',
    ],
    [
      'used by another container',
      COMPOSE,
      { state: 'taken', publishers: [other] },
      'fail: in use by the container tomcat',
      'docker stop tomcat, or bindstack generate --http-port 8081',
    ],
    [
      'used by a container without a proxy',
      COMPOSE,
      { publishers: [other] },
      'fail: in use by the container tomcat',
      'docker stop tomcat, or bindstack generate --http-port 8081',
    ],
    [
      'used by a process',
      EMBEDDED,
      { state: 'taken', listeners: [{ pid: 42, name: 'node' }] },
      'fail: in use by node (process 42)',
      'kill 42, or --http-port 8081',
    ],
    [
      "used by another user's process",
      COMPOSE,
      { state: 'taken', free: undefined },
      'fail: in use by an unknown program',
      "sudo ss -ltnp 'sport = :8080' shows which; or bindstack generate --http-port PORT",
    ],
    [
      'used by a process on macOS',
      { ...COMPOSE, platform: 'darwin' },
      { state: 'taken' },
      'fail: in use by an unknown program',
      'lsof -nP -iTCP:8080 -sTCP:LISTEN shows which; or bindstack generate --http-port 8081',
    ],
    [
      "used by this directory's processes",
      EMBEDDED,
      { state: 'taken', isOwnEmbedded: true, listeners: [{ pid: 42, name: 'weaviate' }] },
      "pass: in use by this stack's own process",
      null,
    ],
    [
      "used by this directory's processes, needed for containers",
      COMPOSE,
      { state: 'taken', isOwnEmbedded: true },
      "fail: in use by this directory's embedded stack",
      'bindstack down --target embedded',
    ],
    [
      "on another machine's address",
      COMPOSE,
      { state: 'no-address' },
      'fail: 127.0.0.1 is not an address of this machine',
      'bindstack generate --bind-address 127.0.0.1',
    ],
    ['on another machine', COMPOSE, { state: undefined }, 'pass: no container publishes it', null],
    [
      'below 1024',
      COMPOSE,
      { state: 'forbidden' },
      'pass: a privileged port, which the engine can open',
      null,
    ],
    ['below 1024', EMBEDDED, { state: 'forbidden' }, 'fail: only root can open it', '--http-port 8081'],
  ])('%s', (_title, user, probe, expected, suggestion) => {
    const result = checkPort(HTTP, { ...FREE, ...probe }, user);
    expect(result).toMatchObject({ id: 'port-http', title: 'REST port 8080' });
    expect([resultLine(result), result.suggestion]).toEqual([expected, suggestion]);
  });

  it('checks a port of another service', () => {
    const need = { name: '2112', flag: undefined, address: '::', port: 2112 };
    const result = checkPort(need, { ...FREE, publishers: [other] }, COMPOSE);
    expect(result).toMatchObject({
      id: 'port-2112',
      title: 'port 2112',
      needed: '[::]:2112, free or used by this stack',
      suggestion: 'docker stop tomcat, or publish another port in compose.override.yaml',
    });
  });
});

describe('the programs that use a port', () => {
  const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4244 1 0000000000000000 100 0 0 10 0
`;
  it('are read from /proc/net/tcp', () => {
    expect(listeningInodes(TABLE, 8080)).toEqual(['4242']);
    expect(listeningInodes(TABLE, 22)).toEqual(['4244']);
    expect(listeningInodes(TABLE, 80)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('include this process', async () => {
    const port = await takePort();
    expect(await listenersOn(port)).toEqual([{ pid: process.pid, name: expect.stringMatching(/./) }]);
    expect(await listenersOn(await closedPort())).toEqual([]);
  });

  it('are read from docker ps', () => {
    expect(parsePublishers('a-weaviate-1\ta\ntomcat\t\n')).toEqual([
      { name: 'a-weaviate-1', project: 'a' },
      { name: 'tomcat', project: '' },
    ]);
    expect(parsePublishers('')).toEqual([]);
  });
});

describe('a probe', () => {
  it('finds ports free or taken', async () => {
    const port = await takePort();
    expect(await portState(port, '127.0.0.1')).toBe('taken');
    expect(await portStateEverywhere(port)).toBe('taken');
    expect(await portState(await closedPort(), '127.0.0.1')).toBe('free');
    expect(await portState(0, '192.0.2.1')).toBe('no-address');
  });

  it('finds a port in use on all interfaces if it is in use on one, including IPv6', async (context) => {
    const server = createServer();
    onTestFinished(() => void server.close());
    const port = await closedPort();
    const listens = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '::1', () => resolve(true));
    });
    if (listens !== true) return context.skip('no IPv6 here');
    expect(await portStateEverywhere(port)).toBe('taken');
  });

  it.each([
    ['EADDRINUSE', 'taken'],
    ['EADDRNOTAVAIL', 'no-address'],
    ['EACCES', 'forbidden'],
    ['EAFNOSUPPORT', 'no-address'],
    [undefined, 'taken'],
  ])('treats %s as %s', (code, expected) => {
    expect(portStateOfError(code)).toBe(expected);
  });

  it('suggests a free port that nothing else needs', async () => {
    const port = await takePort();
    const free = await nextFreePort(port, new Set([port + 1]));
    expect(free).toBeGreaterThan(port + 1);
    expect(await nextFreePort(65_535, new Set())).toBeUndefined();
  });
});

describe('probePorts', () => {
  const ps = (port: number) =>
    `docker ps --filter publish=${port} --format {{.Names}}\t{{.Label "com.docker.compose.project"}}`;

  it('asks the engine, then the machine, and suggests a different port for each', async () => {
    const [http, grpc] = [await takePort(), await takePort()];
    const { run } = fakeRun({ [ps(http)]: { stdout: 'tomcat\t\n' }, [ps(grpc)]: { exitCode: 1 } });
    const needs = [
      { ...HTTP, port: http },
      { ...HTTP, name: 'grpc', flag: '--grpc-port', port: grpc },
    ];
    const context = { run, cwd: directory() };
    const probes = await probePorts(context, needs, { isLocal: true, hasEngine: true });
    expect(probes.map(({ publishers }) => publishers)).toEqual([[{ name: 'tomcat', project: '' }], []]);
    expect(probes[0]?.listeners).toEqual([]);
    if (process.platform === 'linux') expect(probes[1]?.listeners[0]?.pid).toBe(process.pid);
    const free = probes.map((probe) => probe.free);
    expect(new Set([...free, http, grpc]).size).toBe(4);
  });

  it('does not run docker for a free port if it is not known whether there is an engine', async () => {
    const { run, called } = fakeRun({});
    const needs = [{ ...HTTP, port: await closedPort() }];
    const probes = await probePorts({ run, cwd: directory() }, needs, {
      isLocal: true,
      hasEngine: undefined,
    });
    expect(probes).toEqual([{ ...FREE, free: undefined }]);
    expect(called).toEqual([]);
  });
});
