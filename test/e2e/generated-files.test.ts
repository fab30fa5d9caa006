import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DCLinter } from 'dclint';
import { beforeAll, describe, expect, it } from 'vitest';
import { words } from '../support/command.ts';
import {
  environmentEntries,
  type KubernetesObject,
  kubernetesObjects,
  objectNamed,
} from '../support/manifests.ts';
import { placeForSuite } from '../support/place.ts';
import { chartPath, compose, describeWith, helm, helmPath } from '../support/requirements.ts';

/** The chart for the values: the real one if it is unpacked, otherwise a test chart with the same keys. */
const CHART = chartPath();

/** Values that YAML, Compose, Go templates or shells could misread. */
const ODD: Readonly<Record<string, string>> = {
  ODD_MIX: 'a "b" #c: $d',
  ODD_DOLLARS: '$HOME ${HOME} $$ $',
  ODD_QUOTES: `it's "so"`,
  ODD_BACKSLASH: 'C:\\new\\table',
  ODD_TEMPLATE: '{{ .Values.image }}',
  ODD_LINES: 'one\ntwo\n',
  ODD_BLANKS: '  x  ',
  ODD_EMPTY: '',
  ODD_YES: 'yes',
  ODD_NULL: '~',
  ODD_NUMBER: '0123',
  ODD_BIG: '12345678901234567890',
  ODD_EXPONENT: '1e5',
  ODD_LIST: '[1, 2]',
  ODD_STAR: '*a &b !c %d @e `f',
  ODD_COMMA: 'a,b',
  ODD_EQUALS: 'k=v',
  ODD_LETTERS: 'Grüße 你好 🎧',
};

