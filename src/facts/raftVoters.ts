/** The number of pods that vote in Raft, as the chart computes it (weaviate-helm _helpers.tpl raft_configuration). */
export function votersOf(replicas: number): number {
  if (replicas >= 10) return 5;
  return replicas >= 3 ? 3 : 1;
}

/** The majority that elects a leader. */
export function votesNeeded(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/**
 * The nodes that vote at the first start, without their ports: the first `RAFT_BOOTSTRAP_EXPECT` names in `RAFT_JOIN`
 * (weaviate configure_api.go:677), or all names if that number is unknown.
 */
export function votersNamedIn(join: string, expected: string | undefined): string[] {
  const names = join.split(',').map((name) => name.replace(/:\d*$/, ''));
  const count = Number(expected ?? names.length);
  return names.slice(0, count > 0 ? count : names.length);
}
