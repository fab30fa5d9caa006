import { isFullyKnown, type PartialText } from '../../formats/partialText.ts';
import { parseSize } from '../../formats/size.ts';
import { at, isNothing, itemsOf, type Located, partialTextOf, textOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';
import { variable } from './roles.ts';

/** The memory limit of a service, in either of its places. */
export interface MemoryLimit {
  /** Bytes; undefined where the text is none or not known. */
  readonly bytes: number | undefined;
  readonly located: Located;
}

/** Docker's units; a number alone is bytes. */
function bytesOf(located: Located): number | undefined {
  const text = textOf(located);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : parseSize(text);
}

/** `mem_limit`, else `deploy.resources.limits.memory`; 0 is no limit. */
export function memoryLimit({ map }: ComposeService): MemoryLimit | undefined {
  for (const located of [at(map, 'mem_limit'), at(map, 'deploy', 'resources', 'limits', 'memory')]) {
    if (!located || isNothing(located)) continue;
    const bytes = bytesOf(located);
    if (bytes !== 0) return { bytes, located };
  }
  return undefined;
}

/** Devices that a service asks for, each a map of `driver`, `count`, … */
export function deviceRequests({ map }: ComposeService): readonly Located[] {
  return [...itemsOf(at(map, 'deploy', 'resources', 'reservations', 'devices')), ...itemsOf(at(map, 'gpus'))];
}

/** What makes a GPU visible in a container, as far as `is` says so of a text that may have holes. */
function gpuRequest(
  { map }: ComposeService,
  is: (text: PartialText, name: RegExp) => boolean,
): Located | undefined {
  const all = at(map, 'gpus');
  if (all && !isNothing(all)) return all;
  const runtime = at(map, 'runtime');
  if (runtime && is(partialTextOf(runtime) ?? 'runc', NON_DEFAULT_RUNTIME)) return runtime;
  const requested = itemsOf(at(map, 'deploy', 'resources', 'reservations', 'devices')).find((device) =>
    itemsOf(at(device, 'capabilities')).some((capability) =>
      is(partialTextOf(capability) ?? '', /^(?:gpu|nvidia)$/),
    ),
  );
  if (requested) return requested;
  return itemsOf(at(map, 'devices')).find((device) => is(partialTextOf(device) ?? '', /nvidia|dri/));
}

/** Every one but the usual. */
const NON_DEFAULT_RUNTIME = /^(?!runc$)/;

/** What surely makes a GPU visible in a container; undefined where nothing does. */
export function gpuRequestOf(service: ComposeService): Located | undefined {
  return gpuRequest(service, (text, name) => isFullyKnown(text) && name.test(text));
}

/** Whether a container may see a GPU: by a variable too, or where the daemon's default runtime is nvidia. */
export function mayHaveGpu(service: ComposeService): boolean {
  const request = gpuRequest(service, (text, name) => !isFullyKnown(text) || name.test(text));
  return request !== undefined || variable(service, 'NVIDIA_VISIBLE_DEVICES') !== undefined;
}

/** `ENABLE_CUDA` counts when it is exactly `true` or `1` (multi2vec-bind-inference app.py). */
export function usesCuda(service: ComposeService): boolean {
  return ['1', 'true'].includes(variable(service, 'ENABLE_CUDA')?.value ?? '');
}

/** What people write into `ENABLE_CUDA` for yes. */
export const MEANS_CUDA = /^(?:true|yes|y|on|enabled?|\d+|all|gpu|cuda(?::\d+)?)$/i;