interface ComposeService {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

interface Case {
  readonly title: string;
  readonly flags: string | readonly string[];
  /** Checks what Compose reads; it must always accept the file. */
  readonly compose?: (services: Readonly<Record<string, ComposeService>>) => void;
  /** Checks what Helm renders. */
  readonly helm?: (objects: readonly KubernetesObject[]) => void;
}

// biome-ignore lint/suspicious/noExplicitAny: a container of a rendered object
function container(objects: readonly KubernetesObject[], kind: string, name: string): any {
  return objectNamed(objects, kind, name).spec.template.spec.containers[0];
}

const bind = (objects: readonly KubernetesObject[]) => container(objects, 'Deployment', 'bind-inference');
const weaviate = (objects: readonly KubernetesObject[]) => container(objects, 'StatefulSet', 'weaviate');

function environment(objects: readonly KubernetesObject[]): Record<string, unknown> {
  return Object.fromEntries(
    environmentEntries([objectNamed(objects, 'StatefulSet', 'weaviate')]).map(
      ({ name, value, valueFrom }) => [name, value ?? valueFrom],
    ),
  );
}

const CASES: readonly Case[] = [
  {
    title: 'defaults',
    flags: '',
    compose: (services) => {
      expect(Object.keys(services)).toEqual(['multi2vec-bind', 'weaviate']);
      expect(services['multi2vec-bind']).toMatchObject({
        image: 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2',
        environment: { ENABLE_CUDA: '0' },
        mem_limit: `${12 * 1024 ** 3}`,
      });
      expect(services['weaviate']?.environment).toMatchObject({
        ENABLE_MODULES: 'multi2vec-bind',
        BIND_INFERENCE_API: 'http://multi2vec-bind:8080',
      });
    },
    helm: (objects) => {
      expect(bind(objects)).toMatchObject({
        image: 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2',
        env: [{ name: 'ENABLE_CUDA', value: '0' }],
        resources: { limits: { memory: '12Gi' }, requests: { memory: '12Gi' } },
        livenessProbe: { initialDelaySeconds: 600 },
        readinessProbe: { initialDelaySeconds: 0 },
      });
      expect(weaviate(objects)).toMatchObject({
        image: 'cr.weaviate.io/semitechnologies/weaviate:1.39.3',
        startupProbe: { httpGet: { path: '/v1/.well-known/ready', port: 8080 }, periodSeconds: 1 },
        readinessProbe: { initialDelaySeconds: 0, periodSeconds: 10 },
      });
      expect(environment(objects)).toMatchObject({
        ENABLE_MODULES: 'multi2vec-bind',
        BIND_INFERENCE_API: expect.stringMatching(/^http:\/\/bind-inference\..*:8080$/),
      });
      for (const name of ['weaviate', 'weaviate-grpc']) {
        expect(objectNamed(objects, 'Service', name).spec.type).toBe('ClusterIP');
      }
    },
  },
  {
    title: 'a GPU',
    flags: '--cuda',
    compose: (services) => {
      expect(services['multi2vec-bind']).toMatchObject({
        environment: { ENABLE_CUDA: '1' },
        deploy: {
          resources: { reservations: { devices: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }] } },
        },
      });
    },
    helm: (objects) => {
      expect(bind(objects).env).toContainEqual({ name: 'ENABLE_CUDA', value: '1' });
      expect(bind(objects).resources.limits).toMatchObject({ 'nvidia.com/gpu': 1 });
      expect(objectNamed(objects, 'Deployment', 'bind-inference').spec.strategy.type).toBe('Recreate');
    },
  },
  {
    title: 'all GPUs',
    flags: '--cuda --gpus all --target compose',
    // -1 is how Compose prints `all`.
    compose: (services) =>
      expect(services['multi2vec-bind']).toMatchObject({
        deploy: { resources: { reservations: { devices: [{ count: -1 }] } } },
      }),
  },
  {
    title: 'specific GPU IDs',
    flags: '--cuda --gpu-device 0 --gpu-device 1 --cuda-core cuda:1 --target compose',
    compose: (services) =>
      expect(services['multi2vec-bind']).toMatchObject({
        environment: { CUDA_CORE: 'cuda:1' },
        deploy: { resources: { reservations: { devices: [{ device_ids: ['0', '1'] }] } } },
      }),
  },
  {
    title: 'an API key',
    flags: '--auth api-key',
    compose: (services) =>
      expect(services['weaviate']?.environment).toMatchObject({
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
        AUTHENTICATION_APIKEY_ENABLED: 'true',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: expect.stringMatching(/^\S{43}$/),
        AUTHENTICATION_APIKEY_USERS: 'admin',
      }),
    helm: (objects) => {
      expect(environment(objects)).toMatchObject({
        AUTHENTICATION_APIKEY_ENABLED: 'true',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: {
          secretKeyRef: { name: 'bindstack-api-keys', key: 'AUTHENTICATION_APIKEY_ALLOWED_KEYS' },
        },
      });
      const { data } = objectNamed(objects, 'ConfigMap', 'weaviate-config') as unknown as {
        data: Record<string, string>;
      };
      expect(data['conf.yaml']).toMatch(/anonymous_access:\n +enabled: false/);
    },
  },
  ...['shared', 'balanced', 'separate'].map((vectors) => ({
    title: `all modalities, vectors ${vectors}`,
    flags: `--modalities all --vectors ${vectors}`,
  })),
  {
    title: 'an existing endpoint',
    flags: '--inference external --inference-url http://gpu-host:9000/bind',
    compose: (services) => {
      expect(Object.keys(services)).toEqual(['weaviate']);
      expect(services['weaviate']?.environment['BIND_INFERENCE_API']).toBe('http://gpu-host:9000/bind');
    },
    helm: (objects) => {
      expect(environment(objects)).toMatchObject({
        ENABLE_MODULES: 'multi2vec-bind',
        BIND_INFERENCE_API: 'http://gpu-host:9000/bind',
      });
      expect(objects.filter(({ kind }) => kind === 'Deployment')).toEqual([]);
    },
  },
  {
    title: 'the stub',
    flags: '--inference stub',
    compose: (services) => expect(services['multi2vec-bind']?.image).toBe('docker.io/library/node:22-alpine'),
    helm: (objects) =>
      expect(bind(objects)).toMatchObject({
        image: 'localhost/bindstack/stub:1',
        imagePullPolicy: 'Never',
      }),
  },
  {
    title: 'data in a directory',
    flags: '--persistence directory',
    compose: (services) =>
      expect(services['weaviate']).toMatchObject({
        volumes: [
          { type: 'bind', source: expect.stringMatching(/\/weaviate-data$/), target: '/var/lib/weaviate' },
        ],
      }),
  },
  {
    title: 'no persistent data',
    flags: '--persistence none',
    compose: (services) => expect(services['weaviate']).not.toHaveProperty('volumes'),
  },
  {
    title: 'a cluster',
    flags: [
      ...['--replicas', '3', '--storage-class', 'fast.ssd', '--storage-size', '100GB', '--no-sysctl-init'],
      ...['--node-selector', 'pool=gpu', '--node-selector', 'nvidia.com/gpu.present=true'],
      ...['--toleration', 'nvidia.com/gpu:NoSchedule', '--toleration', 'pool=gpu:NoExecute'],
      ...['--cuda', '--gpus', '2', '--inference-replicas', '2', '--inference-cpus', '3.5'],
      ...['--service-type', 'NodePort', '--auth', 'api-key', '--module', 'generative-ollama', '--telemetry'],
    ],
    helm: (objects) => {
      const database = objectNamed(objects, 'StatefulSet', 'weaviate').spec;
      expect(database.replicas).toBe(3);
      expect(database.volumeClaimTemplates[0].spec).toMatchObject({
        storageClassName: 'fast.ssd',
        resources: { requests: { storage: '100Gi' } },
      });
      expect(database.template.spec.initContainers.map(({ name }: { name: string }) => name)).toEqual([
        'wait-for-inference',
      ]);
      expect(environment(objects)['ENABLE_MODULES']?.toString().split(',').sort()).toEqual([
        'generative-ollama',
        'multi2vec-bind',
      ]);
      expect(environment(objects)).not.toHaveProperty('DISABLE_TELEMETRY');
      const { replicas, template } = objectNamed(objects, 'Deployment', 'bind-inference').spec;
      expect(replicas).toBe(2);
      expect(template.spec.nodeSelector).toEqual({ pool: 'gpu', 'nvidia.com/gpu.present': 'true' });
      expect(template.spec.tolerations).toEqual([
        { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
        { key: 'pool', operator: 'Equal', value: 'gpu', effect: 'NoExecute' },
      ]);
      expect(bind(objects).resources.limits).toEqual({ cpu: '3.5', memory: '12Gi', 'nvidia.com/gpu': 2 });
    },
  },
  {
    title: 'an IPv6 address',
    flags: '--bind-address ::1 --http-port 18080 --grpc-port 15051',
    compose: (services) =>
      expect(services['weaviate']).toMatchObject({
        ports: [
          { host_ip: '::1', published: '15051', target: 50_051 },
          { host_ip: '::1', published: '18080', target: 8080 },
        ],
      }),
  },
  {
    title: 'open to the network, other sizes and times',
    flags:
      '--bind-address 0.0.0.0 --weaviate-memory 1536m --inference-memory 9.5GiB --start-period 1h --inference-timeout 90s',
    helm: (objects) => {
      expect(bind(objects).livenessProbe.initialDelaySeconds).toBe(3600);
      expect(environment(objects)).toMatchObject({ GOMEMLIMIT: '1382MiB', MODULES_CLIENT_TIMEOUT: '90s' });
      expect(weaviate(objects).args).toContain('--read-timeout=120s');
    },
  },
  {
    title: 'images by digest, from another registry',
    flags: `--weaviate-registry localhost:5000 --weaviate-tag 1.38.11@sha256:${'0a'.repeat(32)} --inference-tag imagebind@sha256:${'b1'.repeat(32)}`,
    compose: (services) =>
      expect(services['weaviate']?.image).toBe(
        `localhost:5000/semitechnologies/weaviate:1.38.11@sha256:${'0a'.repeat(32)}`,
      ),
    helm: (objects) =>
      expect(bind(objects).image).toBe(
        `cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind@sha256:${'b1'.repeat(32)}`,
      ),
  },
  {
    title: 'odd values in the environment',
    flags: Object.entries(ODD).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    compose: (services) => {
      // `docker compose config` prints a Compose file, in which `$` is doubled.
      const values = Object.entries(services['weaviate']?.environment ?? {});
      const plain = Object.fromEntries(values.map(([name, value]) => [name, value.replaceAll('$$', '$')]));
      expect(plain).toMatchObject(ODD);
    },
    helm: (objects) => expect(environment(objects)).toMatchObject(ODD),
  },
];

