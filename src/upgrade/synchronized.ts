import * as z from 'zod/mini';
import type { LayerState } from '../targets/shared/waitFor.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';

const statisticsSchema = z.object({
  /** Whether all nodes are healthy and have applied the same entries of the log (rest/handlers_nodes.go). */
  synchronized: z._default(z.boolean(), false),
  statistics: z._default(
    z.array(
      z.object({
        name: z._default(z.string(), ''),
        status: z._default(z.string(), ''),
        ready: z._default(z.boolean(), false),
        dbLoaded: z._default(z.boolean(), false),
      }),
    ),
    [],
  ),
});

const TIMEOUT = 15_000;

/** Whether all nodes have the same state, from `GET /v1/cluster/statistics`. Releases before 1.25 do not have it. */
export async function probeSynchronized(server: WeaviateServer, signal: AbortSignal): Promise<LayerState> {
  try {
    const found = await rest(server, 'GET', '/v1/cluster/statistics', undefined, TIMEOUT, signal);
    return stateOf(statisticsSchema.parse(found));
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'waiting', detail: error instanceof Error ? error.message : String(error) };
  }
}

function stateOf({ synchronized, statistics }: z.infer<typeof statisticsSchema>): LayerState {
  const late = statistics.filter(
    ({ status, ready, dbLoaded }) => status !== 'HEALTHY' || !ready || !dbLoaded,
  );
  if (late.length > 0) {
    const names = late.map(({ name, status }) => `${name} (${status === 'HEALTHY' ? 'loading' : status})`);
    return { state: 'waiting', detail: `${names.join(', ')} not ready` };
  }
  return synchronized && statistics.length > 0
    ? { state: 'ready' }
    : { state: 'waiting', detail: 'the nodes are not synchronized' };
}
