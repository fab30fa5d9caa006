import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import {
  describeOnCluster,
  hasRealChart,
  kubectl,
  newClusterPlace,
  overrideValues,
} from '../support/cluster.ts';
import { commandBlocks } from '../support/documentedCommands.ts';
import { furnished, runAsWritten } from '../support/documentedShell.ts';
import { chartPath, describeWith, docker, s3Server, weaviate } from '../support/requirements.ts';
import { fillWithObjects, stateOf } from '../support/upgradeObjects.ts';

const HEADING = 'From one machine to a cluster';

describeOnCluster('a stack moves to a cluster', () => {
  describeWith([docker], 'through files', () => {
    it('with the commands of the documentation', async () => {
      const place = newClusterPlace();
      const env = await furnished(place, {
        ...place.env,
        BINDSTACK_KUBERNETES_NAMESPACE: place.namespace,
        BINDSTACK_KUBERNETES_SYSCTL_INIT: 'false',
        BINDSTACK_BACKUP_TO: 'volume',
        BINDSTACK_INFERENCE_MEMORY: '10g',
        BINDSTACK_WEAVIATE_MEMORY: '1g',
      });
      await overrideValues(place.directory);
      await place.succeed('up', env);
      await fillWithObjects(await place.url());
      const before = await stateOf(await place.url());
      const [block] = commandBlocks(['docs/backup.md']).filter(({ heading }) => heading === HEADING);
      for (const line of block?.lines ?? []) {
        const here = line
          .replace('--namespace weaviate', `--namespace ${place.namespace}`)
          .replace(/^bindstack up .*/, `$& --chart '${chartPath()}'`);
        await runAsWritten(here, HEADING, place, env);
      }
      expect(await place.forwarded(stateOf)).toEqual(before);
    });
  });

  describeWith([weaviate, s3Server.requirement], 'through a bucket', () => {
    // The small test chart has no buckets, and cannot make a cluster.
    it.skipIf(!hasRealChart)('of several replicas', async () => {
      const place = newClusterPlace();
      // The address of the node, which pods can reach, is one of this machine.
      const node = kubectl('get', 'node', '--output', 'jsonpath={.items[0].status.addresses[0].address}');
      const [port] = await freePorts(1);
      const address = `${node.stdout}:${port}`;
      const storage = join(place.scratch, 's3');
      for (const name of ['buckets/backups', 'attributes'])
        mkdirSync(join(storage, name), { recursive: true });
      const keys = { AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'my-secret' };
      const words = ['--quiet', '--access', 'me', '--secret', 'my-secret', '--port', address, 'posix'];
      const server = spawn(
        s3Server.path(),
        [...words, '--sidecar', join(storage, 'attributes'), join(storage, 'buckets')],
        { stdio: 'ignore' },
      );
      onTestFinished(() => void server.kill());
      await vi.waitFor(async () => expect((await fetch(`http://${address}/`)).status).toBe(403), 10_000);

      const bucket = `--backup-to s3 --backup-bucket backups --backup-endpoint http://${address}`;
      await place.succeed(
        `generate --inference stub ${bucket} --save ${(await place.portFlags()).join(' ')}`,
        keys,
      );
      await place.succeed('up --target embedded');
      await fillWithObjects(await place.url());
      const before = await stateOf(await place.url());
      await place.succeed('backup create --id move --target embedded');
      const replicas = '--replicas 3 --env REPLICATION_MINIMUM_FACTOR=1';
      await place.values(`${bucket} --inference container ${replicas}`);
      await place.succeed(place.up());
      await place.succeed('restore move --target helm');
      expect(await place.forwarded(stateOf)).toEqual(before);
    });
  });
});
