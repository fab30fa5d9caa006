import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { parseMeta } from '../targets/shared/layers.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';
import type { WeaviateSession } from '../weaviate/session.ts';
import { REST_TIMEOUT } from '../weaviate/timeLimits.ts';
import type { ObjectStore } from './objectSender.ts';

/** The collection of a session as a place for objects. */
export function weaviateStore(
  session: WeaviateSession,
  server: WeaviateServer,
  signal: AbortSignal,
): ObjectStore {
  return {
    import: (objects) => session.import(objects),
    reconnect: () => session.reconnect(),
    inferenceResponds: async () => {
      // The module asks the inference server for the name of its model.
      const meta = await rest(server, 'GET', '/v1/meta', undefined, REST_TIMEOUT, signal).catch(
        () => undefined,
      );
      return typeof parseMeta(meta)?.modules[BIND_MODULE]?.['model'] === 'string';
    },
  };
}
