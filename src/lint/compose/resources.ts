import { isFullyKnown, type PartialText } from '../../formats/partialText.ts';
import { parseSize } from '../../formats/size.ts';
import { at, isNothing, itemsOf, type Located, partialTextOf, textOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';
import { variable } from './roles.ts';

/** The memory limit of a service, from either place where it can be set. */
export interface MemoryLimit {
  /** Bytes; undefined if the text is unknown or not a size. */
  readonly bytes: number | undefined;
  readonly located: Located;
}

/** Bytes of a size in Docker's units; a number without a unit is bytes. */
function bytesOf(located: Located): number | undefined {
  const text = textOf(located);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : parseSize(text);
}

/** `mem_limit`, or else `deploy.resources.limits.memory`; 0 means no limit. */
export function memoryLimit({ map }: ComposeService): MemoryLimit | undefined {
  for (const located of [at(map, 'mem_limit'), at(map, 'deploy', 'resources', 'limits', 'memory')]) {
    if (!located || isNothing(located)) continue;
    const bytes = bytesOf(located);
    if (bytes !== 0) return { bytes, located };
  }
  return undefined;
}

/** The device requests of a service, each a map of `driver`, `count`, … */
export function deviceRequests({ map }: ComposeService): readonly Located[] {
  return [...itemsOf(at(map, 'deploy', 'resources', 'reservations', 'devices')), ...itemsOf(at(map, 'gpus'))];
}

/** The value that makes a GPU visible in a container; `matches` decides for texts that are only partly known. */
function gpuRequest(
  { map }: ComposeService,
  matches: (text: PartialText, name: RegExp) => boolean,
): Located | undefined {
  const all = at(map, 'gpus');
  if (all && !isNothing(all)) return all;
  const runtime = at(map, 'runtime');
  if (runtime && matches(partialTextOf(runtime) ?? 'runc', NON_DEFAULT_RUNTIME)) return runtime;
  const requested = itemsOf(at(map, 'deploy', 'resources', 'reservations', 'devices')).find((device) =>
    itemsOf(at(device, 'capabilities')).some((capability) =>
      matches(partialTextOf(capability) ?? '', /^(?:gpu|nvidia)$/),
    ),
  );
  if (requested) return requested;
  return itemsOf(at(map, 'devices')).find((device) => matches(partialTextOf(device) ?? '', /nvidia|dri/));
}

/** Any runtime except the default one. */
const NON_DEFAULT_RUNTIME = /^(?!runc$)/;

/** The value that is certain to make a GPU visible in a container; undefined without one. */
export function gpuRequestOf(service: ComposeService): Located | undefined {
  return gpuRequest(service, (text, name) => isFullyKnown(text) && name.test(text));
}

/** Whether a container may see a GPU: also through a variable, or if nvidia is the default runtime of the daemon. */
export function mayHaveGpu(service: ComposeService): boolean {
  const request = gpuRequest(service, (text, name) => !isFullyKnown(text) || name.test(text));
  return request !== undefined || variable(service, 'NVIDIA_VISIBLE_DEVICES') !== undefined;
}

/** The server uses CUDA only if `ENABLE_CUDA` is exactly `true` or `1` (multi2vec-bind-inference app.py). */
export function usesCuda(service: ComposeService): boolean {
  return ['1', 'true'].includes(variable(service, 'ENABLE_CUDA')?.value ?? '');
}

/** Values of `ENABLE_CUDA` that are meant to enable CUDA. */
export const INTENDED_AS_CUDA = /^(?:true|yes|y|on|enabled?|\d+|all|gpu|cuda(?::\d+)?)$/i;
