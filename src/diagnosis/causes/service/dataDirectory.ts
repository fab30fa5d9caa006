import type { Scene } from '../../scene.ts';

/** Where Weaviate's data must be. */
export function dataDirectory({ observation }: Scene): string {
  if (observation.target === 'helm') return 'the chart mounts the volume at /var/lib/weaviate';
  return observation.target === 'embedded'
    ? 'PERSISTENCE_DATA_PATH is .bindstack/embedded/data of this directory'
    : 'PERSISTENCE_DATA_PATH must lie in a volume of the service weaviate: /var/lib/weaviate';
}
