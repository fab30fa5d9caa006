import fc from 'fast-check';
import type { OptionInput } from '../../src/capabilities/option.ts';
import { isMet } from '../../src/config/conditions.ts';
import type { Given, GivenValues } from '../../src/config/given.ts';
import { checkConfig, resolveConfig } from '../../src/config/resolve.ts';
import { OWNED_VARIABLES } from '../../src/config/rules.ts';
import { CHART_MODULES } from '../../src/facts/chartModules.ts';
import { MODALITIES } from '../../src/facts/modalities.ts';
import { OPTIONS, type StackConfig } from '../../src/options/table.ts';

/** Values as written in bindstack.yaml, by option key. */
export type RawValues = ReadonlyMap<string, OptionInput>;

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
// Starts with a letter: in a variable, a comma separates entries only before a letter.
const labelKey = fc
  .tuple(
    fc.option(fc.stringMatching(/^[a-z]{1,6}\.io\/$/), { nil: '' }),
    fc.stringMatching(/^[A-Za-z][\w.-]{0,8}[a-z]$/),
  )
  .map((parts) => parts.join(''));
const labelValue = fc.oneof(
  fc.constantFrom('', 'true', '1', '0x1', '1e3', '~no'.slice(2)),
  fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,8}[0-9]$/),
);
const registry = fc.oneof(
  fc.constantFrom('cr.weaviate.io', 'localhost:5000', '[::1]:5000', '10.0.0.1:80', '1.5'),
  fc.stringMatching(/^[a-z][a-z0-9]{0,6}\.example\.com(:[1-9][0-9]{1,3})?$/),
);
const repository = fc.stringMatching(/^[a-z0-9]{1,5}(([._]|__|-{1,2})[a-z0-9]{1,4})?(\/[a-z0-9]{1,5}){0,2}$/);
const digest = fc.option(fc.stringMatching(/^@sha256:[a-f0-9]{64}$/), { nil: '' });
const weaviateTag = fc
  .tuple(
    fc.oneof(
      fc.tuple(fc.integer({ min: 21, max: 60 }), fc.nat(40)).map(([a, b]) => `1.${a}.${b}`),
      fc.constant('latest'),
    ),
    digest,
  )
  .map((parts) => parts.join(''));
const inferenceTag = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,10}$/), digest)
  .map((parts) => parts.join(''));

function size(from: number, to: number) {
  const gib = fc.integer({ min: from, max: to });
  return fc.oneof(
    fc.tuple(gib, fc.constantFrom('g', 'G', 'GB', 'Gi', 'GiB', 'gb')).map((parts) => parts.join('')),
    fc.tuple(gib, fc.constantFrom('.5g', '.25Gi')).map((parts) => parts.join('')),
    gib.chain((n) => fc.integer({ min: n * 1024, max: n * 1024 + 1023 }).map((mib) => `${mib}Mi`)),
  );
}

const duration = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }).map((n) => `${n}s`),
  fc.integer({ min: 1, max: 1000 }).map((n) => `${n}m`),
  fc.tuple(fc.nat(20), fc.nat(59), fc.integer({ min: 1, max: 59 })).map(([h, m, s]) => `${h}h${m}m${s}s`),
);

/** Text with a special meaning in YAML, Compose, Go templates, shells or comma-separated flags. */
const oddText = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '  x  ',
      'a "b" #c: $d',
      '$HOME ${HOME} $$',
      `it's "so"`,
      'C:\\new\\table',
      '{{ .Values.image }}',
    ],
    ...[
      'one\ntwo\n',
      'yes',
      '~',
      '0123',
      '1e5',
      '[1, 2]',
      '*a &b !c %d @e `f',
      'a,b',
      'a,B=c',
      'a\\,B=c',
      'a\\\\,B=c',
    ],
    ...[
      'k=v',
      ',',
      ',A=',
      '\\',
      '\\\\',
      'x\\',
      '--name',
      '-',
      'Grüße 你好 🎧',
      '\t',
      '\r\n',
      '# no',
      '---',
      "'",
    ],
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      "'",
      '#',
      ': ',
      '$',
      '\n',
      ' ',
      '{{',
      '\\',
      ',',
      'A=',
      '\u0085',
      '🎉',
      '`',
      '\u0001',
    ),
    maxLength: 8,
  }),
);

