import { at, entriesOf, type Located, type LocatedMap, textOf } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
import type { ChartValues } from './chartValues.ts';
import { isTruthy } from './helmValue.ts';

/** `modules.multi2vec-bind`, if the chart deploys the inference server. */
export function deployedBindModule({ bind }: ChartValues): LocatedMap | undefined {
  return isTruthy(at(bind, 'enabled')) ? bind : undefined;
}

/** The same if its image runs the model; other images, such as the stub, need neither its memory nor its user. */
export function deployedModel(values: ChartValues): LocatedMap | undefined {
  const bind = deployedBindModule(values);
  const image = textOf(at(bind, 'repo'))?.split('/').at(-1);
  return image === undefined || image.includes('bind') ? bind : undefined;
}

/** The address of an external inference server; the chart uses it only if it deploys none. */
export function externalInferenceUrl(values: ChartValues): Located | undefined {
  if (deployedBindModule(values)) return undefined;
  const url = at(values.bind, 'inferenceUrl');
  return isTruthy(url) && textOf(url) !== undefined ? url : undefined;
}

/** Whether Weaviate gets the module. */
export function usesBindModule(values: ChartValues): boolean {
  return deployedBindModule(values) !== undefined || externalInferenceUrl(values) !== undefined;
}

/** The place of a key, or of the nearest block above it that the file has. */
export function nearestPlace(values: ChartValues, ...path: readonly string[]): Place {
  let place = values.start;
  let current: Located | undefined = values.root;
  for (const key of path) {
    const entry = entriesOf(current).get(key);
    if (!entry) break;
    place = entry.key;
    current = entry.value;
  }
  return place;
}

/** The path of the block of the module. */
export const BIND_PATH = ['modules', 'multi2vec-bind'] as const;

/** Whether a device plugin uses this name for a GPU: `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`, `aliyun.com/gpu-mem`. */
export function isGpuResource(resource: string): boolean {
  return resource.includes('/') && /gpu|mig|cuda/i.test(resource);
}

/** The GPU in requests or limits, with the name of the resource. */
export function gpuResource(bind: LocatedMap | undefined, kind: 'requests' | 'limits') {
  const found = [...entriesOf(at(bind, 'resources', kind))].find(([name]) => isGpuResource(name));
  return found && { name: found[0], ...found[1] };
}
