/**
 * The first releases of the Weaviate server that behave in some way. Where a behaviour was ported back, one entry a
 * minor series, the oldest first (`hasReached` compares).
 */
export const MINIMUM_VERSIONS = {
  /** gRPC (port 50051). */
  grpc: ['1.19.0'],
  /** First release with the module multi2vec-bind (2023-08-17). */
  bindModule: ['1.21.0'],
  /** Named vectors (`vectorConfig`). */
  namedVectors: ['1.24.0'],
  /** Raft, so that the node's name belongs to its data. */
  raft: ['1.25.0'],
  /** Properties are vectorized in alphabetical order (entities/moduletools/helper.go); before, in any order. */
  sortedProperties: ['1.25.0'],
  /** `GOMEMLIMIT` counts, and not the share of `LIMIT_RESOURCES` (go.mod: automemlimit 0.3.0 becomes 0.7.0). */
  ownMemoryLimitCounts: ['1.29.0'],
  /** Rotational quantization (`rq`) for hnsw, with 8 bits only (entities/vectorindex/hnsw/rq_config.go). */
  rotational: ['1.32.0'],
  /** `DEFAULT_QUANTIZATION` (usecases/config/environment.go). */
  defaultQuantization: ['1.32.5'],
  /** `rq` with 1 bit. */
  oneBit: ['1.33.0'],
  /** `rq` for flat (entities/vectorindex/flat/config.go). */
  rotationalFlat: ['1.34.0'],
  /** The index hfresh without EXPERIMENTAL_HFRESH_ENABLED (usecases/config/environment.go). */
  hfresh: ['1.36.0'],
  /** The MCP server at `/v1/mcp`. */
  mcp: ['1.37.0'],
  /** `DEFAULT_VECTOR_INDEX` (usecases/config/environment.go). */
  defaultVectorIndex: ['1.37.3'],
  /** `rq` with 4 bits for hnsw. */
  fourBits: ['1.39.0'],
  /** Whose release notes name `rq` with 4 bits beyond hnsw: what flat and hfresh take there is not measured. */
  fourBitsBeyondHnsw: ['1.40.0'],
  /** The data type `blobHash`. */
  blobHash: ['1.37.0'],
  /** Property names that end like those of internal indexes are refused (weaviate#11122, found by its tags). */
  reservedSuffixes: ['1.35.20', '1.36.15', '1.37.5', '1.38.0'],
  /** `MODULES_VALIDATE_BASE_URL` also guards the connections to inference servers (base_client.go). */
  dialGuard: ['1.36.19', '1.37.10', '1.38.2', '1.39.0'],
  /** Oldest server that weaviate-client 3.9 and newer, and the Python client 4.23, talk to. */
  clients: ['1.27.0'],
  /**
   * From here a collection may have neither text nor image fields; before, it is refused with `textFields
   * or imageFields setting needs to be present` (base_class_multimodal_settings.go).
   */
  collectionWithoutTextAndImage: ['1.31.21', '1.32.18', '1.33.6', '1.34.1', '1.35.0'],
} as const;

/** What each of them means to a stack with multi2vec-bind, for the documentation and for an update. */
export const MINIMUM_VERSION_MEANINGS: Readonly<Record<keyof typeof MINIMUM_VERSIONS, string>> = {
  bindModule: 'has the module `multi2vec-bind`; below, bindstack refuses',
  namedVectors:
    'has named vectors; below, `collection.json` has the one vector of that time, and `separate` is refused',
  raft: 'keeps its schema by Raft: the name of the node (`CLUSTER_HOSTNAME`) belongs to its data',
  sortedProperties: 'vectorizes the fields of an object in alphabetical order; below, in any order',
  grpc: 'has gRPC, which the clients use; below, REST alone need be published',
  ownMemoryLimitCounts:
    'keeps `GOMEMLIMIT` where `LIMIT_RESOURCES` is set too; below, the latter replaces it',
  rotational: 'has rotational quantization (`rq`), with 8 bits',
  defaultQuantization: 'reads `DEFAULT_QUANTIZATION`',
  oneBit: 'takes 1 bit for `rq`',
  rotationalFlat: 'takes `rq` for the index flat',
  hfresh: 'has the index hfresh',
  mcp: 'has an MCP server',
  defaultVectorIndex: 'reads `DEFAULT_VECTOR_INDEX`',
  fourBits: 'takes 4 bits for `rq` of hnsw',
  fourBitsBeyondHnsw: 'may take 4 bits for `rq` of flat and hfresh; below, bindstack says that it does not',
  blobHash: 'has the data type `blobHash`',
  reservedSuffixes: 'refuses property names that end like those of internal indexes',
  dialGuard: '`MODULES_VALIDATE_BASE_URL` also guards connections to inference servers',
  clients:
    'is the oldest that the clients talk to (TypeScript 3.9, Python 4.23 and newer); below, bindstack warns',
  collectionWithoutTextAndImage: 'takes a collection with neither text nor image fields',
};
