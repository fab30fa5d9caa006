/** How many of the first pods vote, as the chart computes it (weaviate-helm _helpers.tpl raft_configuration). */
export function votersOf(replicas: number): number {
  if (replicas >= 10) return 5;
  return replicas >= 3 ? 3 : 1;
}

/** More than half: so many voters elect a leader. */
export function votesNeeded(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/**
 * The names that vote at the first start: so many from the beginning of `RAFT_JOIN` as `RAFT_BOOTSTRAP_EXPECT` says
 * (weaviate configure_api.go:677), without their ports. All of them where the number is not known.
 */
export function votersNamedIn(join: string, expected: string | undefined): string[] {
  const names = join.split(',').map((name) => name.replace(/:\d*$/, ''));
  const count = Number(expected ?? names.length);
  return names.slice(0, count > 0 ? count : names.length);
}
