import { inference, type Observation, observed, weaviate, weaviateLine } from './observed.ts';
import { weaviateLog } from './recordings.ts';

export interface ServiceCase {
  readonly when: string;
  readonly observation: Observation;
  readonly code: string;
  readonly service?: string | null;
  readonly explains: string;
  readonly suggests: string;
  /** A part of the evidence. */
  readonly evidence?: string;
}

const GIB = 1024 ** 3;
const bind = 'multi2vec-bind';

/** A Weaviate that exited with this log. */
const exited = (log: string) => weaviate({ state: 'exited', health: '', exitCode: 1, log });
const lives = (log: string) => weaviate({ health: 'unhealthy', log });
const local = (log: string) =>
  observed([{ name: 'weaviate', role: 'weaviate', state: 'exited', exitCode: 1, log }], {
    target: 'embedded',
    phase: 'weaviate',
  });
const oom = { state: 'exited', health: '', exitCode: 137, oomKilled: true } as const;
const died = (log: string) => observed([inference({ state: 'exited', health: '', exitCode: 1, log })]);
const waits = (error: string) =>
  exited(
    weaviateLine(
      'warning',
      'multi2vec-bind inference service not ready',
      `send check ready request: Get "http://x/.well-known/ready": ${error}`,
    ),
  );

