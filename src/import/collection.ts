import { join } from 'node:path';
import { Failure } from '../errors.ts';
import { COLLECTION_FILE } from '../facts/fileNames.ts';
import { MEDIA_METADATA, type MetadataProperty } from '../facts/mediaMetadata.ts';
import { regularText } from '../files/regularFile.ts';
import { tryParseJson } from '../formats/parseJson.ts';
import type { StackConfig } from '../options/table.ts';
import { readCollection, type SearchedCollection } from '../search/searchedCollection.ts';
import { collectionDefinition } from '../stack/collection.ts';
import { RestError, rest, type WeaviateServer } from '../weaviate/rest.ts';

/** Milliseconds. Weaviate creates the vector indexes of a new collection. */
const TIMEOUT = 60_000;

export interface OpenedCollection {
  readonly collection: SearchedCollection;
  /** Whether it was created just now. */
  readonly created: boolean;
}

/**
 * The collection to import into. It is created as `collection.json` says if it is missing, and gets the properties for
 * metadata that it does not have.
 * @throws Failure, CheckFailure, RestError
 */
export async function openCollection(
  server: WeaviateServer,
  config: StackConfig,
  cwd: string,
  signal: AbortSignal,
): Promise<OpenedCollection> {
  const { name } = config.collection;
  const created = !(await exists(server, name, signal));
  if (created) {
    await rest(server, 'POST', '/v1/schema', await definition(config, cwd), TIMEOUT, signal);
  }
  const { properties } = await readCollection(server, name, signal);
  for (const [property, given] of Object.entries(MEDIA_METADATA)) {
    if (properties.has(property)) continue;
    const path = `/v1/schema/${encodeURIComponent(name)}/properties`;
    await rest(server, 'POST', path, propertyDefinition(property, given), TIMEOUT, signal);
  }
  return { collection: await readCollection(server, name, signal), created };
}

/** A property for metadata, in the format of `POST /v1/schema/CLASS/properties`. */
function propertyDefinition(name: string, { dataType, description, exact }: MetadataProperty): object {
  return {
    name,
    description,
    dataType: [dataType],
    ...(exact && { tokenization: 'field', indexSearchable: false }),
  };
}

async function exists(server: WeaviateServer, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await rest(server, 'GET', `/v1/schema/${encodeURIComponent(name)}`, undefined, TIMEOUT, signal);
    return true;
  } catch (error) {
    if (error instanceof RestError && error.status === 404) return false;
    throw error;
  }
}

/** The definition in collection.json, which the user may have changed, or that of the configuration. */
async function definition(config: StackConfig, cwd: string): Promise<object> {
  const text = await regularText(join(cwd, COLLECTION_FILE)).catch(() => undefined);
  if (text === undefined) return collectionDefinition(config);
  const found = tryParseJson(text);
  if (typeof found !== 'object' || found === null || !('class' in found)) {
    throw new Failure('usage', {
      code: 'bad-collection',
      message: `${COLLECTION_FILE} is not the definition of a collection`,
      suggestion: `bindstack validate ${COLLECTION_FILE}`,
    });
  }
  return { ...found, class: config.collection.name };
}
