import type { Context } from '../../../context.ts';
import { MODALITY_FACTS } from '../../../facts/modalities.ts';
import type { HttpAnswer } from '../http.ts';
import { ask } from './ask.ts';

/** What an inference server that exists already answers. */
export interface EndpointLook {
  /** `GET /.well-known/ready`. */
  readonly ready: HttpAnswer;
  /** `GET /meta` and `POST /vectorize`; undefined where it is not ready. */
  readonly meta: HttpAnswer | undefined;
  readonly vector: HttpAnswer | undefined;
}

/** Milliseconds for one text, which takes a second on two cores that are not busy. */
const VECTOR_PATIENCE = 10_000;

/**
 * The address as this machine reaches it: `host.docker.internal` is the name that containers have for their host,
 * which does not know it itself.
 */
export function asSeenFromHere(url: string): string {
  return url.replace(/^(https?:\/\/)host\.docker\.internal(?=[:/]|$)/, '$1127.0.0.1');
}

/** Asks the server whether it is ready, which model it is, and for the vector of one text. */
export async function lookAtEndpoint(
  { signal }: Pick<Context, 'signal'>,
  url: string,
): Promise<EndpointLook> {
  const base = asSeenFromHere(url);
  const ready = await ask(`${base}/.well-known/ready`, { signal });
  if (ready.status === undefined || ready.status >= 300) return { ready, meta: undefined, vector: undefined };
  const { requestKey } = MODALITY_FACTS.text;
  const [meta, vector] = await Promise.all([
    ask(`${base}/meta`, { signal }),
    ask(`${base}/vectorize`, {
      method: 'POST',
      body: { [requestKey]: ['a dog'] },
      timeout: VECTOR_PATIENCE,
      signal,
    }),
  ]);
  return { ready, meta, vector };
}
