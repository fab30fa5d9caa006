import { kubectl } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { EventObservation } from '../../cluster.ts';
import { type LineMatch, lastMatch } from '../../lines.ts';
import type { PodScene } from '../../podScene.ts';
import type { Scene } from '../../scene.ts';

/** What the kubelet says of a container that it cannot make, or of a volume that it cannot mount. */
function preparing(
  code: string,
  pattern: RegExp,
  explain: (match: LineMatch, scene: Scene) => { message: string; cause: string; suggestion: string },
  said = (events: readonly EventObservation[]) => events,
): Cause<PodScene> {
  return {
    code,
    weight: 'cause',
    find({ events, containers }, scene) {
      const waits = containers.some(({ state }) => state === 'waiting' || state === 'none');
      if (!waits) return undefined;
      const lines = [
        ...said(events)
          .filter(({ isWarning }) => isWarning)
          .map(({ message }) => message),
        ...containers.flatMap(({ waiting }) =>
          waiting?.reason === 'CreateContainerConfigError' && waiting.message ? [waiting.message] : [],
        ),
      ];
      const match = lastMatch(lines, pattern);
      return match && { evidence: match.line, ...explain(match, scene) };
    },
  };
}

/** What came after the last image: the kubelet mounts the volumes before it pulls, and says nothing when it has. */
function sinceImage(events: readonly EventObservation[]): readonly EventObservation[] {
  return events.slice(events.findLastIndex(({ reason }) => /^Pull(?:ing|ed)$/.test(reason)) + 1);
}

export const CONFIG_CAUSES: readonly Cause<PodScene>[] = [
  preparing(
    'secret-key-missing',
    /couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (?<name>\S+)/,
    ({ group }, scene) => ({
      message: `the ${group('kind')} ${group('name')} has no key ${group('key')}`,
      cause: 'A variable of the container is taken from it; the key has the name of the variable.',
      suggestion: `bindstack up --target helm makes the Secret from .env; ${kubectl(scene, `describe ${group('kind').toLowerCase()} ${group('name').split('/').at(-1)}`)} shows its keys`,
    }),
  ),
  preparing('secret-missing', /secret "(?<name>[^"]+)" not found/, ({ group }, scene) => ({
    message: `there is no Secret ${group('name')} in the namespace`,
    cause: 'The values name it (envSecrets, imagePullSecrets), and nobody has made it.',
    suggestion: `bindstack up --target helm makes it from .env; by hand: ${kubectl(scene, `create secret generic ${group('name')} --from-env-file=FILE`)}`,
  })),
  preparing('config-map-missing', /configmap "(?<name>[^"]+)" not found/, ({ group }, scene) => ({
    message: `there is no ConfigMap ${group('name')} in the namespace`,
    cause: 'The pod needs it, and it was not made or was deleted.',
    suggestion: `bindstack up --target helm makes what the chart brings; ${kubectl(scene, 'get configmaps')}`,
  })),
  preparing(
    'volume-elsewhere',
    /Multi-Attach error for volume "(?<name>[^"]+)"/,
    ({ group }, scene) => ({
      message: `the volume ${group('name')} is still attached to another node`,
      cause: 'A volume of one node (ReadWriteOnce) moves only when the pod before has ended.',
      suggestion: `${kubectl(scene, 'get pods -o wide')} shows who holds it; of a dead node: kubectl delete node NODE frees it after some minutes`,
    }),
    sinceImage,
  ),
  preparing(
    'volume-mount',
    /(?:MountVolume\.\S+|AttachVolume\.\S+|Unable to attach or mount volumes).+/,
    ({ line }, scene) => ({
      message: 'a volume cannot be mounted',
      cause: `The kubelet says: ${line}.`,
      suggestion: `${kubectl(scene, 'get pvc')}; see that the storage driver runs on the node`,
    }),
    sinceImage,
  ),
  preparing(
    'container-config',
    /^(?:Error: )?container has runAsNonRoot.+|cannot be verified as non-root.*/,
    ({ line }) => ({
      message: 'a container may not run as its image wants',
      cause: `The kubelet says: ${line}. The image of Weaviate runs as root.`,
      suggestion: 'mend securityContext in the values: runAsUser must be a number that is not 0',
    }),
  ),
];
