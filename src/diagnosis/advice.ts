import { CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { shellWord } from '../formats/shellWords.ts';
import type { Scene } from './scene.ts';

/** How `bindstack up` is called for this target. */
export function up({ observation }: Scene): string {
  return observation.target === 'compose' ? 'bindstack up' : `bindstack up --target ${observation.target}`;
}

/** `kubectl WORDS`, on the cluster that is looked at. */
export function kubectlOfCluster({ observation: { cluster } }: Scene, words: string): string {
  return `kubectl${cluster?.context === undefined ? '' : ` --context ${shellWord(cluster.context)}`} ${words}`;
}

/** The namespace of the release, or the word for it. */
export function namespaceOf({ observation }: Scene): string {
  return observation.cluster?.namespace ?? 'NAMESPACE';
}

/** `kubectl WORDS` in that namespace. */
export function kubectl(scene: Scene, words: string): string {
  return kubectlOfCluster(scene, `-n ${namespaceOf(scene)} ${words}`);
}

/** How to start with other flags: with Compose and helm the files are written first. */
export function withFlags(scene: Scene, flags: string): string {
  return scene.observation.target === 'embedded'
    ? `${up(scene)} ${flags}`
    : `bindstack generate ${flags}, then ${up(scene)}`;
}

/** How to change a key that bindstack writes, or that stands in a file of the user's own. */
export function orKey(advice: string, key: string): string {
  return `${advice}; in a file of your own: ${key}`;
}

/** Where more of a service's log is. */
export function whereLogs(scene: Scene, service: string): string {
  const { observation, services } = scene;
  if (observation.target === 'helm') {
    const seen = services.find(({ name }) => name === service);
    const previous = (seen?.restarts ?? 0) > 0 ? ' --previous' : '';
    return kubectl(scene, seen?.pod === undefined ? 'get pods' : `logs ${seen.pod}${previous}`);
  }
  return observation.target === 'embedded'
    ? `tail -n 50 .bindstack/embedded/${service}.log`
    : `docker compose logs ${service}`;
}

/** How to start a service anew. */
export function restart(scene: Scene, service: string): string {
  const { observation, weaviate } = scene;
  if (observation.target === 'helm') {
    const kind = service === weaviate?.name ? 'statefulset' : 'deployment';
    return kubectl(scene, `rollout restart ${kind}/${service}`);
  }
  return observation.target === 'embedded'
    ? 'bindstack down --target embedded, then bindstack up --target embedded'
    : `docker compose restart ${service}`;
}

/** What YAML takes for something else than text. */
const NOT_TEXT = /^(?:true|false|[\d.]+)$/;

/** A variable of Weaviate, where the files of the target have it. */
export function weaviateVariable({ observation, weaviate }: Scene, name: string, value: string): string {
  if (observation.target === 'helm') return `env.${name}: "${value}" in the values`;
  return observation.target === 'embedded'
    ? `--env ${name}=${value}`
    : `${name}: ${NOT_TEXT.test(value) ? `"${value}"` : value} in the service ${weaviate?.name ?? 'weaviate'}`;
}

/** The file that decides, where it is one. */
export function fileOf({ observation }: Scene): string {
  return observation.target === 'helm' ? 'values.yaml' : 'docker-compose.yml';
}

/** Where Weaviate must look for the inference service. */
export function rightAddress(scene: Scene): string {
  const { observation, inference } = scene;
  if (observation.target === 'helm') {
    return 'the values must lead to it: modules.multi2vec-bind.enabled or inferenceUrl';
  }
  return observation.target === 'embedded'
    ? '--inference-url must lead to it'
    : weaviateVariable(
        scene,
        'BIND_INFERENCE_API',
        `http://${inference?.name ?? BIND_MODULE}:${CONTAINER_HTTP_PORT}`,
      );
}
