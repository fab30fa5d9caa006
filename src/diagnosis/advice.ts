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

/** The same in the namespace of the release. */
export function kubectl(scene: Scene, words: string): string {
  return kubectlOfCluster(scene, `-n ${scene.observation.cluster?.namespace ?? 'NAMESPACE'} ${words}`);
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

/** Where Weaviate must look for the inference service. */
export function rightAddress({ observation, inference }: Scene): string {
  if (observation.target === 'helm') {
    return 'the values must lead to it: modules.multi2vec-bind.enabled or inferenceUrl';
  }
  return observation.target === 'embedded'
    ? '--inference-url must lead to it'
    : `BIND_INFERENCE_API must lead to it: http://${inference?.name ?? 'multi2vec-bind'}:8080`;
}
