import { INFERENCE_MEMORY_LEAST } from '../../../facts/resources.ts';
import { dockerSize, kubernetesSize, readableSize } from '../../../formats/size.ts';
import { kubectl, orKey, withFlags } from '../../advice.ts';
import type { Scene, ServiceScene } from '../../scene.ts';

const GIB = 1024 ** 3;

/** What the documentation of multi2vec-bind asks for. */
const DOCUMENTED = 12 * GIB;

/** The model itself; the stand-in server, which is an image of Node, needs next to nothing. */
export function holdsModel({ role, image }: ServiceScene): boolean {
  return role === 'inference' && (image === undefined || image.includes('multi2vec-bind'));
}

/** ` (limit 12 GiB)`; empty where there is none or nobody knows. */
export function limitOf({ memoryLimit }: ServiceScene): string {
  return memoryLimit === undefined || memoryLimit === 0 ? '' : ` (limit ${readableSize(memoryLimit)})`;
}

/** The next size worth a try: the documented one, or half as much again. */
function nextLimit(current: number | undefined, least: number): number {
  return Math.max(least, Math.ceil(((current ?? 0) * 1.5) / GIB) * GIB);
}

/** Where the chart has the limit of a service. */
function limitKey({ role, name }: ServiceScene): string {
  if (role === 'weaviate') return 'resources.limits.memory';
  return role === 'inference'
    ? 'modules.multi2vec-bind.resources.limits.memory'
    : `resources.limits.memory of ${name}`;
}

/** What to do about a service that has too little memory. */
export function moreMemory(service: ServiceScene, scene: Scene): string {
  if (scene.observation.target === 'embedded') {
    return 'free -h shows what is left on this machine: stop other programs, or make Weaviate free memory earlier with a lower --weaviate-memory';
  }
  if (scene.observation.target === 'helm') {
    if (service.role === 'other') return `raise ${limitKey(service)}`;
    const isModel = holdsModel(service) || service.role === 'weaviate';
    const least = service.role === 'weaviate' ? 4 * GIB : isModel ? DOCUMENTED : GIB;
    const size = nextLimit(service.memoryLimit, least);
    const flag = service.role === 'weaviate' ? '--weaviate-memory' : '--inference-memory';
    return orKey(
      `${withFlags(scene, `${flag} ${dockerSize(size)}`)}; a node must have as much: ${kubectl(scene, 'describe nodes')}`,
      `${limitKey(service)}: ${kubernetesSize(size)}`,
    );
  }
  const total = scene.observation.host?.totalMemory;
  if (holdsModel(service) && total !== undefined && total < INFERENCE_MEMORY_LEAST) {
    return `this machine (or the virtual machine of Docker Desktop: Settings, Resources) has ${readableSize(total)}, and the model needs ${readableSize(INFERENCE_MEMORY_LEAST)}: use another machine, ${withFlags(scene, '--inference external --inference-url URL')}, or the stand-in: ${withFlags(scene, '--inference stub')}`;
  }
  if (service.role === 'other' || (service.role === 'inference' && !holdsModel(service))) {
    return `raise mem_limit of the service ${service.name}`;
  }
  const [flag, least] =
    service.role === 'weaviate'
      ? (['--weaviate-memory', 4 * GIB] as const)
      : (['--inference-memory', DOCUMENTED] as const);
  const size = dockerSize(nextLimit(service.memoryLimit, least));
  return orKey(
    `${withFlags(scene, `${flag} ${size}`)}, on a machine (or Docker Desktop virtual machine) that has as much`,
    `mem_limit: ${size} of the service ${service.name}`,
  );
}

/** What happened to Weaviate meanwhile, for the message of the inference service. */
export function meanwhile({ weaviate }: Scene): string {
  if (weaviate?.isReady) return '; Weaviate runs on and says that it is ready, and cannot vectorize';
  return weaviate?.hasEnded ? '; Weaviate ended because of it' : '';
}
