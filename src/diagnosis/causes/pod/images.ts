import { DOCUMENTED_MEMORY } from '../../../facts/resources.ts';
import { SYSCTL_IMAGE } from '../../../facts/versions.ts';
import { kubectl } from '../../advice.ts';
import {
  type Cause,
  type DiagnosisContext,
  type Explanation,
  fromOutput,
  type OutputLines,
} from '../../cause.ts';
import type { ContainerObservation } from '../../cluster.ts';
import type { AnalyzedPod } from '../../clusterServices.ts';
import { cannotExecute, gpuNoDriver } from '../docker/containers.ts';
import { imageCauses } from '../docker/images.ts';

const { badName, rateLimit, platform, unknown, denied, proxy, certificate, unreachable, diskFull } =
  imageCauses({
    rateLimit:
      'wait (Docker Hub counts by six hours; the kubelet tries again by itself), or pull with a login: imagePullSecrets; a mirror helps too: --weaviate-registry and --inference-registry',
    platform:
      'choose nodes of the right processor: --node-selector kubernetes.io/arch=amd64; or an image that is made for theirs',
    unreachable:
      'see that the nodes reach the registry; a mirror: --weaviate-registry and --inference-registry HOST, with the images that bindstack images lists',
    diskFull:
      'free the disk of the node (crictl rmi --prune), or use nodes with more: kubectl describe nodes shows DiskPressure',
    denied: (context) =>
      `${kubectl(context, 'create secret docker-registry NAME --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD')} and imagePullSecrets: [NAME] in the values, or mend the name: --weaviate-repository, --inference-repository`,
  });

/** What a registry and containerd say, in the same words as to Docker. */
const PULL_CAUSES: readonly Cause<OutputLines>[] = [
  rateLimit,
  platform,
  proxy,
  certificate,
  unreachable,
  unknown,
  denied,
  diskFull,
  fromOutput('bad-image-name', /InvalidImageName|couldn't parse image (?:name|reference)/, ({ line }) => ({
    message: 'an image name is none',
    cause: `The kubelet says: ${line}.`,
    suggestion: 'mend --weaviate-tag, --weaviate-repository, --inference-tag or --inference-repository',
  })),
  badName,
  fromOutput(
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
const START_ERROR_CAUSES: readonly Cause<OutputLines>[] = [
  gpuNoDriver,
  fromOutput('memory-limit-tiny', /container init was OOM-killed/, ({ line }) => ({
    message: 'a memory limit is too small to start anything',
    cause: `The container runtime says: ${line}.`,
    suggestion: `bindstack generate --inference-memory ${DOCUMENTED_MEMORY} --weaviate-memory 4g, then bindstack up --target helm`,
  })),
  cannotExecute,
];

/** The chart's init container that raises vm.max_map_count (templates/weaviateStatefulset.yaml). */
const SYSCTL_CONTAINER = 'configure-sysctl';

/** The same for the one image that is neither Weaviate's nor ImageBind's, and that no option of theirs changes. */
function aboutSysctlImage(
  explanation: Explanation,
  { image = SYSCTL_IMAGE }: ContainerObservation,
  context: DiagnosisContext,
): Explanation {
  return {
    ...explanation,
    message: `the image ${image} of the init container ${SYSCTL_CONTAINER} cannot be pulled: ${explanation.message}`,
    suggestion: `${context.advice.withFlags('--no-sysctl-init')} works without this image, and needs vm.max_map_count of 262144 or more on each node (sysctl -w vm.max_map_count=524288); or name an image that the nodes can pull: initContainers.sysctlInitContainer.image in values-override.yaml`,
  };
}

/** One of the causes of commands, in what the kubelet says of a container that waits. */
function kubeletCause(cause: Cause<OutputLines>, reasons: RegExp): Cause<AnalyzedPod> {
  return {
    code: cause.code,
    rank: 'cause',
    find({ pod, events, containers }, context) {
      const stuck = containers.filter(
        ({ waiting, terminated }) =>
          reasons.test(waiting?.reason ?? '') || reasons.test(terminated?.reason ?? ''),
      );
      if (stuck.length === 0) return undefined;
      const lines = [
        ...events
          .filter(({ reason }) => reason === 'Failed' || reason === 'InspectFailed')
          .map(({ message }) => message),
        ...stuck.flatMap(({ waiting, terminated, lastTerminated }) =>
          [waiting?.message, terminated?.message, lastTerminated?.message].filter(
            (text) => text !== undefined,
          ),
        ),
      ];
      const explanation = cause.find(lines, context);
      if (!explanation) return undefined;
      const sysctl =
        reasons === PULL_REASONS
          ? pod.initContainers.find(
              (container) => container.name === SYSCTL_CONTAINER && stuck.includes(container),
            )
          : undefined;
      const explained = sysctl ? aboutSysctlImage(explanation, sysctl, context) : explanation;
      return { ...explained, service: pod.workload ?? null };
    },
  };
}

const PULL_REASONS =
  /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|RegistryUnavailable|ImageInspectError)$/;
const START_REASONS =
  /^(?:RunContainerError|CreateContainerError|StartError|ContainerCannotRun|CrashLoopBackOff)$/;

/** Why the image of a container cannot be pulled or started. */
export const POD_IMAGE_CAUSES: readonly Cause<AnalyzedPod>[] = [
  ...PULL_CAUSES.map((cause) => kubeletCause(cause, PULL_REASONS)),
  kubeletCause(
    fromOutput('image-pull', /./, ({ line }, context) => ({
      message: 'an image cannot be pulled',
      cause: `The kubelet says: ${line}.`,
      suggestion: `${kubectl(context, 'describe pods')} shows more; the node must reach the registry`,
    })),
    PULL_REASONS,
  ),
  ...START_ERROR_CAUSES.map((cause) => kubeletCause(cause, START_REASONS)),
];
