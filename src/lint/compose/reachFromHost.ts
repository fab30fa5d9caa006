import { CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { bracketed } from '../../formats/ipAddress.ts';
import type { Change } from '../../yaml/change.ts';
import { explained } from '../../yaml/explained.ts';
import { at } from '../../yaml/located.ts';
import { setVariable } from './composeVariable.ts';
import { internalPortsOf, portsOf } from './ports.ts';
import type { ComposeProject, ComposeService } from './project.ts';
import { publishedNumber, publishedPortsOf } from './publishedPorts.ts';
import { weaviatesOf } from './roles.ts';

/** The first port of the machine that the project leaves free, above the one that Weaviate itself has there. */
export function freeHostPort(project: ComposeProject): number {
  const published = project.services.flatMap(publishedPortsOf).map(publishedNumber);
  const own = weaviatesOf(project).flatMap((service) => {
    const { rest, grpc } = portsOf(service);
    return [rest, grpc, ...internalPortsOf(service).keys()];
  });
  const taken = new Set([...published, ...own, CONTAINER_HTTP_PORT]);
  let port = CONTAINER_HTTP_PORT + 1;
  while (taken.has(port)) port += 1;
  return port;
}

/** Where the machine itself reaches a service's REST port; undefined where it is not published. */
function hostAddress(service: ComposeService): string | undefined {
  const { rest } = portsOf(service);
  for (const port of publishedPortsOf(service)) {
    const number = publishedNumber(port);
    if (port.target !== rest || number === undefined) continue;
    const everywhere = port.address === undefined || ['0.0.0.0', '::'].includes(port.address);
    return `http://${everywhere ? '127.0.0.1' : bracketed(port.address ?? '')}:${number}`;
  }
  return undefined;
}

/** How the port mapping of a service that only this machine reaches is written. */
export function localMapping(published: number, target: number): string {
  return `127.0.0.1:${published}:${target}`;
}

/**
 * Publishes the inference server for this machine alone, and gives its address there to an instance of Weaviate in
 * the host's network. Nothing where either stands in a file or a form that is not ours to change.
 */
export function reachFromHost(
  project: ComposeProject,
  weaviate: ComposeService,
  model: ComposeService,
): Change[] {
  const known = hostAddress(model);
  if (known !== undefined) return setVariable(weaviate, 'BIND_INFERENCE_API', known);
  const ports = at(model.map, 'ports');
  const isOurs = model.key.source === weaviate.key.source && model.map.place.source === model.key.source;
  const { rest } = portsOf(model);
  if (!isOurs || rest === undefined || (ports && ports.kind !== 'list')) return [];
  const port = freeHostPort(project);
  const set = setVariable(weaviate, 'BIND_INFERENCE_API', `http://127.0.0.1:${port}`);
  if (set.length === 0) return [];
  const mapping = localMapping(port, rest);
  return [
    ...set,
    ports
      ? { op: 'append', path: ports.path, value: explained(mapping, {}) }
      : { op: 'set', path: [...model.map.path, 'ports'], value: explained([mapping], {}) },
  ];
}
