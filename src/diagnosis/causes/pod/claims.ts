import { kubectl, kubectlOfCluster } from '../../advice.ts';
import type { Cause, Explanation, Scene } from '../../cause.ts';
import type { ClaimObservation, EventObservation } from '../../cluster.ts';
import type { PodScene } from '../../clusterServices.ts';

function eventOf({ cluster }: PodScene, { name }: ClaimObservation): EventObservation | undefined {
  // That a volume waits for its pod is no fault.
  return cluster.events.findLast(
    (event) =>
      event.kind === 'PersistentVolumeClaim' &&
      event.name === name &&
      event.reason !== 'WaitForFirstConsumer',
  );
}

/** The claims that nobody provides for, from what the provisioner or the controller said. */
function claim(
  code: string,
  find: (claim: ClaimObservation, event: EventObservation | undefined, subject: PodScene) => boolean,
  explain: (
    claim: ClaimObservation,
    event: EventObservation | undefined,
    scene: Scene,
  ) => Omit<Explanation, 'evidence'>,
): Cause<PodScene> {
  return {
    code,
    weight: 'cause',
    find(subject, scene) {
      const unbound = subject.unbound.find((one) => find(one, eventOf(subject, one), subject));
      if (!unbound) return undefined;
      const event = eventOf(subject, unbound);
      return { ...explain(unbound, event, scene), evidence: event?.message };
    },
  };
}

const classes = (scene: Scene) => `${kubectlOfCluster(scene, 'get storageclasses')} shows them`;

const UNKNOWN_CLASS = /storageclass\.storage\.k8s\.io "[^"]+" not found/;
const NO_CLASS = /no storage class is set/;

export const CLAIM_CAUSES: readonly Cause<PodScene>[] = [
  claim(
    'storage-class-unknown',
    ({ storageClass }, event, { cluster }) =>
      UNKNOWN_CLASS.test(event?.message ?? '') ||
      (Boolean(storageClass) &&
        cluster.storageClasses !== undefined &&
        !cluster.storageClasses.some(({ name }) => name === storageClass)),
    ({ name, storageClass }, _event, scene) => ({
      message: `the volume ${name} wants the storage class ${storageClass ?? '?'}, which the cluster does not have`,
      cause: `Nobody provides volumes of that class${scene.observation.cluster?.storageClasses === undefined ? '' : `; there are: ${scene.observation.cluster.storageClasses.map((one) => one.name).join(', ') || 'none'}`}.`,
      suggestion: `${classes(scene)}; mend --storage-class, then bindstack destroy --target helm and up again: the class of a volume that was asked for cannot be changed`,
    }),
  ),
  claim(
    'no-default-storage-class',
    ({ storageClass }, event, { cluster }) =>
      NO_CLASS.test(event?.message ?? '') ||
      (storageClass === undefined && cluster.storageClasses?.some(({ isDefault }) => isDefault) === false),
    ({ name }, _event, scene) => ({
      message: `the volume ${name} names no storage class, and the cluster has no default one`,
      cause: 'Only a class tells who makes the volume.',
      suggestion: `${classes(scene)}; --storage-class NAME, or make one the default: ${kubectlOfCluster(scene, 'annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true')}`,
    }),
  ),
  claim(
    'volume-unbound',
    (_claim, event) => event !== undefined,
    ({ name, storageClass }, event, scene) => ({
      message: `the volume ${name} does not come`,
      cause:
        event?.reason === 'ExternalProvisioning'
          ? `The provisioner of the storage class ${storageClass ?? ''} has been asked and does not answer.`
          : `The cluster says: ${event?.message ?? ''}.`,
      suggestion: `${kubectl(scene, `describe pvc ${name}`)}; see that the provisioner of the class runs, or ask for less: ${scene.advice.withFlags('--storage-size 10Gi')}`,
    }),
  ),
];
