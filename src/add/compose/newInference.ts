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
  'environment.ENABLE_CUDA': 'Exactly 1 or true means GPU, which then needs a reservation as well.',
  'healthcheck.start_period': 'The port opens when the model is loaded; until then failures do not count.',
  mem_limit: `Loading ImageBind takes ${MEMORY_TO_LOAD} for a moment; below, the kernel kills it.`,
  deploy: 'Without this reservation the container sees no GPU.',
} as const;

/** The same in a stack of Swarm, which has no `mem_limit`. */
const STACK_COMMENTS = {
  'environment.ENABLE_CUDA': COMMENTS['environment.ENABLE_CUDA'],
  'healthcheck.start_period': COMMENTS['healthcheck.start_period'],
  'deploy.resources.limits.memory': COMMENTS.mem_limit,
} as const;

/** A name that no service has, and that none is reached by: included ones count. */
export function freeName({ services }: ComposeProject): string {
  const taken = new Set(services.flatMap(hostNames));
  const numbered = Array.from({ length: taken.size }, (_, index) => `${INFERENCE_SERVICE}-${index + 2}`);
  const names = [INFERENCE_SERVICE, 'imagebind', ...numbered];
  return names.find((name) => !taken.has(name)) ?? `${INFERENCE_SERVICE}-${taken.size + 2}`;
}

interface NewService {
  readonly service: Node;
  /** Where Weaviate reaches it, if not by its name. */
  readonly address: string | undefined;
}

/** Profiles with any of which one of these starts; none where one of them always does. */
function commonProfiles(services: readonly ComposeService[]): unknown[] {
  const each = services.map(({ map }) => itemsOf(at(map, 'profiles')).map(rawValue));
  return each.some((profiles) => profiles.length === 0) ? [] : [...new Set(each.flat())];
}

/** The service as bindstack writes it, in the networks and profiles of Weaviate and in the dialect of the file. */
export function newService(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
  stack: Stack,
  requested: RequestedOptions,
): NewService {
  const service = composeProject(stack).services[INFERENCE_SERVICE];
  if (!service) throw new Error('a stack with an inference server has a service for it');
  if (isStack(project)) refuseInStack(stack, requested);
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

/** Where a new inference service has to be, so that every chosen Weaviate reaches it. */
export interface Placement {
  /** As the file names them; none for the network that every service is in by default. */
  readonly networks: readonly string[];
  /** The port of 127.0.0.1 for a Weaviate in the network of the host. */
  readonly published: number | undefined;
}

/** What a new service could not be reached from. */
const UNREACHABLE_REASONS: Readonly<Record<'none' | 'bridge' | 'unknown', string>> = {
  none: 'has network_mode: none, and reaches no other service',
  bridge: 'is on the default bridge, where no service has a name',
  unknown: 'is in a network that the file does not tell (network_mode)',
};

/** @throws Failure `network-unreachable` (refused) where no place is reached by all of them */
function placement(project: ComposeProject, weaviates: readonly ComposeService[]): Placement {
  const found = weaviates.map((weaviate) => [weaviate, networkOf(project, weaviate)] as const);
  const owners: ComposeService[] = [];
  for (const [weaviate, network] of found) {
    const { name, map } = weaviate;
    if (network.kind === 'networks') owners.push(network.owner);
    // A network that only a variable names is the same for both.
    else if (isNothing(at(map, 'network_mode'))) owners.push(weaviate);
    else if (network.kind !== 'host') throw unreachable(name, UNREACHABLE_REASONS[network.kind]);
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

type Service = NonNullable<ReturnType<typeof composeProject>['services']['multi2vec-bind']>;

/**
 * What Swarm has no word for.
 * @throws Failure `not-in-swarm` (refused)
 */
export function refuseInStack({ config }: Stack, requested: RequestedOptions): void {
  const [what, instead] = config.gpu.enabled
    ? ['a GPU', 'generic_resources and the nvidia runtime on the nodes, by hand']
    : requested.isGiven('inference.cpus')
      ? ['--inference-cpus', 'deploy.resources.limits.cpus, by hand']
      : [undefined, ''];
  if (what === undefined) return;
  throw new Failure('refused', {
    code: 'not-in-swarm',
    message: `this is a stack of Docker Swarm, to which add cannot give ${what}`,
    detail: 'Nothing was changed. docker stack refuses the keys that Compose has for it.',
    suggestion: `leave the flag out and use ${instead}`,
  });
}

/**
 * The service in the dialect of `docker stack`, which refuses `mem_limit` and ignores `restart` and `security_opt`
 * (measured with the docker CLI 28.2.2).
 */
function stackService(project: ComposeProject, service: Service) {
  const { mem_limit: memory, restart: _, security_opt: __, deploy: ___, ...rest } = service;
  return {
    ...rest,
    healthcheck: checkForDialect(project, inferenceHealthCheck(LOAD_BUDGET)),
    deploy: { resources: { limits: { memory } }, restart_policy: { condition: 'any' } },
  };
}
