import type { Cause, OutputLines } from '../cause.ts';
import type { AnalyzedPod } from '../clusterServices.ts';
import type { AnalyzedService } from '../situation.ts';
import { COMPOSE_FILE_CAUSES } from './docker/composeFile.ts';
import { CONTAINER_CAUSES } from './docker/containers.ts';
import { ENGINE_CAUSES } from './docker/engine.ts';
import { IMAGE_CAUSES } from './docker/images.ts';
import { ADMISSION_CAUSES } from './helm/admission.ts';
import { CHART_CAUSES } from './helm/chart.ts';
import { CLUSTER_CAUSES, helmTimeout, PROGRAM_CAUSES } from './helm/cluster.ts';
import { RELEASE_CAUSES } from './helm/release.ts';
import { CLAIM_CAUSES } from './pod/claims.ts';
import { CONFIG_CAUSES, START_CAUSES } from './pod/containers.ts';
import { POD_IMAGE_CAUSES } from './pod/images.ts';
import { NODE_CAUSES, UNSCHEDULABLE_CAUSES } from './pod/nodes.ts';
import { quorumLost } from './pod/quorum.ts';
import { HARDWARE_CAUSES } from './service/hardware.ts';
import { INFERENCE_CAUSES } from './service/inference.ts';
import { LIFECYCLE_CAUSES, paused } from './service/lifecycle.ts';
import { MEMORY_CAUSES } from './service/memory.ts';
import { WEAVIATE_CAUSES } from './service/weaviate.ts';

// In each table and each part of it, the order decides: the first cause that fits is said.

/** What the words of docker and Compose give away: the certain before the wide. */
export const COMMAND_CAUSES: readonly Cause<OutputLines>[] = [
  ...ENGINE_CAUSES,
  ...COMPOSE_FILE_CAUSES,
  ...IMAGE_CAUSES,
  ...CONTAINER_CAUSES,
];

/** What a failed helm or kubectl gives away: the certain before the wide. */
export const HELM_CAUSES: readonly Cause<OutputLines>[] = [
  ...PROGRAM_CAUSES,
  ...CHART_CAUSES,
  ...CLUSTER_CAUSES,
  ...ADMISSION_CAUSES,
  ...RELEASE_CAUSES,
  helmTimeout,
];

/** What a pod that does not serve gives away, in the order of a pod's life. */
export const POD_CAUSES: readonly Cause<AnalyzedPod>[] = [
  ...NODE_CAUSES,
  ...CLAIM_CAUSES,
  ...UNSCHEDULABLE_CAUSES,
  ...CONFIG_CAUSES,
  ...POD_IMAGE_CAUSES,
  ...START_CAUSES,
];

/** What a service gives away. How it ended comes behind what its log says of why. */
export const SERVICE_CAUSES: readonly Cause<AnalyzedService>[] = [
  paused,
  ...MEMORY_CAUSES,
  ...HARDWARE_CAUSES,
  ...WEAVIATE_CAUSES,
  ...INFERENCE_CAUSES,
  quorumLost,
  ...LIFECYCLE_CAUSES,
];
