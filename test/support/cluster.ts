import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, describe, onTestFinished } from 'vitest';
import type { RunningCommand } from './command.ts';
import { Place } from './place.ts';
import { chartPath, describeWith, HELMS, helm, helmPath, type Requirement } from './requirements.ts';

/** Runs kubectl to its end. */
export function kubectl(...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('kubectl', args, { encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** Applies an object, passed on standard input. */
export function kubectlApply(object: object): void {
  const { status, stderr } = spawnSync('kubectl', ['apply', '--filename', '-'], {
    input: JSON.stringify(object),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`kubectl apply: ${stderr}`);
}

const cluster: Requirement = () => {
  const { code, stderr } = kubectl('get', '--raw', '/readyz');
  return code === 0 ? undefined : `no cluster responds: ${stderr.trim() || 'no kubectl'}`;
};

/** helm of a major version; without one, the helm on the PATH. */
function helmOf(major: string | undefined): {
  readonly requirement: Requirement;
  readonly path: () => string;
} {
  if (!major) return { requirement: helm, path: helmPath };
  const found = HELMS.find((one) => `${one.major}` === major);
  if (!found) throw new Error(`E2E_HELM is ${major}: 3 or 4`);
  return found;
}

/** The helm selected by E2E_HELM. */
const wantedHelm = helmOf(process.env['E2E_HELM']);

/** A suite that runs on the cluster in KUBECONFIG, if E2E_CLUSTER=1 allows it. */
export function describeOnCluster(title: string, tests: () => void): void {
  if (process.env['E2E_CLUSTER'] === '1') describeWith([cluster, wantedHelm.requirement], title, tests);
  else describe.skip(`${title} [skipped: E2E_CLUSTER is not 1]`, tests);
}

/** Whether the chart is Weaviate's: the small test chart cannot create a cluster of three. */
export const hasRealChart = Boolean(process.env['E2E_CHART']);

interface Volume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly hostPath?: { readonly path: string } };
  readonly status: { readonly phase: string };
}

/** Empties and releases volumes without a claim, on a cluster without a provisioner. */
function recycleVolumes(): void {
  const { items } = JSON.parse(kubectl('get', 'persistentvolume', '--output', 'json').stdout) as {
    items: Volume[];
  };
  for (const { metadata, spec, status } of items) {
    if (status.phase !== 'Released' || spec.hostPath === undefined) continue;
    // Only if the node is this machine; otherwise nothing is at that path.
    const { path } = spec.hostPath;
    for (const entry of existsSync(path) ? readdirSync(path) : [])
      rmSync(join(path, entry), { recursive: true, force: true });
    const patch = '[{"op":"remove","path":"/spec/claimRef"}]';
    kubectl('patch', 'persistentvolume', metadata.name, '--type', 'json', '--patch', patch);
  }
}

const SMALL = { requests: { cpu: '10m', memory: '128Mi' } };
const SMALL_REQUESTS = { resources: SMALL, modules: { 'multi2vec-bind': { resources: SMALL } } };

/** Values that keep the generated requests. */
export const GENERATED_REQUESTS = { resources: {}, modules: {} };

/** Writes a user's changes of the values, and small requests, so that two tests fit side by side on a small node. */
export async function overrideValues(directory: string, changes: object = {}): Promise<void> {
  // JSON is YAML.
  const text = JSON.stringify({ ...SMALL_REQUESTS, ...changes });
  await writeFile(join(directory, 'values-override.yaml'), text);
}

/** A place with its own namespace, which is deleted with it. */
export class ClusterPlace extends Place {
  /** Path of the helm that the command finds. */
  readonly helm: string;

  constructor(helm = wantedHelm.path()) {
    super();
    this.helm = helm;
  }

  /** Variables through which the command finds helm and the cluster. */
  get env(): { readonly PATH: string; readonly KUBECONFIG: string } {
    const { PATH = '', KUBECONFIG = '' } = process.env;
    return { PATH: `${dirname(this.helm)}:${PATH}`, KUBECONFIG };
  }

  override start(...[line, env]: Parameters<Place['start']>): RunningCommand {
    return super.start(line, { ...this.env, ...env });
  }

  /** Also the name of the namespace. */
  get namespace(): string {
    return this.name.replaceAll(/[^a-z0-9-]/g, '-').replace(/-+$/, '');
  }

  /** Generates values for small pods, and a bindstack.yaml with the namespace. */
  async values(line = '', changes?: object): Promise<void> {
    const flags = '--target helm --no-sysctl-init --inference-memory 10g --weaviate-memory 1g --force --save';
    const where = ['--name', 'e2e', '--namespace', this.namespace];
    await this.succeed(['generate', ...flags.split(' '), ...where, ...line.split(' ').filter(Boolean)]);
    await overrideValues(this.directory, changes);
  }

  /** Changes values.yaml as a user would. */
  async edit(from: string | RegExp, to: string): Promise<void> {
    const file = join(this.directory, 'values.yaml');
    const before = await readFile(file, 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`values.yaml holds no ${from}`);
    await writeFile(file, after);
  }

  /** Arguments of `up`. */
  up(line = ''): string[] {
    return ['up', '--target', 'helm', '--chart', chartPath(), ...line.split(' ').filter(Boolean)];
  }

  /** kubectl in the namespace. */
  kubectl(...args: readonly string[]): string {
    return kubectl('--namespace', this.namespace, ...args).stdout;
  }

  /** A GET request to Weaviate through the API server, without a key. */
  get(path: string): unknown {
    const service = `/api/v1/namespaces/${this.namespace}/services/weaviate:80/proxy`;
    return JSON.parse(kubectl('get', '--raw', `${service}${path}`).stdout);
  }

  /** Forwards Weaviate's REST port while `work` runs. */
  async forwarded<T>(work: (url: string) => Promise<T>): Promise<T> {
    const args = ['--namespace', this.namespace, 'port-forward', 'service/weaviate', ':80'];
    const forward = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const port = await new Promise((resolve, reject) => {
        forward.stdout.on('data', (text) => resolve(/127\.0\.0\.1:(\d+)/.exec(`${text}`)?.[1]));
        forward.once('exit', (code) => reject(new Error(`kubectl port-forward exited with ${code}`)));
      });
      return await work(`http://127.0.0.1:${port}`);
    } finally {
      forward.kill();
    }
  }

  override async leave(): Promise<void> {
    await super.leave();
    // Weaviate's pods may take ten minutes to terminate.
    this.kubectl('delete', 'statefulset,deployment', '--all', '--cascade=orphan');
    this.kubectl('delete', 'pods', '--all', '--force', '--grace-period', '0');
    kubectl('delete', 'namespace', this.namespace, '--ignore-not-found');
    recycleVolumes();
  }
}

/**
 * A place on the cluster for one test.
 * @param helm path of a helm to use instead of the one selected by E2E_HELM
 */
export function newClusterPlace(helm?: string): ClusterPlace {
  const place = new ClusterPlace(helm);
  onTestFinished(() => place.leave());
  return place;
}

/** A place on the cluster for the tests of a suite, created on first use. */
export function clusterPlaceForSuite(): () => ClusterPlace {
  let place: ClusterPlace | undefined;
  afterAll(() => place?.leave());
  return () => {
    place ??= new ClusterPlace();
    return place;
  };
}
