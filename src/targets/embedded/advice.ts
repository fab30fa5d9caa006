import type { Advice } from '../../diagnosis/advice.ts';

const UP = 'bindstack up --target embedded';
const RESTART = `bindstack down --target embedded, then ${UP}`;

const MORE_MEMORY =
  'free -h shows what is left on this machine: stop other programs, or make Weaviate free memory earlier with a lower --weaviate-memory';

const logs = (service: string) => `tail -n 50 .bindstack/embedded/${service}.log`;

/** What to do about local processes: with flags of bindstack, which has no file of settings for them. */
const ADVICE: Advice = {
  program: 'none',
  file: undefined,

  up: UP,
  afterInterruption: `${UP} starts again`,
  moreTime: `${UP} --timeout 1200s`,
  longerStartPeriod: `${UP} --timeout 1200s`,
  applyEnv: UP,
  withFlags: (flags) => `${UP} ${flags}`,
  restart: () => RESTART,

  moreDetails: 'see the logs in .bindstack/embedded',
  cpuUsage: 'docker stats',
  logs,
  killed: () => 'dmesg | grep -i "out of memory" tells which',
  crashLoop: () => RESTART,

  variable: (name, value) => `--env ${name}=${value}`,
  enableModule: (name) => `--env ENABLE_MODULES=${name}`,
  anonymousAccessOff: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
  checkSettings: 'see the variables that were given with --env',
  nodeNameChanged:
    'start with the CLUSTER_HOSTNAME that made the data (bindstack uses node1), or without the data: move .bindstack/embedded/data away',
  portOwner: 'Another program on this machine, perhaps another Weaviate, listens on it.',
  otherClusterPort: () => `${UP} again: it takes other ports for the cluster`,

  inferenceAddress: '--inference-url must lead to it',
  inferenceName: 'mend the host of --inference-url, and see that its /.well-known/ready answers',
  startInference: (address) =>
    `start it and see that http://${address}/.well-known/ready answers, then ${UP} --inference external --inference-url http://${address}; or the stand-in: --inference stub`,
  inferenceLoading: (service) => `${logs(service)} shows how far it is`,
  inferenceStopped: (service) => `${RESTART}; ${logs(service)} tells why it does not stay`,
  inferenceGone: () => RESTART,

  moreMemory: () => MORE_MEMORY,
  reduceMemoryUse: () => `import in smaller batches, and ${MORE_MEMORY}`,
  diskFull:
    'df -h and docker system df show what takes the space; docker image prune -a removes unused images',
  diskNearlyFull: 'free some space',
  dataDirectory: 'PERSISTENCE_DATA_PATH is .bindstack/embedded/data of this directory',
  dataOwner: `sudo chown -R "$USER" .bindstack/embedded, then ${UP}`,
  dataReadOnly: 'mount the disk writable, or work in another directory (--cwd)',
  wrongPlatform: () => 'another --weaviate-binary, or none: bindstack up finds one that fits',
};

export function embeddedAdvice(): Advice {
  return ADVICE;
}
