import { votersOf, votesNeeded } from '../../../facts/raftVoters.ts';
import { kubectl } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation } from '../../cause.ts';
import { podsOfWorkload } from '../../clusterServices.ts';
import { lastMatch } from '../../lines.ts';
import type { AnalyzedService } from '../../situation.ts';

const NO_LEADER =
  'Without more than half of the voters, Raft elects no leader: Weaviate returns 503 and accepts no schema changes.';

/** Log lines of a voter without the others, and of one that has a leader again (hashicorp/raft; measured). */
const ELECTION =
  /(?<lost>pre-vote campaign failed|failed to make requestVote RPC|Election timeout reached)|election won|entering (?:leader|follower) state/;

/** Fewer voting pods are running than a quorum needs. */
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
    message: `Weaviate has lost its quorum: ${running.length} of ${voters} voting pods running, ${needed} needed`,
    cause: NO_LEADER,
    suggestion: `${kubectl(context, 'get pods -o wide')} shows which pods are missing: bring them back with their volumes, and never delete more than one at a time`,
  };
}

/** All desired pods are running, but the earlier voters are not among them: the number of replicas was reduced. */
function noElection(service: AnalyzedService, context: DiagnosisContext): Explanation | undefined {
  if (service.health !== 'unhealthy') return undefined;
  const last = lastMatch(service.lines, ELECTION);
  if (!last?.group('lost')) return undefined;
  const desired = context.observation.cluster?.workloads.find(({ name }) => name === service.name)?.desired;
  return {
    message: 'Weaviate has lost its quorum: too few of the earlier voting pods respond',
    cause: `Its volume lists the voters, but ${desired === 1 ? 'only one pod is' : `only ${desired ?? 'some'} pods are`} configured now. ${NO_LEADER}`,
    evidence: last.line,
    suggestion: `bring back the earlier pods (bindstack generate --target helm --replicas 3, then ${context.advice.up}): their volumes still exist; fewer pods need a new database, restored from a backup`,
  };
}

/** Raft needs more than half of its voters; causes that keep the other pods away have a higher rank. */
export const quorumLost: Cause<AnalyzedService> = {
  code: 'quorum-lost',
  rank: 'symptom',
  find(service, context) {
    if (service.role !== 'weaviate' || service.isReady || context.observation.cluster === undefined)
      return undefined;
    return tooFewPods(service, context) ?? noElection(service, context);
  },
};
