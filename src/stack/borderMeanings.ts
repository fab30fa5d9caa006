import type { WEAVIATE_BORDERS } from './versions.ts';

/** What each border of the Weaviate server means to a stack with multi2vec-bind. */
export const BORDER_MEANINGS: Readonly<Record<keyof typeof WEAVIATE_BORDERS, string>> = {
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
