import { describe, expect, it } from 'vitest';
import { configOf, resolved } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

const GIB = 1024 ** 3;

describe('the defaults', () => {
  it('are a complete configuration without warnings', () => {
    const { config, warnings } = resolved('');
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      name: 'bindstack',
      targets: ['compose', 'helm'],
      weaviate: { memory: 4 * GIB, httpPort: 8080, storageClass: undefined, env: {} },
      inference: { memory: 12 * GIB, cpus: undefined, startPeriod: 600, timeout: 300 },
      gpu: { enabled: false, count: 1, devices: [] },
      collection: { modalities: ['text', 'image'], vectors: 'shared' },
    });
  });
});

describe('a value is converted', () => {
  it.each<[string, object]>([
    ['--modalities all', { collection: { modalities: expect.objectContaining({ length: 7 }) } }],
    ['--modalities image,text,image', { collection: { modalities: ['text', 'image'] } }],
    ['--target helm --target compose', { targets: ['compose', 'helm'] }],
    [
      '--module generative-ollama --module generative-ollama,text2vec-ollama',
      { weaviate: { modules: ['generative-ollama', 'text2vec-ollama'] } },
    ],
    ['--env A=1 --env B=x=y', { weaviate: { env: { A: '1', B: 'x=y' } } }],
    ['--start-period 1h30m', { inference: { startPeriod: 5400 } }],
    ['--weaviate-memory 9.5g', { weaviate: { memory: 9.5 * GIB } }],
    ['--inference-cpus 0.5', { inference: { cpus: 0.5 } }],
    ['--cuda --gpus all --target compose', { gpu: { enabled: true, count: 'all' } }],
    ['--http-port 1 --grpc-port 65535', { weaviate: { httpPort: 1, grpcPort: 65_535 } }],
  ])('%s', (line, expected) => {
    expect(configOf(line.includes('--module ') ? `${line} --target compose` : line)).toMatchObject(expected);
  });
});

