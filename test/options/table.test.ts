import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli.ts';
import { checkedValue } from '../../src/options/checkedValue.ts';
import { unknownVariables, VARIABLES, variableOf } from '../../src/options/environment.ts';
import { OPTIONS, optionOf } from '../../src/options/table.ts';

/** The contract: key, flag, variable, default. Changing a line breaks the scripts of users. */
const CONTRACT = [
  ['name', '--name', 'BINDSTACK_NAME', 'bindstack'],
  ['targets', '--target', 'BINDSTACK_TARGETS', ['compose', 'helm']],
  ['weaviate.registry', '--weaviate-registry', 'BINDSTACK_WEAVIATE_REGISTRY', 'cr.weaviate.io'],
  [
    'weaviate.repository',
    '--weaviate-repository',
    'BINDSTACK_WEAVIATE_REPOSITORY',
    'semitechnologies/weaviate',
  ],
  ['weaviate.tag', '--weaviate-tag', 'BINDSTACK_WEAVIATE_TAG', '1.39.3'],
  ['weaviate.memory', '--weaviate-memory', 'BINDSTACK_WEAVIATE_MEMORY', '4g'],
  ['weaviate.httpPort', '--http-port', 'BINDSTACK_WEAVIATE_HTTP_PORT', 8080],
  ['weaviate.grpcPort', '--grpc-port', 'BINDSTACK_WEAVIATE_GRPC_PORT', 50051],
  ['weaviate.bindAddress', '--bind-address', 'BINDSTACK_WEAVIATE_BIND_ADDRESS', '127.0.0.1'],
  ['weaviate.persistence', '--persistence', 'BINDSTACK_WEAVIATE_PERSISTENCE', 'volume'],
  ['weaviate.storageSize', '--storage-size', 'BINDSTACK_WEAVIATE_STORAGE_SIZE', '32Gi'],
  ['weaviate.storageClass', '--storage-class', 'BINDSTACK_WEAVIATE_STORAGE_CLASS', undefined],
  ['weaviate.replicas', '--replicas', 'BINDSTACK_WEAVIATE_REPLICAS', 1],
  [
    'weaviate.raftTimeoutsMultiplier',
    '--raft-timeouts-multiplier',
    'BINDSTACK_WEAVIATE_RAFT_TIMEOUTS_MULTIPLIER',
    undefined,
  ],
  ['weaviate.auth', '--auth', 'BINDSTACK_WEAVIATE_AUTH', 'anonymous'],
  ['weaviate.corsOrigin', '--cors-origin', 'BINDSTACK_WEAVIATE_CORS_ORIGIN', undefined],
  ['weaviate.modules', '--module', 'BINDSTACK_WEAVIATE_MODULES', []],
  ['weaviate.env', '--env', 'BINDSTACK_WEAVIATE_ENV', {}],
  ['weaviate.telemetry', '--telemetry', 'BINDSTACK_WEAVIATE_TELEMETRY', false],
  ['inference.mode', '--inference', 'BINDSTACK_INFERENCE_MODE', 'container'],
  ['inference.url', '--inference-url', 'BINDSTACK_INFERENCE_URL', undefined],
  ['inference.registry', '--inference-registry', 'BINDSTACK_INFERENCE_REGISTRY', 'cr.weaviate.io'],
  [
    'inference.repository',
    '--inference-repository',
    'BINDSTACK_INFERENCE_REPOSITORY',
    'semitechnologies/multi2vec-bind',
  ],
  ['inference.tag', '--inference-tag', 'BINDSTACK_INFERENCE_TAG', 'imagebind-1.0.2'],
  ['inference.memory', '--inference-memory', 'BINDSTACK_INFERENCE_MEMORY', '12g'],
  ['inference.cpus', '--inference-cpus', 'BINDSTACK_INFERENCE_CPUS', undefined],
  ['inference.replicas', '--inference-replicas', 'BINDSTACK_INFERENCE_REPLICAS', 1],
  ['inference.startPeriod', '--start-period', 'BINDSTACK_INFERENCE_START_PERIOD', '600s'],
  ['inference.timeout', '--inference-timeout', 'BINDSTACK_INFERENCE_TIMEOUT', '300s'],
  ['gpu.enabled', '--cuda', 'BINDSTACK_GPU_ENABLED', false],
  ['gpu.count', '--gpus', 'BINDSTACK_GPU_COUNT', 1],
  ['gpu.devices', '--gpu-device', 'BINDSTACK_GPU_DEVICES', []],
  ['gpu.core', '--cuda-core', 'BINDSTACK_GPU_CORE', undefined],
  ['collection.name', '--collection', 'BINDSTACK_COLLECTION_NAME', 'Media'],
  ['collection.modalities', '--modalities', 'BINDSTACK_COLLECTION_MODALITIES', ['text', 'image']],
  ['collection.vectors', '--vectors', 'BINDSTACK_COLLECTION_VECTORS', 'shared'],
  ['collection.objects', '--objects', 'BINDSTACK_COLLECTION_OBJECTS', undefined],
  ['collection.index', '--index', 'BINDSTACK_COLLECTION_INDEX', 'hnsw'],
  ['collection.compression', '--compression', 'BINDSTACK_COLLECTION_COMPRESSION', undefined],
  ['collection.mediaSize', '--media-size', 'BINDSTACK_COLLECTION_MEDIA_SIZE', undefined],
  ['backup.to', '--backup-to', 'BINDSTACK_BACKUP_TO', 'none'],
  ['backup.bucket', '--backup-bucket', 'BINDSTACK_BACKUP_BUCKET', undefined],
  ['backup.path', '--backup-path', 'BINDSTACK_BACKUP_PATH', undefined],
  ['backup.endpoint', '--backup-endpoint', 'BINDSTACK_BACKUP_ENDPOINT', undefined],
  ['backup.region', '--backup-region', 'BINDSTACK_BACKUP_REGION', undefined],
  ['backup.account', '--backup-account', 'BINDSTACK_BACKUP_ACCOUNT', undefined],
  ['backup.credentials', '--backup-credentials', 'BINDSTACK_BACKUP_CREDENTIALS', 'keys'],
  ['backup.secret', '--backup-secret', 'BINDSTACK_BACKUP_SECRET', undefined],
  ['clients', '--client', 'BINDSTACK_CLIENTS', []],
  ['kubernetes.namespace', '--namespace', 'BINDSTACK_KUBERNETES_NAMESPACE', 'weaviate'],
  ['kubernetes.context', '--context', 'BINDSTACK_KUBERNETES_CONTEXT', undefined],
  ['kubernetes.chartVersion', '--chart-version', 'BINDSTACK_KUBERNETES_CHART_VERSION', '17.8.3'],
  ['kubernetes.serviceType', '--service-type', 'BINDSTACK_KUBERNETES_SERVICE_TYPE', 'ClusterIP'],
  ['kubernetes.nodeSelector', '--node-selector', 'BINDSTACK_KUBERNETES_NODE_SELECTOR', {}],
  ['kubernetes.tolerations', '--toleration', 'BINDSTACK_KUBERNETES_TOLERATIONS', []],
  ['kubernetes.runtimeClass', '--runtime-class', 'BINDSTACK_KUBERNETES_RUNTIME_CLASS', undefined],
  ['kubernetes.readinessTimeout', '--readiness-timeout', 'BINDSTACK_KUBERNETES_READINESS_TIMEOUT', '1s'],
  ['kubernetes.imagePullSecrets', '--image-pull-secret', 'BINDSTACK_KUBERNETES_IMAGE_PULL_SECRETS', []],
  ['kubernetes.podSecurity', '--pod-security', 'BINDSTACK_KUBERNETES_POD_SECURITY', 'privileged'],
  ['kubernetes.sysctlInit', '--sysctl-init', 'BINDSTACK_KUBERNETES_SYSCTL_INIT', true],
] as const;

