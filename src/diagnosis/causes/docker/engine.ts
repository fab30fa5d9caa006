import { type Cause, fromOutput, type OutputLines } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

/** The messages of shells and of Node. */
const NOT_FOUND =
  /docker: (?:command )?not found|command not found: docker|spawn docker(?:\.exe)? ENOENT|exec: "docker": executable file not found/;

/** docker, Compose or the engine is missing, not accessible or too old. */
export const ENGINE_CAUSES: readonly Cause<OutputLines>[] = [
  {
    code: 'no-docker',
    rank: 'cause',
    find(lines, { observation }) {
      const match = lastMatch(lines, NOT_FOUND);
      if (observation.command?.notFound !== true && !match) return undefined;
      return {
        service: null,
        message: 'docker is not installed',
        cause: 'There is no docker command on the PATH.',
        evidence: match?.line,
        suggestion:
          'install Docker Engine with its Compose plugin (https://docs.docker.com/engine/install/), or run without Docker: bindstack up --target embedded --inference stub',
      };
    },
  },
  // Measured with the CLI 28.2.2 without the plugin: `docker compose version` 1, `docker compose up -d` 125.
  fromOutput(
    'no-compose',
    /unknown shorthand flag: '\w' in -\w|docker: unknown command: docker compose|docker: 'compose' is not a docker command|unknown flag: --(?:file|project-directory|project-name)\b/,
    () => ({
      service: null,
      message: 'Docker Compose v2 is not installed',
      cause: 'Compose v2 is a docker plugin, and docker does not find it.',
      suggestion:
        "install it: apt-get install docker-compose-plugin (from Docker's repository), or put docker-compose in ~/.docker/cli-plugins; check with docker compose version",
    }),
  ),
  fromOutput(
    'engine-permission',
    /permission denied while trying to connect to the (?:Docker daemon socket|docker API)|dial unix \S+: connect: permission denied/,
    () => ({
      service: null,
      message: 'your user has no permission to use the Docker engine',
      cause: 'The engine is running, but only root and the group docker can access its socket.',
      suggestion: 'sudo usermod -aG docker "$USER", log out and in again, then bindstack up; or use sudo',
    }),
  ),
  // Compose 2.40 puts `unable to get image 'REF': ` before it; the CLI has a different text since 28.4.
  fromOutput(
    'no-engine',
    /Cannot connect to the Docker daemon at (?<socket>\S+?)\. Is the docker daemon running|failed to connect to the docker API at (?<other>[^\s;,]+)|error during connect: .*docker/i,
    ({ group }) => {
      const socket = group('socket') || group('other');
      return {
        service: null,
        message: `the Docker engine does not respond${socket === '' ? '' : ` at ${socket}`}`,
        cause: 'docker is installed, but the engine is not running, or listens at another address.',
        suggestion:
          'sudo systemctl start docker, or start Docker Desktop; docker context ls shows which engine docker uses. Without an engine: bindstack up --target embedded --inference stub',
      };
    },
  ),
  // Measured with engine 20.10 and Compose 2.26.1; Compose 5.1 no longer checks this.
  fromOutput(
    'engine-too-old',
    /can't set (?<key>\S+) as feature require Docker Engine v?(?<version>[\d.]+)|client version \S+ is too new\. Maximum supported API version is (?<api>[\d.]+)/,
    ({ group }) => {
      const key = group('key');
      if (key === '') {
        return {
          message: 'the Docker engine is too old for this docker client',
          cause: `The engine supports API version ${group('api')} at most.`,
          suggestion: `update the engine, or set DOCKER_API_VERSION=${group('api')}`,
        };
      }
      return {
        message: `${key} requires Docker Engine ${group('version')} or newer`,
        cause: 'This engine is older, so Compose rejects the key.',
        suggestion: `remove ${key} from the Compose file, or update the engine (docker version shows yours)`,
      };
    },
  ),
];
