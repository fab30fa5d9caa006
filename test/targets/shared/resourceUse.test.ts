import { expect, it } from 'vitest';
import { podUse } from '../../../src/targets/helm/podUse.ts';
import { memoryOf, parseUse, REPORT_USE, withResponse } from '../../../src/targets/shared/resourceUse.ts';
import { fakeRun } from '../../support/run.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** The output in a container of Weaviate 1.39.3, as measured. */
const REPORTED = `RssAnon:\t   50064 kB
RssAnon:\t     176 kB
104\t/var/lib/weaviate
Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/vda             264212084  43838764  51662500      46% /var/lib/weaviate
`;

it('is read from the output of a container', () => {
  expect(parseUse(REPORTED, 4 * GIB)).toEqual({
    memory: { used: (50_064 + 176) * 1024, limit: 4 * GIB },
    disk: { used: 104 * 1024, free: 51_662_500 * 1024, size: 264_212_084 * 1024 },
  });
});

it.each([
  ['', { memory: null, disk: null }],
  // An image without du or df.
  ['RssAnon:\t 1024 kB\n', { memory: { used: MIB, limit: null }, disk: null }],
  ['104\t/var/lib/weaviate\n', { memory: null, disk: null }],
])('%j is all that is known', (stdout, expected) => {
  expect(parseUse(stdout, undefined)).toEqual(expected);
});

it('does not know the memory of a system without /proc', () => {
  expect(memoryOf('')).toBeUndefined();
});

it('says whether Weaviate responds', () => {
  const use = parseUse(REPORTED, undefined);
  expect(withResponse(use, { ready: { status: 200 } })?.responds).toBe(true);
  expect(withResponse(use, { ready: { status: 503 } })?.responds).toBe(false);
  expect(withResponse(use, undefined)?.responds).toBe(false);
  expect(withResponse(null, undefined)).toBeNull();
});

it('is that of the fullest pod on Kubernetes', async () => {
  const cluster = { context: undefined, namespace: 'ns', release: 'r' };
  const pod = (name: string, workload = 'weaviate', state = 'running') => ({
    name,
    workload,
    containers: [{ name: 'weaviate', state, memoryLimit: 4 * GIB }],
  });
  const exec = (name: string) => `kubectl --namespace ns exec ${name} -- ${REPORT_USE.join(' ')}`;
  const report = (kib: number, used: number) => ({
    stdout: REPORTED.replace('50064', `${kib}`).replace('104\t', `${used}\t`),
  });
  const { run } = fakeRun({
    [exec('weaviate-0')]: report(2048, 500),
    [exec('weaviate-1')]: report(4096, 100),
    // No permission.
    [exec('weaviate-2')]: { exitCode: 1, stderr: 'Error from server (Forbidden)' },
  });
  const pods = [pod('weaviate-0'), pod('weaviate-1'), pod('weaviate-2'), pod('other', 'other')];
  const waiting = pod('weaviate-3', 'weaviate', 'waiting');
  expect(await podUse({ run }, cluster, [...pods, waiting] as never)).toMatchObject({
    memory: { used: (4096 + 176) * 1024, limit: 4 * GIB },
    disk: { used: 500 * 1024 },
  });
  expect(await podUse({ run }, cluster, [waiting] as never)).toBeNull();
});
