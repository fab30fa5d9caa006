import { describe, expect, it } from 'vitest';
import { checkComposeVersion, parseComposeVersion } from '../../../src/targets/compose/preflight/compose.ts';
import {
  checkDocker,
  checkEngine,
  type EngineProbe,
  engineLocation,
  isOnThisMachine,
  parseEngineInfo,
} from '../../../src/targets/compose/preflight/engine.ts';
import { INFO, resultLine } from './fixtures.ts';

const LOOK: EngineProbe = {
  client: 'Docker version 28.2.2, build e6534b4',
  info: undefined,
  why: '',
  location: 'virtual',
  contextName: 'default',
  dockerHost: undefined,
  platform: 'linux',
  hasSystemd: true,
};

describe('checkDocker', () => {
  it.each([
    [LOOK.client, 'linux', 'pass: 28.2.2', null],
    [undefined, 'linux', 'fail: not installed', 'get.docker.com'],
    [undefined, 'darwin', 'fail: not installed', 'brew install --cask docker'],
    [undefined, 'win32', 'fail: not installed', 'winget install'],
  ] as const)('%s on %s', (client, platform, expected, suggestion) => {
    const result = checkDocker({ client, platform });
    expect(resultLine(result)).toBe(expected);
    if (suggestion === null) expect(result.suggestion).toBeNull();
    else expect(result.suggestion).toContain(suggestion);
  });
});

describe('checkEngine', () => {
  const down =
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  const denied =
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/info": dial unix /var/run/docker.sock: connect: permission denied';
  it.each<[Partial<EngineProbe>, string, string | null]>([
    [{ info: INFO }, 'pass: 28.5.2 on Debian GNU/Linux 13 (trixie)', null],
    [{ client: undefined }, 'skip: Docker is not installed', null],
    [{ why: down }, 'fail: not running', 'sudo systemctl start docker'],
    [{ why: down, hasSystemd: false }, 'fail: not running', 'sudo service docker start, or: sudo dockerd'],
    [{ why: down, platform: 'darwin' }, 'fail: not running', 'open -a Docker'],
    [{ why: down, platform: 'win32' }, 'fail: not running', 'start Docker Desktop'],
    [
      { why: down, dockerHost: 'tcp://10.0.0.1:2375' },
      'fail: not running',
      'start the engine at DOCKER_HOST=tcp://10.0.0.1:2375, or: unset DOCKER_HOST',
    ],
    [
      { why: down, contextName: 'colima' },
      'fail: not running',
      'start the engine of the context colima, or: docker context use default',
    ],
    [
      { why: denied },
      'fail: your user has no permission to use its socket',
      'sudo usermod -aG docker $USER, then log out and in again',
    ],
    [{ why: 'no response within 5 s' }, 'fail: no response within 5 s', 'sudo systemctl start docker'],
    [{ why: '' }, 'fail: no response', 'sudo systemctl start docker'],
  ])('%j', (part, expected, suggestion) => {
    const result = checkEngine({ ...LOOK, ...part });
    expect([resultLine(result), result.suggestion]).toEqual([expected, suggestion]);
  });
});

describe('parseEngineInfo', () => {
  it('reads docker info', () => {
    const text = JSON.stringify({
      ServerVersion: '28.5.2',
      MemTotal: 8_000_000_000,
      Architecture: 'x86_64',
      DockerRootDir: '/var/lib/docker',
      Runtimes: { nvidia: { path: 'nvidia-container-runtime' }, runc: {} },
      DiscoveredDevices: [{ Source: 'cdi', ID: 'nvidia.com/gpu=0' }],
    });
    expect(parseEngineInfo(text)).toMatchObject({
      version: '28.5.2',
      memory: 8_000_000_000,
      osType: 'linux',
      imageDirectory: '/var/lib/docker',
      hasProxy: false,
      runtimes: ['nvidia', 'runc'],
      devices: ['nvidia.com/gpu=0'],
    });
  });

  it('knows where the containerd image store keeps images', () => {
    const text = JSON.stringify({
      ServerVersion: '29.0.0',
      DockerRootDir: '/var/lib/docker',
      DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
    });
    expect(parseEngineInfo(text)).toMatchObject({ imageDirectory: '/var/lib/containerd' });
  });

  it.each([
    ['', 'docker info did not print JSON'],
    ['[]', 'docker info printed unexpected JSON'],
    ['{"ServerVersion":""}', 'the engine reports no version'],
    ['{"ServerErrors":["Cannot connect"]}', 'Cannot connect'],
  ])('finds no engine in %j', (text, error) => {
    expect(parseEngineInfo(text)).toEqual({ error });
  });
});

