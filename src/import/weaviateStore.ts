import { modelOf, readMeta } from '../weaviate/meta.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import type { WeaviateSession } from '../weaviate/session.ts';
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
    inferenceResponds: async () =>
      typeof modelOf(await readMeta(server, signal).catch(() => undefined)) === 'string',
  };
}
