import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { type ClusterPlace, describeOnCluster, newClusterPlace } from '../support/cluster.ts';
import { chartPath } from '../support/requirements.ts';

/** A connection to the cluster that the test can cut. */
async function cuttableCluster(
  place: ClusterPlace,
): Promise<{ env: Record<string, string>; cut: () => void }> {
  const text = await readFile(process.env['KUBECONFIG'] ?? '', 'utf8');
  const config = parse(text) as { clusters: { cluster: { server: string } }[] };
  const [entry] = config.clusters;
  if (!entry) throw new Error('KUBECONFIG names no cluster');
  const { hostname, port } = new URL(entry.cluster.server);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const far = connect(Number(port), hostname);
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(far).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const local = typeof address === 'object' ? address?.port : undefined;
  entry.cluster.server = `https://127.0.0.1:${local}`;
  const file = join(place.scratch, 'kubeconfig');
  await writeFile(file, stringify(config), { mode: 0o600 });
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(cut);
  return { env: { KUBECONFIG: file }, cut };
}

/** Process ids of the port-forwards into a namespace. */
function portForwards(namespace: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes('port-forward') && line.includes(namespace))
    .map((line) => Number.parseInt(line, 10));
}

describeOnCluster('up on a cluster', () => {
  it('stops immediately when interrupted, and the next up takes over', async () => {
    const place = newClusterPlace();
    await place.values();
    for (const [text, signal] of [
      ['checking the cluster', 'SIGTERM'],
      ['created the namespace', 'SIGINT'],
      ['helm: installing', 'SIGINT'],
      ['the inference service: starting', 'SIGTERM'],
      ['Weaviate: starting', 'SIGINT'],
      ['the module multi2vec-bind: checking', 'SIGINT'],
      ['Smoke test of', 'SIGTERM'],
    ] as const) {
      const running = place.start(place.up('--smoke'));
      await running.said(text);
      expect(await running.endedBy(signal)).toMatchObject({
        exitCode: 130,
        stderr: expect.stringContaining('error: interrupted'),
      });
    }
    await place.succeed(place.up());
    expect(portForwards(place.namespace)).toEqual([]);
  });

  it('takes over a release that a killed helm left pending', async () => {
    const place = newClusterPlace();
    await place.values();
    const args = ['upgrade', '--install', 'e2e', chartPath(), '--namespace', place.namespace];
    const helm = spawn(place.helm, [...args, '--create-namespace', '--values', 'values.yaml', '--wait'], {
      cwd: place.directory,
      stdio: 'ignore',
    });
    const ended = once(helm, 'close');
    while (!place.kubectl('get', 'pods', '--output', 'name').includes('weaviate'))
      await new Promise((resolve) => setTimeout(resolve, 200));
    helm.kill('SIGKILL');
    await ended;
    const { stderr } = await place.succeed(place.up());
    expect(stderr).toContain('the release is pending-install: another helm process may be running');
    expect(stderr).toContain('took over the release');
  });

  it('reports when the cluster goes away, and when a port-forward breaks', async () => {
    const place = newClusterPlace();
    await place.values();
    const { env, cut } = await cuttableCluster(place);
    const running = place.start(place.up(), env);
    await running.said('the inference service: starting');
    cut();
    expect(await running.ended).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('error: the cluster has not responded for 30 s'),
    });
    await place.succeed(place.up());
    const smoke = place.start('smoke --target helm --modalities all');
    await smoke.said('Smoke test of');
    for (const pid of portForwards(place.namespace)) process.kill(pid, 'SIGKILL');
    expect(await smoke.ended).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/error: the port-forward to the service weaviate\S* stopped/),
    });
  });
});
