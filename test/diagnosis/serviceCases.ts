import { inference, type Observation, observed, weaviate, weaviateLine } from './observed.ts';
import { weaviateLog } from './recordings.ts';

export interface ServiceCase {
  readonly when: string;
  readonly seen: Observation;
  readonly code: string;
  readonly service?: string | null;
  readonly tells: string;
  readonly advises: string;
  /** Words of the evidence. */
  readonly shows?: string;
}

const GIB = 1024 ** 3;
const bind = 'multi2vec-bind';

/** A Weaviate that has ended with this log. */
const ended = (log: string) => weaviate({ state: 'exited', health: '', exitCode: 1, log });
const lives = (log: string) => weaviate({ health: 'unhealthy', log });
const local = (log: string) =>
  observed([{ name: 'weaviate', role: 'weaviate', state: 'exited', exitCode: 1, log }], {
    target: 'embedded',
    phase: 'weaviate',
  });
const oom = { state: 'exited', health: '', exitCode: 137, oomKilled: true } as const;
const died = (log: string) => observed([inference({ state: 'exited', health: '', exitCode: 1, log })]);
const waits = (error: string) =>
  ended(
    weaviateLine(
      'warning',
      'multi2vec-bind inference service not ready',
      `send check ready request: Get "http://x/.well-known/ready": ${error}`,
    ),
  );

