import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { said } from '../../cause.ts';

/** The engines 20.10 and 26.1; 28.5 names the port of the container as well; Docker Desktop. */
const TAKEN =
  /listen (?:tcp|udp)[46]? (?:\S*:)(?<old>\d+): bind: (?:address already in use|Only one usage)|failed to bind host port (?:for )?\S*?:(?<port>\d+):[\da-f.:[\]]+:(?<target>\d+)\/tcp: address already in use|Bind for \S*:(?<bound>\d+) failed: port is already allocated|ports are not available: exposing port TCP \S*?:(?<desktop>\d+) /;

/** The flag for a port of the Compose file, as far as one can tell which it is. */
function flag(published: number, target: number): string {
  if (target === CONTAINER_GRPC_PORT || published === CONTAINER_GRPC_PORT)
    return `--grpc-port ${published + 1}`;
  if (target === CONTAINER_HTTP_PORT || published === CONTAINER_HTTP_PORT)
    return `--http-port ${published + 1}`;
  return `--http-port or --grpc-port ${published + 1}`;
}

export const portTaken = said('port-taken', TAKEN, ({ group }) => {
  const port = group('old') || group('port') || group('bound') || group('desktop');
  return {
    message: `port ${port} on this machine is taken by another program`,
    cause: 'Compose could not publish it, so that the container was created and not started.',
    suggestion: `stop that program (lsof -i :${port}, docker ps --filter publish=${port}), or use another port: bindstack generate ${flag(Number(port), Number(group('target')))}, then bindstack up; in a file of your own: ports of the service`,
  };
});
