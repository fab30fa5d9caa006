import { describe, expect, it } from 'vitest';
import { parseNodes, parseStorageClasses } from '../../../src/targets/helm/objects.ts';
import {
  checkChart,
  checkCluster,
  checkHelm,
  checkKubectl,
  checkNamespace,
  checkPermissions,
  checkRelease,
} from '../../../src/targets/helm/preflight/clusterChecks.ts';
import {
  checkNodes,
  checkStorageClass,
  isTolerated,
  requiredPods,
} from '../../../src/targets/helm/preflight/nodes.ts';

const cluster = { context: 'lab', namespace: 'weaviate', release: 'bindstack' };
const ran = (part: object = {}) => ({ exitCode: 0, stdout: '', stderr: '', notFound: false, ...part });
const missing = ran({ exitCode: undefined, notFound: true });
const failed = (stderr: string) => ran({ exitCode: 1, stderr });
const list = (...items: object[]) => JSON.stringify({ items });

describe('programs', () => {
  it.each([
    ['v3.8.1', 'pass'],
    ['v4.1.4+g05fa379', 'pass'],
    ['v3.7.2', 'fail'],
    ['v2.17.0', 'fail'],
    ['v5.0.0', 'warn'],
  ])('helm %s: %s', (stdout, status) => {
    expect(checkHelm({ helm: ran({ stdout }) }).status).toBe(status);
  });

  it('are reported if they are not installed', () => {
    expect(checkHelm({ helm: missing })).toMatchObject({ status: 'fail', found: 'not installed' });
    expect(checkKubectl({ kubectl: missing })).toMatchObject({ status: 'fail', found: 'not installed' });
  });

  it.each([
    ['error: context "nope" does not exist', 'context "nope" does not exist', 'kubectl config get-contexts'],
    [
      'The connection to the server localhost:8080 was refused',
      'no cluster is configured for kubectl',
      'export KUBECONFIG=…',
    ],
    ['error: You must be logged in to the server (Unauthorized)', 'logged in', 'log in to the cluster again'],
    ['', 'no response', 'kubectl cluster-info'],
  ])('a cluster that answers %j', (stderr, found, suggestion) => {
    const check = checkCluster({ server: failed(stderr), cluster, kubectl: ran() } as never);
    expect(check).toMatchObject({ status: 'fail', found: expect.stringContaining(found) });
    expect(check.suggestion).toContain(suggestion);
  });

  it.each([
    ['name: weaviate\nversion: 17.8.3', 'pass'],
    ['name: weaviate\nversion: 17.7.0', 'warn'],
    ['name: other\nversion: 17.8.3', 'fail'],
  ])('a chart %j: %s', (stdout, status) => {
    expect(checkChart({ chart: ran({ stdout }) }, { path: '/c', version: '17.8.3' }).status).toBe(status);
  });
});

describe('the release and its namespace', () => {
  it.each([
    [[], 'pass', 'new'],
    [[{ name: 'bindstack', revision: 2, status: 'deployed', chart: 'weaviate-17.8.3' }], 'pass', 'deployed'],
    [[{ name: 'bindstack', revision: 2, status: 'failed', chart: 'weaviate-17.8.3' }], 'pass', 'repairs'],
    [
      [{ name: 'bindstack', revision: 1, status: 'pending-install', chart: 'weaviate-17.8.3' }],
      'warn',
      'pending',
    ],
    [[{ name: 'bindstack', revision: 1, status: 'deployed', chart: 'nginx-1.2.3' }], 'fail', 'another chart'],
    [
      [{ name: 'old', revision: 1, status: 'deployed', chart: 'weaviate-17.8.3' }],
      'fail',
      'already contains Weaviate',
    ],
  ])('with the releases %j: %s', (value, status, found) => {
    const releases = { value: value.map((one) => ({ updated: '', ...one })) };
    expect(checkRelease({ releases, cluster })).toMatchObject({
      status,
      found: expect.stringContaining(found),
    });
  });

  it('needs a namespace and permissions in it', () => {
    expect(checkNamespace({ namespace: { value: undefined }, cluster }).found).toBe('up creates it');
    expect(checkNamespace({ namespace: { value: 'Terminating' }, cluster }).status).toBe('fail');
    expect(checkPermissions({ denied: { value: ['create secrets'] }, cluster })).toMatchObject({
      status: 'fail',
      found: 'you are not allowed to create secrets in weaviate',
    });
    expect(checkPermissions({ denied: { why: 'silent' }, cluster }).status).toBe('skip');
  });
});

describe('storage and nodes', () => {
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  const none = { value: [] };

  it.each([
    ['standard', undefined, annotations, 'pass'],
    ['fast', undefined, {}, 'fail'],
    ['fast', 'fast', {}, 'pass'],
    ['fast', 'slow', annotations, 'fail'],
  ])('the storage class %s for %s', (name, wanted, marks, status) => {
    const classes = parseStorageClasses(
      list({ kind: 'StorageClass', metadata: { name, annotations: marks }, provisioner: 'p' }),
    );
    expect(checkStorageClass({ storageClasses: { value: classes }, claims: none }, wanted).status).toBe(
      status,
    );
  });

  const values = {
    resources: { requests: { memory: '4Gi' } },
    modules: {
      'multi2vec-bind': {
        enabled: true,
        resources: { limits: { memory: '12Gi', 'nvidia.com/gpu': 2 } },
        nodeSelector: { pool: 'gpu' },
        tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
      },
    },
  };
  const node = (memory: string, gpus: string, labels: object, taints: object[] = []) => ({
    kind: 'Node',
    metadata: { name: memory, labels },
    spec: { taints },
    status: { allocatable: { memory, 'nvidia.com/gpu': gpus } },
  });

  it.each([
    [[node('16Gi', '2', { pool: 'gpu' })], ['pass', 'pass', 'pass']],
    [[node('16Gi', '0', { pool: 'gpu' })], ['pass', 'fail', 'pass']],
    [[node('8Gi', '2', { pool: 'gpu' })], ['fail', 'pass', 'pass']],
    [[node('16Gi', '2', {})], ['fail', 'pass']],
    [[node('16Gi', '2', { pool: 'gpu' }, [{ key: 'gpu', effect: 'NoSchedule' }])], ['pass', 'pass', 'fail']],
    [[node('16Gi', '2', { pool: 'gpu' }, [{ key: 'other', effect: 'NoSchedule' }])], ['fail', 'fail']],
  ])('on nodes %#', (nodes, statuses) => {
    const checks = checkNodes({ nodes: { value: parseNodes(list(...nodes)) } }, requiredPods(values));
    expect(checks.map(({ status }) => status)).toEqual(statuses);
  });

  it.each([
    ['gpu:NoSchedule', true],
    ['gpu=yes:NoSchedule', true],
    ['gpu:NoExecute', false],
    ['other:NoSchedule', false],
    ['other:PreferNoSchedule', true],
  ])('the taint %s is tolerated: %s', (taint, expected) => {
    expect(isTolerated(taint, [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }])).toBe(expected);
  });
});
