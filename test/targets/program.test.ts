import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Run } from '../../src/context.ts';
import { parsePs } from '../../src/targets/compose/composeOutput.ts';
import { parsePods } from '../../src/targets/helm/objects.ts';
import { probeCluster } from '../../src/targets/helm/preflight/clusterProbe.ts';
import { parseJsonOutput, requireJsonOutput, runProgram } from '../../src/targets/shared/program.ts';
import { failureOf } from '../support/failure.ts';

const shape = z.object({ name: z.string() });

describe('the JSON of another program', () => {
  it.each([
    ['{"name":"a"}', { value: { name: 'a' } }],
    ['{"name":1}', { why: 'docker info gives another JSON than expected' }],
    ['WARNING: no config', { why: 'docker info gives no JSON' }],
    ['', { why: 'docker info gives no JSON' }],
  ])('%s', (stdout, expected) => {
    expect(parseJsonOutput('docker info', stdout, shape)).toEqual(expected);
  });

  it.each([
    ['a login page', 'docker compose ps', () => parsePs('<html>'), 'It printed: <html>'],
    ['nothing', 'kubectl get', () => requireJsonOutput('kubectl get', '\n', shape), 'It printed: nothing'],
    ['an object without items', 'kubectl get', () => parsePods('{"a":1}'), 'It printed: {"a":1}'],
  ])('is %s: a failure that names the program and what came back', async (_title, program, read, detail) => {
    const failure = await failureOf(read);
    expect(failure).toMatchObject({ exitCode: 5, code: 'unexpected-output', detail });
    expect(failure.message).toMatch(new RegExp(`^${program} gives `));
  });

  it('is shown in its beginning only', async () => {
    const { detail } = await failureOf(() => requireJsonOutput('helm list', 'x'.repeat(10_000), shape));
    expect(detail).toBe(`It printed: ${'x'.repeat(200)} …`);
  });

  it('is a result where a cluster is asked for checks', async () => {
    const run: Run = async () => ({ exitCode: 0, stdout: 'plugin 1.2', stderr: '', notFound: false });
    const cluster = { context: 'lab', namespace: 'weaviate', release: 'bindstack' };
    const { nodes, releases } = await probeCluster({ run }, cluster, { path: undefined, version: '1' });
    expect(nodes).toEqual({ why: 'kubectl get gives no JSON' });
    expect(releases).toEqual({ why: 'helm list gives no JSON' });
  });
});

it('gives a program what it reads and its variables', async () => {
  const calls: unknown[] = [];
  const run: Run = async (...call) => {
    calls.push(call);
    return { exitCode: 0, stdout: '', stderr: '', notFound: false };
  };
  await runProgram(
    run,
    { command: 'kubectl', args: ['apply'], env: { A: 'b' }, input: 'key' },
    { timeout: 1 },
  );
  await runProgram(run, { command: 'go', args: ['version'] });
  expect(calls).toEqual([
    ['kubectl', ['apply'], { env: { A: 'b' }, input: 'key', timeout: 1 }],
    ['go', ['version'], {}],
  ]);
});
