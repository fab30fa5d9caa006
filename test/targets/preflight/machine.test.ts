import { describe, expect, it } from 'vitest';
import { checkEngineMemory, requiredMemory } from '../../../src/targets/compose/preflight/engineChecks.ts';
import {
  configRequirements,
  type RequiredService,
} from '../../../src/targets/compose/preflight/requirements.ts';
import { checkMemory } from '../../../src/targets/embedded/preflight/embeddedChecks.ts';
import {
  checkArchitecture,
  checkDisk,
  checkFreeMemory,
  checkMapCount,
  parseMemInfo,
} from '../../../src/targets/shared/preflight/machine.ts';
import { configOf } from '../../support/config.ts';
import { resultLine } from './fixtures.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** The services that a command line configures. */
const servicesOf = (line: string) => configRequirements(configOf(`--target compose ${line}`)).services;

describe("the engine's memory", () => {
  it.each([
    ['', 9728 * MIB + 512 * MIB, 16 * GIB],
    ['--inference-memory 20g --weaviate-memory 8g', 9728 * MIB + 512 * MIB, 28 * GIB],
    ['--inference stub', 640 * MIB, 5 * GIB],
    ['--inference external --inference-url http://gpu:8080', 512 * MIB, 4 * GIB],
  ])('%s needs %i, and up to %i', (line, least, limits) => {
    expect(requiredMemory(servicesOf(line))).toEqual({ least, limits });
  });

  it.each([
    ['', 32, 'pass: 32 GiB'],
    ['', 16, 'pass: 16 GiB'],
    ['', 15.5, 'warn: 15.5 GiB'],
    ['', 10, 'warn: 10 GiB'],
    ['', 9.75, 'fail: 9.75 GiB'],
    ['', 1.94, 'fail: 1.94 GiB'],
    ['--inference stub', 1.94, 'warn: 1.94 GiB'],
    ['--inference stub', 0.5, 'fail: 512 MiB'],
  ])('%s with %d GiB: %s', (line, gib, expected) => {
    const engine = { location: 'virtual', platform: 'darwin' } as const;
    const result = checkEngineMemory(gib * GIB, servicesOf(line), engine);
    expect(resultLine(result)).toBe(expected);
    if (result.status !== 'pass') expect(result.suggestion).toContain('Docker Desktop > Settings');
  });

  it('does not help if a limit is below what loading takes', () => {
    const services = servicesOf('').map(
      (service): RequiredService => (service.kind === 'model' ? { ...service, memory: 7000 * MIB } : service),
    );
    const result = checkEngineMemory(64 * GIB, services, { location: 'here', platform: 'linux' });
    expect(resultLine(result)).toBe(
      'fail: multi2vec-bind is limited to 6.84 GiB, and loading ImageBind takes 9.5 GiB',
    );
  });
});

describe('free memory', () => {
  it('is read from /proc/meminfo', () => {
    const text = 'MemTotal:       24684092 kB\nMemAvailable:   20971520 kB\nSwapFree:        1048576 kB\n';
    expect(parseMemInfo(text)).toEqual({ available: 20 * GIB, swap: GIB });
    expect(parseMemInfo('MemAvailable: 1024 kB\n')).toEqual({ available: MIB, swap: 0 });
    expect(parseMemInfo('')).toBeUndefined();
  });

  it.each([
    [{ available: 20 * GIB, swap: 0 }, false, 'pass: 20 GiB free'],
    [{ available: 8 * GIB, swap: 4 * GIB }, false, 'warn: 8 GiB free, 4 GiB of swap'],
    [{ available: 8 * GIB, swap: GIB }, false, 'fail: 8 GiB free, 1 GiB of swap'],
    [{ available: GIB, swap: 0 }, true, 'skip: the stack is already running'],
    [undefined, false, 'skip: this system does not report free memory'],
  ])('%j, running: %j: %s', (free, isRunning, expected) => {
    expect(resultLine(checkFreeMemory(free, 10 * GIB, isRunning))).toBe(expected);
  });

  it.each([
    [8, 'pass: 8 GiB'],
    [2, 'warn: 2 GiB'],
    [0.25, 'fail: 256 MiB'],
  ])('of a machine with %d GiB for local processes: %s', (gib, expected) => {
    expect(resultLine(checkMemory(gib * GIB, 640 * MIB, 4 * GIB))).toBe(expected);
  });
});

describe('disk', () => {
  const needs = { purpose: 'images', minimum: 15e9, recommended: 30e9, suggestion: 'docker system prune' };
  it.each([
    [{ free: 100e9, used: 0.3 }, 'pass: 100 GB free', null],
    [{ free: 29e9, used: 0.3 }, 'warn: 29 GB free', 'docker system prune'],
    [{ free: 14.4e9, used: 0.3 }, 'fail: 14 GB free', 'docker system prune'],
    [{ free: 0.25e9, used: 0.3 }, 'fail: 0.3 GB free', 'docker system prune'],
    [
      { free: 100e9, used: 0.95 },
      'warn: 100 GB free, 95% used: Weaviate stops writing above 90%',
      'docker system prune',
    ],
  ])('%j: %s', (space, expected, suggestion) => {
    const result = checkDisk(space, needs);
    expect([resultLine(result), result.suggestion]).toEqual([expected, suggestion]);
    expect(result.needed).toBe('15 GB (30 GB recommended) for images');
  });
});

describe('hardware and kernel', () => {
  it.each([
    ['x86_64', 'linux', false, 'pass: amd64'],
    ['x64', 'linux', true, 'pass: amd64'],
    ['aarch64', 'linux', false, 'pass: arm64'],
    ['aarch64', 'linux', true, 'fail: arm64'],
    ['arm64', 'darwin', false, 'pass: arm64'],
    ['ppc64le', 'linux', false, 'fail: ppc64le'],
    ['x86_64', 'windows', false, 'fail: Windows containers'],
  ])('%s, %s, with GPU: %j: %s', (architecture, osType, usesGpu, expected) => {
    expect(resultLine(checkArchitecture({ architecture, osType }, usesGpu))).toBe(expected);
  });

  it.each([
    [262_144, 'pass: 262144'],
    [262_143, 'warn: 262143'],
    [65_530, 'warn: 65530'],
    [undefined, 'skip: not available on this system'],
    [Number.NaN, 'skip: not available on this system'],
  ])('vm.max_map_count %s: %s', (count, expected) => {
    expect(resultLine(checkMapCount(count))).toBe(expected);
  });
});
