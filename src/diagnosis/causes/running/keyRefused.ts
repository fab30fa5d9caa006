import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';

/** The texts that other causes explain. */
const KNOWN = /invalid api key|anonymous access not enabled|no authentication scheme is configured/;

/** Another text, or no right to read it. */
export const keyRefused: Cause<Observation> = {
  code: 'key-refused',
  weight: 'cause',
  find: ({ meta }) =>
    (meta?.status === 401 || meta?.status === 403) && !KNOWN.test(meta.text ?? '')
      ? {
          message: `Weaviate refuses /v1/meta with status ${meta.status}`,
          cause: 'Whoever asked may not read it.',
          evidence: meta.text === '' ? undefined : meta.text,
          suggestion: 'use a key of a user who may: bindstack smoke --api-key-env NAME',
        }
      : undefined,
};
