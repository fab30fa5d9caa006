import type { TargetDetails, Variable } from '../capabilities/capability.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import { ANONYMOUS_VARIABLE, CONTAINER_DATA_PATH } from '../facts/weaviateVariables.ts';
import { secondsText } from '../formats/duration.ts';
import type { StackConfig } from '../options/table.ts';
import { weaviateVariables } from './contributions.ts';
import type { HealthCheck } from './healthCheck.ts';
import type { Image } from './inference.ts';

/**
 * The environment of Weaviate, the same for every target but for its surroundings. Sources of the facts:
 * weaviate/weaviate usecases/config/environment.go and adapters/handlers/rest/configure_api.go.
 */
export function weaviateEnvironment(config: StackConfig, surroundings: TargetDetails): Variable[] {
  return [
    ...weaviateVariables(config, surroundings),
    ...Object.entries(config.weaviate.env)
      .filter(([name]) => name !== ANONYMOUS_VARIABLE)
      .map(([name, value]) => ({ name, value, why: 'given with --env' })),
  ];
}

/** Seconds that whoever asks Weaviate waits: longer than Weaviate for its module, whose error is then heard. */
export function requestTimeout({ inference }: StackConfig): number {
  return inference.timeout + 30;
}

/**
 * Arguments of the Weaviate server for its read and write time-outs, which no variable sets. The answer to a
 * request may take as long as the module's time-out; with less, the connection is cut before it is sent.
 */
export function timeoutArguments(config: StackConfig): string[] {
  const seconds = secondsText(requestTimeout(config));
  return [`--read-timeout=${seconds}`, `--write-timeout=${seconds}`];
}

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
