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
      'wait (Docker Hub counts per six hours; the kubelet retries by itself), log in with imagePullSecrets, or use a mirror: --weaviate-registry and --inference-registry',
    platform:
      'use nodes with a matching architecture: --node-selector kubernetes.io/arch=amd64; or an image that is built for theirs',
    unreachable:
      'check that the nodes can reach the registry; or use a mirror: --weaviate-registry and --inference-registry HOST; the list of images: bindstack images',
    diskFull:
      'free disk space on the node (crictl rmi --prune), or use nodes with more: kubectl describe nodes shows DiskPressure',
    denied: (context) =>
      `${kubectl(context, 'create secret docker-registry NAME --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD')} and imagePullSecrets: [NAME] in the values, or fix the name: --weaviate-repository, --inference-repository`,
  });

/** An image cannot be pulled; the messages of registries and containerd are the same as with Docker. */
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
    message: 'an image name is not valid',
    cause: `The kubelet says: ${line}.`,
    suggestion: 'fix --weaviate-tag, --weaviate-repository, --inference-tag or --inference-repository',
  })),
  badName,
  fromOutput(
    'image-missing',
    /Container image "(?<image>[^"]+)" is not present with pull policy of Never/,
    ({ group }) => ({
      message: `the image ${group('image')} is not on the node`,
      cause: 'Downloading it is disabled: imagePullPolicy is Never.',
      suggestion:
        'load it onto the node (kind load docker-image, ctr -n k8s.io images import FILE), or set imagePullPolicy: IfNotPresent',
    }),
  ),
];

/** containerd or runc cannot start a container. */
const START_ERROR_CAUSES: readonly Cause<OutputLines>[] = [
  gpuNoDriver,
  fromOutput('memory-limit-tiny', /container init was OOM-killed/, ({ line }) => ({
    message: 'a memory limit is too small to start a container',
    cause: `The container runtime says: ${line}.`,
    suggestion: `bindstack generate --inference-memory ${DOCUMENTED_MEMORY} --weaviate-memory 4g, then bindstack up --target helm`,
  })),
  cannotExecute,
];

/** Name of the chart's init container that raises vm.max_map_count (templates/weaviateStatefulset.yaml). */
const SYSCTL_CONTAINER = 'configure-sysctl';

/** Adapts an explanation to the one image that is neither Weaviate's nor ImageBind's: their options do not change it. */
function aboutSysctlImage(
  explanation: Explanation,
  { image = SYSCTL_IMAGE }: ContainerObservation,
  context: DiagnosisContext,
): Explanation {
  return {
    ...explanation,
    message: `the image ${image} of the init container ${SYSCTL_CONTAINER} cannot be pulled: ${explanation.message}`,
    suggestion: `${context.advice.withFlags('--no-sysctl-init')} works without this image, but requires vm.max_map_count of 262144 or more on each node (sysctl -w vm.max_map_count=524288); or use an image that the nodes can pull: initContainers.sysctlInitContainer.image in values-override.yaml`,
  };
}

/** Looks for a cause of commands in what the kubelet reports about a waiting container. */
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

/** The image of a container cannot be pulled, or the container cannot be started. */
export const POD_IMAGE_CAUSES: readonly Cause<AnalyzedPod>[] = [
  ...PULL_CAUSES.map((cause) => kubeletCause(cause, PULL_REASONS)),
  kubeletCause(
    fromOutput('image-pull', /./, ({ line }, context) => ({
      message: 'an image cannot be pulled',
      cause: `The kubelet says: ${line}.`,
      suggestion: `${kubectl(context, 'describe pods')} shows details; check that the node can reach the registry`,
    })),
    PULL_REASONS,
  ),
  ...START_ERROR_CAUSES.map((cause) => kubeletCause(cause, START_REASONS)),
];
