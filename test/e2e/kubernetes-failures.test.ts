import { afterAll, expect, it } from 'vitest';
import {
  type ClusterPlace,
  describeOnCluster,
  GENERATED_REQUESTS,
  hasRealChart,
  kubectl,
  kubectlApply,
  newClusterPlace,
} from '../support/cluster.ts';

interface Fault {
  readonly title: string;
  /** Flags of `generate`. */
  readonly flags?: string;
  /** Breaks the generated values. */
  readonly spoil?: (place: ClusterPlace) => Promise<void>;
  /** In values-override.yaml. */
  readonly override?: object;
  /** Creates a namespace with a problem. */
  readonly namespace?: (name: string) => void;
  /** Code of the diagnosis, and part of its text. */
  readonly code: string;
  readonly says?: string;
}

const namespaceWith = (labels: Readonly<Record<string, string>>) => (name: string) =>
  kubectlApply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

/** A namespace, and objects that block its pods, in it or cluster-wide. */
const namespaceAnd = (objects: (name: string) => readonly object[]) => (name: string) => {
  namespaceWith({})(name);
  for (const object of objects(name)) kubectlApply(object);
};

/** Cluster-scoped objects. */
const WEBHOOK = 'bindstack-e2e-webhook';
const POLICY = 'bindstack-e2e-policy';

/** A storage class without a running provisioner. */
const UNPROVISIONED = 'bindstack-e2e-unprovisioned';

/** A node that exists only as an object: a taint on the real node would block other tests. */
const TAINTED = 'bindstack-e2e-tainted';

const FAULTS: readonly Fault[] = [
  {
    title: 'an image that cannot be pulled',
    flags: '--inference-tag no-such-tag',
    code: 'registry-unreachable',
  },
  {
    title: 'more memory than any node has',
    flags: '--inference-memory 512g',
    override: GENERATED_REQUESTS,
    code: 'unschedulable-memory',
    says: '512 GiB',
  },
  {
    title: 'more CPUs than any node has',
    flags: '--inference-cpus 512',
    override: GENERATED_REQUESTS,
    code: 'unschedulable-cpu',
    says: '512',
  },
  {
    title: 'a memory limit at which Weaviate is killed',
    flags: '--weaviate-memory 16m',
    override: GENERATED_REQUESTS,
    code: 'weaviate-memory',
    says: '16 MiB',
  },
  {
    title: 'a storage class whose provisioner does not respond',
    flags: `--storage-class ${UNPROVISIONED}`,
    namespace: namespaceAnd(() => [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: UNPROVISIONED },
        provisioner: 'example.com/none',
      },
    ]),
    code: 'volume-unbound',
    says: UNPROVISIONED,
  },
  {
    title: 'a label that no node has',
    flags: '--node-selector no/such=node',
    code: 'unschedulable-affinity',
  },
  {
    title: 'a taint on the only selected node',
    flags: `--node-selector bindstack-e2e=${TAINTED}`,
    namespace: namespaceAnd(() => [
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: TAINTED, labels: { 'bindstack-e2e': TAINTED } },
        spec: { taints: [{ key: 'bindstack-e2e', value: 'reserved', effect: 'NoSchedule' }] },
      },
    ]),
    code: 'unschedulable-taint',
    says: 'bindstack-e2e=reserved:NoSchedule',
  },
  {
    title: 'a GPU that no node has',
    flags: '--cuda',
    code: 'unschedulable-gpu',
  },
  {
    title: 'a storage class that does not exist',
    flags: '--storage-class no-such-class',
    code: 'storage-class-unknown',
    says: 'no-such-class',
  },
  {
    title: 'a setting that Weaviate rejects',
    spoil: (place) => place.edit('"300s"', '"300"'),
    code: 'timeout-without-unit',
    says: 'MODULES_CLIENT_TIMEOUT',
  },
  {
    title: 'a startup probe that gives up before Weaviate responds',
    override: { startupProbe: { failureThreshold: 1 } },
    code: 'startup-kill',
    says: 'startup probe',
  },
  {
    title: 'a namespace whose Pod Security level rejects the pods',
    namespace: namespaceWith({ 'pod-security.kubernetes.io/enforce': 'restricted' }),
    code: 'pod-security',
  },
  {
    title: 'an exhausted quota',
    override: GENERATED_REQUESTS,
    namespace: namespaceAnd((name) => [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small', namespace: name },
        spec: { hard: { 'requests.memory': '1Gi' } },
      },
    ]),
    code: 'quota-exceeded',
  },
];

