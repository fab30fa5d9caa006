import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  type ClusterPlace,
  describeOnCluster,
  hasRealChart,
  kubectl,
  kubectlApply,
  newClusterPlace,
} from '../support/cluster.ts';

interface Fault {
  readonly title: string;
  /** Flags of `generate`. */
  readonly flags?: string;
  /** What is wrong with the values, beyond what `generate` would write. */
  readonly spoil?: (place: ClusterPlace) => Promise<void>;
  /** What values-override.yaml says. */
  readonly override?: object;
  /** What is wrong with the namespace. */
  readonly namespace?: (name: string) => void;
  /** Code of the diagnosis, and words of its explanation. */
  readonly code: string;
  readonly says?: string;
}

const namespaceWith = (labels: Readonly<Record<string, string>>) => (name: string) =>
  kubectlApply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

/** A namespace, and what stands in its pods' way: in it, or in the whole cluster. */
const namespaceAnd = (objects: (name: string) => readonly object[]) => (name: string) => {
  namespaceWith({})(name);
  for (const object of objects(name)) kubectlApply(object);
};

/** Objects of the whole cluster. */
const WEBHOOK = 'bindstack-e2e-webhook';
const POLICY = 'bindstack-e2e-policy';

/** A storage class that nobody provides for. */
const NOBODY = 'bindstack-e2e-nobody';

/** A node of which there is nothing but its object: a taint on the real one would stand in the way of other tests. */
const TAINTED = 'bindstack-e2e-tainted';

const FAULTS: readonly Fault[] = [
  {
    title: 'an image that cannot be pulled',
    flags: '--inference-tag nobody-has-this',
    code: 'registry-unreachable',
  },
  {
    title: 'more memory than any node has',
    flags: '--inference-memory 512g',
    code: 'unschedulable-memory',
    says: '512 GiB',
  },
  {
    title: 'more CPUs than any node has',
    flags: '--inference-cpus 512',
    code: 'unschedulable-cpu',
    says: '512',
  },
  {
    title: 'a limit that Weaviate is killed at',
    flags: '--weaviate-memory 16m',
    code: 'weaviate-memory',
    says: '16 MiB',
  },
  {
    title: 'a storage class whose provisioner does not answer',
    flags: `--storage-class ${NOBODY}`,
    namespace: namespaceAnd(() => [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: NOBODY },
        provisioner: 'example.com/nobody',
      },
    ]),
    code: 'volume-unbound',
    says: NOBODY,
  },
  {
    title: 'a label that no node has',
    flags: '--node-selector no/such=node',
    code: 'unschedulable-affinity',
  },
  {
    title: 'a taint on the only node that is asked for',
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
    title: 'a storage class that is not there',
    flags: '--storage-class no-such-class',
    code: 'storage-class-unknown',
    says: 'no-such-class',
  },
  {
    title: 'a setting that Weaviate refuses',
    spoil: (place) => place.edit('"300s"', '"300"'),
    code: 'timeout-without-unit',
    says: 'MODULES_CLIENT_TIMEOUT',
  },
  {
    title: 'a namespace of Pod Security that refuses the pods',
    namespace: namespaceWith({ 'pod-security.kubernetes.io/enforce': 'restricted' }),
    code: 'pod-security',
  },
  {
    title: 'a quota that is used up',
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

/** Who answers for the namespaces of these tests, and for no other. */
const forNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const PODS = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };

/** What the API server does not let in. */
const ADMISSION_FAULTS: readonly Fault[] = [
  {
    title: 'a limit range below what a pod asks for',
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
    title: 'a webhook that nobody answers for',
    namespace: namespaceAnd((name) => [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: WEBHOOK },
        webhooks: [
          {
            name: 'nobody.bindstack.example.com',
            clientConfig: { service: { name: 'nobody', namespace: name } },
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
    says: 'nobody.bindstack.example.com',
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
    title: 'a runtime class that is not there',
    flags: '--runtime-class nosuch',
    code: 'runtime-class-missing',
    says: 'nosuch',
  },
];

/** What only Weaviate's own chart reads. */
const CHART_FAULTS: readonly Fault[] = [
  {
    title: 'a liveness probe that begins before Weaviate answers',
    override: { livenessProbe: { initialDelaySeconds: 0, periodSeconds: 1, failureThreshold: 1 } },
    code: 'liveness-kill',
    says: 'liveness probe',
  },
];

describeOnCluster('a failed launch is explained:', () => {
  afterAll(() => {
    kubectl('delete', 'storageclass', NOBODY, '--ignore-not-found');
    kubectl('delete', 'node', TAINTED, '--ignore-not-found');
    kubectl('delete', 'validatingwebhookconfiguration', WEBHOOK, '--ignore-not-found');
    kubectl('delete', 'validatingadmissionpolicybinding', POLICY, '--ignore-not-found');
    kubectl('delete', 'validatingadmissionpolicy', POLICY, '--ignore-not-found');
  });

  const explained = async ({ flags = '', spoil, override, namespace, code, says }: Fault) => {
    const place = newClusterPlace();
    await place.values(flags);
    await spoil?.(place);
    // JSON is YAML.
    if (override) await writeFile(join(place.directory, 'values-override.yaml'), JSON.stringify(override));
    namespace?.(place.namespace);
    // The checks would tell some of them before anything is made.
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

  it('values that the chart does not take', async () => {
    const place = newClusterPlace();
    await place.values();
    await place.edit('storage:\n', 'storage: none\nunused:\n');
    const { exitCode, stderr } = await place.run([...place.up(), '--no-preflight']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .+\n(?: {2}.*\n)+ {2}try: .+/m);
    expect(kubectl('get', 'namespace', place.namespace).code).toBe(1);
  });

  it('checks that fail leave nothing behind', async () => {
    const place = newClusterPlace();
    await place.values('--storage-class no-such-class');
    expect(await place.run(place.up())).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('no class no-such-class: the cluster has'),
    });
    expect(kubectl('get', 'namespace', place.namespace).code).toBe(1);
  });
});