const variableName = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
  .filter((name) => !OWNED_VARIABLES.has(name) && name !== '__proto__');

const host = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9](:[1-9][0-9]{1,3})?(\/[a-z0-9]{1,5}){0,2}$/);

function subset<T>(values: readonly T[], minLength: number) {
  return fc.shuffledSubarray([...values], { minLength });
}

const word = (...values: string[]) => fc.constantFrom(...values);
const port = fc.integer({ min: 1, max: 65_535 });
const chartModules = subset([...CHART_MODULES].slice(0, 12), 0);

/** A value for each option, independent of the others. */
const VALUES: Readonly<Record<string, fc.Arbitrary<OptionInput>>> = {
  name: label,
  targets: subset(['compose', 'helm'], 1),
  'weaviate.registry': registry,
  'weaviate.repository': repository,
  'weaviate.tag': weaviateTag,
  'weaviate.memory': size(1, 64),
  'weaviate.httpPort': port,
  'weaviate.grpcPort': port,
  'weaviate.bindAddress': word('127.0.0.1', '0.0.0.0', '::1', '::', '192.168.1.10', 'fe80::1'),
  'weaviate.persistence': word('volume', 'directory', 'none'),
  'weaviate.storageSize': size(1, 2000),
  'weaviate.storageClass': label,
  'weaviate.replicas': fc.constantFrom(1, 3, 5, 100),
  'weaviate.raftTimeoutsMultiplier': fc.integer({ min: 1, max: 100 }),
  'weaviate.auth': word('anonymous', 'api-key'),
  'weaviate.corsOrigin': word('*', 'https://app.example.com', 'http://localhost:3000'),
  'weaviate.modules': fc.oneof(
    chartModules,
    fc.uniqueArray(fc.constantFrom('backup-s3', 'offload-s3', 'text2vec-ollama', 'no-module'), {
      maxLength: 3,
    }),
  ),
  'weaviate.env': fc.dictionary(variableName, oddText, { maxKeys: 4, noNullPrototype: true }),
  'weaviate.telemetry': fc.boolean(),
  'inference.mode': word('container', 'external', 'stub'),
  'inference.url': fc
    .tuple(word('http://', 'https://'), host)
    .map((parts) => parts.join(''))
    .filter(URL.canParse),
  'inference.registry': registry,
  'inference.repository': repository,
  'inference.tag': inferenceTag,
  'inference.memory': size(10, 64),
  'inference.cpus': fc.oneof(
    fc.integer({ min: 1, max: 64 }),
    fc.integer({ min: 1, max: 200 }).map((n) => n / 10),
  ),
  'inference.replicas': fc.integer({ min: 1, max: 100 }),
  'inference.startPeriod': duration,
  'inference.timeout': duration,
  'gpu.enabled': fc.boolean(),
  'gpu.count': fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constant('all')),
  'gpu.devices': fc.uniqueArray(fc.oneof(fc.nat(15).map(String), fc.stringMatching(/^GPU-[a-f0-9]{4,8}$/)), {
    maxLength: 3,
  }),
  'gpu.core': fc.nat(15).map((n) => `cuda:${n}`),
  'collection.name': fc.stringMatching(/^[A-Z][_0-9A-Za-z]{0,10}$/),
  'collection.modalities': fc.oneof(subset(MODALITIES, 1), fc.constant(['all'])),
  'collection.vectors': word('shared', 'balanced', 'separate'),
  'collection.objects': fc.oneof(
    fc.integer({ min: 1, max: 2_000_000_000 }),
    fc.tuple(fc.integer({ min: 1, max: 900 }), word('k', 'M')).map((parts) => parts.join('')),
  ),
  'collection.index': word('hnsw', 'flat', 'dynamic', 'hfresh'),
  'collection.compression': word('none', 'rq-8', 'rq-4', 'rq-1', 'bq', 'pq', 'sq'),
  'collection.mediaSize': size(1, 3),
  'backup.to': word('none', 'volume', 'directory', 's3', 'gcs', 'azure'),
  'backup.bucket': word('my-backups', 'a.b_c'),
  'backup.path': word('./backups', 'backups', '/srv/weaviate backups', '../b', 'production/media'),
  'backup.endpoint': word('http://minio:9000', 'https://s3.example.com', '[::1]:9000'),
  'backup.region': word('eu-central-1', 'no'),
  'backup.account': word('mybackups', '123'),
  'backup.credentials': word('keys', 'role', 'secret'),
  'backup.secret': label,
  clients: subset(['python', 'typescript'], 0),
  'kubernetes.namespace': label,
  'kubernetes.context': label,
  'kubernetes.chartVersion': fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => parts.join('.')),
  'kubernetes.serviceType': word('ClusterIP', 'NodePort', 'LoadBalancer'),
  'kubernetes.nodeSelector': fc.dictionary(labelKey, labelValue, { maxKeys: 3, noNullPrototype: true }),
  'kubernetes.tolerations': fc.uniqueArray(
    fc
      .tuple(
        labelKey,
        fc.option(
          labelValue.map((value) => `=${value}`),
          { nil: '' },
        ),
        word('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      )
      .map(([key, value, effect]) => `${key}${value}:${effect}`),
    { maxLength: 3 },
  ),
  'kubernetes.runtimeClass': label,
  'kubernetes.readinessTimeout': duration,
  'kubernetes.imagePullSecrets': fc.uniqueArray(label, { maxLength: 2 }),
  'kubernetes.podSecurity': word('privileged', 'baseline', 'restricted'),
  'kubernetes.sysctlInit': fc.boolean(),
};

/** Values as if given in bindstack.yaml. */
export function asGiven(values: RawValues, source: Given['source'] = 'file'): GivenValues {
  return new Map([...values].map(([key, value]) => [key, { value, source, label: key }]));
}

/** Which key to remove when a rule refuses a combination of values. */
const LEAVE_OUT: Readonly<Record<string, readonly string[]>> = {
  'same-port': ['weaviate.httpPort', 'weaviate.grpcPort'],
  'weaviate-too-old': ['weaviate.tag'],
  'module-not-in-chart': ['weaviate.modules'],
  'module-unknown': ['weaviate.modules'],
  'module-too-new': ['weaviate.modules'],
  'module-variables': ['weaviate.modules'],
  'gpus-and-devices': ['gpu.count'],
  'cuda-core-helm': ['gpu.core'],
  'gpu-device-helm': ['gpu.devices'],
  'gpus-all-helm': ['gpu.count'],
  'module-not-restricted': ['weaviate.modules'],
  'inference-image-root': ['inference.tag'],
  'backup-replicas': ['backup.to'],
  'backup-bucket': ['backup.to'],
  'backup-account': ['backup.to'],
  'backup-secret': ['backup.credentials'],
  'backup-path': ['backup.path'],
  'backup-azure-role': ['backup.credentials'],
  'backup-directory-helm': ['backup.to'],
  'index-version': ['collection.index'],
  'index-compression': ['collection.compression'],
};

/** The values without those that have no effect here and those that a rule refuses. */
function madeValid(values: RawValues): RawValues {
  const valid = new Map(values);
  if (valid.get('inference.mode') === 'external' && !valid.has('inference.url')) {
    valid.set('inference.url', 'http://gpu-host:8080');
  }
  for (;;) {
    const { config, errors } = checkConfig(asGiven(valid));
    if (!config) throw new Error(`wrong by itself: ${errors[0]?.message}`);
    const idle = OPTIONS.filter(
      ({ key, option: { when } }) => valid.has(key) && when && !isMet(when, config),
    );
    const refused = errors.flatMap(({ code }) => LEAVE_OUT[code] ?? []);
    for (const key of [...idle.map((option) => option.key), ...refused]) valid.delete(key);
    if (idle.length + refused.length === 0) return valid;
  }
}

/** Any valid configuration: each option is either given or not. */
export const anyConfig: fc.Arbitrary<RawValues> = fc.record(VALUES, { requiredKeys: [] }).map((values) =>
  madeValid(
    new Map(
      OPTIONS.flatMap(({ key }) => {
        const value = values[key];
        return value === undefined ? [] : [[key, value] as const];
      }),
    ),
  ),
);

/** The checked configuration for these values. */
export function configFrom(values: RawValues): StackConfig {
  return resolveConfig(asGiven(values)).config;
}

/** Keys for which the arbitrary generates values. */
export const COVERED: readonly string[] = Object.keys(VALUES);
