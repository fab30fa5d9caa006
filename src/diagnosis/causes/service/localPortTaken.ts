import { logged } from '../../cause.ts';
import type { Scene } from '../../scene.ts';

/** Of Go, measured on every port of Weaviate 1.38.11; of Node, for the stand-in server. */
const TAKEN =
  /listen tcp[46]? \S*:(?<port>\d+): bind: address already in use|EADDRINUSE: address already in use \S*:(?<other>\d+)/;

function advice(line: string, port: number, { observation }: Scene): string {
  const stop = `stop the program that has it (lsof -i :${port})`;
  if (/grpc/i.test(line)) return `${stop}, or another port: --grpc-port ${port + 1}`;
  if (/memberlist|raft|rpc|cluster/i.test(line)) {
    return observation.target === 'embedded'
      ? `bindstack up --target embedded again: it takes other ports for the cluster`
      : `${stop}, or another CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT, RAFT_INTERNAL_RPC_PORT`;
  }
  return `${stop}, or another port: --http-port ${port + 1}`;
}

export const localPortTaken = logged(
  'port-taken',
  ['weaviate', 'inference', 'other'],
  TAKEN,
  ({ line, group }, service, scene) => {
    const port = Number(group('port') || group('other'));
    return {
      message: `port ${port} that ${service.title} wants to open is taken`,
      cause:
        scene.observation.target === 'embedded'
          ? 'Another program on this machine, perhaps another Weaviate, listens on it.'
          : 'Something in the same container, or on the machine with network_mode: host, listens on it.',
      suggestion: advice(line, port, scene),
    };
  },
);
