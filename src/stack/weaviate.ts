import type { TargetDetails, Variable } from '../capabilities/capability.ts';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../facts/ports.ts';
import {
  ANONYMOUS_VARIABLE,
  CONTAINER_BACKUPS_PATH,
  CONTAINER_DATA_PATH,
  CONTAINER_GOOGLE_KEY_FILE,
} from '../facts/weaviateVariables.ts';
import { secondsText } from '../formats/duration.ts';
import type { StackConfig } from '../options/table.ts';
import { weaviateVariables } from './contributions.ts';
import type { HealthCheck } from './healthCheck.ts';
import type { Image } from './inference.ts';

/**
 * The environment of Weaviate. Sources: weaviate/weaviate usecases/config/environment.go and
 * adapters/handlers/rest/configure_api.go.
 */
export function weaviateEnvironment(config: StackConfig, details: TargetDetails): Variable[] {
  return [
    ...weaviateVariables(config, details),
    ...Object.entries(config.weaviate.env)
      .filter(([name]) => name !== ANONYMOUS_VARIABLE)
      .map(([name, value]) => ({ name, value, why: 'set with --env' })),
  ];
}

/**
 * Seconds that a client waits for Weaviate: longer than Weaviate waits for its module, so the client gets its error.
 */
export function requestTimeout({ inference }: StackConfig): number {
  return inference.timeout + 30;
}

/**
 * Arguments for the read and write timeouts of Weaviate, for which there are no variables. A response may take as
 * long as the module's timeout; a shorter write timeout cuts the connection before it is sent.
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

/** Weaviate waits 120 s for its modules and then exits (configure_api.go). */
export const WEAVIATE_HEALTH_CHECK: HealthCheck = {
  url: `http://127.0.0.1:${CONTAINER_HTTP_PORT}/v1/.well-known/ready`,
  interval: 5,
  timeout: 10,
  retries: 12,
  startPeriod: 150,
};

/** The Weaviate service of a configuration, in a container. */
export function weaviateService(
  config: StackConfig,
  { inferenceUrl, nodes }: Omit<TargetDetails, 'dataPath' | 'backupsPath' | 'googleKeyFile'>,
): WeaviateService {
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
    environment: weaviateEnvironment(config, {
      inferenceUrl,
      nodes,
      dataPath: CONTAINER_DATA_PATH,
      backupsPath: CONTAINER_BACKUPS_PATH,
      googleKeyFile: CONTAINER_GOOGLE_KEY_FILE,
    }),
    memory,
    ports: [
      { address: bindAddress, published: httpPort, target: CONTAINER_HTTP_PORT },
      { address: bindAddress, published: grpcPort, target: CONTAINER_GRPC_PORT },
    ].sort((a, b) => a.published - b.published),
    healthCheck: WEAVIATE_HEALTH_CHECK,
    stopGracePeriod: 60,
  };
}
