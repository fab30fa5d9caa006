import { planOf } from '../../../capabilities/size.ts';
import { readableSize } from '../../../formats/size.ts';
import type { StackConfig } from '../../../options/table.ts';
import type { SizePlan } from '../../../sizing/plan.ts';
import {
  checkPlannedMemory,
  checkPlannedVolume,
  lenientWithStub,
  plannedDisk,
  plannedMemory,
} from '../../shared/preflight/plannedSize.ts';
import type { CheckResult } from '../../shared/preflight/report.ts';
import { storageSizeOf } from '../valuesFiles.ts';
import type { ClusterProbe } from './clusterProbe.ts';
import { allocatable, nodesFor, requiredPods, WEAVIATE_POD } from './nodes.ts';

type Values = Readonly<Record<string, unknown>>;

/** Checks that nodes and volumes have room for the planned number of objects; no checks without one. */
export function plannedChecks(
  { nodes, claims }: Pick<ClusterProbe, 'nodes' | 'claims'>,
  config: StackConfig,
  values: Values,
): CheckResult[] {
  const plan = planOf(config);
  if (!plan) return [];
  return lenientWithStub(config, [checkNodeMemory(plan, nodes, values), checkVolume(plan, claims, values)]);
}

function checkNodeMemory(plan: SizePlan, nodes: ClusterProbe['nodes'], values: Values): CheckResult {
  if ('why' in nodes) return plannedMemory(plan).skip(nodes.why);
  const pod = requiredPods(values).find(({ name }) => name === WEAVIATE_POD);
  if (!pod) return plannedMemory(plan).skip('the values are invalid');
  const fitting = nodesFor(nodes.value, pod).map((node) => allocatable(node, 'memory'));
  const { recommended } = plan.memory;
  const { replicas } = plan.input;
  const room = fitting.reduce((sum, memory) => sum + Math.floor(memory / recommended), 0);
  const most = Math.max(0, ...fitting);
  const result = checkPlannedMemory(plan, {
    limit: pod.limit,
    available: most,
    found: `the largest node has ${readableSize(most)} allocatable`,
    larger: `a node with ${readableSize(recommended)} allocatable`,
    command: 'bindstack generate',
  });
  return result.status !== 'pass' || room >= replicas
    ? result
    : plannedMemory(plan).warn(
        `the nodes have room for ${room} of ${replicas} pods`,
        `add nodes: each pod needs ${readableSize(recommended)}`,
      );
}

/** The name that the chart gives to the claims of Weaviate's pods. */
const CLAIM = /^weaviate-data-weaviate-\d+$/;

function checkVolume(plan: SizePlan, claims: ClusterProbe['claims'], values: Values): CheckResult {
  if ('why' in claims) return plannedDisk(plan).skip(claims.why);
  const [smallest] = claims.value
    .flatMap(({ metadata: { name }, status: { capacity } }) =>
      CLAIM.test(name) && capacity['storage'] !== undefined ? [{ name, size: capacity['storage'] }] : [],
    )
    .sort((one, other) => one.size - other.size);
  if (smallest) return checkPlannedVolume(plan, { size: smallest.size, claim: smallest.name });
  const size = storageSizeOf(values);
  return size === undefined
    ? plannedDisk(plan).skip('the values have no storage.size')
    : checkPlannedVolume(plan, { size, claim: undefined });
}