describe('one invalid value', () => {
  it.each([
    [
      '--name Bindstack',
      '--name: "Bindstack" is not a name of lowercase letters, digits and - (at most 53 characters)',
    ],
    ['--weaviate-memory 12x', '--weaviate-memory: "12x" is not a size such as 12g, 12Gi or 9728Mi'],
    ['--weaviate-memory 12', '--weaviate-memory: "12" is not a size such as 12g, 12Gi or 9728Mi'],
    ['--start-period 600', '--start-period: "600" is not a duration above 0, such as 300s, 10m or 1h30m'],
    [
      '--inference-timeout 0s',
      '--inference-timeout: "0s" is not a duration above 0, such as 300s, 10m or 1h30m',
    ],
    ['--http-port 0', '--http-port: 0 is not a whole number from 1 to 65535'],
    ['--grpc-port 65536', '--grpc-port: 65536 is not a whole number from 1 to 65535'],
    ['--http-port 80.5', '--http-port: 80.5 is not a whole number from 1 to 65535'],
    ['--http-port http', '--http-port: "http" is not a whole number from 1 to 65535'],
    ['--replicas 0', '--replicas: 0 is not a whole number from 1 to 100'],
    ['--inference-cpus 0', '--inference-cpus: 0 is not a number from 0.1 to 1024'],
    ['--bind-address localhost', '--bind-address: "localhost" is not an IP address such as'],
    ['--weaviate-registry https://cr.weaviate.io', '--weaviate-registry: "https://cr.weaviate.io" is not a'],
    [
      '--weaviate-repository Weaviate',
      '--weaviate-repository: "Weaviate" is not an image repository such as',
    ],
    ['--weaviate-tag 1.38.11@sha256:abc', '--weaviate-tag: "1.38.11@sha256:abc" is not an image tag such as'],
    ['--inference-tag a:b', '--inference-tag: "a:b" is not an image tag such as imagebind-1.0.2'],
    ['--persistence disk', '--persistence: "disk" is not one of volume, directory, none'],
    ['--target kubernetes', '--target: "kubernetes" is not one of compose, helm'],
    ['--target ,', '--target: [] is empty: it needs at least one of compose, helm'],
    ['--modalities text,smell', '--modalities: "smell" is not one of text, image, audio'],
    ['--cors-origin https://a.example/', '--cors-origin: "https://a.example/" is not one origin such as'],
    ['--cors-origin null', '--cors-origin: "null" is not one origin such as'],
    ['--module Text2Vec', '--module: "Text2Vec" is not the name of a Weaviate module'],
    ['--env A', '--env: "A (without =)" is not an environment variable given as KEY=VALUE'],
    ['--env A=\0', '--env: "A" has a value that an environment cannot hold'],
    ['--env 1A=b', '--env: "1A" is not an environment variable given as KEY=VALUE'],
    ['--inference-url gpu-host:8080', '--inference-url: "gpu-host:8080" is not a URL such as'],
    ['--inference-url http://gpu-host/', '--inference-url: "http://gpu-host/" is not a URL such as'],
    ['--gpus 0', '--gpus: 0 is not a number of GPUs from 1 to 64, or all'],
    ['--gpus some', '--gpus: "some" is not a number of GPUs from 1 to 64, or all'],
    ['--gpu-device a', '--gpu-device: "a" is not a GPU index such as 0, or a UUID such as GPU-…'],
    ['--cuda-core 0', '--cuda-core: "0" is not a device such as cuda:0'],
    ['--collection media', '--collection: "media" is not a collection name: a capital letter'],
    ['--vectors many', '--vectors: "many" is not one of shared, balanced, separate'],
    ['--namespace Weaviate', '--namespace: "Weaviate" is not a namespace'],
    ['--chart-version 17', '--chart-version: "17" is not a chart version such as 17.8.3'],
    ['--storage-class Fast', '--storage-class: "Fast" is not the name of a storage class'],
    ['--node-selector gpu', '--node-selector: "gpu (without =)" is not a node label given as KEY=VALUE'],
    ['--node-selector gpu=a/b', '--node-selector: "gpu" has a value that a label cannot have'],
    ['--toleration gpu', '--toleration: "gpu" is not a toleration such as'],
  ])('%s', async (line, message) => {
    const failure = await failureOf(() => resolved(line));
    expect(failure).toMatchObject({ exitCode: 2, code: 'bad-value', detail: undefined });
    expect(failure.message).toContain(message);
    expect(failure.suggestion).toContain(line.split(' ')[0]);
  });

  it('is reported with its variable if it came from one', async () => {
    const failure = await failureOf(() => resolved('', { BINDSTACK_WEAVIATE_HTTP_PORT: '99999' }));
    expect(failure.message).toBe('BINDSTACK_WEAVIATE_HTTP_PORT: 99999 is not a whole number from 1 to 65535');
    expect(failure.suggestion).toBe('BINDSTACK_WEAVIATE_HTTP_PORT=8080 (the default)');
  });

  it('of a boolean option is reported too', async () => {
    const failure = await failureOf(() => resolved('', { BINDSTACK_GPU_ENABLED: 'maybe' }));
    expect(failure.message).toBe('BINDSTACK_GPU_ENABLED: "maybe" is neither true nor false');
  });
});