const hasTarget = ({ flags }: Case, target: string) =>
  !words(flags).includes('--target') || words(flags).includes(target);

async function output(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const options = { maxBuffer: 64 * 1024 ** 2, ...(cwd !== undefined && { cwd }) };
  return (await promisify(execFile)(command, args, options)).stdout;
}

describe('generated files', () => {
  const place = placeForSuite();
  const directoryOf = ({ title }: Case) => join(place().directory, title.replaceAll(/\W+/g, '-'));

  beforeAll(async () => {
    for (const one of CASES) {
      await place().succeed(['generate', '--quiet', '--out', directoryOf(one), ...words(one.flags)]);
    }
  });

  it('contain the requested files, and no temporary files', async () => {
    for (const one of CASES) {
      const files = await readdir(directoryOf(one));
      expect([one.title, files.includes('docker-compose.yml')]).toEqual([
        one.title,
        hasTarget(one, 'compose'),
      ]);
      expect([one.title, files.includes('values.yaml')]).toEqual([one.title, hasTarget(one, 'helm')]);
      expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
    }
  });

  it('pass dclint with its default rules', () => {
    const files = CASES.filter((one) => hasTarget(one, 'compose')).map((one) =>
      join(directoryOf(one), 'docker-compose.yml'),
    );
    // An empty list of rules leaves all rules at their defaults.
    const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
    const results = linter.lintFiles(files, false);
    expect(results).toHaveLength(files.length);
    for (const { filePath, messages } of results)
      expect({ filePath, messages }).toEqual({ filePath, messages: [] });
  });

  describeWith([compose], 'docker compose config', () => {
    it.each(CASES.filter((one) => hasTarget(one, 'compose')))('$title', async (one) => {
      const directory = directoryOf(one);
      const { stdout, stderr } = await promisify(execFile)('docker', ['compose', 'config', '-q'], {
        cwd: directory,
      });
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
      const config = JSON.parse(
        await output('docker', ['compose', 'config', '--format', 'json'], directory),
      ) as {
        services: Record<string, ComposeService>;
      };
      one.compose?.(config.services);
    });
  });

  describeWith([helm], 'helm', () => {
    it.each(CASES.filter((one) => hasTarget(one, 'helm')))('$title', async (one) => {
      const values = join(directoryOf(one), 'values.yaml');
      expect(await output(helmPath(), ['lint', '--strict', CHART, '--values', values])).toContain(
        '0 chart(s) failed',
      );
      const rendered = await output(helmPath(), ['template', 'bindstack', CHART, '--values', values]);
      const objects = kubernetesObjects(rendered);
      const entries = environmentEntries(objects);
      expect(entries.filter(({ value, valueFrom }) => typeof value !== 'string' && !valueFrom)).toEqual([]);
      // Large numbers in exponential notation, as Helm's `quote` writes them.
      expect(
        entries.filter(({ value, name }) => /^[\d.]+e[+-]\d+$/.test(`${value}`) && !(name in ODD)),
      ).toEqual([]);
      one.helm?.(objects);
    });
  });
});
