import { INFERENCE_MEMORY_LEAST } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { whereLogs } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { ServiceScene } from '../../scene.ts';
import { holdsModel, limitOf, meanwhile, moreMemory } from './memoryAdvice.ts';

function why(service: ServiceScene): string {
  const { memoryLimit } = service;
  const tooLittle = memoryLimit !== undefined && memoryLimit > 0 && memoryLimit < INFERENCE_MEMORY_LEAST;
  if (holdsModel(service) && service.wasHealthy !== true && tooLittle) {
    return `Most likely for lack of memory: its limit is ${readableSize(memoryLimit)}, and the model needs ${readableSize(INFERENCE_MEMORY_LEAST)} to load.`;
  }
  return 'Most likely for lack of memory, of the machine or its virtual machine; or somebody killed it (docker kill, kubectl delete, or a stop after its patience).';
}

/** Signal 9. The engine forgets `OOMKilled` with the next start, and does not see a kill of the whole machine. */
export const killed: Cause<ServiceScene> = {
  code: 'killed',
  weight: 'cause',
  find(service, scene) {
    if (service.exitCode !== 137 || service.isReady || service.state === 'running') return undefined;
    return {
      message: `${service.title} was killed with exit code 137${limitOf(service)}${service.role === 'inference' ? meanwhile(scene) : ''}`,
      cause: why(service),
      suggestion:
        scene.observation.target === 'helm'
          ? `${whereLogs(scene, service.name)} shows its end; ${moreMemory(service, scene)}`
          : `dmesg | grep -i "out of memory" tells which; ${moreMemory(service, scene)}`,
    };
  },
};
