import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { RAFT_TIMEOUTS_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

export const singleNodeElection: WeaviateRule = {
  id: 'single-node-election',
  severity: 'info',
  summary: 'A single node of Weaviate waits several seconds for other nodes at every start.',
  why: 'Before a node elects itself, it waits for the heartbeat of a leader: 1 to 2 s times `RAFT_TIMEOUTS_MULTIPLIER`, which is 5 by default. On a single node this wait is for no one, and the lower value is safe: a leader that is the only voter always has the majority.',
  fix: 'Set `RAFT_TIMEOUTS_MULTIPLIER: "1"` while there is only one node.',
  evidence:
    'Measured with Weaviate 1.39.3 and 1.38.11, medians of three runs: ready 9.4 and 6.2 s after the first start, 7.6 and 6.3 s after a restart with 1,000 objects, 8.2 and 9.6 s after kill -9; with 1 2.5 and 4.1, 2.5 and 3.1, 2.6 and 3.2 s, no object missing',
  *check(weaviate) {
    const { version, clusterSize, place } = weaviate;
    if (clusterSize !== 'one') return;
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.longRaftTimeouts)) return;
    const entry = weaviate.variable(RAFT_TIMEOUTS_VARIABLE);
    if (entry ? entry.value !== '' : !weaviate.isUnset(RAFT_TIMEOUTS_VARIABLE)) return;
    yield {
      place: entry?.place ?? place,
      message:
        'RAFT_TIMEOUTS_MULTIPLIER is not set: at every start, the only node waits 5 to 10 s before it elects itself',
    };
  },
};
