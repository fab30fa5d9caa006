import type { Collection, WeaviateClient } from 'weaviate-client';
import type { MediaModality, Modality } from '../facts/modalities.ts';
import { ONLY_VECTOR } from '../stack/collection.ts';
import type { ObjectError } from './checkFailure.ts';
import { getObjects } from './graphql.ts';
import { nearArguments } from './near.ts';
import type { StoredValue, VectorMode, WeaviateObject } from './object.ts';
import type { WeaviateServer } from './rest.ts';
import { VECTOR_TIME_LIMIT } from './timeLimits.ts';
import { trust } from './trustedFetch.ts';

/** Seconds. The time limits of the checks are shorter. */
const QUERY_TIMEOUT = 600;
const INSERT_TIMEOUT = 1200;
const INIT_TIMEOUT = 10;

export interface Hit {
  readonly id: string;
  /** Undefined if Weaviate did not run a search. */
  readonly distance: number | undefined;
}

export interface StoredObject {
  readonly id: string;
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

export interface SearchOptions {
  /** Maximum number of results; 2 by default. */
  readonly limit?: number;
  /** The vector to search, if each modality has its own; by default that of the query's modality. */
  readonly vector?: Modality;
}

/** Loaded on demand, because it is large (27 MB, 300 ms). */
const loadClient = () => {
  // It prints warnings with stack traces for each attempt that it repeats, also between JSON lines. They only repeat what
  // it throws, and nothing else in this process prints warnings.
  console.warn = () => {};
  return import('weaviate-client');
};

/** Loads the client while there is something to wait for. A failure is reported when it is used. */
export function preloadClient(): void {
  loadClient().catch(() => {});
}

/** Runs the searches and imports. Uses weaviate-client, as applications do, where it works correctly. */
export class WeaviateSession {
  #client: WeaviateClient;
  readonly #target: WeaviateServer;
  readonly #collection: string;
  readonly #vectors: VectorMode;
  readonly #signal: AbortSignal;
  readonly #undoTrust: () => void;

  private constructor(
    client: WeaviateClient,
    target: WeaviateServer,
    collection: string,
    vectors: VectorMode,
    signal: AbortSignal,
    undoTrust: () => void,
  ) {
    this.#client = client;
    this.#target = target;
    this.#collection = collection;
    this.#vectors = vectors;
    this.#signal = signal;
    this.#undoTrust = undoTrust;
  }

  /** Connects over REST and gRPC. */
  static async open(
    target: WeaviateServer,
    collection: string,
    vectors: VectorMode,
    signal: AbortSignal,
  ): Promise<WeaviateSession> {
    const undoTrust = target.ca === undefined ? () => {} : trust(target.ca);
    try {
      const client = await WeaviateSession.#connect(target);
      return new WeaviateSession(client, target, collection, vectors, signal, undoTrust);
    } catch (error) {
      undoTrust();
      throw error;
    }
  }

  static async #connect(target: WeaviateServer): Promise<WeaviateClient> {
    const { default: weaviate } = await loadClient();
    const { protocol, hostname, port, pathname } = new URL(target.http);
    const secure = protocol === 'https:';
    return weaviate.connectToCustom({
      httpHost: hostname,
      httpPort: port === '' ? (secure ? 443 : 80) : Number(port),
      httpSecure: secure,
      ...(pathname !== '/' && { httpPath: pathname }),
      grpcHost: target.grpcHost,
      grpcPort: target.grpcPort,
      grpcSecure: target.grpcSecure ?? secure,
      timeout: { init: INIT_TIMEOUT, query: QUERY_TIMEOUT, insert: INSERT_TIMEOUT },
      ...(target.apiKey !== undefined && { authCredentials: new weaviate.ApiKey(target.apiKey) }),
    });
  }

  /** Opens a new connection after a restart of the server: the client would increase its delay with every retry. */
  async reconnect(): Promise<void> {
    await this.#client.close();
    this.#client = await WeaviateSession.#connect(this.#target);
  }

  async close(): Promise<void> {
    this.#undoTrust();
    await this.#client.close();
  }

