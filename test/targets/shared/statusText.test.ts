import pc from 'picocolors';
import { expect, it } from 'vitest';
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

const text = (status: Partial<StackStatus>) =>
  statusText(
    {
      target: 'compose',
      state: 'running',
      endpoints: { http: 'http://127.0.0.1:8080', grpc: '127.0.0.1:50051' },
      services: [service('weaviate', 'running', 'healthy')],
      diagnosis: [],
      ...status,
    },
    { colors: pc.createColors(false), start: 'bindstack up' },
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
