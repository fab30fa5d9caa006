import { isOn } from '../../../facts/weaviateVariables.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

/** Variables of Weaviate that newer servers no longer read, or read only to log a warning. */
interface RetiredVariable {
  readonly names: readonly string[];
  /** The first release of each series that does not read them. */
  readonly from: readonly string[];
  /** What replaces them, or what the server does without them. */
  readonly replacement: string;
  /** Still read, with a warning in the log. */
  readonly deprecated?: true;
  /** Whether the value only sets what is now the default. */
  readonly isDefault?: (value: string) => boolean;
}

/*
 * Read from the source of every release from 1.21.0 to 1.39.0. The binaries of 1.38.11, 1.38.14 and 1.39.3 contain
 * none of the removed names (`grep -a`). The deprecated ones log a warning (measured).
 */
const RETIRED: readonly RetiredVariable[] = [
  {
    names: ['ENABLE_API_BASED_MODULES'],
    from: ['1.33.0'],
    replacement: 'modules that call cloud services are on unless API_BASED_MODULES_DISABLED is "true"',
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
    replacement: 'Weaviate always creates and manages snapshots itself',
  },
  {
    names: ['ASYNC_REPLICATION_CLUSTER_MAX_WORKERS', 'ASYNC_REPLICATION_MAX_WORKERS'],
    from: ['1.37.3'],
    replacement: 'ASYNC_REPLICATION_SCHEDULER_WORKERS limits the workers per node',
  },
  {
    names: ['ASYNC_REPLICATION_ALIVE_NODES_CHECKING_FREQUENCY'],
    from: ['1.37.3'],
    replacement: 'Weaviate chooses the frequency itself',
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
    replacement: 'the migration at startup was removed; 1.37 still has it',
  },
  {
    names: ['REPLICA_MOVEMENT_MINIMUM_ASYNC_WAIT'],
    from: ['1.38.0'],
    replacement: 'Weaviate chooses the time itself',
  },
  {
    names: ['EXPERIMENTAL_HFRESH_ENABLED'],
    from: ['1.36.0'],
    replacement: 'the hfresh index is always available',
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
    replacement: 'the syntax is always enabled',
    isDefault: isOn,
  },
  {
    names: ['RAFT_ENABLE_FQDN_RESOLVER', 'RAFT_FQDN_RESOLVER_TLD'],
    from: ['1.30.0'],
    replacement: 'nodes find each other through CLUSTER_JOIN',
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
    replacement: 'ASYNC_INDEXING works without it',
  },
  {
    names: ['ASYNC_STALE_TIMEOUT'],
    from: ['1.28.0'],
    replacement: 'ASYNC_INDEXING_STALE_TIMEOUT replaces it',
  },
  { names: ['PROFILING_PORT'], from: ['1.26.0'], replacement: 'GO_PROFILING_PORT replaces it' },
  {
    names: ['DISABLE_LAZY_LOAD_SHARDS'],
    from: ['1.36.6'],
    replacement:
      'LAZY_LOAD_SHARD_COUNT_THRESHOLD and LAZY_LOAD_SHARD_SIZE_THRESHOLD_GB set when shards are loaded lazily',
    deprecated: true,
  },
  {
    names: ['HNSW_STARTUP_WAIT_FOR_VECTOR_CACHE'],
    from: ['1.36.6'],
    replacement: 'without it, how shards are loaded determines whether startup waits',
    deprecated: true,
  },
];

export const variableWithoutEffect: WeaviateRule = {
  id: 'variable-without-effect',
  severity: 'warning',
  summary: 'A variable is set that this version of Weaviate no longer reads.',
  why: 'Weaviate does not report unknown variables: what the variable should do does not happen, or happens anyway. The finding is only an info if the value is now the default, or if Weaviate still reads the variable and logs that it will be removed.',
  fix: 'Remove it, or set the variable that replaces it.',
  evidence:
    'Source of every release from 1.21.0 to 1.39.0, and the binaries of 1.38.11, 1.38.14 and 1.39.3; measured: 1.39.3 logs `is set but is a no-op as of 1.39.0` for each PERSISTENCE_HNSW_SNAPSHOT variable, 1.38.11 still parses them; DISABLE_LAZY_LOAD_SHARDS and HNSW_STARTUP_WAIT_FOR_VECTOR_CACHE log `is deprecated and will be removed in a future version`',
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
            ? `${name} has been deprecated since Weaviate ${since} and will be removed: ${replacement}`
            : `Weaviate ${version} no longer reads ${name} (since ${since}): ${replacement}`,
        };
      }
    }
  },
};
