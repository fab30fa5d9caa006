import { randomBytes } from 'node:crypto';
import type { StackConfig } from '../../options/table.ts';
import { timeoutArguments, weaviateEnvironment } from '../../stack/weaviate.ts';

/**
 * Number of ports that Weaviate opens for other nodes, though there are none here: gossip, data, Raft and Raft's RPC.
 * They must be consecutive: on one machine Weaviate expects the data port right after the gossip port, and the RPC port
 * right after the Raft port (cluster/resolver/rpc.go); otherwise it never elects a leader and never becomes ready.
 */
export const CLUSTER_PORTS = 4;

export interface ServerEnvironmentOptions {
  readonly inferenceUrl: string;
  readonly dataPath: string;
  /** Absolute; only used if backups are files. */
  readonly backupsPath: string;
  /** First of CLUSTER_PORTS free ports. */
  readonly firstPort: number;
  /** Absolute path of the key file for Google Cloud; only used for backups there. */
  readonly googleKeyFile: string;
  /** The values of `.env`. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Command line arguments of the server. */
export function serverArguments(config: StackConfig): string[] {
  const { bindAddress, httpPort } = config.weaviate;
  return ['--host', bindAddress, '--port', `${httpPort}`, '--scheme', 'http', ...timeoutArguments(config)];
}

/**
 * Environment of the server as a local process. Ports that always listen on every interface (gRPC and the data port of
 * the cluster, measured on 1.39.3) are protected by keys; the others are bound to loopback.
 */
export function serverEnvironment(
  config: StackConfig,
  { firstPort, secrets, ...details }: ServerEnvironmentOptions,
): Record<string, string> {
  const variables = weaviateEnvironment(config, { ...details, nodes: 1 });
  return {
    ...Object.fromEntries(
      variables.map(({ name, value, secret }) => [name, secret ? (secrets[value] ?? '') : value]),
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
