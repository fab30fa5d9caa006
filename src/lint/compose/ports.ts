import { CONTAINER_HTTP_PORT, INTERNAL_PORTS } from '../../facts/ports.ts';
import { bracketed } from '../../formats/addresses.ts';
import { fullyKnownText, isFullyKnown, type PartialText } from '../../formats/partialText.ts';
import {
  type ContainerStart,
  inferenceListenPort,
  type ListenSettings,
  restPortOf,
  shellSplit,
  weaviateListenSettings,
} from '../../stack/listenSettings.ts';
import type { Change } from '../../yaml/change.ts';
import { commented } from '../../yaml/change.ts';
import { at, isNothing, itemsOf, type Located, partialTextOf } from '../../yaml/located.ts';
import { setVariable } from './composeVariable.ts';
import type { ComposeProject, ComposeService } from './project.ts';
import { runsImageBind, variable, weaviatesOf } from './roles.ts';

/** Ports that a service listens on inside its container; undefined if unknown. */
export interface Ports {
  readonly rest: number | undefined;
  /** Also undefined for the inference server, which has no gRPC. */
  readonly grpc: number | undefined;
}

/** The words of a command; undefined for a word with a variable, except the flag before its `=`. */
function wordsOf(located: Located | undefined): (string | undefined)[] {
  if (!located || isNothing(located)) return [];
  const words =
    located.kind === 'list' ? located.items.map(partialTextOf) : shellSplit(partialTextOf(located) ?? '');
  return words.flatMap((word): (string | undefined)[] => {
    if (word === undefined || isFullyKnown(word)) return [word];
    const [, flag] = /^(--[\w-]+)=/.exec(word) ?? [];
    return flag === undefined ? [undefined] : [flag, undefined];
  });
}

function startOf(service: ComposeService): ContainerStart {
  const { map } = service;
  const [entrypoint, command] = [at(map, 'entrypoint'), at(map, 'command')];
  const isGiven = !isNothing(entrypoint) || !isNothing(command);
  // The command of a custom image is in its Dockerfile.
  const isBuilt = map.entries.has('build');
  return {
    words: isGiven
      ? [...wordsOf(entrypoint), ...wordsOf(command), ...(isBuilt && isNothing(command) ? [undefined] : [])]
      : isBuilt
        ? [undefined]
        : undefined,
    ownEntrypoint: !isNothing(entrypoint),
    variable: (name) =>
      variable(service, name) ?? (service.environment.incomplete ? { value: undefined } : undefined),
  };
}

/** Where a Weaviate listens. */
export function listeningOf(service: ComposeService): ListenSettings {
  return weaviateListenSettings(startOf(service));
}

/** The ports of Weaviate or of the inference server, from its command, its environment or the image. */
export function portsOf(service: ComposeService): Ports {
  if (runsImageBind(service)) {
    return { rest: inferenceListenPort(startOf(service)), grpc: undefined };
  }
  const listening = listeningOf(service);
  return { rest: restPortOf(listening), grpc: listening.grpc };
}

/** The port of the inference server; the documented one if unknown. */
export function inferencePortOf(service: ComposeService): number {
  return portsOf(service).rest ?? CONTAINER_HTTP_PORT;
}

/** The purpose of each internal port, by its effective number. */
export function internalPortsOf(service: ComposeService): ReadonlyMap<number, string> {
  const gossip = variable(service, 'CLUSTER_GOSSIP_BIND_PORT');
  return new Map(
    INTERNAL_PORTS.flatMap(([name, defaultPort, purpose]) => {
      const configured = variable(service, name);
      // By default, the data port is the gossip port plus one.
      const follows = name === 'CLUSTER_DATA_BIND_PORT' && !configured && gossip;
      const number = follows ? Number(gossip.value) + 1 : Number(configured ? configured.value : defaultPort);
      return Number.isInteger(number) ? [[number, purpose] as const] : [];
    }),
  );
}

/** A port that a service publishes. */
export interface PortMapping {
  readonly target: number;
  /** Undefined if Docker chooses the port, or if it is unknown. */
  readonly published: string | undefined;
  /** Address on the host; undefined for all addresses. */
  readonly address: PartialText | undefined;
  readonly located: Located;
}

interface ParsedPort {
  readonly target: PartialText;
  readonly published: PartialText | undefined;
  readonly address: PartialText | undefined;
}

