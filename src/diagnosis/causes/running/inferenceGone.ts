import { BIND_MODULE } from '../../../stack/weaviateEnvironment.ts';
import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';
import { moduleError, UNREACHABLE } from './modules.ts';

export const inferenceGone: Cause<Observation> = {
  code: 'inference-gone',
  weight: 'waiting',
  find(observation, { inference }) {
    const error = moduleError(observation);
    if (error === undefined || !UNREACHABLE.test(error)) return undefined;
    return {
      service: inference?.name ?? null,
      message: 'Weaviate runs, and the inference service is gone',
      cause: 'It was there when Weaviate started, and cannot be reached now: nothing can be vectorized.',
      evidence: error,
      suggestion:
        observation.target === 'embedded'
          ? 'bindstack down --target embedded, then bindstack up --target embedded'
          : `docker compose ps -a ${inference?.name ?? BIND_MODULE}, then docker compose up -d`,
    };
  },
};
