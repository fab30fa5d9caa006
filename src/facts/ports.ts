/** The port that Weaviate and the inference server listen on inside their containers (their Dockerfiles). */
export const CONTAINER_HTTP_PORT = 8080;

/** Weaviate's gRPC, where `GRPC_PORT` says no other (usecases/config/environment.go). */
export const CONTAINER_GRPC_PORT = 50_051;

/** uvicorn's own, where its command names none. */
export const UVICORN_PORT = 8000;

/** Weaviate's metrics, where `PROMETHEUS_MONITORING_PORT` says no other (usecases/config/environment.go). */
export const METRICS_PORT = 2112;

/**
 * Ports of Weaviate that ask for no key: the variable that moves one, its usual number and what it is for
 * (usecases/config/environment.go).
 */
export const INTERNAL_PORTS = [
  ['GO_PROFILING_PORT', 6060, 'profiling and debugging'],
  ['CLUSTER_GOSSIP_BIND_PORT', 7946, "the cluster's gossip"],
  ['CLUSTER_DATA_BIND_PORT', 7947, "the cluster's data"],
  ['RAFT_PORT', 8300, 'Raft'],
  ['RAFT_INTERNAL_RPC_PORT', 8301, 'Raft'],
] as const;
