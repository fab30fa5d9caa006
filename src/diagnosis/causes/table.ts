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

// Only the first matching cause of a table is reported, so the order matters: specific causes come before general ones.

/** Causes in the output of docker and Compose. */
export const COMMAND_CAUSES: readonly Cause<OutputLines>[] = [
  ...ENGINE_CAUSES,
  ...COMPOSE_FILE_CAUSES,
  ...IMAGE_CAUSES,
  ...CONTAINER_CAUSES,
];

/** Causes in the output of a failed helm or kubectl. */
export const HELM_CAUSES: readonly Cause<OutputLines>[] = [
  ...PROGRAM_CAUSES,
  ...CHART_CAUSES,
  ...CLUSTER_CAUSES,
  ...ADMISSION_CAUSES,
  ...RELEASE_CAUSES,
  helmTimeout,
];

/** Causes in the state of a pod that is not ready, in the order of a pod's life. */
export const POD_CAUSES: readonly Cause<AnalyzedPod>[] = [
  ...NODE_CAUSES,
  ...CLAIM_CAUSES,
  ...UNSCHEDULABLE_CAUSES,
  ...CONFIG_CAUSES,
  ...POD_IMAGE_CAUSES,
  ...START_CAUSES,
];

/** Causes in the state and log of a service. Why it ended, from its log, comes before how it ended. */
export const SERVICE_CAUSES: readonly Cause<AnalyzedService>[] = [
  paused,
  ...MEMORY_CAUSES,
  ...HARDWARE_CAUSES,
  ...WEAVIATE_CAUSES,
  ...INFERENCE_CAUSES,
  quorumLost,
  ...LIFECYCLE_CAUSES,
];
