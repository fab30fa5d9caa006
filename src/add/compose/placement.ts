import { Failure } from '../../errors.ts';
import { type Network, networkKeys, networkOf } from '../../lint/compose/networks.ts';
import { freeHostPort } from '../../lint/compose/ports.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { at, isNothing } from '../../yaml/located.ts';

/** Where a new inference service has to be, so that every chosen Weaviate reaches it. */
export interface Placement {
  /** As the file names them; none for the network that every service is in by default. */
  readonly networks: readonly string[];
  /** The port of 127.0.0.1 for a Weaviate in the network of the host. */
  readonly published: number | undefined;
}

/** What a new service could not be reached from. */
const UNREACHABLE: Readonly<Record<'none' | 'bridge' | 'unknown', string>> = {
  none: 'has network_mode: none, and reaches no other service',
  bridge: 'is on the default bridge, where no service has a name',
  unknown: 'is in a network that the file does not tell (network_mode)',
};

/** @throws Failure `network-unreachable` (refused) where no place is reached by all of them */
export function placement(project: ComposeProject, weaviates: readonly ComposeService[]): Placement {
  const found = weaviates.map((weaviate) => [weaviate, networkOf(project, weaviate)] as const);
  const owners: ComposeService[] = [];
  for (const [weaviate, network] of found) {
    const { name, map } = weaviate;
    if (network.kind === 'networks') owners.push(network.owner);
    // A network that only a variable names is the same for both.
    else if (isNothing(at(map, 'network_mode'))) owners.push(weaviate);
    else if (network.kind !== 'host') throw unreachable(name, UNREACHABLE[network.kind]);
  }
  const onHost = found.filter(([, network]) => isHost(network));
  if (onHost.length > 0 && owners.length > 0) {
    throw unreachable(onHost[0]?.[0].name ?? '', 'is in the network of the host, and the others are not');
  }
  const names = owners.map(networkKeys);
  const networks = [...new Set(names.flat())];
  // One without `networks` is in the default one.
  if (networks.length > 0 && names.some((own) => own.length === 0)) networks.unshift('default');
  return { networks, published: onHost.length > 0 ? freeHostPort(project) : undefined };
}

function isHost({ kind }: Network): boolean {
  return kind === 'host';
}

function unreachable(name: string, why: string): Failure {
  return new Failure('refused', {
    code: 'network-unreachable',
    message: `${name} ${why}: an inference service in this file could not be reached`,
    detail: 'Nothing was changed.',
    suggestion: 'remove network_mode, or --inference external --inference-url URL',
  });
}
