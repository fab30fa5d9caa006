import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { restart } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';

/** `ready` asks the inference service for its `/meta`, and waits MODULES_CLIENT_TIMEOUT for it (measured). */
export const readyHangs: Cause<Observation> = {
  code: 'inference-hangs',
  weight: 'waiting',
  find({ ready, meta }, scene) {
    if (ready?.hung !== true && meta?.hung !== true) return undefined;
    return {
      service: scene.inference?.name ?? null,
      message: 'Weaviate does not answer, because the inference service does not answer it',
      cause:
        'To say whether it is ready, Weaviate asks the inference service, which takes the request and never answers: it hangs, or is busy with large media.',
      suggestion: `${restart(scene, scene.inference?.name ?? BIND_MODULE)}; a smaller MODULES_CLIENT_TIMEOUT (--inference-timeout) ends the wait earlier`,
    };
  },
};
