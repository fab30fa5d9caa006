import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { DOCUMENTED_MEMORY } from '../../../facts/resources.ts';
import { type Cause, fromOutput, type OutputLines } from '../../cause.ts';

/** The messages of engines 20.10 and 26.1, of 28.5, which also names the container's port, and of Docker Desktop. */
const PORT_TAKEN =
  /listen (?:tcp|udp)[46]? (?:\S*:)(?<old>\d+): bind: (?:address already in use|Only one usage)|failed to bind host port (?:for )?\S*?:(?<port>\d+):[\da-f.:[\]]+:(?<target>\d+)\/tcp: address already in use|Bind for \S*:(?<bound>\d+) failed: port is already allocated|ports are not available: exposing port TCP \S*?:(?<desktop>\d+) /;

/** The flag for a published port; both flags if it is not clear which port it is. */
function portFlag(published: number, target: number): string {
  if (target === CONTAINER_GRPC_PORT || published === CONTAINER_GRPC_PORT)
    return `--grpc-port ${published + 1}`;
  if (target === CONTAINER_HTTP_PORT || published === CONTAINER_HTTP_PORT)
    return `--http-port ${published + 1}`;
  return `--http-port or --grpc-port ${published + 1}`;
}

/** Messages of libnvidia-container and nvidia-ctk. */
export const gpuNoDriver = fromOutput(
  'gpu-no-driver',
  /nvidia-container-cli: initialization error: (?<why>.+)|nvml error: driver not loaded|Failed to initialize NVML|libnvidia-ml\.so\.1: cannot open shared object|(?:detection error: )?nvml error: (?<other>\w.+)|failed to discover GPU|unresolvable CDI devices/,
  () => ({
    message: 'the machine has no working NVIDIA driver',
    cause: 'The NVIDIA runtime is installed, but finds no kernel driver or no GPU.',
    suggestion:
      'check that nvidia-smi works on this machine, and install the driver or reload it (reboot after an update); or use the CPU: bindstack generate --no-cuda',
  }),
);

/** The message of runc; measured on engine 20.10. */
export const cannotExecute = fromOutput(
  'cannot-execute',
  /unable to start container process: .*?exec: "(?<program>[^"]+)": (?<why>[^:]+)/,
  ({ group }) => ({
    message: `the program ${group('program')} of a container cannot be started`,
    cause: `The engine says: ${group('why')}. The entrypoint or command of the service does not match its image.`,
    suggestion:
      'remove entrypoint and fix command of the service; multi2vec-bind takes a list with one string: command: ["uvicorn app:app --host 0.0.0.0 --port 8080"]',
  }),
);

/** The engine cannot start a container because of its memory, ports, GPU, mounts, networks, name or program. */
export const CONTAINER_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput('memory-limit-tiny', /Minimum memory limit allowed is (?<least>\w+)/, ({ group }) => ({
    message: `a memory limit is below the minimum of ${group('least')}`,
    cause:
      'The engine does not allow less. Most likely the unit is missing or wrong: 12m is 12 MiB, 12g is 12 GiB.',
    suggestion: `bindstack generate --inference-memory ${DOCUMENTED_MEMORY} --weaviate-memory 4g, then bindstack up; in your own file: mem_limit: ${DOCUMENTED_MEMORY}`,
  })),
  fromOutput('port-taken', PORT_TAKEN, ({ group }) => {
    const port = group('old') || group('port') || group('bound') || group('desktop');
    return {
      message: `port ${port} on this machine is already in use by another program`,
      cause: 'Compose could not publish it: the container was created, but not started.',
      suggestion: `stop that program (lsof -i :${port} or docker ps --filter publish=${port} shows it), or use another port: bindstack generate ${portFlag(Number(port), Number(group('target')))}, then bindstack up; in your own file: ports of the service`,
    };
  }),
  // Measured on engine 20.10 without the toolkit; with `gpus: all` the driver is "".
  fromOutput(
    'gpu-no-runtime',
    /could not select device driver "(?<driver>[^"]*)" with capabilities: \[\[[^\]]*gpu|[Uu]nknown (?:or invalid )?runtime (?:specified|name:?) "?nvidia/,
    () => ({
      message: 'the Docker engine cannot give a container access to a GPU',
      cause: 'The service requests a GPU, but the NVIDIA runtime is not installed in the engine.',
      suggestion:
        'install nvidia-container-toolkit, then sudo nvidia-ctk runtime configure --runtime=docker and sudo systemctl restart docker; or use the CPU: bindstack generate --no-cuda',
    }),
  ),
  gpuNoDriver,
  fromOutput(
    'mount-missing',
    /bind source path does not exist: (?<path>\S+)|error while creating mount source path '(?<other>[^']+)'|[Mm]ounts denied/,
    ({ group }) => {
      const path = group('path') || group('other');
      return {
        message: `${path === '' ? 'a directory in the Compose file' : path} cannot be mounted`,
        cause: "It does not exist on the engine's machine, or the engine is not allowed to read it.",
        suggestion:
          path === ''
            ? 'share the directory with Docker Desktop: Settings, Resources, File sharing'
            : `mkdir -p ${path}, or fix volumes of the service; generated files: bindstack generate`,
      };
    },
  ),
  fromOutput(
    'external-missing',
    /(?:external (?<kind>volume|network) "?(?<name>[\w.-]+)"? not found|network (?<network>[\w.-]+) declared as external, but could not be found|Error response from daemon: network (?<gone>[\w.-]+) not found)/,
    ({ group }) => {
      const name = group('name') || group('network') || group('gone');
      const kind = group('kind') || 'network';
      return {
        service: null,
        message: `the ${kind} ${name} does not exist`,
        cause: 'The Compose file declares it with external: true, so Compose does not create it.',
        suggestion: `docker ${kind} create ${name}, or remove external: true`,
      };
    },
  ),
  fromOutput(
    'container-name-taken',
    /The container name "\/?(?<name>[\w.-]+)" is already in use by container/,
    ({ group }) => ({
      message: `another container is already named ${group('name')}`,
      cause:
        'It belongs to another project or was left behind; a name set with container_name can exist only once per machine.',
      suggestion: `docker rm ${group('name')} if you do not need it, or remove container_name, or use another --name`,
    }),
  ),
  cannotExecute,
  // Measured with Compose 2.26.1: a service that waits with `condition: service_healthy` fails at once.
  fromOutput(
    'no-health-check',
    /container (?<container>[\w.-]+) has no healthcheck configured/,
    ({ group }) => ({
      message: `another service waits for the container ${group('container')}, which has no health check`,
      cause:
        'depends_on with condition: service_healthy requires a health check, and neither the service nor its image has one.',
      suggestion:
        'add one: bindstack validate --fix docker-compose.yml; by hand: healthcheck: {test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/.well-known/ready"], start_period: 600s}',
    }),
  ),
];
