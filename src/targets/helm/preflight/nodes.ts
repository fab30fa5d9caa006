import * as z from 'zod';
import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { parseQuantity } from '../../../formats/quantity.ts';
import { readableSize } from '../../../formats/size.ts';
import { parseToleration, type Toleration } from '../../../formats/toleration.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { type ClusterNode, isDefaultClass } from '../objects.ts';
import type { ClusterProbe } from './clusterProbe.ts';

/** A pod that a node must have room for. */
export interface RequiredPod {
  readonly name: string;
  /** Bytes that it requests; 0 if it has no request. */
  readonly memory: number;
  /** Memory limit in bytes; undefined without one. */
  readonly limit: number | undefined;
  readonly gpu: { readonly resource: string; readonly count: number } | undefined;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
}

const resources = z
  .object({
    requests: z.record(z.string(), z.coerce.string()).nullish(),
    limits: z.record(z.string(), z.coerce.string()).nullish(),
  })
  .nullish();

const toleration = z.object({
  key: z.string().default(''),
  operator: z.enum(['Exists', 'Equal']).default('Equal'),
  value: z.string().optional(),
  effect: z.string().default(''),
});

const pod = z.object({
  resources,
  nodeSelector: z.record(z.string(), z.coerce.string()).nullish(),
  tolerations: z.array(toleration).nullish(),
});

const valuesSchema = pod.extend({
  modules: z.object({ [BIND_MODULE]: pod.extend({ enabled: z.unknown() }) }).partial(),
});

export const WEAVIATE_POD = 'a Weaviate pod';

function requiredPod(
  name: string,
  { resources: asked, nodeSelector, tolerations }: z.infer<typeof pod>,
): RequiredPod {
  const both = { ...asked?.limits, ...asked?.requests };
  const [resource, count] = Object.entries(both).find(([key]) => /\/.*(?:gpu|mig)/i.test(key)) ?? [];
  return {
    name,
    memory: parseQuantity(both['memory'] ?? '0') ?? 0,
    limit: parseQuantity(asked?.limits?.['memory'] ?? ''),
    gpu: resource === undefined ? undefined : { resource, count: Number(count) },
    nodeSelector: nodeSelector ?? {},
    tolerations: (tolerations ?? []).map(({ value, ...rest }) => ({
      ...rest,
      ...(value !== undefined && { value }),
    })),
  };
}

/** The pods that the values of the chart define; none if the values are invalid, which `validate` reports. */
export function requiredPods(values: unknown): RequiredPod[] {
  const read = valuesSchema.safeParse(values).data;
  if (!read) return [];
  const bind = read.modules[BIND_MODULE];
  return [
    ...(bind?.enabled ? [requiredPod('the inference pod', bind)] : []),
    requiredPod(WEAVIATE_POD, read),
  ];
}

/** Whether a pod with these tolerations may run on a node with this taint, written as `key[=value]:Effect`. */
export function isTolerated(taint: string, tolerations: readonly Toleration[]): boolean {
  const found = parseToleration(taint);
  if (!found || found.effect === 'PreferNoSchedule') return true;
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (key === '' || key === found.key) &&
      (effect === '' || effect === found.effect) &&
      (operator === 'Exists' || (value ?? '') === (found.value ?? '')),
  );
}

/** @param wanted undefined for the default class */
export function checkStorageClass(
  { storageClasses, claims }: Pick<ClusterProbe, 'storageClasses' | 'claims'>,
  wanted: string | undefined,
): CheckResult {
  const check = defineCheck('storage-class', 'storage class', wanted ?? 'a default class');
  if ('why' in storageClasses) return check.skip(storageClasses.why);
  const bound =
    'value' in claims &&
    claims.value.some(
      ({ metadata, status }) => metadata.name === 'weaviate-data-weaviate-0' && status.phase === 'Bound',
    );
  if (bound) return check.pass('the volume already exists');
  const all = storageClasses.value.map(({ metadata }) => metadata.name);
  const list = all.length === 0 ? 'the cluster has none' : `the cluster has ${all.join(', ')}`;
  if (wanted !== undefined) {
    return all.includes(wanted)
      ? check.pass(wanted)
      : check.fail(`there is no class ${wanted}: ${list}`, 'bindstack generate --storage-class NAME');
  }
  const fallback = storageClasses.value.find(isDefaultClass);
  if (fallback) return check.pass(`${fallback.metadata.name}, the default`);
  return check.fail(
    `there is no default: ${list}`,
    all.length === 0
      ? 'install a provisioner, such as the CSI driver of your cloud'
      : `bindstack generate --storage-class ${all[0]}`,
  );
}

/** Nodes on which a pod may be scheduled, ignoring resources. */
export function nodesFor(
  nodes: readonly ClusterNode[],
  { nodeSelector, tolerations }: RequiredPod,
): ClusterNode[] {
  return nodes.filter(
    ({ metadata, spec }) =>
      !spec.unschedulable &&
      Object.entries(nodeSelector).every(([key, value]) => metadata.labels[key] === value) &&
      spec.taints.every(({ key, value, effect }) =>
        isTolerated(
          value === undefined || value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`,
          tolerations,
        ),
      ),
  );
}

export function allocatable({ status }: ClusterNode, resource: string): number {
  return status.allocatable[resource] ?? 0;
}

/** Checks that an empty node would have room for each pod; actual usage is left to the scheduler. */
export function checkNodes(
  { nodes }: Pick<ClusterProbe, 'nodes'>,
  pods: readonly RequiredPod[],
): CheckResult[] {
  return pods.flatMap((pod) => {
    const id = pod.name.includes('inference') ? 'inference' : 'weaviate';
    const memory = defineCheck(
      `node-memory-${id}`,
      `node for ${pod.name}`,
      `${readableSize(pod.memory)} of memory`,
    );
    const ofGpu =
      pod.gpu && defineCheck(`node-gpu-${id}`, `GPU for ${pod.name}`, `${pod.gpu.count} ${pod.gpu.resource}`);
    if ('why' in nodes) return [memory.skip(nodes.why), ...(ofGpu ? [ofGpu.skip(nodes.why)] : [])];
    const fitting = nodesFor(nodes.value, pod);
    if (fitting.length === 0) {
      const labels = Object.entries(pod.nodeSelector).map(([key, value]) => `${key}=${value}`);
      const found = `none of ${nodes.value.length} nodes accepts it (${labels.length > 0 ? `labels ${labels.join(', ')}; ` : ''}taints)`;
      return [
        memory.fail(
          found,
          'kubectl describe nodes; then generate again with another --node-selector or --toleration',
        ),
      ];
    }
    const most = Math.max(...fitting.map((node) => allocatable(node, 'memory')));
    const largest = `the largest has ${readableSize(most)} allocatable`;
    const size =
      most >= pod.memory
        ? memory.pass(largest)
        : memory.fail(largest, `add a larger node, or generate again with less: --${id}-memory SIZE`);
    if (!ofGpu || !pod.gpu) return [size];
    const { resource, count } = pod.gpu;
    const gpus = Math.max(...fitting.map((node) => allocatable(node, resource)));
    return [
      size,
      gpus >= count
        ? ofGpu.pass(`${gpus} on one node`)
        : ofGpu.fail(
            gpus === 0 ? `no node offers ${resource}` : `at most ${gpus} on one node`,
            gpus === 0
              ? "install the GPU vendor's device plugin (for NVIDIA, the GPU Operator), or bindstack generate --no-cuda"
              : `bindstack generate --gpus ${gpus}`,
          ),
    ];
  });
}
