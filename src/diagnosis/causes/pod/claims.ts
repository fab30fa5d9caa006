import { kubectl, kubectlForCluster } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation } from '../../cause.ts';
import type { ClaimObservation, EventObservation } from '../../cluster.ts';
import type { AnalyzedPod } from '../../clusterServices.ts';

function claimEvent({ cluster }: AnalyzedPod, { name }: ClaimObservation): EventObservation | undefined {
  // A volume that waits for its pod is normal.
  return cluster.events.findLast(
    (event) =>
      event.kind === 'PersistentVolumeClaim' &&
      event.name === name &&
      event.reason !== 'WaitForFirstConsumer',
  );
}

/** A cause for a claim that stays unbound, found in the claim and in the provisioner's or controller's event. */
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
  `${kubectlForCluster(context, 'get storageclasses')} lists the classes`;

const UNKNOWN_CLASS = /storageclass\.storage\.k8s\.io "[^"]+" not found/;
const NO_CLASS = /no storage class is set/;

/** The pod waits for a volume that is not created. */
export const CLAIM_CAUSES: readonly Cause<AnalyzedPod>[] = [
  claimCause(
    'storage-class-unknown',
    ({ storageClass }, event, { cluster }) =>
      UNKNOWN_CLASS.test(event?.message ?? '') ||
      (Boolean(storageClass) &&
        cluster.storageClasses !== undefined &&
        !cluster.storageClasses.some(({ name }) => name === storageClass)),
    ({ name, storageClass }, _event, context) => ({
      message: `the volume ${name} requests ${storageClass ? `the storage class ${storageClass}` : 'a storage class'} that the cluster does not have`,
      cause: `Volumes of that class cannot be created${context.observation.cluster?.storageClasses === undefined ? '' : `; existing classes: ${context.observation.cluster.storageClasses.map((one) => one.name).join(', ') || 'none'}`}.`,
      suggestion: `${listClasses(context)}; fix --storage-class, then bindstack destroy --target helm, then bindstack up --target helm: the class of an existing claim cannot be changed`,
    }),
  ),
  claimCause(
    'no-default-storage-class',
    ({ storageClass }, event, { cluster }) =>
      NO_CLASS.test(event?.message ?? '') ||
      (storageClass === undefined && cluster.storageClasses?.some(({ isDefault }) => isDefault) === false),
    ({ name }, _event, context) => ({
      message: `the volume ${name} has no storage class, and the cluster has no default one`,
      cause: 'Without a class no provisioner creates the volume.',
      suggestion: `${listClasses(context)}; choose one with --storage-class NAME, or make one the default: ${kubectlForCluster(context, 'annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true')}`,
    }),
  ),
  claimCause(
    'volume-unbound',
    (_claim, event) => event !== undefined,
    ({ name, storageClass }, event, context) => ({
      message: `the volume ${name} has not been created`,
      cause:
        event?.reason === 'ExternalProvisioning'
          ? `The provisioner of the storage class ${storageClass ?? ''} does not respond.`
          : `The cluster says: ${event?.message ?? ''}.`,
      suggestion: `${kubectl(context, `describe pvc ${name}`)} shows details; check that the provisioner of the class is running, or request less: ${context.advice.withFlags('--storage-size 10Gi')}`,
    }),
  ),
];
