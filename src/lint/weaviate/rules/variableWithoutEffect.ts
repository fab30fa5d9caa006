import { isOn } from '../../../facts/weaviateVariables.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

/** A variable of Weaviate that newer servers no longer read, or only read to warn. */
interface RetiredVariable {
  readonly names: readonly string[];
  /** The first release of each series without it. */
  readonly from: readonly string[];
  /** What there is in its place, or what the server does by itself. */
  readonly replacement: string;
  /** Still read, with a warning in the log. */
  readonly deprecated?: true;
  /** The server does by default what this value asks for. */
  readonly isDefault?: (value: string) => boolean;
}

/*
 * Where each name stands in the source, in every release from 1.21.0 to 1.39.0; the programs of 1.38.11, 1.38.14
 * and 1.39.3 hold none of those that are removed (`grep -a`). The deprecated ones log a warning, measured.
 */
const RETIRED: readonly RetiredVariable[] = [
  {
    names: ['ENABLE_API_BASED_MODULES'],
    from: ['1.33.0'],
    replacement: 'modules that call cloud services are on, unless API_BASED_MODULES_DISABLED is "true"',
    isDefault: isOn,
  },
  {
    names: [
      'PERSISTENCE_HNSW_DISABLE_SNAPSHOTS',
      'PERSISTENCE_HNSW_SNAPSHOT_INTERVAL_SECONDS',
      'PERSISTENCE_HNSW_SNAPSHOT_ON_STARTUP',
      'PERSISTENCE_HNSW_SNAPSHOT_MIN_DELTA_COMMITLOGS_NUMBER',
      'PERSISTENCE_HNSW_SNAPSHOT_MIN_DELTA_COMMITLOGS_SIZE_PERCENTAGE',
    ],
    from: ['1.39.0'],
    replacement: 'Weaviate always makes and manages snapshots by itself',
  },
  {
    names: ['ASYNC_REPLICATION_CLUSTER_MAX_WORKERS', 'ASYNC_REPLICATION_MAX_WORKERS'],
    from: ['1.37.3'],
    replacement: 'ASYNC_REPLICATION_SCHEDULER_WORKERS limits the workers of a node',
  },
  {
    names: ['ASYNC_REPLICATION_ALIVE_NODES_CHECKING_FREQUENCY'],
    from: ['1.37.3'],
    replacement: 'Weaviate chooses the frequency by itself',
  },
  {
    names: [
      'REPLICATED_INDICES_REQUEST_QUEUE_ENABLED',
      'REPLICATED_INDICES_REQUEST_QUEUE_FULL_HTTP_STATUS',
      'REPLICATED_INDICES_REQUEST_QUEUE_NUM_WORKERS',
      'REPLICATED_INDICES_REQUEST_QUEUE_SHUTDOWN_TIMEOUT_SECONDS',
      'REPLICATED_INDICES_REQUEST_QUEUE_SIZE',
    ],
    from: ['1.36.18', '1.37.10', '1.38.1'],
    replacement: 'the queue was removed',
  },
  {
    names: [
      'REINDEX_MAP_TO_BLOCKMAX_AT_STARTUP',
      'REINDEX_MAP_TO_BLOCKMAX_CONDITIONAL_START',
      'REINDEX_MAP_TO_BLOCKMAX_PAUSE_DURATION_SECONDS',
      'REINDEX_MAP_TO_BLOCKMAX_PER_OBJECT_DELAY_MILLISECONDS',
      'REINDEX_MAP_TO_BLOCKMAX_PROCESSING_DURATION_SECONDS',
      'REINDEX_MAP_TO_BLOCKMAX_RELOAD_SHARDS',
      'REINDEX_MAP_TO_BLOCKMAX_ROLLBACK',
      'REINDEX_MAP_TO_BLOCKMAX_SELECT',
      'REINDEX_MAP_TO_BLOCKMAX_SWAP_BUCKETS',
      'REINDEX_MAP_TO_BLOCKMAX_TIDY_BUCKETS',
      'REINDEX_MAP_TO_BLOCKMAX_UNSWAP_BUCKETS',
    ],
    from: ['1.38.0'],
    replacement: 'the migration at start was removed; 1.37 still has it',
  },
  {
    names: ['REPLICA_MOVEMENT_MINIMUM_ASYNC_WAIT'],
    from: ['1.38.0'],
    replacement: 'Weaviate chooses the time by itself',
  },
  {
    names: ['EXPERIMENTAL_HFRESH_ENABLED'],
    from: ['1.36.0'],
    replacement: 'the index hfresh is always there',
    isDefault: isOn,
  },
  {
    names: ['EXPERIMENTAL_BACKWARDS_COMPATIBLE_NAMED_VECTORS'],
    from: ['1.31.0'],
    replacement: 'named vectors can be added to every collection',
    isDefault: isOn,
  },
  {
    names: ['ENABLE_EXPERIMENTAL_DYNAMIC_RAG_SYNTAX'],
    from: ['1.30.0'],
    replacement: 'the syntax is always read',
    isDefault: isOn,
  },
  {
    names: ['RAFT_ENABLE_FQDN_RESOLVER', 'RAFT_FQDN_RESOLVER_TLD'],
    from: ['1.30.0'],
    replacement: 'nodes find each other by CLUSTER_JOIN',
  },
  {
    names: [
      'ASYNC_BATCH_SIZE',
      'ASYNC_BRUTE_FORCE_SEARCH_LIMIT',
      'ASYNC_INDEX_INTERVAL',
      'ASYNC_MAX_CHUNKS_PER_TICK',
      'ASYNC_THROTTLING',
    ],
    from: ['1.28.0'],
    replacement: 'ASYNC_INDEXING works without them',
  },
  {
    names: ['ASYNC_STALE_TIMEOUT'],
    from: ['1.28.0'],
    replacement: 'ASYNC_INDEXING_STALE_TIMEOUT has its place',
  },
  { names: ['PROFILING_PORT'], from: ['1.26.0'], replacement: 'GO_PROFILING_PORT has its place' },
  {
    names: ['DISABLE_LAZY_LOAD_SHARDS'],
    from: ['1.36.6'],
    replacement:
      'LAZY_LOAD_SHARD_COUNT_THRESHOLD and LAZY_LOAD_SHARD_SIZE_THRESHOLD_GB say from when shards are loaded lazily',
    deprecated: true,
  },
  {
    names: ['HNSW_STARTUP_WAIT_FOR_VECTOR_CACHE'],
    from: ['1.36.6'],
    replacement: 'when it is not set, the way shards are loaded decides',
    deprecated: true,
  },
];

