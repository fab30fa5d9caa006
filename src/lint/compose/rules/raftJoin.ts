import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { votersNamedIn } from '../../../facts/raftVoters.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { hasPlaceholders } from '../../weaviate/weaviateSettings.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { hostNames, isKnownUnset, variable, weaviatesOf, weaviateVersionOf } from '../roles.ts';

/** The default name of a node: the id of its container, which cannot be known in advance. */
const CONTAINER_ID = Symbol('the id of the container');

/** The name of the node; undefined if the files do not show it. */
function nodeName(service: ComposeService): string | typeof CONTAINER_ID | undefined {
  const own = variable(service, 'CLUSTER_HOSTNAME');
  if (own?.value) return own.value;
  if (own ? own.value === undefined : !isKnownUnset(service, 'CLUSTER_HOSTNAME')) return undefined;
  const hostname = at(service.map, 'hostname');
  if (!hostname) return CONTAINER_ID;
  const text = textOf(hostname);
  // Swarm fills in `{{.Node.Hostname}}`.
  return text?.includes('{{') ? undefined : text;
}

/** Whether a node joins nodes outside this project by gossip, and so may find voters that are not in the files. */
function joinsOthers(project: ComposeProject, service: ComposeService): boolean {
  const join = variable(service, 'CLUSTER_JOIN');
  if (!join) return !isKnownUnset(service, 'CLUSTER_JOIN');
  const localHosts = project.services.flatMap(hostNames);
  const hosts = join.value?.split(',').map((one) => one.trim().replace(/:\d+$/, ''));
  return hosts === undefined || hosts.some((host) => host !== '' && !localHosts.includes(host));
}

export const raftJoin: Rule<ComposeProject> = {
  id: 'raft-join',
  severity: 'error',
  summary:
    '`RAFT_JOIN` does not contain the name of the node, or has fewer names than `RAFT_BOOTSTRAP_EXPECT`.',
  why: 'The first `RAFT_BOOTSTRAP_EXPECT` names of the list (one by default) are the voting nodes. A server that finds neither itself nor a reachable node among them waits for a leader: it keeps running, but `/v1/.well-known/ready` returns 503 forever. Case and spaces matter.',
  fix: 'Add the `CLUSTER_HOSTNAME` of the node to `RAFT_JOIN`, or remove `RAFT_JOIN`: a single node does not need it.',
  evidence:
    'Measured with Weaviate 1.38.11 and CLUSTER_HOSTNAME=node1: RAFT_JOIN of node1, node1:8300 and "node1,node2" is ready after 3 to 4 s; node2, node2:8300, "node2,node3", "node2,node1", " node1" and NODE1 return 503; 1.39.3: node2 returns 503; RAFT_BOOTSTRAP_EXPECT of 3 with one name exits 1',
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
          message: `RAFT_BOOTSTRAP_EXPECT is ${expected?.value}, but RAFT_JOIN has only ${listed} ${listed === 1 ? 'name' : 'names'}: Weaviate exits at startup`,
          suggestion: 'add the missing names to RAFT_JOIN, or lower RAFT_BOOTSTRAP_EXPECT',
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
  own: string | typeof CONTAINER_ID,
  voters: readonly string[],
  value: string,
  place: Problem['place'],
): Problem {
  if (typeof own === 'symbol') {
    const message = `${weaviate.name} has no CLUSTER_HOSTNAME, so its node is named after the container, which is not in RAFT_JOIN: it never becomes ready`;
    return { place, message, suggestion: 'set CLUSTER_HOSTNAME to a name in RAFT_JOIN' };
  }
  if (voters.some((name) => name.trim() === own)) {
    const message = `RAFT_JOIN has a space next to ${own}, which becomes part of the name: ${weaviate.name} never becomes ready`;
    const without = value.split(',').map((name) => name.trim());
    return { place, message, changes: setVariable(weaviate, 'RAFT_JOIN', without.join(',')) };
  }
  const isLater = value.includes(own);
  const message = `RAFT_JOIN "${value}" does not ${isLater ? 'start with' : 'contain'} ${own}, the CLUSTER_HOSTNAME of ${weaviate.name}: it never becomes ready`;
  return isLater
    ? { place, message, suggestion: `put ${own} first in RAFT_JOIN, or remove RAFT_JOIN` }
    : { place, message };
}
