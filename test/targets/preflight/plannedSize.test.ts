import { describe, expect, it } from 'vitest';
import { planOf } from '../../../src/capabilities/size.ts';
import type { SizePlan } from '../../../src/sizing/plan.ts';
import { memoryRoom } from '../../../src/targets/compose/preflight/plannedChecks.ts';
import { configRequirements } from '../../../src/targets/compose/preflight/requirements.ts';
import { parseClaims, parseNodes } from '../../../src/targets/helm/objects.ts';
import { plannedChecks } from '../../../src/targets/helm/preflight/plannedChecks.ts';
import {
  checkPlannedDisk,
  checkPlannedMemory,
  lenientWithStub,
} from '../../../src/targets/shared/preflight/plannedSize.ts';
import { configOf } from '../../support/config.ts';
import { resultLine } from './fixtures.ts';

const GIB = 1024 ** 3;

function planFrom(line: string): SizePlan {
  const plan = planOf(configOf(line));
  if (!plan) throw new Error(`no plan: ${line}`);
  return plan;
}

describe('the memory for the planned objects', () => {
  /** With the limit of the generated file, or another one in GiB. */
  function checked(line: string, gib: number, limit?: number) {
    const config = configOf(`--target compose ${line}`);
    const plan = planFrom(`--target compose ${line}`);
    const { services } = configRequirements(config);
    const room = memoryRoom(plan, services, gib * GIB, 'here');
    return checkPlannedMemory(plan, limit === undefined ? room : { ...room, limit: limit * GIB });
  }

  it.each([
    ['--objects 5M', 32, 'pass', null],
    ['--objects 5M --inference stub', 16, 'pass', null],
    [
      '--objects 5M',
      19,
      'warn',
      /^bindstack generate --compression rq-1, or --objects \S+M, or use a machine with 23 GiB of memory$/,
    ],
    [
      '--objects 5M',
      14,
      'fail',
      /^bindstack generate --compression rq-1, or --objects \d+\.?\d*[kM], or use a /,
    ],
    // Nothing can be compressed further.
    ['--objects 50M --compression rq-1', 16, 'fail', /^bindstack generate --objects \S+M, or use a /],
    ['--objects 5M --index hfresh', 9.6, 'fail', /^use a machine with \S+ GiB of memory$/],
  ])('%s with %d GiB: %s', (line, gib, status, suggestion) => {
    const check = checked(line, gib);
    expect([check.status, check.id]).toEqual([status, 'objects-memory']);
    if (suggestion === null) expect(check.suggestion).toBeNull();
    else expect(check.suggestion).toMatch(suggestion);
  });

  it('is also bounded by the limit in the file, which may be older than the plan', () => {
    const check = checked('--objects 5M', 64, 4);
    expect(resultLine(check)).toBe('fail: Weaviate is limited to 4 GiB');
    expect(check.suggestion).toBe('bindstack generate --weaviate-memory 11g');
  });

  it('what is suggested fits', () => {
    const { suggestion } = checked('--objects 5M', 14);
    const options = [...(suggestion ?? '').matchAll(/--(?:objects|compression) [\w.-]+/g)].map(
      ([one]) => one,
    );
    expect(options).toHaveLength(2);
    for (const option of options) {
      const line = option.startsWith('--objects') ? option : `--objects 5M ${option}`;
      expect(checked(line, 14).status).toBe('pass');
    }
  });
});

describe('the disk for the planned objects', () => {
  const plan = planFrom('--objects 1M --target compose');
  const checked = (size: number, free: number, hasData = false) =>
    checkPlannedDisk(plan, {
      space: { size: size * 1e9, free: free * 1e9, used: 0 },
      hasData,
      command: 'bindstack generate',
    });

  it.each([
    [1000, 900, false, 'pass'],
    [1000, 250, false, 'warn'],
    // The free space is what the objects have left.
    [1000, 50, true, 'pass'],
    [150, 140, false, 'fail'],
    [150, 10, true, 'fail'],
  ])('%d GB, %d GB free, with data: %s: %s', (size, free, hasData, status) => {
    const check = checked(size, free, hasData);
    expect([check.status, check.id]).toEqual([status, 'objects-disk']);
    const [, objects] = /--objects (\S+),/.exec(check.suggestion ?? '') ?? [];
    if (status === 'pass') return;
    const smaller = planFrom(`--objects ${objects} --target compose`);
    expect(smaller.disk.recommended).toBeLessThanOrEqual((status === 'fail' ? size : free) * 1e9);
  });

  it('only warns with the stub', () => {
    const checks = [checked(150, 140)];
    expect(lenientWithStub(configOf('--inference stub'), checks)[0]?.status).toBe('warn');
    expect(lenientWithStub(configOf(''), checks)[0]?.status).toBe('fail');
  });
});

describe('a cluster for the planned objects', () => {
  const list = (...items: object[]) => JSON.stringify({ items });
  const node = (memory: string) => ({
    kind: 'Node',
    metadata: { name: memory },
    status: { allocatable: { memory } },
  });
  const claim = (name: string, storage: string) => ({
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    status: { phase: 'Bound', capacity: { storage } },
  });

  function checked(line: string, nodes: readonly object[], claims: readonly object[], storage = '100Gi') {
    const values = {
      resources: { limits: { memory: '64Gi' } },
      storage: { size: storage },
      modules: {},
    };
    const probe = {
      nodes: { value: parseNodes(list(...nodes)) },
      claims: { value: parseClaims(list(...claims)) },
    };
    return plannedChecks(probe, configOf(`--target helm --media-size 1k ${line}`), values).map(resultLine);
  }

  it('is not checked without a number of objects', () => {
    expect(checked('', [node('1Gi')], [])).toEqual([]);
  });

  it.each([
    ['--objects 5M', [node('16Gi'), node('8Gi')], 'pass: the largest node has 16 GiB allocatable'],
    ['--objects 5M', [node('8Gi'), node('8Gi')], 'warn: the largest node has 8 GiB allocatable'],
    ['--objects 5M', [node('4Gi')], 'fail: the largest node has 4 GiB allocatable'],
    ['--objects 5M --replicas 3', [node('24Gi')], 'warn: the nodes have room for 2 of 3 pods'],
    ['--objects 5M --replicas 3', [node('40Gi')], 'pass: the largest node has 40 GiB allocatable'],
  ])('%s on nodes %#', (line, nodes, expected) => {
    expect(checked(line, nodes, [])[0]).toBe(expected);
  });

  it.each([
    [[], '100Gi', 'pass: volumes of 100 GiB'],
    [[], '60Gi', 'warn: volumes of 60 GiB'],
    [[], '32Gi', 'fail: volumes of 32 GiB'],
    // An existing volume keeps its size, and is not empty.
    [
      [claim('weaviate-data-weaviate-0', '200Gi'), claim('weaviate-data-weaviate-1', '32Gi')],
      '100Gi',
      'warn: the volume weaviate-data-weaviate-1 has 32 GiB',
    ],
    [[claim('other', '1Gi')], '100Gi', 'pass: volumes of 100 GiB'],
  ])('volumes %#', (claims, storage, expected) => {
    expect(checked('--objects 5M', [node('64Gi')], claims, storage)[1]).toBe(expected);
  });

  it('is skipped where nodes and claims may not be read', () => {
    const probe = { nodes: { why: 'forbidden' }, claims: { why: 'forbidden' } };
    const checks = plannedChecks(probe, configOf('--target helm --objects 5M'), {});
    expect(checks.map(resultLine)).toEqual(['skip: forbidden', 'skip: forbidden']);
  });
});
