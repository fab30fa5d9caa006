import type { HttpObservation, Observation } from '../../diagnosis/observation.ts';
import { ask } from './http.ts';
import { authorization } from './layers.ts';

/** Milliseconds; a Weaviate whose inference server hangs never answers at all. */
const PATIENCE = 3000;

async function observed(url: string, headers?: Readonly<Record<string, string>>): Promise<HttpObservation> {
  const { status, text, isLate } = await ask(url, { timeout: PATIENCE, ...(headers && { headers }) });
  return { status, text, hung: isLate };
}

/** What Weaviate answers to the two questions that tell its state. */
export async function observeWeaviate(
  http: string,
  apiKey: string | undefined,
): Promise<Pick<Observation, 'ready' | 'meta'>> {
  const [ready, meta] = await Promise.all([
    observed(`${http}/v1/.well-known/ready`),
    observed(`${http}/v1/meta`, authorization(apiKey)),
  ]);
  return { ready, meta };
}
