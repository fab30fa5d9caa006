import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Run } from '../../src/context.ts';
import { parseContainers } from '../../src/targets/compose/composeOutput.ts';
import { parsePods } from '../../src/targets/helm/objects.ts';
import { probeCluster } from '../../src/targets/helm/preflight/clusterProbe.ts';
import { withTimeout } from '../../src/targets/shared/preflight/timeouts.ts';
import { parseJsonOutput, requireJsonOutput, runOnce, runProgram } from '../../src/targets/shared/program.ts';
import { failureOf } from '../support/failure.ts';

const shape = z.object({ name: z.string() });

describe("another program's JSON output", () => {
  it.each([
    ['{"name":"a"}', { value: { name: 'a' } }],
    ['{"name":1}', { why: 'docker info printed unexpected JSON' }],
    ['WARNING: no config', { why: 'docker info did not print JSON' }],
    ['', { why: 'docker info did not print JSON' }],
  ])('%s', (stdout, expected) => {
    expect(parseJsonOutput('docker info', stdout, shape)).toEqual(expected);
  });

  it.each([
    ['a login page', 'docker inspect', () => parseContainers('<html>'), 'It printed: <html>'],
    ['nothing', 'kubectl get', () => requireJsonOutput('kubectl get', '\n', shape), 'It printed: nothing'],
    ['an object without items', 'kubectl get', () => parsePods('{"a":1}'), 'It printed: {"a":1}'],
  ])(
    'is %s: a failure that names the program and shows the output',
    async (_title, program, read, detail) => {
      const failure = await failureOf(read);
      expect(failure).toMatchObject({ exitCode: 5, code: 'unexpected-output', detail });
      expect(failure.message).toMatch(new RegExp(`^${program} (?:did not print|printed unexpected) JSON$`));
    },
  );

  it('is cut if it is long', async () => {
    const { detail } = await failureOf(() => requireJsonOutput('helm list', 'x'.repeat(10_000), shape));
    expect(detail).toBe(`It printed: ${'x'.repeat(200)} …`);
  });

  it('is not a failure in checks of a cluster', async () => {
    const run: Run = async () => ({ exitCode: 0, stdout: 'plugin 1.2', stderr: '', notFound: false });
    const cluster = { context: 'lab', namespace: 'weaviate', release: 'bindstack' };
    const { nodes, releases } = await probeCluster({ run }, cluster, { path: undefined, version: '1' });
    expect(nodes).toEqual({ why: 'kubectl get did not print JSON' });
    expect(releases).toEqual({ why: 'helm list did not print JSON' });
  });
});

it('passes standard input and variables to a program', async () => {
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

it('a program whose output cannot change runs once, also through a wrapper with a timeout', async () => {
  const ran: string[] = [];
  const run: Run = async (command, args) => {
    ran.push([command, ...args].join(' '));
    return { exitCode: 0, stdout: `${ran.length}`, stderr: '', notFound: false };
  };
  const [first, second] = [
    { command: 'helm', args: ['version'] },
    { command: 'kubectl', args: ['version'] },
  ] as const;
  const answers = [
    await runOnce(withTimeout(run), first),
    await runOnce(run, first),
    await runOnce(run, second),
    await runOnce(withTimeout(run), second),
  ];
  expect(answers.map(({ stdout }) => stdout)).toEqual(['1', '1', '2', '2']);
  expect(ran).toEqual(['helm version', 'kubectl version']);
});