/** The allowed values that the contract lists. */
const CHOICES: Record<string, readonly string[]> = {
  targets: ['compose', 'helm'],
  'weaviate.persistence': ['volume', 'directory', 'none'],
  'weaviate.auth': ['anonymous', 'api-key'],
  'inference.mode': ['container', 'external', 'stub'],
  'collection.modalities': ['text', 'image', 'audio', 'video', 'thermal', 'imu', 'depth', 'all'],
  'collection.vectors': ['shared', 'balanced', 'separate'],
  'collection.index': ['hnsw', 'flat', 'dynamic', 'hfresh'],
  'collection.compression': ['none', 'rq-8', 'rq-4', 'rq-1', 'bq', 'pq', 'sq'],
  'backup.to': ['none', 'volume', 'directory', 's3', 'gcs', 'azure'],
  'backup.credentials': ['keys', 'role', 'secret'],
  clients: ['python', 'typescript'],
  'kubernetes.podSecurity': ['privileged', 'baseline', 'restricted'],
  'kubernetes.serviceType': ['ClusterIP', 'NodePort', 'LoadBalancer'],
};

describe('the option table', () => {
  it.each(CONTRACT)('%s: %s, %s, %j by default', (key, flag, variable, byDefault) => {
    const option = optionOf(key);
    expect([option.flag, variableOf(key), option.default]).toEqual([flag, variable, byDefault]);
  });

  it('has no option that is missing in the contract', () => {
    expect(OPTIONS.map(({ key }) => key).sort()).toEqual(CONTRACT.map(([key]) => key).sort());
  });

  it('lists the allowed values that the contract lists', () => {
    const listed = OPTIONS.filter(({ option }) => option.values !== undefined);
    expect(Object.fromEntries(listed.map(({ key, option }) => [key, option.values]))).toEqual(CHOICES);
  });

  it.each(OPTIONS)('$key has a help text and accepts its own default', ({ option }) => {
    expect(option.help).not.toBe('');
    expect(checkedValue(option, option.default)).toHaveProperty('value');
  });

  it('uses each flag and each variable once', () => {
    const flags = OPTIONS.map(({ option }) => option.flag);
    expect(flags).toHaveLength(new Set(flags).size);
    // One more than there are options: the path of the Weaviate binary.
    expect(VARIABLES.size).toBe(OPTIONS.length + 1);
  });

  it('has conditions on existing options only', () => {
    const conditions = OPTIONS.flatMap(({ option }) => option.when ?? []);
    expect(conditions.length).toBeGreaterThan(0);
    for (const { key } of conditions) expect(() => optionOf(key)).not.toThrow();
  });

  it('throws for an unknown key', () => {
    expect(() => optionOf('weaviate.httpport')).toThrow('no option has the key weaviate.httpport');
  });
});

