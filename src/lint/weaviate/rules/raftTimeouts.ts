import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { RAFT_TIMEOUTS_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

/** Whether Weaviate accepts a value (usecases/config/environment.go parsePositiveInt, Go's strconv.Atoi). */
function isAccepted(value: string): boolean {
  return /^[+-]?\d+$/.test(value) && Number(value) > 0;
}

export const raftTimeouts: WeaviateRule = {
  id: 'raft-timeouts',
  severity: 'error',
  summary: '`RAFT_TIMEOUTS_MULTIPLIER` is not a whole number above 0, or is 1 in a cluster.',
  why: 'Weaviate exits at startup if it cannot read the value. Raft allows a heartbeat to be late by 1 s times this number; Weaviate recommends 5 for clusters, because a busy disk or network makes a lower number elect new leaders again and again. Only a single node waits for no one.',
  fix: 'Remove it in a cluster, which then uses 5. Set it to "1" on a single node.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: 0, -1, abc, 1.5 and " 1" exit with code 1, an empty value means 5; usecases/config/environment.go parseRAFTConfig, cluster/store.go raftConfig',
  *check(weaviate) {
    const entry = weaviate.variable(RAFT_TIMEOUTS_VARIABLE);
    const { version } = weaviate;
    if (!entry?.value || (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.longRaftTimeouts)))
      return;
    if (!isAccepted(entry.value))
      yield {
        place: entry.place,
        message: `RAFT_TIMEOUTS_MULTIPLIER "${entry.value}" is not a whole number above 0: Weaviate exits at startup`,
        suggestion: 'remove it, or write a whole number',
      };
    else if (Number(entry.value) === 1 && weaviate.clusterSize === 'several')
      yield {
        place: entry.place,
        severity: 'warning',
        message:
          'RAFT_TIMEOUTS_MULTIPLIER is 1: a heartbeat that is one second late makes the nodes elect a new leader',
        suggestion: 'remove it: the default for clusters is 5',
      };
  },
};