  get #objects(): Collection {
    return this.#client.collections.use(this.#collection);
  }

  /** The option that selects the vector of a modality; empty if there is only one vector. */
  #targetVector(modality: Modality): { targetVector?: string } {
    return this.#vectors === 'separate' ? { targetVector: modality } : {};
  }

  /**
   * Imports objects in one batch over gRPC.
   * @returns the objects that were rejected: they do not make the batch throw
   */
  async import(objects: readonly WeaviateObject<StoredValue>[]): Promise<ObjectError[]> {
    const result = await this.#objects.data.insertMany(
      objects.map(({ id, properties }) => ({ id, properties: { ...properties } })),
    );
    return Object.entries(result.errors).map(([index, { message }]) => {
      const object = objects[Number(index)];
      return { id: object?.id ?? '', title: object?.title ?? index, message };
    });
  }

  /** @throws Error with Weaviate's message if the object is rejected */
  async importOne(object: WeaviateObject): Promise<void> {
    const [error] = await this.import([object]);
    if (error) throw new Error(error.message);
  }

  async count(): Promise<number> {
    return (await this.#objects.aggregate.overAll()).totalCount;
  }

  async stored(): Promise<StoredObject[]> {
    const { objects } = await this.#objects.query.fetchObjects({ includeVector: true, limit: 100 });
    return objects.map(({ uuid, vectors }) => ({ id: uuid, vectors: vectors as Record<string, number[]> }));
  }

  /** The vectors of one object; empty if it is not stored. */
  async vectorsOf(id: string): Promise<StoredObject['vectors']> {
    const object = await this.#objects.query.fetchObjectById(id, { includeVector: true });
    return (object?.vectors ?? {}) as Record<string, number[]>;
  }

  async nearText(text: string, { limit = 2, vector = 'text' }: SearchOptions = {}): Promise<Hit[]> {
    const { objects } = await this.#objects.query.nearText(text, {
      limit,
      returnMetadata: ['distance'],
      ...this.#targetVector(vector),
    });
    return objects.map(({ uuid, metadata }) => ({ id: uuid, distance: metadata?.distance }));
  }

  /** nearImage, nearAudio and so on. */
  async nearMedia(
    modality: MediaModality,
    medium: Buffer,
    { limit = 2, vector = modality }: SearchOptions = {},
  ): Promise<Hit[]> {
    // GraphQL, because weaviate-client sends no search at all for `imu` and drops every option for `video` (3.12.1 and
    // 3.14.0: src/collections/serialize).
    if (modality === 'imu' || modality === 'video') {
      return this.#nearByGraphQL(modality, medium, { limit, vector });
    }
    const options = { limit, returnMetadata: ['distance' as const], ...this.#targetVector(vector) };
    // As a Buffer: the client would mistake a short string for a path.
    const { objects } =
      modality === 'image'
        ? await this.#objects.query.nearImage(medium, options)
        : await this.#objects.query.nearMedia(medium, modality, options);
    return objects.map(({ uuid, metadata }) => ({ id: uuid, distance: metadata?.distance }));
  }

  async #nearByGraphQL(
    modality: MediaModality,
    medium: Buffer,
    { limit, vector }: Required<SearchOptions>,
  ): Promise<Hit[]> {
    const near = nearArguments({ kind: modality, medium }, this.#vectors === 'separate' ? vector : undefined);
    const query = {
      collection: this.#collection,
      arguments: { limit, ...near },
      select: ['_additional {id distance}'],
    };
    const timeout = VECTOR_TIME_LIMIT[modality] + 1000;
    const found = await getObjects(this.#target, query, timeout, this.#signal);
    return found.map(({ _additional }) => _additional as Hit);
  }

  /** Hybrid search in which keywords count three quarters. */
  async hybrid(keyword: string, modality: Modality): Promise<Hit[]> {
    const { objects } = await this.#objects.query.hybrid(keyword, {
      alpha: 0.25,
      limit: 2,
      queryProperties: ['title'],
      returnMetadata: ['score'],
      ...this.#targetVector(modality),
    });
    return objects.map(({ uuid }) => ({ id: uuid, distance: undefined }));
  }

  /** Stores an object with a given vector, so nothing is vectorized. */
  async insertWithVector(
    object: WeaviateObject,
    modalities: readonly Modality[],
    vector: number[],
  ): Promise<void> {
    const names = this.#vectors === 'separate' ? modalities : [ONLY_VECTOR];
    await this.#objects.data.insert({
      id: object.id,
      properties: { ...object.properties },
      vectors: Object.fromEntries(names.map((name) => [name, vector])),
    });
  }

  async nearVector(vector: readonly number[], modality: Modality, limit = 1): Promise<Hit[]> {
    const { objects } = await this.#objects.query.nearVector([...vector], {
      limit,
      returnMetadata: ['distance'],
      ...this.#targetVector(modality),
    });
    return objects.map(({ uuid, metadata }) => ({ id: uuid, distance: metadata?.distance }));
  }
}
