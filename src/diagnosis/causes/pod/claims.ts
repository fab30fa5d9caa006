import { kubectl, kubectlForCluster } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation } from '../../cause.ts';
import type { ClaimObservation, EventObservation } from '../../cluster.ts';
import type { AnalyzedPod } from '../../clusterServices.ts';

function claimEvent({ cluster }: AnalyzedPod, { name }: ClaimObservation): EventObservation | undefined {
  // That a volume waits for its pod is no fault.
  return cluster.events.findLast(
    (event) =>
      event.kind === 'PersistentVolumeClaim' &&
      event.name === name &&
      event.reason !== 'WaitForFirstConsumer',
  );
}

/** The claims that nobody provides for, from what the provisioner or the controller said. */
function claimCause(
  code: string,
  find: (claim: ClaimObservation, event: EventObservation | undefined, subject: AnalyzedPod) => boolean,
  explain: (
    claim: ClaimObservation,
    event: EventObservation | undefined,
    context: DiagnosisContext,
  ) => Omit<Explanation, 'evidence'>,
): Cause<AnalyzedPod> {
  return {
    code,
    rank: 'cause',
    find(subject, context) {
      const unbound = subject.unboundClaims.find((one) => find(one, claimEvent(subject, one), subject));
      if (!unbound) return undefined;
      const event = claimEvent(subject, unbound);
      return { ...explain(unbound, event, context), evidence: event?.message };
    },
  };
}

const listClasses = (context: DiagnosisContext) =>
  `${kubectlForCluster(context, 'get storageclasses')} shows them`;

const UNKNOWN_CLASS = /storageclass\.storage\.k8s\.io "[^"]+" not found/;
const NO_CLASS = /no storage class is set/;

export const CLAIM_CAUSES: readonly Cause<AnalyzedPod>[] = [
  claimCause(
    'storage-class-unknown',
    ({ storageClass }, event, { cluster }) =>
      UNKNOWN_CLASS.test(event?.message ?? '') ||
      (Boolean(storageClass) &&
        cluster.storageClasses !== undefined &&
        !cluster.storageClasses.some(({ name }) => name === storageClass)),
    ({ name, storageClass }, _event, context) => ({
      message: `the volume ${name} wants the storage class ${storageClass ?? '?'}, which the cluster does not have`,
      cause: `Nobody provides volumes of that class${context.observation.cluster?.storageClasses === undefined ? '' : `; there are: ${context.observation.cluster.storageClasses.map((one) => one.name).join(', ') || 'none'}`}.`,
      suggestion: `${listClasses(context)}; mend --storage-class, then bindstack destroy --target helm and up again: the class of a volume that was asked for cannot be changed`,
    }),
  ),
  claimCause(
    'no-default-storage-class',
    ({ storageClass }, event, { cluster }) =>
      NO_CLASS.test(event?.message ?? '') ||
      (storageClass === undefined && cluster.storageClasses?.some(({ isDefault }) => isDefault) === false),
    ({ name }, _event, context) => ({
      message: `the volume ${name} names no storage class, and the cluster has no default one`,
      cause: 'Only a class tells who makes the volume.',
      suggestion: `${listClasses(context)}; --storage-class NAME, or make one the default: ${kubectlForCluster(context, 'annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true')}`,
    }),
  ),
  claimCause(
    'volume-unbound',
    (_claim, event) => event !== undefined,
    ({ name, storageClass }, event, context) => ({
      message: `the volume ${name} does not come`,
      cause:
        event?.reason === 'ExternalProvisioning'
          ? `The provisioner of the storage class ${storageClass ?? ''} has been asked and does not answer.`
          : `The cluster says: ${event?.message ?? ''}.`,
      suggestion: `${kubectl(context, `describe pvc ${name}`)}; see that the provisioner of the class runs, or ask for less: ${context.advice.withFlags('--storage-size 10Gi')}`,
    }),
  ),
];
