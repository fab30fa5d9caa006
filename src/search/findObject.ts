import { Failure } from '../errors.ts';
import { enumerated, getObjects } from '../weaviate/graphql.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT } from '../weaviate/timeLimits.ts';
import type { SearchedCollection } from './searchedCollection.ts';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The id of an object, which is given itself or as the path of its file; the first part of a file with several.
 * @throws Failure if there is no such object
 */
export async function findObject(
  server: WeaviateServer,
  { name, properties }: SearchedCollection,
  given: string,
  signal: AbortSignal,
): Promise<string> {
  const isId = ID.test(given);
  const hasParts = properties.has('part');
  const where = {
    path: [isId ? 'id' : properties.has('path') ? 'path' : 'title'],
    operator: enumerated('Equal'),
    valueText: isId ? given.toLowerCase() : given.normalize('NFC'),
  };
  const sort = hasParts && !isId ? { path: ['part'], order: enumerated('asc') } : undefined;
  const query = { collection: name, arguments: { limit: 1, where, sort }, select: ['_additional {id}'] };
  const [object] = await getObjects(server, query, REST_TIMEOUT, signal);
  if (object) return (object['_additional'] as { id: string }).id;
  throw new Failure('failed', {
    code: 'no-such-object',
    message: `--near: ${name} has no object ${given}`,
    suggestion: 'pass an id or a path as search prints it: bindstack search TEXT --verbose',
  });
}