/** `[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]`. */
function parseShortForm(text: PartialText): ParsedPort {
  const [, before = '', target = ''] = /^(?:(.*):)?([^:]*?)(?:\/[^:/]*)?$/s.exec(text.trim()) ?? [];
  const [, address, published = before] = /^(\[[^\]]*\]|[^:]*):([^:]*)$/s.exec(before) ?? [];
  // In `${PORT}:8080`, the variable may also contain an address: `127.0.0.1:80` (measured with Compose 2.26.1).
  const isAmbiguous = address === undefined && !isFullyKnown(before);
  return {
    target,
    published: published === '' ? undefined : published,
    address: isAmbiguous ? before : address?.replace(/^\[|\]$/g, ''),
  };
}

function parseLongForm(item: Located): ParsedPort {
  return {
    target: partialTextOf(at(item, 'target')) ?? '',
    published: partialTextOf(at(item, 'published')),
    address: partialTextOf(at(item, 'host_ip')),
  };
}

function parsePort(item: Located): ParsedPort {
  return item.kind === 'map' ? parseLongForm(item) : parseShortForm(partialTextOf(item) ?? '');
}

/** The port number on the host; undefined if Docker chooses it, for a range, or if it is unknown. */
export function publishedNumber({ published }: PortMapping): number | undefined {
  return published !== undefined && /^\d+$/.test(published) ? Number(published) : undefined;
}

/** The published ports of a service, in both forms, without those whose target contains a variable. */
export function publishedPortsOf({ map }: ComposeService): PortMapping[] {
  return itemsOf(at(map, 'ports')).flatMap((located): PortMapping[] => {
    const { target, published, address } = parsePort(located);
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(target) ?? [];
    if (from === undefined) return [];
    return Array.from({ length: Math.min(1000, Number(to) - Number(from) + 1) }, (_, index) => ({
      target: Number(from) + index,
      published: fullyKnownText(published),
      address,
      located,
    }));
  });
}

/** Whether a published target contains a variable, so that `publishedPortsOf` is incomplete. */
export function hasUnknownPorts({ map }: ComposeService): boolean {
  return itemsOf(at(map, 'ports')).some((item) => !isFullyKnown(parsePort(item).target));
}

/** The first host port above 8080 that the project does not use. */
export function freeHostPort(project: ComposeProject): number {
  const published = project.services.flatMap(publishedPortsOf).map(publishedNumber);
  const weaviatePorts = weaviatesOf(project).flatMap((service) => {
    const { rest, grpc } = portsOf(service);
    return [rest, grpc, ...internalPortsOf(service).keys()];
  });
  const taken = new Set([...published, ...weaviatePorts, CONTAINER_HTTP_PORT]);
  let port = CONTAINER_HTTP_PORT + 1;
  while (taken.has(port)) port += 1;
  return port;
}

/** The URL of the REST port of a service on the host; undefined if it is not published. */
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

/** A port mapping that only this machine can reach. */
export function loopbackMapping(published: number, target: number): string {
  return `127.0.0.1:${published}:${target}`;
}

/**
 * Publishes the inference server on 127.0.0.1 and sets that address in a Weaviate that is in the host network. Empty if
 * either is in another file, or in a form that cannot be changed safely.
 */
export function reachFromHost(
  project: ComposeProject,
  weaviate: ComposeService,
  inference: ComposeService,
): Change[] {
  const existing = hostAddress(inference);
  if (existing !== undefined) return setVariable(weaviate, 'BIND_INFERENCE_API', existing);
  const ports = at(inference.map, 'ports');
  const areInOneFile =
    inference.key.source === weaviate.key.source && inference.map.place.source === inference.key.source;
  const { rest } = portsOf(inference);
  if (!areInOneFile || rest === undefined || (ports && ports.kind !== 'list')) return [];
  const port = freeHostPort(project);
  const set = setVariable(weaviate, 'BIND_INFERENCE_API', `http://127.0.0.1:${port}`);
  if (set.length === 0) return [];
  const mapping = loopbackMapping(port, rest);
  return [
    ...set,
    ports
      ? { op: 'append', path: ports.path, value: commented(mapping, {}) }
      : { op: 'set', path: [...inference.map.path, 'ports'], value: commented([mapping], {}) },
  ];
}
