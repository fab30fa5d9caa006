import { votersOf, votesNeeded } from '../../../facts/raftVoters.ts';
import { kubectl } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation } from '../../cause.ts';
import { podsOfWorkload } from '../../clusterServices.ts';
import { lastMatch } from '../../lines.ts';
import type { AnalyzedService } from '../../situation.ts';

const NO_LEADER =
  'Without more than half of the voters, Raft elects no leader: Weaviate says 503 and takes no changes of its schema.';

/** What a voter says that stands alone, and what it says when there is a leader again (hashicorp/raft; measured). */
const ELECTION =
  /(?<lost>pre-vote campaign failed|failed to make requestVote RPC|Election timeout reached)|election won|entering (?:leader|follower) state/;

/** Fewer pods of those that vote run than it takes. */
function tooFewPods(service: AnalyzedService, context: DiagnosisContext): Explanation | undefined {
  const { cluster } = context.observation;
  const workload = cluster?.workloads.find(
    ({ kind, name }) => kind === 'StatefulSet' && name === service.name,
  );
  if (!cluster || !workload || workload.desired < 2) return undefined;
  const voters = votersOf(workload.desired);
  const needed = votesNeeded(voters);
  const running = podsOfWorkload(cluster, service.name).filter(({ name, containers }) => {
    const ordinal = Number(/-(\d+)$/.exec(name)?.[1]);
    return ordinal < voters && containers[0]?.state === 'running';
  });
  if (running.length >= needed || running.length === 0) return undefined;
  return {
    message: `Weaviate has lost its quorum: ${running.length} of ${voters} voting pods run, and ${needed} are needed`,
    cause: NO_LEADER,
    suggestion: `${kubectl(context, 'get pods -o wide')} shows which are missing: bring them back with their volumes, and never delete more than one at a time`,
  };
}

/** All pods run that are wanted, and those that voted before are not among them: fewer replicas than there were. */
function noElection(service: AnalyzedService, context: DiagnosisContext): Explanation | undefined {
  if (service.health !== 'unhealthy') return undefined;
  const last = lastMatch(service.lines, ELECTION);
  if (!last?.group('lost')) return undefined;
  const wanted = context.observation.cluster?.workloads.find(({ name }) => name === service.name)?.desired;
  return {
    message: 'Weaviate has lost its quorum: too few of the pods that voted before answer',
    cause: `The voters stand in its volume, and ${wanted === 1 ? 'only one pod is wanted now' : `${wanted ?? 'fewer'} pods are wanted now`}. ${NO_LEADER}`,
    evidence: last.line,
    suggestion: `bring back the pods that were there (bindstack generate --target helm --replicas 3, then ${context.advice.up}): their volumes are kept; fewer pods need a new database, from a backup`,
  };
}

/** Raft decides only with more than half of its voters; what keeps the others away is told before this. */
export const quorumLost: Cause<AnalyzedService> = {
  code: 'quorum-lost',
  rank: 'symptom',
  find(service, context) {
    if (service.role !== 'weaviate' || service.isReady || context.observation.cluster === undefined)
      return undefined;
    return tooFewPods(service, context) ?? noElection(service, context);
  },
};
