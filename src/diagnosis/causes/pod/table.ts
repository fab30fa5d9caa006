import type { Cause } from '../../cause.ts';
import type { PodScene } from '../../podScene.ts';
import { CLAIM_CAUSES } from './claims.ts';
import { CONFIG_CAUSES } from './config.ts';
import { IMAGE_CAUSES } from './image.ts';
import { initFailed, sysctlRefused } from './initContainer.ts';
import { evicted, nodeNotReady } from './node.ts';
import { livenessKill, startupKill } from './probes.ts';
import { UNSCHEDULABLE_CAUSES, unschedulableOther } from './unschedulable.ts';

/** What a pod that does not serve gives away: the first that fits, in the order of a pod's life. */
export const POD_CAUSES: readonly Cause<PodScene>[] = [
  evicted,
  nodeNotReady,
  ...CLAIM_CAUSES,
  ...UNSCHEDULABLE_CAUSES,
  unschedulableOther,
  ...CONFIG_CAUSES,
  ...IMAGE_CAUSES,
  sysctlRefused,
  initFailed,
  livenessKill,
  startupKill,
];
