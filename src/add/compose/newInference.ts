import type { Node } from 'yaml';
import { CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { MEMORY_TO_LOAD } from '../../facts/resources.ts';
import { localMapping } from '../../lint/compose/ports.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { hostNames } from '../../lint/compose/roles.ts';
import { isStack } from '../../lint/compose/swarm.ts';
import { composeProject } from '../../stack/compose.ts';
import { INFERENCE_SERVICE } from '../../stack/inference.ts';
import type { Stack } from '../../stack/stack.ts';
import { explained } from '../../yaml/explained.ts';
import { at, itemsOf } from '../../yaml/located.ts';
import { plainAsWritten } from '../../yaml/writtenText.ts';
import { refuseInStack, stackService } from '../stackDialect.ts';
import type { Asked } from './addToCompose.ts';
import { placement } from './placement.ts';

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
function profilesOfAll(services: readonly ComposeService[]): unknown[] {
  const each = services.map(({ map }) => itemsOf(at(map, 'profiles')).map(plainAsWritten));
  return each.some((profiles) => profiles.length === 0) ? [] : [...new Set(each.flat())];
}

/** The service as bindstack writes it, in the networks and profiles of Weaviate and in the dialect of the file. */
export function newService(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
  stack: Stack,
  asked: Asked,
): NewService {
  const service = composeProject(stack).services[INFERENCE_SERVICE];
  if (!service) throw new Error('a stack with an inference server has a service for it');
  if (isStack(project)) refuseInStack(stack, asked);
  const { networks, published } = placement(project, weaviates);
  const profiles = profilesOfAll(weaviates);
  const value = {
    ...(isStack(project) ? stackService(project, service) : service),
    ...(published !== undefined && { ports: [localMapping(published, CONTAINER_HTTP_PORT)] }),
    ...(networks.length > 0 && { networks }),
    ...(profiles.length > 0 && { profiles }),
  };
  return {
    service: explained(value, isStack(project) ? STACK_COMMENTS : COMMENTS),
    address: published === undefined ? undefined : `http://127.0.0.1:${published}`,
  };
}
