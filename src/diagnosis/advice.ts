import type { Scene } from './scene.ts';

/** How to start with other flags: with Compose the files are written first. */
export function withFlags(scene: Scene, flags: string): string {
  return scene.observation.target === 'embedded'
    ? `bindstack up --target embedded ${flags}`
    : `bindstack generate ${flags}, then bindstack up`;
}

/** How to change a key that bindstack writes, or that stands in a file of the user's own. */
export function orKey(advice: string, key: string): string {
  return `${advice}; in a file of your own: ${key}`;
}

/** Where more of a service's log is. */
export function whereLogs({ observation }: Scene, service: string): string {
  return observation.target === 'embedded'
    ? `tail -n 50 .bindstack/embedded/${service}.log`
    : `docker compose logs ${service}`;
}

/** How to start a service anew. */
export function restart({ observation }: Scene, service: string): string {
  return observation.target === 'embedded'
    ? 'bindstack down --target embedded, then bindstack up --target embedded'
    : `docker compose restart ${service}`;
}

/** Where Weaviate must look for the inference service. */
export function rightAddress({ observation, inference }: Scene): string {
  return observation.target === 'embedded'
    ? '--inference-url must lead to it'
    : `BIND_INFERENCE_API must lead to it: http://${inference?.name ?? 'multi2vec-bind'}:8080`;
}
