import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { weaviateVariable } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';
import { modulesOf } from './modules.ts';

/** An unknown name in ENABLE_MODULES is ignored without a word (measured). */
export const moduleMissing: Cause<Observation> = {
  code: 'module-missing',
  weight: 'cause',
  find(observation, scene) {
    const modules = modulesOf(observation);
    if (!modules || modules[BIND_MODULE] !== undefined) return undefined;
    return {
      message: `Weaviate runs without the module ${BIND_MODULE}`,
      cause: `ENABLE_MODULES does not contain ${BIND_MODULE}, or spells it otherwise: Weaviate ignores names that it does not know. Before 1.21.0 there is no such module.`,
      suggestion:
        observation.target === 'helm'
          ? `modules.${BIND_MODULE}.enabled: true in the values; bindstack add values.yaml does it`
          : `${weaviateVariable(scene, 'ENABLE_MODULES', BIND_MODULE)}${observation.target === 'embedded' ? '' : '; bindstack add docker-compose.yml does it'}`,
    };
  },
};
