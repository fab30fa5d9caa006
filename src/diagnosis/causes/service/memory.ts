import { MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { type Cause, type DiagnosisContext, fromLog } from '../../cause.ts';
import { type AnalyzedService, holdsModel } from '../../situation.ts';

/** ` (limit 12 GiB)`; empty if there is no limit or it is not known. */
export function limitNote({ memoryLimit }: AnalyzedService): string {
  return memoryLimit === undefined || memoryLimit === 0 ? '' : ` (limit ${readableSize(memoryLimit)})`;
}

/** What the failure of the inference service did to Weaviate, appended to its message. */
export function effectOnWeaviate({ weaviate }: DiagnosisContext): string {
  if (weaviate?.isReady) return '; Weaviate is still running and reports ready, but cannot vectorize';
  return weaviate?.hasExited ? '; Weaviate exited because of it' : '';
}

/** Memory ran out: the kernel killed a service, or refused it more memory. */
export const MEMORY_CAUSES: readonly Cause<AnalyzedService>[] = [
  // Measured: with 9216 MiB it is killed after 89 s of loading, 9728 MiB is enough; once loaded it uses 5460 MiB.
  {
    code: 'inference-memory-loading',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'inference' || !service.isOutOfMemory) return undefined;
      if (service.wasHealthy === true) return undefined;
      return {
        message: `the inference service ran out of memory and was killed while it was loading${limitNote(service)}${effectOnWeaviate(context)}`,
        cause: holdsModel(service)
          ? `While it loads, ImageBind holds its weights twice: it needs ${readableSize(MIN_INFERENCE_MEMORY)}, and 5.3 GiB once it is ready.`
          : 'It used more memory than its limit allows.',
        suggestion: context.advice.moreMemory(service),
      };
    },
  },
  // Weaviate sends two concurrent requests per CPU, and all are decoded at once (bind.py, #4009).
  {
    code: 'inference-memory-running',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'inference' || !service.isOutOfMemory) return undefined;
      if (service.wasHealthy !== true) return undefined;
      return {
        message: `the inference service ran out of memory and was killed after it had been ready${limitNote(service)}${effectOnWeaviate(context)}`,
        cause:
          'The media it processed at the same time did not fit: Weaviate sends several objects at once, and videos need the most.',
        suggestion: context.advice.reduceMemoryUse(service),
      };
    },
  },
  {
    code: 'weaviate-memory',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'weaviate' || !service.isOutOfMemory) return undefined;
      return {
        message: `Weaviate ran out of memory and was killed${limitNote(service)}`,
        cause: 'Weaviate keeps vectors and their index in memory, and they did not fit.',
        suggestion: `${context.advice.moreMemory(service)}; GOMEMLIMIT should be about 90% of the limit`,
      };
    },
  },
  {
    code: 'service-memory',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'other' || !service.isOutOfMemory) return undefined;
      return {
        message: `${service.title} ran out of memory and was killed${limitNote(service)}`,
        cause: 'It used more memory than its limit, or the machine, allows.',
        suggestion: context.advice.moreMemory(service),
      };
    },
  },
  // The Go runtime, with exit code 2; measured with a limit on the address space (`ulimit -v 700000`).
  fromLog(
    'weaviate-memory',
    ['weaviate'],
    /fatal error: (?:runtime: (?:out of memory|cannot allocate memory)|failed to reserve page summary memory|out of memory)|runtime: out of memory: cannot allocate/,
    (_match, _service, context) => ({
      message: 'Weaviate could not get more memory from the system',
      cause:
        'Go requested memory and was refused: the machine has none left, or the shell limit (ulimit -v) is too low.',
      suggestion: `free shows what is left, ulimit -v must be unlimited; a lower limit makes Weaviate free memory earlier: ${context.advice.withFlags('--weaviate-memory 2g')}`,
    }),
  ),
  // Messages of PyTorch and Python when the system refuses memory and the kernel kills nothing.
  fromLog(
    'inference-memory-loading',
    ['inference'],
    /DefaultCPUAllocator: can't allocate memory|^MemoryError\b|Cannot allocate memory/,
    (_match, service, context) => ({
      message: 'the inference service could not get more memory from the system',
      cause: 'PyTorch requested memory and was refused.',
      suggestion: context.advice.moreMemory(service),
    }),
  ),
];
