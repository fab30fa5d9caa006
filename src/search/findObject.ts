import { Failure } from '../errors.ts';
import { enumerated, getObjects } from '../weaviate/graphql.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT } from '../weaviate/timeLimits.ts';
import type { SearchedCollection } from './searchedCollection.ts';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** An object by its id or the path of its file, of which it is the first part; undefined if there is none. */
export async function findObject(
  server: WeaviateServer,
  { name, properties }: SearchedCollection,
  given: string,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly path: string | undefined } | undefined> {
  const isId = ID.test(given);
  const path = properties.has('path') ? 'path' : 'title';
  const hasParts = properties.has('part');
  const where = {
    path: [isId ? 'id' : path],
    operator: enumerated('Equal'),
    valueText: isId ? given.toLowerCase() : given.normalize('NFC'),
  };
  const sort = hasParts && !isId ? { path: ['part'], order: enumerated('asc') } : undefined;
  const select = [...(properties.has(path) ? [path] : []), '_additional {id}'];
  const query = { collection: name, arguments: { limit: 1, where, sort }, select };
  const [object] = await getObjects(server, query, REST_TIMEOUT, signal);
  if (!object) return undefined;
  const { [path]: stored, _additional } = object;
  return {
    id: (_additional as { id: string }).id,
    path: typeof stored === 'string' ? stored : undefined,
  };
}

/** The id of the object after `--near`. @throws Failure if there is no such object */
export async function objectNear(
  server: WeaviateServer,
  collection: SearchedCollection,
  given: string,
  signal: AbortSignal,
): Promise<string> {
  const object = await findObject(server, collection, given, signal);
  if (object) return object.id;
  throw new Failure('failed', {
    code: 'no-such-object',
    message: `--near: ${collection.name} has no object ${given}`,
    suggestion: 'pass an id or a path as search prints it: bindstack search TEXT --verbose',
  });
}
