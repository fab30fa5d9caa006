import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { votersNamedIn } from '../../../facts/raftVoters.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { hasPlaceholders } from '../../weaviate/weaviateSettings.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { hostNames, isKnownUnset, variable, weaviatesOf, weaviateVersionOf } from '../roles.ts';

/** What a node is called where nothing else says it: like its container, which no list can hold. */
const CONTAINER = Symbol('the id of the container');

/** The name of the node; undefined where that is not known from the files. */
function nodeName(service: ComposeService): string | typeof CONTAINER | undefined {
  const own = variable(service, 'CLUSTER_HOSTNAME');
  if (own?.value) return own.value;
  if (own ? own.value === undefined : !isKnownUnset(service, 'CLUSTER_HOSTNAME')) return undefined;
  const hostname = at(service.map, 'hostname');
  if (!hostname) return CONTAINER;
  const text = textOf(hostname);
  // Swarm fills in `{{.Node.Hostname}}`.
  return text?.includes('{{') ? undefined : text;
}

/** Whether a node joins others by gossip that this project does not hold, and so may know voters that are not here. */
function joinsOthers(project: ComposeProject, service: ComposeService): boolean {
  const join = variable(service, 'CLUSTER_JOIN');
  if (!join) return !isKnownUnset(service, 'CLUSTER_JOIN');
  const here = project.services.flatMap(hostNames);
  const hosts = join.value?.split(',').map((one) => one.trim().replace(/:\d+$/, ''));
  return hosts === undefined || hosts.some((host) => host !== '' && !here.includes(host));
}

export const raftJoin: Rule<ComposeProject> = {
  id: 'raft-join',
  severity: 'error',
  summary: '`RAFT_JOIN` does not hold the name of the node, or fewer names than `RAFT_BOOTSTRAP_EXPECT`.',
  why: 'The first `RAFT_BOOTSTRAP_EXPECT` names of the list (one, when it is not set) are the nodes that vote. A server that finds neither itself nor a reachable node among them waits for a leader: it lives, and `/v1/.well-known/ready` answers 503 for ever. Case and blanks count.',
  fix: 'Put the `CLUSTER_HOSTNAME` of the node into `RAFT_JOIN`, or remove `RAFT_JOIN`: a single node does not need it.',
  evidence:
    'measured with Weaviate 1.38.11 and CLUSTER_HOSTNAME=node1: RAFT_JOIN of node1, node1:8300 and "node1,node2" is ready after 3 to 4 s; node2, node2:8300, "node2,node3", "node2,node1", " node1" and NODE1 answer 503; 1.39.3: node2 answers 503; RAFT_BOOTSTRAP_EXPECT of 3 with one name exits 1',
  fixable: true,
  *check(project) {
    const weaviates = weaviatesOf(project);
    const names = weaviates.map(nodeName);
    for (const [index, weaviate] of weaviates.entries()) {
      const entry = variable(weaviate, 'RAFT_JOIN');
      const version = weaviateVersionOf(weaviate);
      if (!entry?.value || hasPlaceholders(entry.value)) continue;
      if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.raft)) continue;
      const expected = variable(weaviate, 'RAFT_BOOTSTRAP_EXPECT');
      const listed = entry.value.split(',').length;
      if (Number(expected?.value) > listed) {
        yield {
          place: expected?.place ?? entry.place,
          message: `RAFT_BOOTSTRAP_EXPECT of ${expected?.value} is more than the ${listed} of RAFT_JOIN: Weaviate exits at start`,
        };
        continue;
      }
      const voters = votersNamedIn(entry.value, expected ? expected.value : '1');
      const own = names[index];
      if (own === undefined || voters.includes(String(own))) continue;
      const others = names.filter((_, i) => i !== index);
      if (others.some((name) => name === undefined || voters.includes(String(name)))) continue;
      if (project.incomplete || joinsOthers(project, weaviate)) continue;
      yield missingVoterProblem(weaviate, own, voters, entry.value, entry.place);
    }
  },
};

function missingVoterProblem(
  weaviate: ComposeService,
  own: string | typeof CONTAINER,
  voters: readonly string[],
  value: string,
  place: Problem['place'],
): Problem {
  if (typeof own === 'symbol') {
    const message = `${weaviate.name} has no CLUSTER_HOSTNAME, and is called like its container, which RAFT_JOIN does not hold: it is never ready`;
    return { place, message, suggestion: 'set CLUSTER_HOSTNAME to a name of RAFT_JOIN' };
  }
  if (voters.some((name) => name.trim() === own)) {
    const message = `RAFT_JOIN has a blank beside ${own}, which becomes a part of the name: ${weaviate.name} is never ready`;
    const without = value.split(',').map((name) => name.trim());
    return { place, message, changes: setVariable(weaviate, 'RAFT_JOIN', without.join(',')) };
  }
  const message = `RAFT_JOIN of ${value} does not begin with ${own}, the CLUSTER_HOSTNAME of ${weaviate.name}: it is never ready`;
  return { place, message: value.includes(own) ? message : message.replace('begin with', 'hold') };
}
