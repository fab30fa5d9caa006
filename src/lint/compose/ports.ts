import { CONTAINER_HTTP_PORT, INTERNAL_PORTS } from '../../facts/ports.ts';
import { isWhole } from '../../formats/partialText.ts';
import {
  inferenceListening,
  type Listening,
  restPortOf,
  type Start,
  shellSplit,
  weaviateListening,
} from '../../stack/listening.ts';
import { at, isNothing, type Located, partialTextOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';
import { isModel, variable } from './roles.ts';

/** Ports that a service listens on inside its container; undefined where that is not known. */
export interface Ports {
  readonly rest: number | undefined;
  /** Undefined for the inference server as well, which has none. */
  readonly grpc: number | undefined;
}

/** The words of a command; of one with a variable in it, what is known before the `=`. */
function wordsOf(located: Located | undefined): (string | undefined)[] {
  if (!located || isNothing(located)) return [];
  const words =
    located.kind === 'list' ? located.items.map(partialTextOf) : shellSplit(partialTextOf(located) ?? '');
  return words.flatMap((word): (string | undefined)[] => {
    if (word === undefined || isWhole(word)) return [word];
    const [, flag] = /^(--[\w-]+)=/.exec(word) ?? [];
    return flag === undefined ? [undefined] : [flag, undefined];
  });
}

function startOf(service: ComposeService): Start {
  const { map } = service;
  const [entrypoint, command] = [at(map, 'entrypoint'), at(map, 'command')];
  const isGiven = !isNothing(entrypoint) || !isNothing(command);
  // What an image of the user's own is started with is written elsewhere.
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

/** Where an instance of Weaviate listens: the one place that knows; every rule and `add` ask it. */
export function listeningOf(service: ComposeService): Listening {
  return weaviateListening(startOf(service));
}

/** The ports of Weaviate, or of the inference server, as its command, its environment or the image says. */
export function portsOf(service: ComposeService): Ports {
  if (isModel(service)) {
    return { rest: inferenceListening(startOf(service)), grpc: undefined };
  }
  const listening = listeningOf(service);
  return { rest: restPortOf(listening), grpc: listening.grpc };
}

/** The port to reach the inference server on; the documented one where its own is not known. */
export function inferencePortOf(service: ComposeService): number {
  return portsOf(service).rest ?? CONTAINER_HTTP_PORT;
}

/** Internal ports by number. A port that is moved takes its usual number's place. */
export function internalPortsOf(service: ComposeService): ReadonlyMap<number, string> {
  const gossip = variable(service, 'CLUSTER_GOSSIP_BIND_PORT');
  return new Map(
    INTERNAL_PORTS.flatMap(([name, usual, what]) => {
      const given = variable(service, name);
      // Without a number of its own, the data port follows the gossip port.
      const follows = name === 'CLUSTER_DATA_BIND_PORT' && !given && gossip;
      const number = follows ? Number(gossip.value) + 1 : Number(given ? given.value : usual);
      return Number.isInteger(number) ? [[number, what] as const] : [];
    }),
  );
}
