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
      'held by this stack',
      COMPOSE,
      { state: 'taken', publishers: [own] },
      "pass: held by this stack's container bindstack-weaviate-1",
      null,
    ],
    [
      'held by the same stack in containers, wanted for processes',
      EMBEDDED,
      { state: 'taken', publishers: [own] },
      'fail: held by the container bindstack-weaviate-1',
      'docker stop bindstack-weaviate-1, or --http-port 8081',
    ],
    [
      'held by another container',
      COMPOSE,
      { state: 'taken', publishers: [other] },
      'fail: held by the container tomcat',
      'docker stop tomcat, or bindstack generate --http-port 8081',
    ],
    [
      'held by a container without a proxy',
      COMPOSE,
      { publishers: [other] },
      'fail: held by the container tomcat',
      'docker stop tomcat, or bindstack generate --http-port 8081',
    ],
    [
      'held by a process',
      EMBEDDED,
      { state: 'taken', listeners: [{ pid: 42, name: 'node' }] },
      'fail: held by node (process 42)',
      'kill 42, or --http-port 8081',
    ],
    [
      "held by another user's process",
      COMPOSE,
      { state: 'taken', free: undefined },
      'fail: held by a program that is not known',
      "sudo ss -ltnp 'sport = :8080' tells which; or bindstack generate --http-port PORT",
    ],
    [
      'held by a process on macOS',
      { ...COMPOSE, platform: 'darwin' },
      { state: 'taken' },
      'fail: held by a program that is not known',
      'lsof -nP -iTCP:8080 -sTCP:LISTEN tells which; or bindstack generate --http-port 8081',
    ],
    [
      "held by this directory's processes",
      EMBEDDED,
      { state: 'taken', isOwnEmbedded: true, listeners: [{ pid: 42, name: 'weaviate' }] },
      "pass: held by this stack's own process",
      null,
    ],
    [
      "held by this directory's processes, wanted for containers",
      COMPOSE,
      { state: 'taken', isOwnEmbedded: true },
      'fail: held by the stack that runs here as processes',
      'bindstack down --target embedded',
    ],
    [
      "on another machine's address",
      COMPOSE,
      { state: 'no-address' },
      'fail: 127.0.0.1 is no address of this machine',
      'bindstack generate --bind-address 127.0.0.1',
    ],
    ['on another machine', COMPOSE, { state: undefined }, 'pass: no container publishes it', null],
    [
      'below 1024',
      COMPOSE,
      { state: 'forbidden' },
      'pass: not for ordinary users, and so for the engine',
      null,
    ],
    ['below 1024', EMBEDDED, { state: 'forbidden' }, 'fail: only root may open it', '--http-port 8081'],
  ])('%s', (_title, user, look, expected, suggestion) => {
    const result = checkPort(HTTP, { ...FREE, ...look }, user);
    expect(result).toMatchObject({ id: 'port-http', title: 'REST port 8080' });
    expect([resultLine(result), result.suggestion]).toEqual([expected, suggestion]);
  });

  it('of another service', () => {
    const need = { name: '2112', flag: undefined, address: '::', port: 2112 };
    const result = checkPort(need, { ...FREE, publishers: [other] }, COMPOSE);
    expect(result).toMatchObject({
      id: 'port-2112',
      title: 'port 2112',
      needed: "[::]:2112, free or this stack's own",
      suggestion: 'docker stop tomcat, or publish another port in compose.override.yaml',
    });
  });
});

describe('who listens', () => {
  const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4244 1 0000000000000000 100 0 0 10 0
`;
  it('stands in /proc/net/tcp', () => {
    expect(listeningInodes(TABLE, 8080)).toEqual(['4242']);
    expect(listeningInodes(TABLE, 22)).toEqual(['4244']);
    expect(listeningInodes(TABLE, 80)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is this process', async () => {
    const port = await takePort();
    expect(await listenersOn(port)).toEqual([{ pid: process.pid, name: expect.stringMatching(/./) }]);
    expect(await listenersOn(await closedPort())).toEqual([]);
  });

  it('stands in docker ps', () => {
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

  it('finds a port of one interface taken on every interface, also where it is IPv6', async (context) => {
    const server = createServer();
    onTestFinished(() => void server.close());
    const port = await closedPort();
    const heard = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '::1', () => resolve(true));
    });
    if (heard !== true) return context.skip('no IPv6 here');
    expect(await portStateEverywhere(port)).toBe('taken');
  });

  it.each([
    ['EADDRINUSE', 'taken'],
    ['EADDRNOTAVAIL', 'no-address'],
    ['EACCES', 'forbidden'],
    ['EAFNOSUPPORT', 'no-address'],
    [undefined, 'taken'],
  ])('takes %s for %s', (code, expected) => {
    expect(portStateOfError(code)).toBe(expected);
  });

  it('suggests a free port that nothing else wants', async () => {
    const port = await takePort();
    const free = await nextFreePort(port, new Set([port + 1]));
    expect(free).toBeGreaterThan(port + 1);
    expect(await nextFreePort(65_535, new Set())).toBeUndefined();
  });
});

describe('probePorts', () => {
  const ps = (port: number) =>
    `docker ps --filter publish=${port} --format {{.Names}}\t{{.Label "com.docker.compose.project"}}`;

  it('asks the engine, then the machine, and gives no two ports the same advice', async () => {
    const [http, grpc] = [await takePort(), await takePort()];
    const { run } = fakeRun({ [ps(http)]: { stdout: 'tomcat\t\n' }, [ps(grpc)]: { exitCode: 1 } });
    const needs = [
      { ...HTTP, port: http },
      { ...HTTP, name: 'grpc', flag: '--grpc-port', port: grpc },
    ];
    const context = { run, cwd: directory() };
    const looks = await probePorts(context, needs, { isLocal: true, hasEngine: true });
    expect(looks.map(({ publishers }) => publishers)).toEqual([[{ name: 'tomcat', project: '' }], []]);
    expect(looks[0]?.listeners).toEqual([]);
    if (process.platform === 'linux') expect(looks[1]?.listeners[0]?.pid).toBe(process.pid);
    const free = looks.map((look) => look.free);
    expect(new Set([...free, http, grpc]).size).toBe(4);
  });

  it('runs no docker for a port that is free, where nobody knows of an engine', async () => {
    const { run, called } = fakeRun({});
    const needs = [{ ...HTTP, port: await closedPort() }];
    const looks = await probePorts({ run, cwd: directory() }, needs, { isLocal: true, hasEngine: undefined });
    expect(looks).toEqual([{ ...FREE, free: undefined }]);
    expect(called).toEqual([]);
  });
});
