import type { HttpObservation, Observation } from '../diagnosis/observation.ts';
import { get, type HttpAnswer } from './http.ts';
import { authorization } from './layers.ts';

/** Milliseconds; a Weaviate whose inference server hangs never answers at all. */
const PATIENCE = 3000;

function observed({ status, text }: HttpAnswer): HttpObservation {
  return { status, text, hung: status === undefined && /timeout|timed out|aborted|deadline/i.test(text) };
}

/** What Weaviate answers to the two questions that tell its state. */
export async function observeWeaviate(
  http: string,
  apiKey: string | undefined,
): Promise<Pick<Observation, 'ready' | 'meta'>> {
  const [ready, meta] = await Promise.all([
    get(`${http}/v1/.well-known/ready`, { timeout: PATIENCE }),
    get(`${http}/v1/meta`, { timeout: PATIENCE, headers: authorization(apiKey) }),
  ]);
  return { ready: observed(ready), meta: observed(meta) };
}
