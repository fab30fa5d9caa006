import type { Advice } from '../../diagnosis/advice.ts';

const UP = 'bindstack up --target embedded';
const RESTART = `bindstack down --target embedded, then ${UP}`;

const MORE_MEMORY =
  'free -h shows the free memory of this machine: stop other programs, or make Weaviate free memory earlier with a lower --weaviate-memory';

const logs = (service: string) => `tail -n 50 .bindstack/embedded/${service}.log`;

/** Advice for local processes: flags of bindstack, because there is no file with their settings. */
const ADVICE: Advice = {
  program: 'none',
  file: undefined,

  up: UP,
  afterInterruption: `${UP} to start again`,
  moreTime: `${UP} --timeout 1200s`,
  longerStartPeriod: `${UP} --timeout 1200s`,
  applyEnv: UP,
  withFlags: (flags) => `${UP} ${flags}`,
  restart: () => RESTART,

  moreDetails: 'see the logs in .bindstack/embedded',
  cpuUsage: 'docker stats',
  logs,
  killed: () => 'dmesg | grep -i "out of memory" shows whether the kernel killed it',
  crashLoop: () => RESTART,

  variable: (name, value) => `--env ${name}=${value}`,
  enableModule: (name) => `--env ENABLE_MODULES=${name}`,
  anonymousAccessOff: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
  checkSettings: 'check the variables given with --env',
  nodeNameChanged:
    'start with the CLUSTER_HOSTNAME that the data was written with (bindstack uses node1), or without the data: move .bindstack/embedded/data away',
  portOwner: 'Another program on this machine, maybe another Weaviate, already listens on it.',
  otherClusterPort: () => `${UP} again: it chooses other ports for the cluster`,

  inferenceAddress: 'set --inference-url to the address of the inference server',
  inferenceName: 'fix the host in --inference-url, and check that its /.well-known/ready responds',
  startInference: (address) =>
    `start it, check that http://${address}/.well-known/ready responds, then ${UP} --inference external --inference-url http://${address}; or use the stub: --inference stub`,
  inferenceLoading: (service) => `${logs(service)} shows its progress`,
  inferenceStopped: (service) => `${RESTART}; ${logs(service)} shows why it stops`,
  inferenceGone: () => RESTART,

  moreMemory: () => MORE_MEMORY,
  reduceMemoryUse: () => `import in smaller batches; ${MORE_MEMORY}`,
  diskFull:
    'df -h and docker system df show what uses the space; docker image prune -a removes unused images',
  diskNearlyFull: 'free some disk space',
  dataDirectory: 'the data directory is .bindstack/embedded/data in this directory',
  dataOwner: `sudo chown -R "$USER" .bindstack/embedded, then ${UP}`,
  dataReadOnly: 'mount the file system read-write, or use another directory (--cwd)',
  wrongPlatform: () => 'use another --weaviate-binary, or omit it: bindstack then finds one that fits',
};

export function embeddedAdvice(): Advice {
  return ADVICE;
}
