/**
 * The first releases of the Weaviate server with a feature or behavior. If it was backported, there is one entry per
 * minor series, oldest first (`hasReached` compares them).
 */
export const MINIMUM_VERSIONS = {
  /** gRPC (port 50051). */
  grpc: ['1.19.0'],
  /** The module multi2vec-bind (released 2023-08-17). */
  bindModule: ['1.21.0'],
  /** Named vectors (`vectorConfig`). */
  namedVectors: ['1.24.0'],
  /** The schema is stored with Raft, so a node's name is part of its data. */
  raft: ['1.25.0'],
  /** Properties are vectorized in alphabetical order (entities/moduletools/helper.go); before that, in no fixed order. */
  sortedProperties: ['1.25.0'],
  /** `GOMEMLIMIT` takes precedence over the share that `LIMIT_RESOURCES` sets (go.mod: automemlimit 0.3.0 → 0.7.0). */
  gomemlimitOverLimitResources: ['1.29.0'],
  /** Rotational quantization (`rq`) for hnsw, 8 bits only (entities/vectorindex/hnsw/rq_config.go). */
  rotational: ['1.32.0'],
  /** `DEFAULT_QUANTIZATION` (usecases/config/environment.go). */
  defaultQuantization: ['1.32.5'],
  /** `DEFAULT_QUANTIZATION` for flat and dynamic as well (flat/config.go ParseDefaultQuantization). */
  defaultQuantizationOtherIndexes: ['1.35.0'],
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
  /** `ALLOWED_VECTOR_INDEX_TYPES` and `ALLOWED_COMPRESSION_TYPES` (config_handler.go validateRestrictions). */
  allowedTypes: ['1.37.5'],
  /** `rq` with 4 bits for hnsw. */
  fourBits: ['1.39.0'],
  /** `centering` and `trainingLimit` of `rq` (measured with 1.39.3; rq_config.go of 1.39.0 does not parse them). */
  centering: ['1.39.3'],
  /** Its release notes mention `rq` with 4 bits for other indexes than hnsw; not measured for flat and hfresh. */
  fourBitsOtherIndexes: ['1.40.0'],
  /** The data type `blobHash`. */
  blobHash: ['1.37.0'],
  /** Property names with the suffix of an internal index are rejected (weaviate#11122; releases found by its tags). */
  reservedSuffixes: ['1.35.20', '1.36.15', '1.37.5', '1.38.0'],
  /** `MODULES_VALIDATE_BASE_URL` also guards the connections to inference servers (base_client.go). */
  baseUrlGuardsConnections: ['1.36.19', '1.37.10', '1.38.2', '1.39.0'],
  /** The oldest server that weaviate-client 3.9 and newer, and the Python client 4.23, support. */
  currentClients: ['1.27.0'],
  /** `RAFT_TIMEOUTS_MULTIPLIER` is 5 by default, before that 1 (usecases/config/environment.go parseRAFTConfig). */
  longRaftTimeouts: ['1.31.17', '1.32.11', '1.33.1', '1.34.0'],
  /**
   * A collection may have neither text nor image fields. Older releases reject it with `textFields or imageFields
   * setting needs to be present` (base_class_multimodal_settings.go).
   */
  collectionWithoutTextAndImage: ['1.31.21', '1.32.18', '1.33.6', '1.34.1', '1.35.0'],
  /**
   * A backup has the vector index of a collection that was created in the same second. A log of an index is named after
   * its second, and older releases give the next one the same name, so it counts as open and is left out
   * (hnsw/commit_logger.go nextCommitLogFileName; 1.36.23: 10 of 10 backups, 1.37.17: 26 of 30, after 0.5 s 13 of 30).
   * Perhaps earlier in 1.38.
   */
  newIndexesInBackups: ['1.38.11', '1.39.1'],
} as const;

/** What each of them means for a stack with multi2vec-bind; shown in the documentation and by `update`. */
export const MINIMUM_VERSION_MEANINGS: Readonly<Record<keyof typeof MINIMUM_VERSIONS, string>> = {
  bindModule: 'has the module `multi2vec-bind`; bindstack rejects older versions',
  namedVectors:
    'has named vectors; for older versions, `collection.json` has a single unnamed vector, and `separate` is rejected',
  raft: 'stores its schema with Raft: the name of the node (`CLUSTER_HOSTNAME`) is part of its data',
  sortedProperties:
    'vectorizes the fields of an object in alphabetical order; before that, in no fixed order',
  grpc: 'has gRPC, which the clients use; older versions only have REST',
  gomemlimitOverLimitResources:
    'keeps `GOMEMLIMIT` if `LIMIT_RESOURCES` is set too; older versions replace it',
  rotational: 'has rotational quantization (`rq`), with 8 bits',
  defaultQuantization: 'reads `DEFAULT_QUANTIZATION`',
  defaultQuantizationOtherIndexes:
    'reads `DEFAULT_QUANTIZATION` for the index types flat and dynamic as well, not only for hnsw',
  oneBit: 'accepts 1 bit for `rq`',
  rotationalFlat: 'accepts `rq` for the index type flat',
  hfresh: 'has the index type hfresh',
  mcp: 'has an MCP server',
  defaultVectorIndex: 'reads `DEFAULT_VECTOR_INDEX`',
  allowedTypes: 'reads `ALLOWED_VECTOR_INDEX_TYPES` and `ALLOWED_COMPRESSION_TYPES`',
  fourBits: 'accepts 4 bits for `rq` with hnsw',
  centering:
    'reads `centering` of `rq`, perhaps earlier in 1.39; bindstack reports it as ignored by older versions',
  fourBitsOtherIndexes:
    'may accept 4 bits for `rq` with flat and hfresh; for older versions, bindstack reports an error',
  blobHash: 'has the data type `blobHash`',
  reservedSuffixes: 'rejects property names with the suffix of an internal index',
  baseUrlGuardsConnections: 'applies `MODULES_VALIDATE_BASE_URL` to connections to inference servers as well',
  currentClients:
    'works with current clients (TypeScript 3.9, Python 4.23 and newer); bindstack warns about older versions',
  longRaftTimeouts:
    'waits 5 to 10 s before a node elects itself, unless `RAFT_TIMEOUTS_MULTIPLIER` is lower; before that, 1 to 2 s',
  collectionWithoutTextAndImage: 'accepts a collection with neither text nor image fields',
  newIndexesInBackups:
    'backs up the vector index of a collection that is less than a second old; for older versions, `bindstack backup create` waits a second',
};
