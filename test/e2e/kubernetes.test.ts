import { beforeAll, expect, it } from 'vitest';
import {
  clusterPlaceForSuite,
  describeOnCluster,
  hasRealChart,
  kubectl,
  newClusterPlace,
} from '../support/cluster.ts';
import { Terminal } from '../support/terminal.ts';

describeOnCluster('a release', () => {
  const place = clusterPlaceForSuite();
  let collection = '';

  beforeAll(async () => {
    await place().values('--vectors shared');
    expect(JSON.parse((await place().succeed('status --target helm --json')).stdout)).toMatchObject({
      target: 'helm',
      state: 'stopped',
      services: [],
    });
    const { stdout, stderr } = await place().succeed([...place().up(), '--smoke', '--json']);
    expect(stderr).toContain('✔ Weaviate is ready');
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'helm',
      state: 'running',
      smoke: { ok: true },
      diagnosis: [],
    });
    const kept = JSON.parse((await place().succeed('smoke --target helm --keep --json')).stdout);
    collection = kept.collection;
  });

  it('has a status for people and for scripts, and says how to reach it', async () => {
    const { stdout } = await place().succeed('status --target helm');
    expect(stdout).toContain('✔ helm: running');
    expect(stdout).toMatch(/ {2}weaviate +running \(healthy\)/);
    expect(stdout).toContain('port-forward --address 127.0.0.1 service/weaviate 8080:80');
    const status = JSON.parse((await place().succeed('status --target helm --json')).stdout);
    expect(
      status.services.map(({ name, state, health }: Record<string, unknown>) => [name, state, health]),
    ).toEqual(
      expect.arrayContaining([
        ['bind-inference', 'running', 'healthy'],
        ['weaviate', 'running', 'healthy'],
      ]),
    );
    expect(await place().run('status --target helm --format env')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Weaviate has no address outside the cluster'),
    });
  });

  it('has logs, of all pods or of one service', async () => {
    const all = (await place().succeed('logs --target helm --tail 3')).stdout;
    expect(all).toMatch(/^weaviate-0 +\| \d\d:\d\d:\d\d \w+/m);
    expect(all).toMatch(/^bind-inference-\S+ +\| INFO:/m);
    const raw = (await place().succeed('logs --target helm --service weaviate --tail 2 --raw')).stdout;
    expect(
      raw
        .trim()
        .split('\n')
        .map((line) => typeof JSON.parse(line)),
    ).toEqual(['object', 'object']);
    expect(await place().run('logs --target helm --service weeviate')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('did you mean weaviate?'),
    });
  });

  it('has logs that can be followed into new pods', async () => {
    const following = place().start('logs --target helm --follow --tail 1');
    await following.said('weaviate-0');
    place().kubectl('delete', 'pod', '--selector', 'app=bind-inference', '--wait=false');
    await following.said('bind-inference has started');
    expect(await following.endedBy('SIGINT')).toMatchObject({ exitCode: 130 });
  });

  it('shows on a terminal what it is waiting for', async () => {
    const terminal = new Terminal(place().up(), { cwd: place().directory, env: place().env });
    await terminal.waitFor('⠋ the inference service: starting');
    await terminal.waitFor('✔ Weaviate is ready');
    expect(await terminal.exit).toBe(0);
    // A harmless warning of helm.
    expect(terminal.text).not.toContain('cannot overwrite table');
  });

  it('shows what a change would do before it makes it', async () => {
    const same = await place().succeed([...place().up(), '--dry-run']);
    expect(same.stdout).toContain('# no pod restarts');
    expect(JSON.parse((await place().succeed([...place().up(), '--dry-run', '--json'])).stdout)).toEqual({
      target: 'helm',
      isUpgrade: true,
      commands: [expect.stringContaining('helm upgrade --install e2e')],
      changes: [],
      valuesDiff: '',
    });
    await place().edit('MODULES_CLIENT_TIMEOUT: "300s"', 'MODULES_CLIENT_TIMEOUT: "310s"');
    const dry = await place().succeed([...place().up(), '--dry-run']);
    expect(dry.stdout).toContain('-  MODULES_CLIENT_TIMEOUT: 300s\n+  MODULES_CLIENT_TIMEOUT: 310s');
    expect(dry.stdout).toContain('# weaviate restarts: 1 pod');
    const { stderr } = await place().succeed(place().up());
    expect(stderr).toContain('~ weaviate restarts: 1 pod');
  });

  it('says how to roll back if the previous revision worked', async () => {
    await place().edit('MODULES_CLIENT_TIMEOUT: "310s"', 'MODULES_CLIENT_TIMEOUT: "310"');
    const failed = { exitCode: 1, stderr: expect.stringContaining('is not a valid duration: "310"') };
    const broken = await place().run(place().up());
    expect(broken).toMatchObject(failed);
    expect(broken.stderr).toMatch(/to go back to the previous revision: helm rollback e2e \d+ /);
    const again = await place().run(place().up());
    expect(again).toMatchObject(failed);
    // The previous revision is just as broken.
    expect(again.stderr).not.toContain('helm rollback');
    await place().edit('MODULES_CLIENT_TIMEOUT: "310"', 'MODULES_CLIENT_TIMEOUT: "310s"');
    await place().succeed(place().up());
  });

  it('refuses changes that a StatefulSet does not allow, and says how to proceed', async () => {
    await place().edit('size: 32Gi', 'size: 64Gi');
    expect(await place().run(place().up())).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('--cascade=orphan'),
    });
    await place().edit('size: 64Gi', 'size: 32Gi');
  });

  it('reports problems with the chart in a dry run too', async () => {
    const { exitCode, stdout } = await place().run('up --target helm --chart no-chart --dry-run --json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.detail).toContain('no-chart');
  });

  it('warns about skipped versions', async () => {
    await place().edit('tag: "1.39.3"', 'tag: "1.42.0"');
    const { stderr } = await place().succeed([...place().up(), '--dry-run']);
    expect(stderr).toContain('Weaviate 1.39.3 → 1.42.0 skips 2 minor versions');
    await place().edit('tag: "1.42.0"', 'tag: "1.39.3"');
  });

  it('keeps its data across down and up', async () => {
    const down = JSON.parse((await place().succeed('down --target helm --json')).stdout);
    expect(down).toEqual({ target: 'helm', stopped: expect.arrayContaining(['weaviate-0']) });
    expect(place().kubectl('get', 'pods', '--output', 'name')).toBe('');
    await place().succeed(place().up());
    expect(place().get('/v1/schema')).toMatchObject({ classes: [{ class: collection }] });
  });

  it('is destroyed completely, after a confirmation', async () => {
    expect(await place().run('destroy --target helm')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('bindstack destroy --target helm --yes'),
    });
    const { removed } = JSON.parse((await place().succeed('destroy --target helm --yes --json')).stdout);
    expect(removed).toEqual([
      expect.stringContaining('release e2e'),
      expect.stringContaining('volume claim weaviate-data-weaviate-0'),
      expect.stringContaining(`namespace ${place().namespace}`),
    ]);
    expect(kubectl('get', 'namespace', place().namespace).code).toBe(1);
    expect((await place().succeed('destroy --target helm --yes')).stderr).toContain(
      'There is nothing to delete.',
    );
  });
});

