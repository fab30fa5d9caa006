import { logged } from '../../cause.ts';

/**
 * Raft knows the node by another name and lets nobody vote: Weaviate lives on, says 503 for ever and logs no error
 * (measured; weaviate#5491). A healthy start says `starting election` in its place.
 */
export const hostnameChanged = logged(
  'hostname-changed',
  ['weaviate'],
  /not part of a stable configuration or a non-voter, not triggering a leader election/,
  (_match, _service, { observation }) => {
    // Without data there is nothing that could know another name.
    if (observation.dataExisted === false) return undefined;
    return {
      message: 'Weaviate never becomes ready: its data belong to a node of another name',
      cause:
        'CLUSTER_HOSTNAME has changed, or was not set, so that it became the id of the new container; the data know the old name.',
      suggestion:
        observation.target === 'embedded'
          ? 'start with the CLUSTER_HOSTNAME that made the data (bindstack uses node1), or without the data: move .bindstack/embedded/data away'
          : observation.target === 'helm'
            ? 'the name of the pod is its name: install under the release and fullnameOverride that made the data; or without the data: bindstack destroy --target helm, which deletes them'
            : 'set CLUSTER_HOSTNAME to the name that it had when the data were made (bindstack uses node1); if nobody knows it, once with RAFT_ENABLE_ONE_NODE_RECOVERY: "true"; or without the data: docker compose down -v, which deletes them',
    };
  },
);
