import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import type { Place } from './place.ts';
import { weaviateBinary } from './requirements.ts';
import { weaviateRest } from './weaviateRest.ts';

/**
 * A Weaviate not started by bindstack, on the ports of a place. Without settings it has no modules, like a server whose
 * user forgot ENABLE_MODULES.
 */
export async function startWeaviate(
  place: Place,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { http, grpc } = await place.ports();
  const [gossip = 0, data = 0, raft = 0, rpc = 0] = await freePorts(4);
  await mkdir(join(place.directory, 'data'));
  const server = spawn(weaviateBinary, ['--host', '127.0.0.1', '--port', `${http}`, '--scheme', 'http'], {
    cwd: place.directory,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
      PERSISTENCE_DATA_PATH: join(place.directory, 'data'),
      DISABLE_TELEMETRY: 'true',
      GO_PROFILING_DISABLE: 'true',
      CLUSTER_HOSTNAME: 'node1',
      CLUSTER_IN_LOCALHOST: 'true',
      CLUSTER_BIND_ADDR: '127.0.0.1',
      CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
      CLUSTER_GOSSIP_BIND_PORT: `${gossip}`,
      CLUSTER_DATA_BIND_PORT: `${data}`,
      RAFT_PORT: `${raft}`,
      RAFT_INTERNAL_RPC_PORT: `${rpc}`,
      GRPC_PORT: `${grpc}`,
      ...settings,
    },
  });
  await once(server, 'spawn');
  const url = await place.url();
  while ((await weaviateRest(url, 'GET', '/v1/.well-known/ready').catch(() => undefined))?.status !== 200) {
    if (server.exitCode !== null) throw new Error(`Weaviate exited with ${server.exitCode}`);
    await sleep(100);
  }
}
