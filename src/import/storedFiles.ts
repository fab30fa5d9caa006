import type { MetadataName } from '../facts/mediaMetadata.ts';
import { objectId } from '../media/objectId.ts';
import { enumerated, getObjects, type ObjectQuery } from '../weaviate/graphql.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';
import { type Patience, patiently } from './patience.ts';

/** Milliseconds. Weaviate may be busy with an import. */
const TIMEOUT = 60_000;

/** What the collection knows about a file: the metadata of its first part. */
export interface StoredFile {
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly hash: string;
  readonly kind: string;
  readonly parts: number;
}

/** A file as the collection has it: read, and deleted, by path. */
export class StoredFiles {
  readonly #server: WeaviateServer;
  readonly #collection: string;
  readonly #patience: Patience;
  readonly #isThere: boolean;

  /** @param isThere whether the collection, with its metadata, is there; without it, nothing is stored */
  constructor(server: WeaviateServer, collection: string, patience: Patience, isThere: boolean) {
    this.#server = server;
    this.#collection = collection;
    this.#patience = patience;
    this.#isThere = isThere;
  }

  /** The files that are stored completely: the first part is stored last. */
  async find(paths: readonly string[]): Promise<ReadonlyMap<string, StoredFile>> {
    if (!this.#isThere) return new Map();
    const byId = new Map(paths.map((path) => [objectId(this.#collection, path), path]));
    const objects = await this.#get({
      collection: this.#collection,
      arguments: {
        limit: byId.size,
        where: { path: ['id'], operator: enumerated('ContainsAny'), valueText: [...byId.keys()] },
      },
      select: [
        ...(['size', 'modified', 'hash', 'kind', 'parts'] satisfies MetadataName[]),
        '_additional {id}',
      ],
    });
    return new Map(
      objects.flatMap(({ size, modified, hash, kind, parts, _additional }) => {
        const path = byId.get((_additional as { id: string }).id);
        const isComplete = typeof hash === 'string' && typeof size === 'number' && typeof parts === 'number';
        if (path === undefined || !isComplete) return [];
        return [
          [path, { size, parts, hash, kind: String(kind), modified: Date.parse(String(modified)) }] as const,
        ];
      }),
    );
  }

  /** All paths, each as often as the file has parts; page by page, in the order of the ids. */
  async *paths(): AsyncGenerator<readonly string[]> {
    if (!this.#isThere) return;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const query = {
        collection: this.#collection,
        arguments: { limit: 1000, after },
        select: ['path', '_additional {id}'],
      };
      const page = await this.#get(query);
      yield page.flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
      after = (page.at(-1)?.['_additional'] as { id: string } | undefined)?.id;
    }
  }

  /** Deletes all objects of some files. */
  async delete(paths: readonly string[]): Promise<void> {
    await this.#deleteWhere({ path: ['path'], operator: 'ContainsAny', valueTextArray: paths });
  }

  /** Deletes the parts of a file from a number on. */
  async deleteParts(path: string, from: number): Promise<void> {
    await this.#deleteWhere({
      operator: 'And',
      operands: [
        { path: ['path'], operator: 'Equal', valueText: path },
        { path: ['part'], operator: 'GreaterThanEqual', valueInt: from },
      ],
    });
  }

  #get(query: ObjectQuery): ReturnType<typeof getObjects> {
    const { signal } = this.#patience;
    return patiently(this.#patience, () => getObjects(this.#server, query, TIMEOUT, signal));
  }

  async #deleteWhere(where: object): Promise<void> {
    const body = { match: { class: this.#collection, where } };
    // Weaviate deletes at most 10,000 objects in one request (QUERY_MAXIMUM_RESULTS).
    for (;;) {
      const { results } = (await patiently(this.#patience, () =>
        rest(this.#server, 'DELETE', '/v1/batch/objects', body, TIMEOUT, this.#patience.signal),
      )) as { results?: { matches?: number; limit?: number; failed?: number } };
      const { matches = 0, limit = 0, failed = 0 } = results ?? {};
      if (failed > 0) throw new Error(`Weaviate could not delete ${failed} of ${matches} objects`);
      if (matches < limit || matches === 0) return;
    }
  }
}
