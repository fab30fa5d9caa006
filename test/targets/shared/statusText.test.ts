import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { StackUse } from '../../../src/targets/shared/resourceUse.ts';
import type { StackStatus } from '../../../src/targets/shared/stackState.ts';
import { statusText } from '../../../src/targets/shared/statusText.ts';

const service = (name: string, state: string, health = ''): StackStatus['services'][number] => ({
  name,
  state,
  health,
  exitCode: 0,
  oomKilled: false,
  restarts: 0,
});

const text = (status: Partial<StackStatus>, use: StackUse | null = null) =>
  statusText(
    {
      target: 'compose',
      state: 'running',
      endpoints: { http: 'http://127.0.0.1:8080', grpc: '127.0.0.1:50051' },
      services: [service('weaviate', 'running', 'healthy')],
      diagnosis: [],
      ...status,
    },
    { colors: pc.createColors(false), start: 'bindstack up', use },
  );

it('shows what is running and how to reach it', () => {
  expect(text({})).toBe(
    '✔ compose: running\n  weaviate  running (healthy)\n  REST  http://127.0.0.1:8080\n  gRPC  127.0.0.1:50051',
  );
});

it('says that a stack was not started, and how to start it', () => {
  const services = [service('weaviate', 'missing')];
  expect(text({ state: 'stopped', services })).toBe('- compose: not started\n  try: bindstack up');
});

it('shows what has exited', () => {
  const services = [
    service('multi2vec-bind', 'missing'),
    { ...service('weaviate', 'exited'), exitCode: 137, oomKilled: true },
  ];
  expect(text({ state: 'stopped', services })).toBe(
    '- compose: stopped\n  multi2vec-bind  missing\n  weaviate        exited (exit code 137, ran out of memory)',
  );
});

it('shows what Weaviate uses, next to its limits and the plan', () => {
  const use: StackUse = {
    memory: { used: 1.5 * 1024 ** 3, limit: 4 * 1024 ** 3 },
    objects: { stored: 120_000, planned: 1_000_000 },
    disk: { used: 25e9, free: 300e9, size: 500e9, planned: 207e9 },
  };
  expect(text({}, use).split('\n').slice(4)).toEqual([
    '  memory   1.5 GiB of 4 GiB (38%)',
    '  objects  120,000 of 1M planned (12%)',
    '  disk     25 GB of 207 GB planned, 300 GB free',
  ]);
});

it.each<[StackUse, string[]]>([
  [{ memory: null, objects: null, disk: null }, []],
  [
    { memory: { used: 1024 ** 3, limit: null }, objects: { stored: 3, planned: null }, disk: null },
    ['  memory   1 GiB, without a limit', '  objects  3'],
  ],
])('shows only what is known of %j', (use, lines) => {
  expect(text({}, use).split('\n').slice(4)).toEqual(lines);
});
