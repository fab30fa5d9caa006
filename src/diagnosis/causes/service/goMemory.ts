import { withFlags } from '../../advice.ts';
import { logged } from '../../cause.ts';

/** Go's runtime, exit code 2; measured with a limit on the address space (`ulimit -v 700000`). */
export const goMemory = logged(
  'weaviate-memory',
  ['weaviate'],
  /fatal error: (?:runtime: (?:out of memory|cannot allocate memory)|failed to reserve page summary memory|out of memory)|runtime: out of memory: cannot allocate/,
  (_match, _service, scene) => ({
    message: 'Weaviate got no more memory from the system',
    cause:
      'Go asked for memory and was refused: the machine is full, or a limit of the shell (ulimit -v) is too low.',
    suggestion: `free shows what is left, ulimit -v must say unlimited; a lower limit makes Weaviate free memory earlier: ${withFlags(scene, '--weaviate-memory 2g')}`,
  }),
);
