/** The port on which Weaviate and the inference server listen in their containers (see their Dockerfiles). */
export const CONTAINER_HTTP_PORT = 8080;

/** The default of Weaviate's `GRPC_PORT` (usecases/config/environment.go). */
export const CONTAINER_GRPC_PORT = 50_051;

/** The default port of uvicorn. */
export const UVICORN_PORT = 8000;

/** The default of Weaviate's `PROMETHEUS_MONITORING_PORT` (usecases/config/environment.go). */
export const METRICS_PORT = 2112;

/**
 * Ports of Weaviate that require no API key: the variable that sets it, its default and its purpose
 * (usecases/config/environment.go).
 */
export const INTERNAL_PORTS = [
  ['GO_PROFILING_PORT', 6060, 'profiling and debugging'],
  ['CLUSTER_GOSSIP_BIND_PORT', 7946, 'cluster gossip'],
  ['CLUSTER_DATA_BIND_PORT', 7947, 'cluster data'],
  ['RAFT_PORT', 8300, 'Raft'],
  ['RAFT_INTERNAL_RPC_PORT', 8301, 'Raft'],
] as const;
