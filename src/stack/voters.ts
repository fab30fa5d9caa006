/** How many of the first pods vote, as the chart computes it (weaviate-helm _helpers.tpl raft_configuration). */
export function votersOf(replicas: number): number {
  if (replicas >= 10) return 5;
  return replicas >= 3 ? 3 : 1;
}

/** More than half: so many voters elect a leader. */
export function votesNeeded(voters: number): number {
  return Math.floor(voters / 2) + 1;
}
