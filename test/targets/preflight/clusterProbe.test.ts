import { expect, it } from 'vitest';
import type { Run, RunResult } from '../../../src/context.ts';
import { probeCluster } from '../../../src/targets/helm/preflight/clusterProbe.ts';

const CLUSTER = { context: undefined, namespace: 'search', release: 'bindstack' };
const CHART = { path: '/chart', version: '17.8.3' };
const ALL_KINDS = 'storageclass,node,persistentvolumeclaim';

/** A cluster in which every program succeeds with empty output, except for these. */
function clusterIn(special: (line: string, input?: string) => Partial<RunResult> | undefined) {
  const lines: string[] = [];
  const run: Run = async (command, args, { input } = {}) => {
    const line = [command, ...args].join(' ');
    lines.push(line);
    return { exitCode: 0, stdout: '', stderr: '', notFound: false, ...special(line, input) };
  };
  return { run, lines };
}

it('reads several kinds with one program', async () => {
  const items = ['StorageClass', 'Node', 'PersistentVolumeClaim'].map((kind) => ({
    kind,
    metadata: { name: kind },
    status: { allocatable: {} },
  }));
  const { run, lines } = clusterIn((line) =>
    line.includes(ALL_KINDS) ? { stdout: JSON.stringify({ items }) } : undefined,
  );
  const { storageClasses, nodes, claims } = await probeCluster({ run }, CLUSTER, CHART);
  expect([storageClasses, nodes, claims]).toEqual(
    items.map(({ metadata }) => ({
      value: [expect.objectContaining({ metadata: expect.objectContaining(metadata) })],
    })),
  );
  expect(lines.filter((line) => /\b(?:node|storageclass)\b/.test(line))).toHaveLength(1);
});

it('reads each kind alone if one of them is forbidden, and says which', async () => {
  const { run } = clusterIn((line) => {
    if (line.includes(ALL_KINDS)) return { exitCode: 1, stderr: 'Error: nodes is forbidden' };
    return line.includes(' node ') ? { exitCode: 1, stderr: 'Error: nodes is forbidden' } : undefined;
  });
  const { storageClasses, nodes, claims } = await probeCluster({ run }, CLUSTER, CHART);
  expect([storageClasses, nodes, claims]).toEqual([
    { value: [] },
    { why: 'Error: nodes is forbidden' },
    { value: [] },
  ]);
});

it('asks for all permissions at once, and names the missing ones', async () => {
  let asked = '';
  const { run } = clusterIn((line, input) => {
    if (!line.includes(' create ')) return undefined;
    asked = input ?? '';
    const { items } = JSON.parse(asked) as {
      items: { spec: { resourceAttributes: { subresource: string } } }[];
    };
    return { stdout: items.map(({ spec }) => spec.resourceAttributes.subresource !== 'log').join('\n') };
  });
  const more = [['create', 'persistentvolumeclaims']] as const;
  expect((await probeCluster({ run }, CLUSTER, CHART, more)).denied).toEqual({ value: ['get pods/log'] });
  expect(asked).toContain('"verb":"create","group":"","resource":"persistentvolumeclaims"');
  expect(asked).toContain(
    '{"namespace":"search","verb":"create","group":"apps","resource":"statefulsets","subresource":""}',
  );
});

it('asks a cluster that does not respond nothing more', async () => {
  const { run, lines } = clusterIn((line) =>
    line.includes('--raw') ? { exitCode: 1, stderr: 'no route to host' } : undefined,
  );
  const { nodes, releases } = await probeCluster({ run }, CLUSTER, CHART);
  expect([nodes, releases]).toEqual([
    { why: 'the cluster does not respond' },
    { why: 'the cluster does not respond' },
  ]);
  expect(lines).toHaveLength(5);
});

// An unhandled rejection fails the test.
it('an interruption is one error', async () => {
  const { run } = clusterIn((line) => {
    if (line.includes('--raw')) throw new Error('interrupted');
    return undefined;
  });
  await expect(probeCluster({ run }, CLUSTER, CHART)).rejects.toThrow('interrupted');
});
