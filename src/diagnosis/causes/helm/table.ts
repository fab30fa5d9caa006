import type { Cause, Said } from '../../cause.ts';
import { ADMISSION_CAUSES } from './admission.ts';
import { CHART_CAUSES } from './chart.ts';
import { CLUSTER_CAUSES } from './cluster.ts';
import { helmTimeout } from './helmTimeout.ts';
import { noHelm, noKubectl } from './program.ts';
import { RELEASE_CAUSES } from './release.ts';

/** What a failed helm or kubectl gives away: the first that fits, the certain before the wide. */
export const HELM_CAUSES: readonly Cause<Said>[] = [
  noHelm,
  noKubectl,
  ...CHART_CAUSES,
  ...CLUSTER_CAUSES,
  ...ADMISSION_CAUSES,
  ...RELEASE_CAUSES,
  helmTimeout,
];
