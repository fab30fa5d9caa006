import { MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { type Cause, type DiagnosisContext, fromLog } from '../../cause.ts';
import { type AnalyzedService, holdsModel } from '../../situation.ts';

/** ` (limit 12 GiB)`; empty where there is none or nobody knows. */
export function limitNote({ memoryLimit }: AnalyzedService): string {
  return memoryLimit === undefined || memoryLimit === 0 ? '' : ` (limit ${readableSize(memoryLimit)})`;
}

/** What happened to Weaviate meanwhile, for the message of the inference service. */
export function effectOnWeaviate({ weaviate }: DiagnosisContext): string {
  if (weaviate?.isReady) return '; Weaviate runs on and says that it is ready, and cannot vectorize';
  return weaviate?.hasExited ? '; Weaviate ended because of it' : '';
}

/** That memory ran out: the kernel killed a service, or refused it more. */
export const MEMORY_CAUSES: readonly Cause<AnalyzedService>[] = [
  // Measured: 9216 MiB is killed after 89 s of loading, 9728 MiB is enough; once loaded it takes 5460 MiB.
  {
    code: 'inference-memory-loading',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'inference' || !service.isOutOfMemory) return undefined;
      if (service.wasHealthy === true) return undefined;
      return {
        message: `the kernel killed the inference service for lack of memory while it was loading${limitNote(service)}${effectOnWeaviate(context)}`,
        cause: holdsModel(service)
          ? `While it loads, ImageBind holds its weights twice: it needs ${readableSize(MIN_INFERENCE_MEMORY)}, and 5.3 GiB once it is ready.`
          : 'It used more memory than its limit allows.',
        suggestion: context.advice.moreMemory(service),
      };
    },
  },
  // Weaviate sends twice as many requests at once as it has CPUs; all are decoded at once (bind.py, #4009).
  {
    code: 'inference-memory-running',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'inference' || !service.isOutOfMemory) return undefined;
      if (service.wasHealthy !== true) return undefined;
      return {
        message: `the kernel killed the inference service for lack of memory after it had been ready${limitNote(service)}${effectOnWeaviate(context)}`,
        cause:
          'What it computes at the same time did not fit: Weaviate sends several objects at once, and videos take most.',
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
        message: `the kernel killed Weaviate for lack of memory${limitNote(service)}`,
        cause: 'Weaviate keeps vectors and their index in memory, and they did not fit.',
        suggestion: `${context.advice.moreMemory(service)}; see that GOMEMLIMIT is about 90 % of the limit`,
      };
    },
  },
  {
    code: 'service-memory',
    rank: 'cause',
    find(service, context) {
      if (service.role !== 'other' || !service.isOutOfMemory) return undefined;
      return {
        message: `the kernel killed ${service.title} for lack of memory${limitNote(service)}`,
        cause: 'It used more memory than its limit, or the machine, allows.',
        suggestion: context.advice.moreMemory(service),
      };
    },
  },
  // Go's runtime, exit code 2; measured with a limit on the address space (`ulimit -v 700000`).
  fromLog(
    'weaviate-memory',
    ['weaviate'],
    /fatal error: (?:runtime: (?:out of memory|cannot allocate memory)|failed to reserve page summary memory|out of memory)|runtime: out of memory: cannot allocate/,
    (_match, _service, context) => ({
      message: 'Weaviate got no more memory from the system',
      cause:
        'Go asked for memory and was refused: the machine is full, or a limit of the shell (ulimit -v) is too low.',
      suggestion: `free shows what is left, ulimit -v must say unlimited; a lower limit makes Weaviate free memory earlier: ${context.advice.withFlags('--weaviate-memory 2g')}`,
    }),
  ),
  // Texts of PyTorch and Python, when a request for memory is refused and nobody is killed.
  fromLog(
    'inference-memory-loading',
    ['inference'],
    /DefaultCPUAllocator: can't allocate memory|^MemoryError\b|Cannot allocate memory/,
    (_match, service, context) => ({
      message: 'the inference service got no more memory from the system',
      cause: 'PyTorch asked for memory and was refused.',
      suggestion: context.advice.moreMemory(service),
    }),
  ),
];
