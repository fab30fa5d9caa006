import { logged } from '../../cause.ts';
import { moreMemory } from './memoryAdvice.ts';

/** Texts of PyTorch and Python, when a request for memory is refused and nobody is killed. */
export const modelMemory = logged(
  'inference-memory-loading',
  ['inference'],
  /DefaultCPUAllocator: can't allocate memory|^MemoryError\b|Cannot allocate memory/,
  (_match, service, scene) => ({
    message: 'the inference service got no more memory from the system',
    cause: 'PyTorch asked for memory and was refused.',
    suggestion: moreMemory(service, scene),
  }),
);
