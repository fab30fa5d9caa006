import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { withDeadline } from '../clock.ts';
import type { HttpObservation, Observation } from '../diagnosis/observation.ts';
import { reasonOf } from '../errors.ts';
import { authorization } from './layers.ts';

/** Milliseconds; a Weaviate whose inference server hangs never answers at all. */
const PATIENCE = 3000;

/**
 * One GET. Not by `fetch`, which waits for ever where a connection is closed as soon as it stands (measured, Node
 * 20.20): Docker's proxy does that while nothing listens in the container, and it would look like a server that hangs.
 */
async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpObservation> {
  let isLate = false;
  try {
    return await withDeadline(PATIENCE, undefined, async (signal) => {
      signal.addEventListener('abort', () => {
        isLate = true;
      });
      const asked = request(url, { headers, signal, agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      return { status: answer.statusCode, text };
    });
  } catch (error) {
    return { text: reasonOf(error), hung: isLate };
  }
}

/** What Weaviate answers to the two questions that tell its state. */
export async function observeWeaviate(
  http: string,
  apiKey: string | undefined,
): Promise<Pick<Observation, 'ready' | 'meta'>> {
  const [ready, meta] = await Promise.all([
    ask(`${http}/v1/.well-known/ready`),
    ask(`${http}/v1/meta`, authorization(apiKey)),
  ]);
  return { ready, meta };
}