describe('the help text of generate', async () => {
  const cli = await program(() => {
    throw new Error('not called');
  });
  const generate = cli.commands.find((command) => command.name() === 'generate');
  const help = generate?.helpInformation() ?? '';

  // For a boolean option, the help shows the flag that changes the default.
  it.each(OPTIONS)('lists $option.flag', ({ option }) => {
    const shown = option.default === true ? option.flag.replace('--', '--no-') : option.flag;
    expect(help).toMatch(new RegExp(`^  ${shown}(?: <|  |$)`, 'm'));
  });

  it.each(['Stack:', 'Weaviate:', 'Inference:', 'GPU:', 'Collection:', 'Kubernetes (Helm):'])(
    'has the heading %s',
    (heading) => {
      expect(help).toContain(`\n${heading}\n`);
    },
  );

  it.each([
    ['--weaviate-memory', 'default: 4g)'],
    ['--http-port', 'default: 8080)'],
    ['--modalities', 'default: text,image)'],
    ['--target', 'default: compose,helm)'],
  ])('says of %s %s', (flag, fallback) => {
    const from = help.slice(help.search(new RegExp(`^  ${flag}`, 'm')));
    // The text up to the next flag, regardless of line breaks.
    expect(from.split(/\n {2}-/)[0]?.replace(/\s+/g, ' ')).toContain(fallback);
  });
});

describe('unknownVariables', () => {
  it('lists unknown variables with the prefix', () => {
    const env = {
      PATH: '/bin',
      BINDSTACK_NAME: 'a',
      BINDSTACK_WEAVIATE_BINARY: '/x',
      BINDSTACK_NAMES: 'a',
      BINDSTACK_: '',
      bindstack_name: 'b',
    };
    expect(unknownVariables(env)).toEqual(['BINDSTACK_NAMES', 'BINDSTACK_']);
  });
});