describeOnCluster('a release with a key', () => {
  it.skipIf(!hasRealChart)('of three replicas and separate vectors passes its smoke test', async () => {
    const place = newClusterPlace();
    await place.values('--auth api-key --replicas 3 --vectors separate --modalities all');
    const { stderr } = await place.succeed([...place.up(), '--smoke']);
    expect(stderr).toContain('✔ created the Secret e2e-api-keys from .env');
    const { removed } = JSON.parse((await place.succeed('destroy --target helm --yes --json')).stdout);
    expect(removed).toHaveLength(6);
  });

  it('and balanced vectors keeps an existing Secret, and refuses one with other keys', async () => {
    const place = newClusterPlace();
    await place.values('--auth api-key --vectors balanced');
    kubectl('create', 'namespace', place.namespace);
    place.kubectl(
      ...['create', 'secret', 'generic', 'e2e-api-keys'],
      '--from-literal=AUTHENTICATION_APIKEY_ALLOWED_KEYS=another',
    );
    expect(await place.run(place.up())).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('was not created by bindstack'),
    });
    place.kubectl('delete', 'secret', 'e2e-api-keys');
    await place.succeed([...place.up(), '--smoke']);
    await place.succeed('destroy --target helm --yes');
    // It existed before.
    expect(kubectl('get', 'namespace', place.namespace).code).toBe(0);
    expect(place.kubectl('get', 'secret,persistentvolumeclaim', '--output', 'name')).toBe('');
  });
});
