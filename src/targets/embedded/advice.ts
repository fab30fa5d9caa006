import type { Advice, AdviceFor } from '../../diagnosis/advice.ts';
import { shellWord } from '../../formats/quoting.ts';
import type { StackConfig } from '../../options/table.ts';

const UP = 'bindstack up --target embedded';

/**
 * The command that starts local processes. It names the inference server: bindstack.yaml need not have it, and the
 * default is a container.
 * @param config the stack that was started, or is configured
 */
export function startCommand(config: Pick<StackConfig, 'inference'> | undefined): string {
  const { mode, url } = config?.inference ?? {};
  return mode === 'external' && url !== undefined
    ? `${UP} --inference external --inference-url ${shellWord(url)}`
    : `${UP} --inference stub`;
}

const MORE_MEMORY =
  'free -h shows the free memory of this machine: stop other programs, or make Weaviate free memory earlier with a lower --weaviate-memory';

const logs = (service: string) => `bindstack logs --target embedded --service ${service} --tail 50`;

/** Advice for local processes: flags of bindstack, because there is no file with their settings. */
export function embeddedAdvice(config: Pick<StackConfig, 'inference'> | undefined): AdviceFor {
  const start = startCommand(config);
  const restart = `bindstack down --target embedded, then ${start}`;
  const advice: Advice = {
    program: 'none',
    file: undefined,

    up: start,
    afterInterruption: `to start again: ${start}`,
    moreTime: `${start} --timeout 1200s`,
    longerStartPeriod: `${start} --timeout 1200s`,
    applyEnv: start,
    withFlags: (flags) => `${start} ${flags}`,
    restart: () => restart,

    moreDetails: 'bindstack logs --target embedded',
    cpuUsage: 'docker stats',
    logs,
    killed: () => 'dmesg | grep -i "out of memory" shows whether the kernel killed it',
    crashLoop: () => restart,

    variable: (name, value) => `--env ${name}=${value}`,
    enableModule: (name) => `--env ENABLE_MODULES=${name}`,
    anonymousAccessOff: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
    checkSettings: 'check the variables given with --env',
    nodeNameChanged:
      'start with the CLUSTER_HOSTNAME that the data was written with (bindstack uses node1), or without the data: move .bindstack/embedded/data away',
    portOwner: 'Another program on this machine, maybe another Weaviate, already listens on it.',
    otherClusterPort: () => `${start}, which chooses other ports for the cluster`,

    inferenceAddress: 'set --inference-url to the address of the inference server',
    inferenceName: 'fix the host in --inference-url, and check that its /.well-known/ready responds',
    startInference: (address) =>
      `start it, check that http://${address}/.well-known/ready responds, then ${UP} --inference external --inference-url http://${address}; or use the stub: --inference stub`,
    inferenceLoading: (service) => `${logs(service)}, which shows its progress`,
    inferenceStopped: (service) => `${restart}; ${logs(service)}, which shows why it stops`,
    inferenceGone: () => restart,

    moreMemory: () => MORE_MEMORY,
    reduceMemoryUse: () => `import in smaller batches; ${MORE_MEMORY}`,
    diskFull:
      'df -h and docker system df show what uses the space; docker image prune -a removes unused images',
    diskNearlyFull: 'free some disk space',
    dataDirectory: 'the data directory is .bindstack/embedded/data in this directory',
    dataOwner: `sudo chown -R "$USER" .bindstack/embedded, then ${start}`,
    dataReadOnly: 'mount the file system read-write, or use another directory (--cwd)',
    wrongPlatform: () => 'use another --weaviate-binary, or omit it: bindstack then finds one that fits',
  };
  return () => advice;
}