export const SERVICE_CASES: readonly ServiceCase[] = [
  {
    when: 'the model is paused',
    observation: observed([inference({ state: 'paused' })]),
    code: 'paused',
    service: bind,
    explains: 'is paused',
    suggests: 'docker compose unpause multi2vec-bind',
  },
  {
    when: 'Weaviate is paused',
    observation: observed([inference(), weaviate({ state: 'paused', health: 'unhealthy' })]),
    code: 'paused',
    service: 'weaviate',
    explains: 'frozen',
    suggests: 'docker compose unpause weaviate',
  },
  // memory
  {
    when: 'the model is killed while it loads',
    observation: observed([inference({ ...oom, memoryLimit: 8 * GIB })]),
    code: 'inference-memory-loading',
    service: bind,
    explains: 'needs 9.5 GiB',
    suggests: 'bindstack generate --inference-memory 12g',
  },
  {
    when: 'the machine has too little for the model',
    observation: observed([inference(oom)], { host: { totalMemory: 8 * GIB } }),
    code: 'inference-memory-loading',
    service: bind,
    explains: 'limit 12 GiB',
    suggests: '--inference stub',
  },
  {
    when: 'the stub is killed',
    observation: observed([
      inference({ ...oom, image: 'docker.io/library/node:22-alpine', memoryLimit: GIB }),
    ]),
    code: 'inference-memory-loading',
    service: bind,
    explains: 'its limit allows',
    suggests: 'raise mem_limit',
  },
  {
    when: 'the model is killed later',
    observation: observed([inference({ ...oom, wasHealthy: true }), weaviate()]),
    code: 'inference-memory-running',
    service: bind,
    explains: 'Weaviate is still running and reports ready',
    suggests: '--inference-memory 18g',
  },
  {
    when: 'the model is killed after the launch has moved on to Weaviate',
    observation: observed(
      [inference({ ...oom, hasHealthCheck: true }), weaviate({ state: 'created', health: '' })],
      {
        phase: 'weaviate',
      },
    ),
    code: 'inference-memory-running',
    service: bind,
    explains: 'after it had been ready',
    suggests: 'smaller batches',
  },
  {
    when: 'Weaviate is killed',
    observation: observed([inference(), weaviate({ ...oom, memoryLimit: 4 * GIB })]),
    code: 'weaviate-memory',
    service: 'weaviate',
    explains: 'limit 4 GiB',
    suggests: '--weaviate-memory 6g',
  },
  {
    when: 'another service is killed',
    observation: observed([{ name: 'proxy', role: 'other', ...oom }]),
    code: 'service-memory',
    service: 'proxy',
    explains: 'ran out of memory',
    suggests: 'mem_limit of the service proxy',
  },
  {
    when: 'the exit code is 137 and the engine does not report a reason',
    observation: observed([inference({ ...oom, oomKilled: false })]),
    code: 'killed',
    service: bind,
    explains: 'Other reasons: docker kill',
    suggests: 'dmesg',
  },
  {
    when: 'the exit code is 137 and the limit is below what the model needs',
    observation: observed([
      inference({ state: 'restarting', exitCode: 137, restarts: 4, memoryLimit: 7000 * 1024 ** 2 }),
    ]),
    code: 'killed',
    service: bind,
    explains: 'its limit is 6.84 GiB',
    suggests: '--inference-memory 12g',
  },
  {
    when: 'a local Weaviate gets no memory',
    observation: local(weaviateLog('go-memory')),
    code: 'weaviate-memory',
    service: 'weaviate',
    explains: 'Go requested memory',
    suggests: 'ulimit -v',
    evidence: 'page summary memory',
  },
  {
    when: 'PyTorch gets no memory',
    observation: died(
      "RuntimeError: [enforce fail at alloc_cpu.cpp:75] DefaultCPUAllocator: can't allocate memory: you tried to allocate 65536 bytes.",
    ),
    code: 'inference-memory-loading',
    service: bind,
    explains: 'PyTorch requested',
    suggests: '--inference-memory',
  },
  // GPU and CPU
  {
    when: 'the GPU is too new',
    observation: died(
      'NVIDIA H100 PCIe with CUDA capability sm_90 is not compatible with the current PyTorch installation.',
    ),
    code: 'gpu-unsupported',
    service: bind,
    explains: 'sm_90',
    suggests: '--no-cuda',
  },
  {
    when: 'PyTorch has no code for the GPU',
    observation: died('RuntimeError: CUDA error: no kernel image is available for execution on the device'),
    code: 'gpu-unsupported',
    service: bind,
    explains: 'PyTorch 2.0.1',
    suggests: '8.9',
  },
  {
    when: 'the container has no GPU',
    observation: died(
      'RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU',
    ),
    code: 'gpu-not-visible',
    service: bind,
    explains: 'ENABLE_CUDA is on',
    suggests: 'capabilities: [gpu]',
  },
  {
    when: 'PyTorch has no CUDA',
    observation: died('AssertionError: Torch not compiled with CUDA enabled'),
    code: 'torch-without-cuda',
    service: bind,
    explains: 'arm64',
    suggests: 'ENABLE_CUDA: "0"',
  },
  {
    when: 'the GPU runs out of memory',
    observation: died('torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB'),
    code: 'gpu-memory',
    service: bind,
    explains: '4.5 GiB',
    suggests: 'nvidia-smi',
  },
  {
    when: 'the image is for another architecture',
    observation: died('exec /bin/sh: exec format error'),
    code: 'wrong-platform',
    service: bind,
    explains: 'another CPU architecture',
    suggests: 'platform:',
  },
  // Weaviate's configuration
  {
    when: 'BIND_INFERENCE_API is not set',
    observation: observed([exited(weaviateLog('inference-url-unset'))]),
    code: 'inference-url-missing',
    explains: 'BIND_INFERENCE_API is not set',
    suggests: 'bindstack add',
    evidence: 'fatal: modules didn',
  },
  {
    when: 'the timeout has no unit',
    observation: observed([exited(weaviateLog('timeout-without-unit'))]),
    code: 'timeout-without-unit',
    explains: '"300"',
    suggests: 'MODULES_CLIENT_TIMEOUT: 300s',
  },
  {
    when: 'the default vectorizer is not enabled',
    observation: observed([exited(weaviateLog('default-vectorizer-not-enabled'))]),
    code: 'default-vectorizer-not-enabled',
    explains: 'multi2vec-clip',
    suggests: '--module multi2vec-clip',
  },
  {
    when: 'RBAC is combined with anonymous access',
    observation: observed([exited(weaviateLog('rbac-with-anonymous'))]),
    code: 'rbac-with-anonymous',
    explains: 'AUTHORIZATION_RBAC_ENABLED',
    suggests: '--auth api-key',
  },
  {
    when: 'the numbers of users and keys differ',
    observation: observed([exited(weaviateLog('users-and-keys-differ'))]),
    code: 'users-and-keys-differ',
    explains: 'by their order',
    suggests: 'AUTHENTICATION_APIKEY_USERS',
  },
  {
    when: 'another value is rejected',
    observation: observed([exited(weaviateLog('grpc-port-no-number'))]),
    code: 'weaviate-config',
    explains: 'GRPC_PORT',
    suggests: 'fix GRPC_PORT',
  },
  {
    when: 'the name of the node has changed',
    observation: observed([inference(), lives(weaviateLog('hostname-changed'))], { dataExisted: true }),
    code: 'hostname-changed',
    explains: 'node with another name',
    suggests: 'CLUSTER_HOSTNAME',
    evidence: 'not part of a stable configuration',
  },
  // data and disk
  {
    when: 'the data belongs to another user',
    observation: local(weaviateLog('data-permission')),
    code: 'data-permission',
    explains: '.bindstack/embedded/data/raft',
    suggests: 'chown',
  },
  {
    when: 'the data is read-only',
    observation: local(weaviateLog('data-read-only')),
    code: 'data-read-only',
    explains: 'read-only',
    suggests: 'read-write',
  },
  {
    when: 'the data directory cannot be created',
    observation: local(weaviateLog('data-path-missing')),
    code: 'data-path',
    explains: 'no such file or directory',
    suggests: '.bindstack/embedded/data',
  },
  {
    when: 'the disk is full',
    observation: observed([
      exited(weaviateLine('error', 'write /var/lib/weaviate/raft/raft.db: no space left on device')),
    ]),
    code: 'disk-full',
    explains: 'no space left',
    suggests: 'df -h',
  },
  // ports of a local process
  {
    when: 'the gRPC port is in use',
    observation: local(weaviateLog('grpc-port-taken')),
    code: 'port-taken',
    explains: 'port 28051',
    suggests: '--grpc-port 28052',
  },
  {
    when: 'the REST port is in use',
    observation: local(weaviateLog('http-port-taken')),
    code: 'port-taken',
    explains: 'port 28080',
    suggests: '--http-port 28081',
  },
  {
    when: 'the gossip port is in use',
    observation: local(weaviateLog('gossip-port-taken')),
    code: 'port-taken',
    explains: 'port 28100',
    suggests: 'chooses other ports',
  },
  {
    when: 'the Raft port is in use',
    observation: local(weaviateLog('raft-port-taken')),
    code: 'port-taken',
    explains: 'port 28102',
    suggests: 'chooses other ports',
  },
  {
    when: 'the Raft RPC port is in use',
    observation: local(weaviateLog('raft-rpc-port-taken')),
    code: 'port-taken',
    explains: 'port 28103',
    suggests: 'chooses other ports',
  },
  // waiting for the inference service
  {
    when: 'private addresses are forbidden',
    observation: observed([inference(), lives(weaviateLog('base-url-validated'))]),
    code: 'base-url-validated',
    explains: 'MODULES_VALIDATE_BASE_URL is on',
    suggests: 'remove MODULES_VALIDATE_BASE_URL',
  },
  {
    when: 'the URL has no scheme',
    observation: observed([inference(), lives(weaviateLog('inference-url-scheme'))]),
    code: 'inference-url-scheme',
    explains: 'does not start with http://',
    suggests: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the URL ends with a slash',
    observation: observed([inference(), lives(weaviateLog('inference-url-slash'))]),
    code: 'inference-url-path',
    explains: 'slash',
    suggests: 'without a slash',
  },
  {
    when: 'the name is wrong',
    observation: observed([inference(), lives(weaviateLog('inference-host'))]),
    code: 'inference-host',
    explains: 'at multi2vec-bindd',
    suggests: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the service is not running',
    observation: observed([
      inference({ state: 'created', health: '' }),
      lives(weaviateLog('inference-host')),
    ]),
    code: 'inference-not-running',
    service: bind,
    explains: '(created)',
    suggests: 'docker compose up -d multi2vec-bind',
  },
  {
    when: 'the port is wrong',
    observation: observed([inference(), waits('dial tcp 172.18.0.2:8081: connect: connection refused')]),
    code: 'inference-port',
    explains: 'waited 120 s',
    suggests: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the address is that of the container itself',
    observation: observed([inference(), exited(weaviateLog('inference-unreachable'))]),
    code: 'inference-port',
    explains: 'that container itself',
    suggests: 'http://multi2vec-bind:8080',
  },
  {
    when: 'the model is still loading',
    observation: observed([inference({ health: 'starting' }), exited(weaviateLog('inference-unreachable'))], {
      phase: 'weaviate',
    }),
    code: 'inference-loading',
    service: bind,
    explains: 'still loading; Weaviate waited 120 s',
    suggests: 'service_healthy',
  },
  {
    when: 'nothing is known about the service',
    observation: observed([exited(weaviateLog('inference-unreachable'))]),
    code: 'inference-unreachable',
    explains: 'nothing responds at 127.0.0.1:18999',
    suggests: 'docker compose up -d multi2vec-bind',
  },
  {
    when: 'an external server does not respond to a local Weaviate',
    observation: local(weaviateLog('inference-unreachable')),
    code: 'inference-unreachable',
    explains: '127.0.0.1:18999',
    suggests: 'http://127.0.0.1:18999/.well-known/ready',
  },
  {
    when: 'the service reports that it is not ready',
    observation: observed([lives(weaviateLog('inference-503'))]),
    code: 'inference-not-ready',
    explains: 'status 503',
    suggests: 'docker compose logs',
  },
  {
    when: 'the service hangs',
    observation: observed([inference(), lives(weaviateLog('inference-hangs'))]),
    code: 'inference-hangs',
    service: bind,
    explains: 'half a second',
    suggests: 'docker compose restart',
  },
  {
    when: 'the service responds with something unknown',
    observation: observed([inference(), waits('unheard of')]),
    code: 'inference-not-ready',
    service: bind,
    explains: 'shows the last result',
    suggests: 'docker compose logs',
  },
  // how it exited
  {
    when: 'a container exits',
    observation: observed([inference({ state: 'exited', health: '', exitCode: 3, log: 'one\ntwo' })]),
    code: 'exited',
    service: bind,
    explains: 'exit code 3',
    suggests: 'docker compose logs multi2vec-bind',
    evidence: 'one\ntwo',
  },
  {
    when: 'the CPU lacks an instruction',
    observation: observed([inference({ state: 'exited', exitCode: 132 })]),
    code: 'exited',
    service: bind,
    explains: 'SIGILL',
    suggests: 'logs',
  },
  {
    when: 'a local process exits',
    observation: observed([{ name: 'weaviate', role: 'weaviate', state: 'exited', log: 'panic: no' }], {
      target: 'embedded',
      phase: 'weaviate',
    }),
    code: 'exited',
    explains: 'Weaviate exited.',
    suggests: 'bindstack logs --target embedded --service weaviate',
    evidence: 'panic: no',
  },
  {
    when: 'a container keeps exiting',
    observation: observed([weaviate({ state: 'restarting', exitCode: 1, restarts: 5 })]),
    code: 'crash-loop',
    explains: 'started 6 times',
    suggests: 'docker compose stop weaviate',
  },
  {
    when: 'the health check fails',
    observation: observed([
      inference({
        health: 'unhealthy',
        healthLog: ['', 'wget: server returned error: HTTP/1.1 503 Service Unavailable\n'],
      }),
    ]),
    code: 'unhealthy',
    service: bind,
    explains: '503 Service Unavailable',
    suggests: '--start-period',
  },
  {
    when: 'the program of the health check is missing',
    observation: observed([
      inference({
        health: 'unhealthy',
        healthLog: [
          'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
        ],
      }),
    ]),
    code: 'unhealthy',
    service: bind,
    explains: 'neither has curl',
    suggests: 'wget',
  },
  {
    when: 'the launch times out',
    observation: observed([inference({ health: 'starting' })], { phase: 'inference' }),
    code: 'still-starting',
    service: bind,
    explains: 'too little time',
    suggests: '--timeout',
  },
];