export const SERVICE_CASES: readonly ServiceCase[] = [
  {
    when: 'the model is paused',
    seen: observed([inference({ state: 'paused' })]),
    code: 'paused',
    service: bind,
    tells: 'is paused',
    advises: 'docker compose unpause multi2vec-bind',
  },
  {
    when: 'Weaviate is paused',
    seen: observed([inference(), weaviate({ state: 'paused', health: 'unhealthy' })]),
    code: 'paused',
    service: 'weaviate',
    tells: 'frozen',
    advises: 'docker compose unpause weaviate',
  },
  // memory
  {
    when: 'the model is killed while it loads',
    seen: observed([inference({ ...oom, memoryLimit: 8 * GIB })]),
    code: 'inference-memory-loading',
    service: bind,
    tells: 'needs 9.5 GiB',
    advises: 'bindstack generate --inference-memory 12g',
  },
  {
    when: 'the machine has too little for the model',
    seen: observed([inference(oom)], { host: { totalMemory: 8 * GIB } }),
    code: 'inference-memory-loading',
    service: bind,
    tells: 'limit 12 GiB',
    advises: '--inference stub',
  },
  {
    when: 'a stand-in is killed',
    seen: observed([inference({ ...oom, image: 'docker.io/library/node:22-alpine', memoryLimit: GIB })]),
    code: 'inference-memory-loading',
    service: bind,
    tells: 'its limit allows',
    advises: 'raise mem_limit',
  },
  {
    when: 'the model is killed later',
    seen: observed([inference({ ...oom, wasHealthy: true }), weaviate()]),
    code: 'inference-memory-running',
    service: bind,
    tells: 'Weaviate runs on and says that it is ready',
    advises: '--inference-memory 18g',
  },
  {
    when: 'the model is killed when the launch is past it',
    seen: observed(
      [inference({ ...oom, hasHealthCheck: true }), weaviate({ state: 'created', health: '' })],
      {
        phase: 'weaviate',
      },
    ),
    code: 'inference-memory-running',
    service: bind,
    tells: 'after it had been ready',
    advises: 'smaller batches',
  },
  {
    when: 'Weaviate is killed',
    seen: observed([inference(), weaviate({ ...oom, memoryLimit: 4 * GIB })]),
    code: 'weaviate-memory',
    service: 'weaviate',
    tells: 'limit 4 GiB',
    advises: '--weaviate-memory 6g',
  },
  {
    when: 'another service is killed',
    seen: observed([{ name: 'proxy', role: 'other', ...oom }]),
    code: 'service-memory',
    service: 'proxy',
    tells: 'lack of memory',
    advises: 'mem_limit of the service proxy',
  },
  {
    when: '137 without a word of the engine',
    seen: observed([inference({ ...oom, oomKilled: false })]),
    code: 'killed',
    service: bind,
    tells: 'or somebody killed it',
    advises: 'dmesg',
  },
  {
    when: '137 below what the model needs',
    seen: observed([
      inference({ state: 'restarting', exitCode: 137, restarts: 4, memoryLimit: 7000 * 1024 ** 2 }),
    ]),
    code: 'killed',
    service: bind,
    tells: 'its limit is 6.84 GiB',
    advises: '--inference-memory 12g',
  },
  {
    when: 'a local Weaviate gets no memory',
    seen: local(weaviateLog('go-memory')),
    code: 'weaviate-memory',
    service: 'weaviate',
    tells: 'Go asked for memory',
    advises: 'ulimit -v',
    shows: 'page summary memory',
  },
  {
    when: 'PyTorch gets no memory',
    seen: died(
      "RuntimeError: [enforce fail at alloc_cpu.cpp:75] DefaultCPUAllocator: can't allocate memory: you tried to allocate 65536 bytes.",
    ),
    code: 'inference-memory-loading',
    service: bind,
    tells: 'PyTorch asked',
    advises: '--inference-memory',
  },
  // GPU and processor
  {
    when: 'the GPU is too new',
    seen: died(
      'NVIDIA H100 PCIe with CUDA capability sm_90 is not compatible with the current PyTorch installation.',
    ),
    code: 'gpu-unsupported',
    service: bind,
    tells: 'sm_90',
    advises: '--no-cuda',
  },
  {
    when: 'the GPU has no program',
    seen: died('RuntimeError: CUDA error: no kernel image is available for execution on the device'),
    code: 'gpu-unsupported',
    service: bind,
    tells: 'PyTorch 2.0.1',
    advises: '8.9',
  },
  {
    when: 'no GPU is in the container',
    seen: died(
      'RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU',
    ),
    code: 'gpu-not-visible',
    service: bind,
    tells: 'ENABLE_CUDA is on',
    advises: 'capabilities: [gpu]',
  },
  {
    when: 'PyTorch has no CUDA',
    seen: died('AssertionError: Torch not compiled with CUDA enabled'),
    code: 'torch-without-cuda',
    service: bind,
    tells: 'arm64',
    advises: 'ENABLE_CUDA: "0"',
  },
  {
    when: 'the memory of the GPU is full',
    seen: died('torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB'),
    code: 'gpu-memory',
    service: bind,
    tells: '4.5 GiB',
    advises: 'nvidia-smi',
  },
  {
    when: 'the image is for another processor',
    seen: died('exec /bin/sh: exec format error'),
    code: 'wrong-platform',
    service: bind,
    tells: 'another processor',
    advises: 'platform:',
  },
  // Weaviate's configuration
  {
    when: 'BIND_INFERENCE_API is not set',
    seen: observed([ended(weaviateLog('inference-url-unset'))]),
    code: 'inference-url-missing',
    tells: 'BIND_INFERENCE_API is not set',
    advises: 'bindstack add',
    shows: 'fatal: modules didn',
  },
  {
    when: 'the time-out has no unit',
    seen: observed([ended(weaviateLog('timeout-without-unit'))]),
    code: 'timeout-without-unit',
    tells: '"300"',
    advises: 'MODULES_CLIENT_TIMEOUT: 300s',
  },
  {
    when: 'the default vectorizer is not enabled',
    seen: observed([ended(weaviateLog('default-vectorizer-not-enabled'))]),
    code: 'default-vectorizer-not-enabled',
    tells: 'multi2vec-clip',
    advises: '--module multi2vec-clip',
  },
  {
    when: 'RBAC meets anonymous access',
    seen: observed([ended(weaviateLog('rbac-with-anonymous'))]),
    code: 'rbac-with-anonymous',
    tells: 'AUTHORIZATION_RBAC_ENABLED',
    advises: '--auth api-key',
  },
  {
    when: 'users and keys differ',
    seen: observed([ended(weaviateLog('users-and-keys-differ'))]),
    code: 'users-and-keys-differ',
    tells: 'by their order',
    advises: 'AUTHENTICATION_APIKEY_USERS',
  },
  {
    when: 'another value is refused',
    seen: observed([ended(weaviateLog('grpc-port-no-number'))]),
    code: 'weaviate-config',
    tells: 'GRPC_PORT',
    advises: 'mend GRPC_PORT',
  },
  {
    when: 'the name of the node has changed',
    seen: observed([inference(), lives(weaviateLog('hostname-changed'))], { dataExisted: true }),
    code: 'hostname-changed',
    tells: 'node of another name',
    advises: 'CLUSTER_HOSTNAME',
    shows: 'not part of a stable configuration',
  },
  // data and disk
  {
    when: 'the data belong to another user',
    seen: local(weaviateLog('data-permission')),
    code: 'data-permission',
    tells: '.bindstack/embedded/data/raft',
    advises: 'chown',
  },
  {
    when: 'the data are read-only',
    seen: local(weaviateLog('data-read-only')),
    code: 'data-read-only',
    tells: 'read-only',
    advises: 'writable',
  },
  {
    when: 'the data directory cannot be made',
    seen: local(weaviateLog('data-path-missing')),
    code: 'data-path',
    tells: 'no such file or directory',
    advises: 'PERSISTENCE_DATA_PATH',
  },
  {
    when: 'the disk is full',
    seen: observed([
      ended(weaviateLine('error', 'write /var/lib/weaviate/raft/raft.db: no space left on device')),
    ]),
    code: 'disk-full',
    tells: 'no space left',
    advises: 'df -h',
  },
  // ports of a local process
  {
    when: 'the gRPC port is taken',
    seen: local(weaviateLog('grpc-port-taken')),
    code: 'port-taken',
    tells: 'port 28051',
    advises: '--grpc-port 28052',
  },
  {
    when: 'the REST port is taken',
    seen: local(weaviateLog('http-port-taken')),
    code: 'port-taken',
    tells: 'port 28080',
    advises: '--http-port 28081',
  },
  {
    when: 'the gossip port is taken',
    seen: local(weaviateLog('gossip-port-taken')),
    code: 'port-taken',
    tells: 'port 28100',
    advises: 'takes other ports',
  },
  {
    when: 'the Raft port is taken',
    seen: local(weaviateLog('raft-port-taken')),
    code: 'port-taken',
    tells: 'port 28102',
    advises: 'takes other ports',
  },
  {
    when: 'the port of Raft calls is taken',
    seen: local(weaviateLog('raft-rpc-port-taken')),
    code: 'port-taken',
    tells: 'port 28103',
    advises: 'takes other ports',
  },
  // waiting for the inference service
  {
    when: 'private addresses are forbidden',
    seen: observed([inference(), lives(weaviateLog('base-url-validated'))]),
    code: 'base-url-validated',
    tells: 'MODULES_VALIDATE_BASE_URL is on',
    advises: 'remove MODULES_VALIDATE_BASE_URL',
  },
  {
    when: 'the URL has no scheme',
    seen: observed([inference(), lives(weaviateLog('inference-url-scheme'))]),
    code: 'inference-url-scheme',
    tells: 'no http://',
    advises: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the URL ends in a slash',
    seen: observed([inference(), lives(weaviateLog('inference-url-slash'))]),
    code: 'inference-url-path',
    tells: 'slash',
    advises: 'without a slash',
  },
  {
    when: 'the name is wrong',
    seen: observed([inference(), lives(weaviateLog('inference-host'))]),
    code: 'inference-host',
    tells: 'at multi2vec-bindd',
    advises: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the service does not run',
    seen: observed([inference({ state: 'created', health: '' }), lives(weaviateLog('inference-host'))]),
    code: 'inference-not-running',
    service: bind,
    tells: '(created)',
    advises: 'docker compose up -d multi2vec-bind',
  },
  {
    when: 'the port is wrong',
    seen: observed([inference(), waits('dial tcp 172.18.0.2:8081: connect: connection refused')]),
    code: 'inference-port',
    tells: 'waited 120 s',
    advises: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the address is the container itself',
    seen: observed([inference(), ended(weaviateLog('inference-unreachable'))]),
    code: 'inference-port',
    tells: 'that container itself',
    advises: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the model still loads',
    seen: observed([inference({ health: 'starting' }), ended(weaviateLog('inference-unreachable'))], {
      phase: 'weaviate',
    }),
    code: 'inference-loading',
    service: bind,
    tells: 'still loading: Weaviate waited 120 s',
    advises: 'service_healthy',
  },
  {
    when: 'nothing is known of the service',
    seen: observed([ended(weaviateLog('inference-unreachable'))]),
    code: 'inference-unreachable',
    tells: 'nothing answers at 127.0.0.1:18999',
    advises: 'docker compose up -d multi2vec-bind',
  },
  {
    when: 'an endpoint does not answer a local Weaviate',
    seen: local(weaviateLog('inference-unreachable')),
    code: 'inference-unreachable',
    tells: '127.0.0.1:18999',
    advises: 'http://127.0.0.1:18999/.well-known/ready',
  },
  {
    when: 'the service says that it is not ready',
    seen: observed([lives(weaviateLog('inference-503'))]),
    code: 'inference-not-ready',
    tells: 'status 503',
    advises: 'docker compose logs',
  },
  {
    when: 'the service hangs',
    seen: observed([inference(), lives(weaviateLog('inference-hangs'))]),
    code: 'inference-hangs',
    service: bind,
    tells: 'half a second',
    advises: 'docker compose restart',
  },
  {
    when: 'something else came back',
    seen: observed([inference(), waits('unheard of')]),
    code: 'inference-not-ready',
    service: bind,
    tells: 'the line says what came back',
    advises: 'docker compose logs',
  },
  // how it ended
  {
    when: 'a container ends',
    seen: observed([inference({ state: 'exited', health: '', exitCode: 3, log: 'one\ntwo' })]),
    code: 'exited',
    service: bind,
    tells: 'exit code 3',
    advises: 'docker compose logs multi2vec-bind',
    shows: 'one\ntwo',
  },
  {
    when: 'the processor lacks an instruction',
    seen: observed([inference({ state: 'exited', exitCode: 132 })]),
    code: 'exited',
    service: bind,
    tells: 'SIGILL',
    advises: 'logs',
  },
  {
    when: 'a local process ends',
    seen: observed([{ name: 'weaviate', role: 'weaviate', state: 'exited', log: 'panic: no' }], {
      target: 'embedded',
      phase: 'weaviate',
    }),
    code: 'exited',
    tells: 'Weaviate ended.',
    advises: '.bindstack/embedded/weaviate.log',
    shows: 'panic: no',
  },
  {
    when: 'a container ends again and again',
    seen: observed([weaviate({ state: 'restarting', exitCode: 1, restarts: 5 })]),
    code: 'crash-loop',
    tells: 'started 6 times',
    advises: 'docker compose stop weaviate',
  },
  {
    when: 'the check fails',
    seen: observed([
      inference({
        health: 'unhealthy',
        healthLog: ['', 'wget: server returned error: HTTP/1.1 503 Service Unavailable\n'],
      }),
    ]),
    code: 'unhealthy',
    service: bind,
    tells: '503 Service Unavailable',
    advises: '--start-period',
  },
  {
    when: 'the check has no program',
    seen: observed([
      inference({
        health: 'unhealthy',
        healthLog: [
          'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
        ],
      }),
    ]),
    code: 'unhealthy',
    service: bind,
    tells: 'neither has curl',
    advises: 'wget',
  },
  {
    when: 'the time is over',
    seen: observed([inference({ health: 'starting' })], { phase: 'inference' }),
    code: 'still-starting',
    service: bind,
    tells: 'too little time',
    advises: '--timeout',
  },
];
