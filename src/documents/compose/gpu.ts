import { at, isNothing, itemsOf, type Located, textOf } from '../located.ts';
import type { ComposeService } from './project.ts';
import { variable } from './roles.ts';

/** Devices that a service asks for, each a map of `driver`, `count`, … */
export function deviceRequests({ map }: ComposeService): readonly Located[] {
  return [...itemsOf(at(map, 'deploy', 'resources', 'reservations', 'devices')), ...itemsOf(at(map, 'gpus'))];
}

/** What makes a GPU visible in a container; undefined where nothing does. */
export function gpuRequest(service: ComposeService): Located | undefined {
  const { map } = service;
  const all = at(map, 'gpus');
  if (all && !isNothing(all)) return all;
  const runtime = at(map, 'runtime');
  if (runtime && textOf(runtime) !== 'runc') return runtime;
  const requested = itemsOf(at(map, 'deploy', 'resources', 'reservations', 'devices')).find((device) =>
    itemsOf(at(device, 'capabilities')).some((capability) =>
      ['gpu', 'nvidia'].includes(textOf(capability) ?? 'gpu'),
    ),
  );
  if (requested) return requested;
  return itemsOf(at(map, 'devices')).find((device) => /nvidia|dri/.test(textOf(device) ?? ''));
}

/** Whether the daemon may add GPUs by itself, as it does when nvidia is its default runtime. */
export function mayHaveGpu(service: ComposeService): boolean {
  return gpuRequest(service) !== undefined || variable(service, 'NVIDIA_VISIBLE_DEVICES') !== undefined;
}

/** `ENABLE_CUDA` counts when it is exactly `true` or `1` (multi2vec-bind-inference app.py). */
export function usesCuda(service: ComposeService): boolean {
  return ['1', 'true'].includes(variable(service, 'ENABLE_CUDA')?.value ?? '');
}
