import { join } from 'node:path';
import { Failure } from '../errors.ts';
import { COLLECTION_FILE } from '../facts/fileNames.ts';
import { MEDIA_METADATA, type MetadataName } from '../facts/mediaMetadata.ts';
import { regularText } from '../files/regularFile.ts';
import { tryParseJson } from '../formats/parseJson.ts';
import type { StackConfig } from '../options/table.ts';
import {
  collectionOf,
  findCollection,
  readCollection,
  type SearchedCollection,
} from '../search/searchedCollection.ts';
import { collectionDefinition, metadataDefinition } from '../stack/collection.ts';
import { RestError, rest, type WeaviateServer } from '../weaviate/rest.ts';

/** Milliseconds. Weaviate creates the vector indexes of a new collection. */
const TIMEOUT = 60_000;

export interface OpenedCollection {
  readonly collection: SearchedCollection;
  /** Whether it was missing. */
  readonly isNew: boolean;
  /** Whether files may have been imported into it. */
  readonly hasFiles: boolean;
}

/**
 * The collection to import into. It is created as `collection.json` says if it is missing, and gets the properties for
 * metadata that it does not have.
 * @param isChanged whether it may be created and changed
 * @throws Failure, CheckFailure, RestError
 */
export async function openCollection(
  server: WeaviateServer,
  config: StackConfig,
  cwd: string,
  isChanged: boolean,
  signal: AbortSignal,
): Promise<OpenedCollection> {
  const { name } = config.collection;
  const existing = await findCollection(server, name, signal);
  const isNew = existing === undefined;
  if (isNew) {
    const given = await definition(config, cwd);
    if (!isChanged) return { collection: collectionOf(given), isNew, hasFiles: false };
    await unlessThere(rest(server, 'POST', '/v1/schema', given, TIMEOUT, signal));
  }
  const collection = existing ?? (await readCollection(server, name, signal));
  const names = Object.keys(MEDIA_METADATA) as MetadataName[];
  const missing = names.filter((property) => !collection.properties.has(property));
  const hasFiles = !isNew && missing.length === 0;
  if (!isChanged || missing.length === 0) return { collection, isNew, hasFiles };
  for (const property of missing) {
    const path = `/v1/schema/${encodeURIComponent(name)}/properties`;
    await unlessThere(rest(server, 'POST', path, metadataDefinition(property), TIMEOUT, signal));
  }
  return { collection: await readCollection(server, name, signal), isNew, hasFiles };
}

/** Another run may have created the same in the meantime. */
async function unlessThere(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof RestError && /already (?:exists|in use)/.test(error.reason))) throw error;
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
