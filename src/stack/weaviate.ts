import type { Variable } from '../capabilities/capability.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import { CONTAINER_DATA_PATH } from '../facts/weaviateVariables.ts';
import type { StackConfig } from '../options/table.ts';
import type { HealthCheck } from './healthCheck.ts';
import type { Image } from './inference.ts';
import { timeoutArguments, weaviateEnvironment } from './weaviateEnvironment.ts';

export interface PublishedPort {
  readonly address: string;
  readonly published: number;
  readonly target: number;
}

export interface WeaviateService {
  readonly image: Image;
  readonly arguments: readonly string[];
  readonly environment: readonly Variable[];
  /** Bytes. */
  readonly memory: number;
  readonly ports: readonly PublishedPort[];
  readonly healthCheck: HealthCheck;
  /** Seconds for flushing to disk after SIGTERM. */
  readonly stopGracePeriod: number;
}

/** Weaviate gives its modules 120 s (configure_api.go), and ends itself after that. */
export const WEAVIATE_HEALTH_CHECK: HealthCheck = {
  url: `http://127.0.0.1:${CONTAINER_HTTP_PORT}/v1/.well-known/ready`,
  interval: 5,
  timeout: 10,
  retries: 12,
  startPeriod: 150,
};

/** The database of a configuration, in a container. */
export function weaviateService(config: StackConfig, inferenceUrl: string): WeaviateService {
  const { registry, repository, tag, memory, bindAddress, httpPort, grpcPort } = config.weaviate;
  return {
    image: { registry, repository, tag },
    arguments: [
      '--host',
      '0.0.0.0',
      '--port',
      `${CONTAINER_HTTP_PORT}`,
      '--scheme',
      'http',
      ...timeoutArguments(config),
    ],
    environment: weaviateEnvironment(config, { inferenceUrl, dataPath: CONTAINER_DATA_PATH }),
    memory,
    ports: [
      { address: bindAddress, published: httpPort, target: CONTAINER_HTTP_PORT },
      { address: bindAddress, published: grpcPort, target: CONTAINER_GRPC_PORT },
    ].sort((a, b) => a.published - b.published),
    healthCheck: WEAVIATE_HEALTH_CHECK,
    stopGracePeriod: 60,
  };
}