describe('where the engine runs', () => {
  it.each([
    ['unix:///var/run/docker.sock', true],
    ['npipe:////./pipe/docker_engine', true],
    ['tcp://127.0.0.1:2375', true],
    ['tcp://localhost:2375', true],
    ['', true],
    ['tcp://10.0.0.1:2375', false],
    ['ssh://root@build', false],
  ])('%s: on this machine: %j', (endpoint, expected) => {
    expect(isOnThisMachine(endpoint)).toBe(expected);
  });

  const machine = { hostname: 'vm', kernel: '6.18.44' };
  it.each([
    ['unix:///var/run/docker.sock', { hostname: 'vm', kernel: '6.18.44' }, 'here'],
    [
      'unix:///home/me/.docker/desktop/docker.sock',
      { hostname: 'docker-desktop', kernel: '6.10.14-linuxkit' },
      'virtual',
    ],
    ['unix:///var/run/docker.sock', undefined, 'virtual'],
    ['ssh://vm', { hostname: 'vm', kernel: '6.18.44' }, 'remote'],
  ])('%s with %j: %s', (endpoint, info, expected) => {
    expect(engineLocation(endpoint, info, machine)).toBe(expected);
  });
});

describe('the Compose version', () => {
  it.each([
    ['2.26.1-4', [2, 26, 1]],
    ['v2.30.0', [2, 30, 0]],
    ['2.40.3+ds1', [2, 40, 3]],
    ['5.1.0\n', [5, 1, 0]],
    ['v2.29.7-desktop.1', [2, 29, 7]],
    ['dev', undefined],
    ['', undefined],
  ])('in %j is %j', (text, expected) => {
    expect(parseComposeVersion(text)).toEqual(expected);
  });

  const answer = { exitCode: 0, stdout: '', stderr: '', notFound: false };
  it.each([
    [{ stdout: '2.26.1-4\n' }, 'pass: 2.26.1-4'],
    [{ stdout: 'v2.30.0\n' }, 'pass: v2.30.0'],
    [{ stdout: '5.1.0\n' }, 'pass: 5.1.0'],
    [{ stdout: '2.25.9\n' }, 'warn: 2.25.9'],
    [{ stdout: '2.3.0\n' }, 'warn: 2.3.0'],
    [{ stdout: '2.2.3\n' }, 'fail: 2.2.3'],
    [{ stdout: '1.29.2\n' }, 'fail: 1.29.2'],
    [{ stdout: 'dev\n' }, 'warn: unknown version: dev'],
    [
      { exitCode: 1, stderr: "docker: unknown command: docker compose\n\nRun 'docker --help'\n" },
      'fail: the Compose plugin is not installed',
    ],
    [
      { exitCode: 125, stderr: "unknown shorthand flag: 'd' in -d\n" },
      'fail: the Compose plugin is not installed',
    ],
    [{ exitCode: undefined, stderr: 'no response within 5 s' }, 'fail: no response within 5 s'],
    [{ exitCode: undefined, notFound: true }, 'skip: Docker is not installed'],
  ])('%j: %s', (part, expected) => {
    expect(resultLine(checkComposeVersion({ ...answer, ...part }, 'linux'))).toBe(expected);
  });

  it('is updated differently with Docker Desktop', () => {
    const old = { ...answer, stdout: '2.2.3' };
    expect(checkComposeVersion(old, 'linux').suggestion).toContain('apt-get install docker-compose-plugin');
    expect(checkComposeVersion(old, 'darwin').suggestion).toContain('Docker Desktop');
  });
});