export const variableWithoutEffect: WeaviateRule = {
  id: 'variable-without-effect',
  severity: 'warning',
  summary: 'A variable that this version of Weaviate no longer reads.',
  why: 'Weaviate reports no unknown variables: what the variable should do does not happen, or happens anyway. A few are still read and log that they will be removed; those are an info, and so are those whose value is now the default.',
  fix: 'Remove it, or set what took its place.',
  evidence:
    'searched for in the source of every release from 1.21.0 to 1.39.0, and in the programs of 1.38.11, 1.38.14 and 1.39.3; measured: 1.39.3 logs `is set but is a no-op as of 1.39.0` for each PERSISTENCE_HNSW_SNAPSHOT variable, 1.38.11 still parses them; DISABLE_LAZY_LOAD_SHARDS and HNSW_STARTUP_WAIT_FOR_VECTOR_CACHE log `is deprecated and will be removed in a future version`',
  *check(weaviate) {
    const { version } = weaviate;
    if (version === undefined) return;
    for (const { names, from, replacement, deprecated, isDefault } of RETIRED) {
      if (!hasReached(version, from)) continue;
      for (const name of names) {
        const entry = weaviate.variable(name);
        if (!entry) continue;
        const harmless = deprecated || (entry.value !== undefined && isDefault?.(entry.value));
        const since = from.findLast((one) => hasReached(version, [one])) ?? from[0];
        yield {
          place: entry.place,
          ...(harmless && { severity: 'info' }),
          message: deprecated
            ? `${name} is deprecated since Weaviate ${since} and will be removed: ${replacement}`
            : `Weaviate ${version} does not read ${name} (since ${since}): ${replacement}`,
        };
      }
    }
  },
};
