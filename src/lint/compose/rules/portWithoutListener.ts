import { METRICS_PORT } from '../../../facts/ports.ts';
import type { Located } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { isNetworkUsedByOthers } from '../networks.ts';
import { internalPortsOf, listeningOf, type PortMapping, portsOf, publishedPortsOf } from '../ports.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { imageBindServicesOf, isFragment, runsImageBind, variable, weaviatesOf } from '../roles.ts';

/** Every port that the server may listen on; undefined if the files do not show it. */
function listeners(service: ComposeService): ReadonlySet<number> | undefined {
  const { rest, grpc } = portsOf(service);
  if (runsImageBind(service)) return rest === undefined ? undefined : new Set([rest]);
  const { port, tlsPort, schemes } = listeningOf(service);
  const ports = [
    ...(schemes?.includes('http') ? [port] : []),
    ...(schemes?.includes('https') ? [tlsPort] : []),
    grpc,
  ];
  if (schemes === undefined || ports.includes(undefined) || ports.includes('random')) return undefined;
  const metrics = Number(variable(service, 'PROMETHEUS_MONITORING_PORT')?.value ?? METRICS_PORT);
  return new Set([...(ports as number[]), metrics, ...internalPortsOf(service).keys()]);
}

export const portWithoutListener: Rule<ComposeProject> = {
  id: 'port-without-listener',
  severity: 'error',
  summary: 'A published port maps to a container port that nothing listens on.',
  why: 'In `HOST:CONTAINER`, the second number is the port inside the container. If the server listens on a different one, Docker accepts each connection and closes it: `connection reset by peer`, or an empty reply.',
  fix: 'Publish the ports that the server listens on: `--port` (8080 in the image) for REST and `GRPC_PORT` (50051) for gRPC.',
  evidence:
    'weaviate/weaviate Dockerfile (CMD), adapters/handlers/rest/server.go; measured with Weaviate 1.39.3 and Docker Engine 20.10',
  *check(project) {
    for (const service of [...weaviatesOf(project), ...imageBindServicesOf(project)]) {
      // A service in the same network may listen there.
      if (isFragment(service) || isNetworkUsedByOthers(project, service)) continue;
      const listenerPorts = listeners(service);
      if (!listenerPorts) continue;
      const ranges = new Map<Located, PortMapping[]>();
      for (const port of publishedPortsOf(service)) {
        const range = ranges.get(port.located);
        if (range) range.push(port);
        else ranges.set(port.located, [port]);
      }
      for (const [located, ports] of ranges) {
        if (ports.some(({ target }) => listenerPorts.has(target))) continue;
        const { rest, grpc } = portsOf(service);
        const listening = [rest !== undefined && `REST on ${rest}`, grpc !== undefined && `gRPC on ${grpc}`];
        yield {
          place: located.place,
          message: `nothing in ${service.name} listens on port ${ports[0]?.target}: it has ${listening.filter(Boolean).join(' and ')}`,
        };
      }
    }
  },
};
