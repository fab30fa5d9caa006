import { type Advice, orInOwnFile, suggestedMemory } from '../../diagnosis/advice.ts';
import {
  type AnalyzedService,
  holdsModel,
  inferenceName,
  type Situation,
} from '../../diagnosis/situation.ts';
import { CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { MIN_INFERENCE_MEMORY } from '../../facts/resources.ts';
import { dockerSize, readableSize } from '../../formats/size.ts';

const UP = 'bindstack up';

/** Values that YAML reads as something other than a string. */
const NEEDS_QUOTES = /^(?:true|false|[\d.]+)$/;

function withFlags(flags: string): string {
  return `bindstack generate ${flags}, then ${UP}`;
}

function moreMemory(service: AnalyzedService, total: number | undefined): string {
  if (holdsModel(service) && total !== undefined && total < MIN_INFERENCE_MEMORY) {
    return `${readableSize(total)} of memory is not enough for the model, which needs ${readableSize(MIN_INFERENCE_MEMORY)}: give Docker Desktop more (Settings > Resources), use a larger machine, an external inference server (${withFlags('--inference external --inference-url URL')}) or the stub (${withFlags('--inference stub')})`;
  }
  if (service.role !== 'weaviate' && !holdsModel(service)) {
    return `raise mem_limit of the service ${service.name}`;
  }
  const size = dockerSize(suggestedMemory(service));
  const flag = service.role === 'weaviate' ? '--weaviate-memory' : '--inference-memory';
  return orInOwnFile(
    `${withFlags(`${flag} ${size}`)}; the machine (or Docker Desktop) must have that much memory`,
    `mem_limit: ${size} in the service ${service.name}`,
  );
}

/** Advice for a Compose project: docker compose commands, and keys of docker-compose.yml. */
export function composeAdvice(situation: Situation): Advice {
  const { observation, weaviate } = situation;
  const inference = inferenceName(situation);
  const dataDirectory =
    'PERSISTENCE_DATA_PATH must be inside a volume of the service weaviate: /var/lib/weaviate';
  const logs = (service: string) => `docker compose logs ${service}`;
  const variable = (name: string, value: string) =>
    `${name}: ${NEEDS_QUOTES.test(value) ? `"${value}"` : value} in the service ${weaviate?.name ?? 'weaviate'}`;
  return {
    program: 'docker',
    file: 'docker-compose.yml',

    up: UP,
    afterInterruption: `to start again: ${UP}; docker compose down removes any containers left behind`,
    moreTime: orInOwnFile(`${UP} --timeout 1200s`, 'healthcheck.start_period'),
    longerStartPeriod: orInOwnFile(withFlags('--start-period 1200s'), 'healthcheck.start_period'),
    applyEnv: 'docker compose up -d',
    withFlags,
    restart: (service) => `docker compose restart ${service}`,

    moreDetails: 'docker compose up shows the output of Compose',
    cpuUsage: 'docker stats',
    logs,
    killed: () => 'dmesg | grep -i "out of memory" shows whether the kernel killed it',
    crashLoop: ({ name }) => `docker compose stop ${name} stops the restarts`,

    variable,
    enableModule: (name) => variable('ENABLE_MODULES', name),
    anonymousAccessOff: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
    checkSettings:
      'bindstack validate docker-compose.yml, or generate the file again: bindstack generate --force',
    nodeNameChanged:
      'set CLUSTER_HOSTNAME to its value when the data was written (bindstack uses node1); if you do not know it, start once with RAFT_ENABLE_ONE_NODE_RECOVERY: "true"; or delete the data: docker compose down -v',
    portOwner:
      'Another process in the container (with network_mode: host, on the machine) already listens on it.',
    otherClusterPort: (stop) =>
      `${stop}, or change CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT or RAFT_INTERNAL_RPC_PORT`,

    inferenceAddress: `set ${variable('BIND_INFERENCE_API', `http://${inference}:${CONTAINER_HTTP_PORT}`)}`,
    inferenceName: `set BIND_INFERENCE_API: http://${inference}:${CONTAINER_HTTP_PORT} in the service weaviate, and put both services in one network`,
    startInference: () =>
      `docker compose up -d ${inference}, and set BIND_INFERENCE_API: http://${inference}:${CONTAINER_HTTP_PORT} (inside a container, 127.0.0.1 is the container itself)`,
    inferenceLoading: (service, address) =>
      `make Weaviate start after it: depends_on with condition: service_healthy, and a health check (to add both: bindstack validate --fix docker-compose.yml)${address === undefined ? '' : `; BIND_INFERENCE_API points to ${address}`}; ${logs(service)}, which shows its progress`,
    inferenceStopped: (service) =>
      `docker compose up -d ${service}; ${logs(service)}, which shows why it stops`,
    inferenceGone: (service) =>
      `docker compose ps -a ${service} shows how it exited; docker compose up -d starts it again`,

    moreMemory: (service) => moreMemory(service, observation.host?.totalMemory),
    reduceMemoryUse: (service) =>
      `docker compose up -d ${service.name} starts it again (restart: unless-stopped makes this automatic); import in smaller batches; ${moreMemory(service, observation.host?.totalMemory)}`,
    diskFull:
      'df -h and docker system df show what uses the space; docker image prune -a removes unused images',
    diskNearlyFull: 'free some disk space (docker system df, docker image prune -a)',
    dataDirectory,
    dataOwner: `remove user: from the service weaviate (the image runs as root), or chown -R the folder to that user; ${dataDirectory}`,
    dataReadOnly: 'remove :ro (or read_only: true) from the service weaviate',
    wrongPlatform: ({ name }) =>
      `remove platform: from the service, then docker compose pull ${name}; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64`,
  };
}
