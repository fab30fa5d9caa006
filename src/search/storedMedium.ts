import { enumerated, getObjects } from '../weaviate/graphql.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT } from '../weaviate/timeLimits.ts';
import type { SearchedCollection } from './searchedCollection.ts';

/**
 * The bytes of a property of the type `blob`: the thumbnail of an object, or one of its media.
 * @returns undefined if there is no such object, or if it has no such property
 * @throws CheckFailure, RestError, Error with Weaviate's message
 */
export async function storedMedium(
  server: WeaviateServer,
  { name, properties }: Pick<SearchedCollection, 'name' | 'properties'>,
  id: string,
  property: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if (!properties.has(property)) return undefined;
  const where = { path: ['id'], operator: enumerated('Equal'), valueText: id };
  const query = { collection: name, arguments: { limit: 1, where }, select: [property] };
  const [object] = await getObjects(server, query, REST_TIMEOUT, signal);
  const content = object?.[property];
  return typeof content === 'string' && content !== '' ? Buffer.from(content, 'base64') : undefined;
}
