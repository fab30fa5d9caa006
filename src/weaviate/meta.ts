import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { parseMeta, type WeaviateMeta } from '../targets/shared/layers.ts';
import { rest, type WeaviateServer } from './rest.ts';
import { REST_TIMEOUT } from './timeLimits.ts';

/**
 * What Weaviate says of itself; undefined if the server is another program.
 * @throws CheckFailure, RestError
 */
export async function readMeta(
  server: WeaviateServer,
  signal: AbortSignal,
): Promise<WeaviateMeta | undefined> {
  return parseMeta(await rest(server, 'GET', '/v1/meta', undefined, REST_TIMEOUT, signal));
}

/** The model of the inference server, which the module asks for it; undefined if it does not respond. */
export function modelOf(meta: WeaviateMeta | undefined): unknown {
  return meta?.modules[BIND_MODULE]?.['model'];
}