/** Limits a webhook or policy to the namespace of this test. */
const forNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const PODS = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };

/** Faults at admission by the API server. */
const ADMISSION_FAULTS: readonly Fault[] = [
  {
    title: 'a limit range below the request of a pod',
    namespace: namespaceAnd((name) => [
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'small', namespace: name },
        spec: { limits: [{ type: 'Container', max: { memory: '512Mi' } }] },
      },
    ]),
    code: 'limit-range',
    says: '512Mi',
  },
  {
    title: 'a webhook without a server',
    namespace: namespaceAnd((name) => [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: WEBHOOK },
        webhooks: [
          {
            name: 'no-server.bindstack.example.com',
            clientConfig: { service: { name: 'no-server', namespace: name } },
            rules: [PODS],
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            failurePolicy: 'Fail',
            ...forNamespace(name),
          },
        ],
      },
    ]),
    code: 'webhook-unreachable',
    says: 'no-server.bindstack.example.com',
  },
  {
    title: 'a policy of the cluster',
    namespace: namespaceAnd((name) => [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: POLICY },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: [PODS] },
          validations: [{ expression: 'false', message: 'not on a Friday' }],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: POLICY },
        spec: { policyName: POLICY, validationActions: ['Deny'], matchResources: forNamespace(name) },
      },
    ]),
    code: 'policy-denied',
    says: 'not on a Friday',
  },
  {
    title: 'a runtime class that does not exist',
    flags: '--runtime-class nosuch',
    code: 'runtime-class-missing',
    says: 'nosuch',
  },
];

/** Faults that need Weaviate's real chart. */
const CHART_FAULTS: readonly Fault[] = [
  {
    title: 'a liveness probe that starts before Weaviate responds',
    override: {
      startupProbe: { enabled: false },
      livenessProbe: { initialDelaySeconds: 0, periodSeconds: 1, failureThreshold: 1 },
    },
    code: 'liveness-kill',
    says: 'liveness probe',
  },
];

describeOnCluster('a failed launch is diagnosed:', () => {
  afterAll(() => {
    kubectl('delete', 'storageclass', UNPROVISIONED, '--ignore-not-found');
    kubectl('delete', 'node', TAINTED, '--ignore-not-found');
    kubectl('delete', 'validatingwebhookconfiguration', WEBHOOK, '--ignore-not-found');
    kubectl('delete', 'validatingadmissionpolicybinding', POLICY, '--ignore-not-found');
    kubectl('delete', 'validatingadmissionpolicy', POLICY, '--ignore-not-found');
  });

  const explained = async ({ flags = '', spoil, override, namespace, code, says }: Fault) => {
    const place = newClusterPlace();
    await place.values(flags, override);
    await spoil?.(place);
    namespace?.(place.namespace);
    // Preflight would report some of them before anything is created.
    const { exitCode, stdout, stderr } = await place.run([...place.up(), '--no-preflight', '--json']);
    const { state, error, diagnosis } = JSON.parse(stdout);
    expect({ exitCode, state, code: error.code }, stderr).toEqual({ exitCode: 1, state: 'failed', code });
    if (says !== undefined) expect(`${error.message} ${error.detail}`).toContain(says);
    const status = JSON.parse((await place.run('status --target helm --json')).stdout);
    expect(status.state).toBe('failed');
    expect(status.diagnosis[0].code).toBe(diagnosis[0].code);
  };

  it.each([...FAULTS, ...ADMISSION_FAULTS])('$title', explained);
  it.skipIf(!hasRealChart).each(CHART_FAULTS)('$title', explained);

  it('values that the chart rejects', async () => {
    const place = newClusterPlace();
    await place.values();
    await place.edit('storage:\n', 'storage: none\nunused:\n');
    const { exitCode, stderr } = await place.run([...place.up(), '--no-preflight']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .+\n(?: {2}.*\n)+ {2}try: .+/m);
    expect(kubectl('get', 'namespace', place.namespace).code).toBe(1);
  });

  it('failed checks leave nothing behind', async () => {
    const place = newClusterPlace();
    await place.values('--storage-class no-such-class');
    expect(await place.run(place.up())).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('no class no-such-class: the cluster has'),
    });
    expect(kubectl('get', 'namespace', place.namespace).code).toBe(1);
  });
});