it('reports several invalid values at once', async () => {
  const failure = await failureOf(() =>
    resolved('--weaviate-memory 12x --http-port 0 --modalities text,smell --env A'),
  );
  expect(failure.message).toMatch(/^--weaviate-memory: "12x"/);
  expect(failure.detail?.split('\n')).toEqual([
    expect.stringMatching(/^also: --http-port: 0 is not/),
    expect.stringMatching(/^also: --env: "A/),
    expect.stringMatching(/^also: --modalities: "smell" is not one of/),
  ]);
});

const TOO_OLD = 'weaviate-too-old';
const ANONYMOUS = 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED';
const OIDC = ['ENABLED=true', 'ISSUER=https://id.example.com', 'CLIENT_ID=weaviate', 'USERNAME_CLAIM=sub']
  .map((one) => `--env AUTHENTICATION_OIDC_${one}`)
  .join(' ');

describe('values that conflict', () => {
  it.each([
    ['--http-port 8080 --grpc-port 8080', 'same-port', 'cannot share port 8080'],
    ['--grpc-port 8080', 'same-port', 'cannot share port 8080'],
    ['--gpus 2', 'no-effect', '--gpus has no effect without --cuda'],
    ['--gpu-device 0', 'no-effect', '--gpu-device has no effect without --cuda'],
    ['--cuda-core cuda:0', 'no-effect', '--cuda-core has no effect without --cuda'],
    ['--cuda --inference stub', 'no-effect', '--cuda has no effect without --inference container'],
    ['--inference-url http://a:1', 'no-effect', 'has no effect without --inference external'],
    ['--inference-memory 12g --inference stub', 'no-effect', '--inference-memory has no effect without'],
    ['--namespace a --target compose', 'no-effect', '--namespace has no effect without --target helm'],
    ['--no-sysctl-init --target helm --persistence none', 'no-effect', '--persistence has no effect'],
    ['--storage-size 9g --target compose', 'no-effect', '--storage-size has no effect'],
    ['--inference external', 'no-inference-url', 'needs the URL of the endpoint'],
    ['--inference-memory 9g', 'inference-memory', '--inference-memory 9 GiB is too little'],
    ['--inference-memory 9727m', 'inference-memory', 'is too little'],
    ['--replicas 2', 'two-replicas', 'two Weaviate nodes tolerate no failure'],
    ['--env GOMEMLIMIT=1GiB', 'owned-variable', '--env GOMEMLIMIT is set by bindstack itself'],
    ['--env A=1 --env ENABLE_MODULES=', 'owned-variable', '--env ENABLE_MODULES is set by bindstack'],
    ['--env AUTOSCHEMA_ENABLED=true', 'owned-variable', '--env AUTOSCHEMA_ENABLED is set by bindstack'],
    ['--backup-path a', 'no-effect', 'has no effect without --backup-to directory, s3, gcs or azure'],
    [
      '--backup-region a --backup-to gcs',
      'no-effect',
      '--backup-region has no effect without --backup-to s3',
    ],
    ['--backup-secret a', 'no-effect', '--backup-secret has no effect without --backup-credentials secret'],
    ['--backup-to volume --replicas 3', 'backup-replicas', 'works with one node only, not with --replicas 3'],
    ['--backup-to directory', 'backup-directory-helm', 'a pod cannot write to this machine'],
    ['--backup-to s3', 'backup-bucket', '--backup-to s3 needs the name of the bucket'],
    ['--backup-to azure --backup-bucket abc', 'backup-account', 'needs the name of the storage account'],
    [
      '--backup-to s3 --backup-bucket abc --backup-credentials secret',
      'backup-secret',
      'needs the name of the Secret',
    ],
    ['--backup-to s3 --backup-bucket abc --backup-path /a', 'backup-path', '--backup-path /a is not the'],
    ['--backup-to s3 --backup-bucket abc --backup-path a/../b', 'backup-path', 'beginning of a name'],
    [
      '--backup-to azure --backup-bucket abc --backup-account abc --backup-credentials role',
      'backup-azure-role',
      'knows only the key of the storage account',
    ],
    [
      '--backup-to s3 --backup-bucket abc --env AWS_ACCESS_KEY_ID=a',
      'owned-variable',
      '--env AWS_ACCESS_KEY_ID is set by --backup-to s3',
    ],
    ['--backup-to volume --module backup-filesystem', 'module-not-in-chart', 'the chart uses the block'],
    ['--backup-to volume --module backup-filesystem --target compose', 'module-variables', 'needs BACKUP'],
    ['--module backup-s3', 'module-not-in-chart', 'the chart uses the block backups.s3 for it'],
    ['--module usage-gcs --target helm', 'module-not-in-chart', 'the chart uses the block usage.gcs for it'],
    [
      '--module text2vec-weaviate',
      'module-not-in-chart',
      'the Helm chart cannot enable the module text2vec-we',
    ],
    ['--module bogus-module', 'module-unknown', '--module bogus-module is not a module of Weaviate'],
    ['--module reranker-transfomers', 'module-unknown', 'reranker-transfomers is not a module of Weaviate'],
    [
      '--module multi2vec-twelvelabs --weaviate-tag 1.38.8',
      'module-too-new',
      '1.38.8 does not have the module',
    ],
    [
      '--module reranker-transformers',
      'module-variables',
      'needs RERANKER_INFERENCE_API: without it, Weaviate',
    ],
    ['--module multi2vec-clip --env CLIP_INFERENCE_API=', 'module-variables', 'needs CLIP_INFERENCE_API:'],
    [
      '--module text2vec-transformers --env TRANSFORMERS_QUERY_INFERENCE_API=http://a:1',
      'module-variables',
      'TRANSFORMERS_INFERENCE_API, or TRANSFORMERS_PASSAGE_INFERENCE_API and TRANSFORMERS_QUERY_INFERENCE_API',
    ],
    ['--module backup-s3 --target compose', 'module-variables', 'needs BACKUP_S3_BUCKET'],
    [
      '--module backup-azure --target compose --env BACKUP_AZURE_CONTAINER=a',
      'module-variables',
      'AZURE_STORAGE',
    ],
    [`--env ${ANONYMOUS}=false`, 'owned-variable', `--env ${ANONYMOUS} is set by bindstack itself`],
    [`--env ${ANONYMOUS}=true ${OIDC}`, 'owned-variable', `--env ${ANONYMOUS} is set by bindstack itself`],
    ['--env AUTHENTICATION_OIDC_ENABLED=true', 'oidc-variables', 'needs AUTHENTICATION_OIDC_ISSUER, '],
    ['--cuda --gpus 1 --gpu-device 0 --target compose', 'gpus-and-devices', 'cannot be combined'],
    ['--cuda --cuda-core cuda:1', 'cuda-core-helm', '--cuda-core works with Compose only'],
    ['--cuda --gpu-device 0', 'gpu-device-helm', '--gpu-device works with Compose only'],
    ['--cuda --gpus all', 'gpus-all-helm', '--gpus all works with Compose only'],
    ['--weaviate-tag 1.20.9', TOO_OLD, 'Weaviate 1.20.9 does not have the module multi2vec-bind'],
    ['--weaviate-tag v0.23.0', TOO_OLD, 'Weaviate 0.23.0 does not have the module multi2vec-bind'],
    ['--weaviate-tag 1.23.16 --vectors separate', TOO_OLD, '1.23.16 does not support named vectors'],
    ['--weaviate-tag 1.34.0 --modalities audio', TOO_OLD, 'neither text nor image'],
    ['--weaviate-tag 1.33.5 --modalities audio,imu', TOO_OLD, 'neither text nor image'],
    ['--weaviate-tag 1.30.99 --modalities depth', TOO_OLD, 'neither text nor image'],
    ['--weaviate-tag 1.34.0 --modalities text,audio --vectors separate', TOO_OLD, 'neither text nor image'],
  ])('%s: %s', async (line, code, message) => {
    const failure = await failureOf(() => resolved(line));
    expect(failure).toMatchObject({ exitCode: 2, code });
    expect(failure.message).toContain(message);
    expect(failure.suggestion).not.toBe('');
  });

  it('are reported together', async () => {
    const failure = await failureOf(() => resolved('--replicas 2 --gpus 2 --grpc-port 8080'));
    expect(failure.code).toBe('no-effect');
    expect(failure.detail?.split('\n')).toEqual([
      'also: REST and gRPC cannot share port 8080',
      expect.stringMatching(/^also: two Weaviate nodes/),
    ]);
  });

  it('are reported with their variables if they came from variables', async () => {
    const failure = await failureOf(() => resolved('', { BINDSTACK_GPU_COUNT: '2' }));
    expect(failure.message).toBe('BINDSTACK_GPU_COUNT has no effect without --cuda');
    expect(failure.suggestion).toBe('add --cuda, or leave out BINDSTACK_GPU_COUNT');
  });
});

const OLD = 'weaviate-old';
const OPEN = 'open-to-the-network';

describe('warnings', () => {
  it.each([
    ['', []],
    ['--weaviate-tag latest', ['version-unknown']],
    ['--weaviate-tag 1.38', ['version-unknown']],
    ['--weaviate-tag 1.21.0', [OLD]],
    ['--weaviate-tag 1.24.0 --vectors separate', [OLD]],
    ['--weaviate-tag 1.26.14', [OLD]],
    ['--weaviate-tag 1.27.0', []],
    ['--weaviate-tag 1.34.1 --modalities audio', []],
    ['--weaviate-tag 1.33.6 --modalities audio', []],
    ['--weaviate-tag 1.34.0 --modalities text,audio', []],
    ['--weaviate-tag 1.34.0 --modalities text,image --vectors separate', []],
    ['--weaviate-tag 1.39.0 --modalities imu --vectors separate', []],
    ['--bind-address 0.0.0.0', [OPEN]],
    ['--bind-address ::', [OPEN]],
    ['--bind-address ::1', []],
    ['--bind-address 0.0.0.0 --auth api-key', []],
    ['--cors-origin *', ['open-to-web-pages']],
    ['--cors-origin * --auth api-key', []],
    ['--cors-origin https://app.example.com', []],
    ['--service-type LoadBalancer', [OPEN]],
    ['--service-type NodePort --auth api-key', []],
    ['--inference-memory 9728m', ['inference-memory']],
    ['--inference-memory 10239m', ['inference-memory']],
    ['--inference-memory 10g', []],
    ['--inference stub', []],
    ['--replicas 3', []],
    ['--raft-timeouts-multiplier 1', []],
    ['--replicas 3 --raft-timeouts-multiplier 1', ['raft-timeouts-short']],
    ['--replicas 3 --raft-timeouts-multiplier 5', []],
    [OIDC, ['sign-in-optional']],
    [`${OIDC} --env ${ANONYMOUS}=false --bind-address 0.0.0.0`, ['no-api-key']],
    ['--module bogus-module --weaviate-tag 1.40.0 --target compose', ['module-unknown']],
    ['--module bogus-module --weaviate-tag latest --target compose', ['version-unknown', 'module-unknown']],
    // Switching something off needs no condition.
    ['--no-cuda --inference stub', []],
    ['--no-sysctl-init --target compose', []],
  ])('%j: %j', (line, codes) => {
    expect(resolved(line).warnings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('values that can be combined', () => {
  it.each([
    '--cuda --gpus all --target compose',
    '--cuda --gpus 2',
    '--cuda --cuda-core cuda:1 --target compose',
    '--cuda --gpu-device 0 --gpu-device GPU-8a56 --target compose',
    '--module backup-s3 --target compose --env BACKUP_S3_BUCKET=vectors',
    '--backup-to volume --target compose --env BACKUP_S3_BUCKET=mine',
    '--backup-to s3 --backup-bucket abc --backup-credentials role --env AWS_ACCESS_KEY_ID=a',
    '--backup-to s3 --backup-bucket abc --replicas 3',
    '--module reranker-transformers --target helm',
    '--module reranker-transformers --env RERANKER_INFERENCE_API=http://reranker:8080',
    '--module multi2vec-twelvelabs --weaviate-tag 1.38.9 --target compose',
    `--auth api-key ${OIDC}`,
    '--module generative-ollama',
    '--inference external --inference-url https://gpu.example.com/bind',
    '--inference external --inference-url http://[::1]:8081',
    '--replicas 5 --target helm',
  ])('%s', (line) => {
    expect(resolved(line).warnings).toEqual([]);
  });
});
