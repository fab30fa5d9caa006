import type { Node } from 'yaml';
import { Failure } from '../../errors.ts';
import { CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { LOAD_BUDGET, MEMORY_TO_LOAD } from '../../facts/resources.ts';
import { checkForDialect } from '../../lint/compose/healthCheck.ts';
import { type Network, networkKeys, networkOf } from '../../lint/compose/networks.ts';
import { freeHostPort, loopbackMapping } from '../../lint/compose/ports.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { hostNames } from '../../lint/compose/roles.ts';
import { isStack } from '../../lint/compose/swarm.ts';
import { composeProject } from '../../stack/compose.ts';
import { INFERENCE_SERVICE, inferenceHealthCheck } from '../../stack/inference.ts';
import type { Stack } from '../../stack/stack.ts';
import { commented } from '../../yaml/change.ts';
import { at, isNothing, itemsOf } from '../../yaml/located.ts';
import { rawValue } from '../../yaml/pieces.ts';
import type { RequestedOptions } from '../addRequest.ts';

const COMMENTS = {
  'environment.ENABLE_CUDA': 'Only 1 or true enables the GPU, which also needs a reservation.',
  'healthcheck.start_period':
    'The port opens once the model is loaded; failed checks do not count during this period.',
  mem_limit: `ImageBind peaks at ${MEMORY_TO_LOAD} while it loads; with less, the kernel kills it.`,
  deploy: 'Without this reservation the container has no GPU.',
} as const;

/** The same comments for a Swarm stack, which has no `mem_limit`. */
const STACK_COMMENTS = {
  'environment.ENABLE_CUDA': COMMENTS['environment.ENABLE_CUDA'],
  'healthcheck.start_period': COMMENTS['healthcheck.start_period'],
  'deploy.resources.limits.memory': COMMENTS.mem_limit,
} as const;

/** A name that is not the name or an alias of any service, including included services. */
export function freeName({ services }: ComposeProject): string {
  const taken = new Set(services.flatMap(hostNames));
  const numbered = Array.from({ length: taken.size }, (_, index) => `${INFERENCE_SERVICE}-${index + 2}`);
  const names = [INFERENCE_SERVICE, 'imagebind', ...numbered];
  return names.find((name) => !taken.has(name)) ?? `${INFERENCE_SERVICE}-${taken.size + 2}`;
}

interface NewService {
  readonly service: Node;
  /** The address at which Weaviate reaches it; undefined for the service name. */
  readonly address: string | undefined;
}

/** The profiles that start at least one of these services; empty if one of them always starts. */
function commonProfiles(services: readonly ComposeService[]): unknown[] {
  const each = services.map(({ map }) => itemsOf(at(map, 'profiles')).map(rawValue));
  return each.some((profiles) => profiles.length === 0) ? [] : [...new Set(each.flat())];
}

/** The service as bindstack generates it, with the networks and profiles of Weaviate, for Compose or Swarm. */
export function newService(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
  stack: Stack,
  requested: RequestedOptions,
): NewService {
  const generated = composeProject(stack).services[INFERENCE_SERVICE];
  if (!generated) throw new Error('a stack with an inference server has a service for it');
  if (isStack(project)) rejectInStack(stack, requested);
  // The existing services show how this machine keeps logs: no other log driver beside them.
  const { logging: _, ...service } = generated;
  const { networks, published } = placement(project, weaviates);
  const profiles = commonProfiles(weaviates);
  const value = {
    ...(isStack(project) ? stackService(project, service) : service),
    ...(published !== undefined && { ports: [loopbackMapping(published, CONTAINER_HTTP_PORT)] }),
    ...(networks.length > 0 && { networks }),
    ...(profiles.length > 0 && { profiles }),
  };
  return {
    service: commented(value, isStack(project) ? STACK_COMMENTS : COMMENTS),
    address: published === undefined ? undefined : `http://127.0.0.1:${published}`,
  };
}

/** Where a new inference service must run, so that every chosen Weaviate can reach it. */
export interface Placement {
  /** The keys of its networks; empty for the default network. */
  readonly networks: readonly string[];
  /** The port on 127.0.0.1 for a Weaviate service in the host network. */
  readonly published: number | undefined;
}

/** Why Weaviate could not reach a new service. */
const UNREACHABLE_REASONS: Readonly<Record<'none' | 'bridge' | 'unknown', string>> = {
  none: 'has network_mode: none',
  bridge: 'is on the default bridge, which does not resolve service names',
  unknown: 'is in a network that this file does not define (network_mode)',
};

/** @throws Failure `network-unreachable` (refused) if there is no network that all of them can reach */
function placement(project: ComposeProject, weaviates: readonly ComposeService[]): Placement {
  const found = weaviates.map((weaviate) => [weaviate, networkOf(project, weaviate)] as const);
  const owners: ComposeService[] = [];
  for (const [weaviate, network] of found) {
    const { name, map } = weaviate;
    if (network.kind === 'networks') owners.push(network.owner);
    // A network named by a variable is the same for both services.
    else if (isNothing(at(map, 'network_mode'))) owners.push(weaviate);
    else if (network.kind !== 'host') throw unreachable(name, UNREACHABLE_REASONS[network.kind]);
  }
  const inHostNetwork = found.filter(([, network]) => isInHostNetwork(network));
  if (inHostNetwork.length > 0 && owners.length > 0) {
    throw unreachable(inHostNetwork[0]?.[0].name ?? '', 'is in the host network and the others are not');
  }
  const names = owners.map(networkKeys);
  const networks = [...new Set(names.flat())];
  // A service without `networks` is in the default network.
  if (networks.length > 0 && names.some((own) => own.length === 0)) networks.unshift('default');
  return { networks, published: inHostNetwork.length > 0 ? freeHostPort(project) : undefined };
}

function isInHostNetwork({ kind }: Network): boolean {
  return kind === 'host';
}

function unreachable(name: string, why: string): Failure {
  return new Failure('refused', {
    code: 'network-unreachable',
    message: `${name} ${why}: it cannot reach an inference service in this file`,
    detail: 'Nothing was changed.',
    suggestion: 'remove network_mode, or use --inference external --inference-url URL',
  });
}

type Service = NonNullable<ReturnType<typeof composeProject>['services']['multi2vec-bind']>;

/**
 * Rejects options that a Swarm stack cannot express.
 * @throws Failure `not-in-swarm` (refused)
 */
export function rejectInStack({ config }: Stack, requested: RequestedOptions): void {
  const [what, instead] = config.gpu.enabled
    ? ['a GPU', 'generic_resources and the nvidia runtime on the nodes']
    : requested.isGiven('inference.cpus')
      ? ['--inference-cpus', 'deploy.resources.limits.cpus']
      : [undefined, ''];
  if (what === undefined) return;
  throw new Failure('refused', {
    code: 'not-in-swarm',
    message: `this is a Docker Swarm stack: add cannot set ${what} in it`,
    detail: 'Nothing was changed. docker stack rejects the keys that Compose uses for it.',
    suggestion: `remove the flag and configure ${instead} by hand`,
  });
}

/**
 * The service for `docker stack`, which rejects `mem_limit` and ignores `restart` and `security_opt` (measured with the
 * docker CLI 28.2.2).
 */
function stackService(project: ComposeProject, service: Omit<Service, 'logging'>) {
  const { mem_limit: memory, restart: _, security_opt: __, deploy: ___, ...rest } = service;
  return {
    ...rest,
    healthcheck: checkForDialect(project, inferenceHealthCheck(LOAD_BUDGET)),
    deploy: { resources: { limits: { memory } }, restart_policy: { condition: 'any' } },
  };
}
