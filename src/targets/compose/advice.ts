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

/** What YAML takes for something else than text. */
const NOT_TEXT = /^(?:true|false|[\d.]+)$/;

function withFlags(flags: string): string {
  return `bindstack generate ${flags}, then ${UP}`;
}

function moreMemory(service: AnalyzedService, total: number | undefined): string {
  if (holdsModel(service) && total !== undefined && total < MIN_INFERENCE_MEMORY) {
    return `this machine (or the virtual machine of Docker Desktop: Settings, Resources) has ${readableSize(total)}, and the model needs ${readableSize(MIN_INFERENCE_MEMORY)}: use another machine, ${withFlags('--inference external --inference-url URL')}, or the stand-in: ${withFlags('--inference stub')}`;
  }
  if (service.role !== 'weaviate' && !holdsModel(service)) {
    return `raise mem_limit of the service ${service.name}`;
  }
  const size = dockerSize(suggestedMemory(service));
  const flag = service.role === 'weaviate' ? '--weaviate-memory' : '--inference-memory';
  return orInOwnFile(
    `${withFlags(`${flag} ${size}`)}, on a machine (or Docker Desktop virtual machine) that has as much`,
    `mem_limit: ${size} of the service ${service.name}`,
  );
}

/** What to do about a Compose project: with docker compose, in docker-compose.yml. */
export function composeAdvice(situation: Situation): Advice {
  const { observation, weaviate } = situation;
  const inference = inferenceName(situation);
  const dataDirectory =
    'PERSISTENCE_DATA_PATH must lie in a volume of the service weaviate: /var/lib/weaviate';
  const logs = (service: string) => `docker compose logs ${service}`;
  const variable = (name: string, value: string) =>
    `${name}: ${NOT_TEXT.test(value) ? `"${value}"` : value} in the service ${weaviate?.name ?? 'weaviate'}`;
  return {
    program: 'docker',
    file: 'docker-compose.yml',

    up: UP,
    afterInterruption: `${UP} starts again; docker compose down removes containers that it may have left`,
    moreTime: orInOwnFile(`${UP} --timeout 1200s`, 'healthcheck.start_period'),
    longerStartPeriod: orInOwnFile(withFlags('--start-period 1200s'), 'healthcheck.start_period'),
    applyEnv: 'docker compose up -d',
    withFlags,
    restart: (service) => `docker compose restart ${service}`,

    moreDetails: 'docker compose up shows what Compose says',
    cpuUsage: 'docker stats',
    logs,
    killed: () => 'dmesg | grep -i "out of memory" tells which',
    crashLoop: ({ name }) => `docker compose stop ${name} ends the loop`,

    variable,
    enableModule: (name) => variable('ENABLE_MODULES', name),
    anonymousAccessOff: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"',
    checkSettings: 'bindstack validate docker-compose.yml; or bindstack generate --force for a fresh file',
    nodeNameChanged:
      'set CLUSTER_HOSTNAME to the name that it had when the data were made (bindstack uses node1); if nobody knows it, once with RAFT_ENABLE_ONE_NODE_RECOVERY: "true"; or without the data: docker compose down -v, which deletes them',
    portOwner: 'Something in the same container, or on the machine with network_mode: host, listens on it.',
    otherClusterPort: (stop) =>
      `${stop}, or another CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT, RAFT_INTERNAL_RPC_PORT`,

    inferenceAddress: variable('BIND_INFERENCE_API', `http://${inference}:${CONTAINER_HTTP_PORT}`),
    inferenceName: `BIND_INFERENCE_API: http://${inference}:${CONTAINER_HTTP_PORT} in the service weaviate, and both services in one network`,
    startInference: () =>
      `docker compose up -d ${inference}, and BIND_INFERENCE_API: http://${inference}:${CONTAINER_HTTP_PORT} (inside a container, 127.0.0.1 is that container itself)`,
    inferenceLoading: (service, address) =>
      `let Weaviate start after it: depends_on with condition: service_healthy and a health check (bindstack generate writes both, bindstack validate --fix docker-compose.yml adds them)${address === undefined ? '' : `; BIND_INFERENCE_API leads to ${address}`}; ${logs(service)} shows how far it is`,
    inferenceStopped: (service) =>
      `docker compose up -d ${service}; ${logs(service)} tells why it does not stay`,
    inferenceGone: (service) =>
      `docker compose ps -a ${service} shows how it ended, docker compose up -d starts it again`,

    moreMemory: (service) => moreMemory(service, observation.host?.totalMemory),
    reduceMemoryUse: (service) =>
      `docker compose up -d ${service.name} starts it again; import in smaller batches, and ${moreMemory(service, observation.host?.totalMemory)}; restart: unless-stopped brings it back by itself`,
    diskFull:
      'df -h and docker system df show what takes the space; docker image prune -a removes unused images',
    diskNearlyFull: 'free some space (docker system df, docker image prune -a)',
    dataDirectory,
    dataOwner: `remove user: from the service weaviate (the image runs as root), or give the folder to that user with chown -R; ${dataDirectory}`,
    dataReadOnly: 'remove :ro (or read_only: true) from the service weaviate',
    wrongPlatform: ({ name }) =>
      `docker compose pull ${name} without platform: in the service; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64`,
  };
}
