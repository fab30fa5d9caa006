import { SYSCTL_IMAGE } from '../../../facts/versions.ts';
import { kubectl, withFlags } from '../../advice.ts';
import { type Cause, type Finding, type Said, said } from '../../cause.ts';
import type { ContainerObservation } from '../../cluster.ts';
import type { PodScene } from '../../podScene.ts';
import type { Scene } from '../../scene.ts';
import { badImageName } from '../command/badImageName.ts';
import { cannotExecute } from '../command/cannotExecute.ts';
import { diskFull } from '../command/diskFull.ts';
import { gpuNoDriver } from '../command/gpuNoDriver.ts';
import { imageUnknown } from '../command/imageUnknown.ts';
import { registryCertificate } from '../command/registryCertificate.ts';
import { registryDenied } from '../command/registryDenied.ts';
import { registryProxy } from '../command/registryProxy.ts';
import { registryRateLimit } from '../command/registryRateLimit.ts';
import { registryUnreachable } from '../command/registryUnreachable.ts';
import { wrongPlatform } from '../command/wrongPlatform.ts';

/** What a registry and containerd say, in the same words as to Docker. */
const PULL: readonly Cause<Said>[] = [
  registryRateLimit,
  wrongPlatform,
  registryProxy,
  registryCertificate,
  registryUnreachable,
  imageUnknown,
  registryDenied,
  diskFull,
  said('bad-image-name', /InvalidImageName|couldn't parse image (?:name|reference)/, ({ line }) => ({
    message: 'an image name is none',
    cause: `The kubelet says: ${line}.`,
    suggestion: 'mend --weaviate-tag, --weaviate-repository, --inference-tag or --inference-repository',
  })),
  badImageName,
  said(
    'image-missing',
    /Container image "(?<image>[^"]+)" is not present with pull policy of Never/,
    ({ group }) => ({
      message: `the image ${group('image')} is not on the node`,
      cause: 'It may not be downloaded: imagePullPolicy is Never.',
      suggestion: `load it into the node (kind load docker-image, ctr -n k8s.io images import FILE), or imagePullPolicy: IfNotPresent`,
    }),
  ),
];

/** What containerd and runc say of a container that they could not start. */
const START: readonly Cause<Said>[] = [
  gpuNoDriver,
  said('memory-limit-tiny', /container init was OOM-killed/, ({ line }) => ({
    message: 'a memory limit is too small to start anything',
    cause: `The container runtime says: ${line}.`,
    suggestion:
      'bindstack generate --inference-memory 12g --weaviate-memory 4g, then bindstack up --target helm',
  })),
  cannotExecute,
];

/** The chart's init container that raises vm.max_map_count (templates/weaviateStatefulset.yaml). */
const SYSCTL_CONTAINER = 'configure-sysctl';

/** The same for the one image that is neither Weaviate's nor ImageBind's, and that no option of theirs changes. */
function aboutSysctlImage(
  finding: Finding,
  { image = SYSCTL_IMAGE }: ContainerObservation,
  scene: Scene,
): Finding {
  return {
    ...finding,
    message: `the image ${image} of the init container ${SYSCTL_CONTAINER} cannot be pulled: ${finding.message}`,
    suggestion: `${withFlags(scene, '--no-sysctl-init')} works without this image, and needs vm.max_map_count of 262144 or more on each node (sysctl -w vm.max_map_count=524288); or name an image that the nodes can pull: initContainers.sysctlInitContainer.image in values-override.yaml`,
  };
}

/** One of the causes of commands, in what the kubelet says of a container that waits. */
function ofKubelet(cause: Cause<Said>, reasons: RegExp): Cause<PodScene> {
  return {
    code: cause.code,
    weight: 'cause',
    find({ pod, events, containers }, scene) {
      const stuck = containers.filter(
        ({ waiting, ended }) => reasons.test(waiting?.reason ?? '') || reasons.test(ended?.reason ?? ''),
      );
      if (stuck.length === 0) return undefined;
      const lines = [
        ...events
          .filter(({ reason }) => reason === 'Failed' || reason === 'InspectFailed')
          .map(({ message }) => message),
        ...stuck.flatMap(({ waiting, ended, endedLast }) =>
          [waiting?.message, ended?.message, endedLast?.message].filter((text) => text !== undefined),
        ),
      ];
      const finding = cause.find(lines, scene);
      if (!finding) return undefined;
      const sysctl =
        reasons === PULLING
          ? pod.init.find((container) => container.name === SYSCTL_CONTAINER && stuck.includes(container))
          : undefined;
      const told = sysctl ? aboutSysctlImage(finding, sysctl, scene) : finding;
      return { ...told, service: pod.workload ?? null };
    },
  };
}

const PULLING =
  /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|RegistryUnavailable|ImageInspectError)$/;
const STARTING =
  /^(?:RunContainerError|CreateContainerError|StartError|ContainerCannotRun|CrashLoopBackOff)$/;

export const IMAGE_CAUSES: readonly Cause<PodScene>[] = [
  ...PULL.map((cause) => ofKubelet(cause, PULLING)),
  ofKubelet(
    said('image-pull', /./, ({ line }, scene) => ({
      message: 'an image cannot be pulled',
      cause: `The kubelet says: ${line}.`,
      suggestion: `${kubectl(scene, 'describe pods')} shows more; the node must reach the registry`,
    })),
    PULLING,
  ),
  ...START.map((cause) => ofKubelet(cause, STARTING)),
];
