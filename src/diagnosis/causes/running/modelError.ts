import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { restart, whereLogs } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';
import { moduleError, UNREACHABLE } from './modules.ts';

export const modelError: Cause<Observation> = {
  code: 'model-error',
  weight: 'cause',
  find(observation, scene) {
    const name = scene.inference?.name ?? BIND_MODULE;
    const error = moduleError(observation);
    if (error === undefined || UNREACHABLE.test(error)) return undefined;
    return {
      service: scene.inference?.name ?? null,
      message: 'the inference service answers with an error',
      cause: `It says: ${error}.`,
      evidence: error,
      suggestion: `${whereLogs(scene, name)}; ${restart(scene, name)}; then bindstack smoke`,
    };
  },
};
