import { randomBytes } from 'node:crypto';
import type { StackConfig } from '../../options/table.ts';
import { timeoutArguments, weaviateEnvironment } from '../../stack/weaviate.ts';

/**
 * Ports that Weaviate opens for other nodes, of which there are none here: gossip, data, Raft, Raft's RPC.
 * Consecutive, because on one machine Weaviate looks for the data port behind the gossip port and for the RPC
 * port behind the Raft port (cluster/resolver/rpc.go); elsewhere it never elects a leader, nor gets ready.
 */
export const CLUSTER_PORTS = 4;

export interface ServerEnvironmentOptions {
  readonly inferenceUrl: string;
  readonly dataPath: string;
  /** First of CLUSTER_PORTS free ports. */
  readonly firstPort: number;
  /** Needed where the configuration asks for API keys. */
  readonly apiKey: string | undefined;
}

/** Arguments of the server. */
export function serverArguments(config: StackConfig): string[] {
  const { bindAddress, httpPort } = config.weaviate;
  return ['--host', bindAddress, '--port', `${httpPort}`, '--scheme', 'http', ...timeoutArguments(config)];
}

/**
 * Environment of the server as a local process. What listens on every interface whatever one sets (gRPC and
 * the cluster's data port, measured on 1.39.3) is guarded by keys; the rest is bound to loopback.
 */
export function serverEnvironment(
  config: StackConfig,
  { inferenceUrl, dataPath, firstPort, apiKey }: ServerEnvironmentOptions,
): Record<string, string> {
  const variables = weaviateEnvironment(config, { inferenceUrl, dataPath });
  return {
    ...Object.fromEntries(
      variables.map(({ name, value, secret }) => [name, secret ? (apiKey ?? '') : value]),
    ),
    GRPC_PORT: `${config.weaviate.grpcPort}`,
    CLUSTER_IN_LOCALHOST: 'true',
    CLUSTER_BIND_ADDR: '127.0.0.1',
    CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
    CLUSTER_GOSSIP_BIND_PORT: `${firstPort}`,
    CLUSTER_DATA_BIND_PORT: `${firstPort + 1}`,
    RAFT_PORT: `${firstPort + 2}`,
    RAFT_INTERNAL_RPC_PORT: `${firstPort + 3}`,
    CLUSTER_BASIC_AUTH_USERNAME: 'bindstack',
    CLUSTER_BASIC_AUTH_PASSWORD: randomBytes(24).toString('base64url'),
  };
}
