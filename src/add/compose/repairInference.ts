import { dockerSize } from '../../formats/size.ts';
import { healthCheckOf, standardHealthCheck } from '../../lint/compose/healthCheck.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { gpuRequestOf, memoryLimit, usesCuda } from '../../lint/compose/resources.ts';
import { isRestarted, isStack } from '../../lint/compose/swarm.ts';
import { composeProject } from '../../stack/compose.ts';
import { INFERENCE_SERVICE, imageReference } from '../../stack/inference.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Change } from '../../yaml/change.ts';
import { commented, setScalar } from '../../yaml/change.ts';
import { at, isNothing, type Located, type LocatedMap } from '../../yaml/located.ts';
import { hasVariables, plainValue } from '../../yaml/pieces.ts';
import type { RequestedOptions } from '../addRequest.ts';
import { cannotEdit, rejectIncluded, setVariableOrFail } from './composeObstacles.ts';
import { rejectInStack } from './newInference.ts';

/** Options that change the inference service itself. */
const SERVICE_OPTIONS = [
  'inference.registry',
  'inference.repository',
  'inference.tag',
  'inference.memory',
  'inference.cpus',
  'gpu.enabled',
] as const;

/** The changes that an existing inference service needs, and those that the user asked for. */
export function repairChanges(
  project: ComposeProject,
  service: ComposeService,
  stack: Stack,
  requested: RequestedOptions,
): Change[] {
  const { map } = service;
  if (service.key.source !== project.files[0]?.source) {
    if (SERVICE_OPTIONS.some((key) => requested.isGiven(key))) rejectIncluded(project, service);
    return [];
  }
  const set = (key: string, value: unknown): Change => ({ op: 'set', path: [...map.path, key], value });
  const wanted = stack.inference;
  if (!wanted || map.place.source !== service.key.source) return [];
  const changes: Change[] = [];
  const isImageRequested = ['registry', 'repository', 'tag'].some((part) =>
    requested.isGiven(`inference.${part}`),
  );
  if (isImageRequested) changes.push(...setServiceKey(service, 'image', imageReference(wanted.image)));
  const limit = memoryLimit(service);
  if (requested.isGiven('inference.memory') && limit) {
    if (limit.bytes !== wanted.memory)
      changes.push(...setScalarOrFail(service, limit.located, dockerSize(wanted.memory)));
  } else if (!limit && isStack(project)) {
    const path = [...map.path, 'deploy', 'resources', 'limits', 'memory'];
    changes.push({ op: 'set', path, value: dockerSize(wanted.memory) });
  } else if (!limit && at(map, 'deploy', 'resources', 'limits') === undefined) {
    changes.push(set('mem_limit', dockerSize(wanted.memory)));
  }
  if (isStack(project)) rejectInStack(stack, requested);
  if (
    requested.isGiven('inference.cpus') &&
    wanted.cpus !== undefined &&
    at(map, 'deploy', 'resources', 'limits') === undefined
  ) {
    changes.push(...setServiceKey(service, 'cpus', wanted.cpus));
  }
  if (!healthCheckOf(service) && !map.entries.has('healthcheck')) {
    const value = standardHealthCheck(project, service);
    if (value) changes.push(set('healthcheck', value));
  }
  if (isRestarted(project, service) === false && !map.entries.has('restart'))
    changes.push(set('restart', 'unless-stopped'));
  if (wanted.gpu && !usesCuda(service)) changes.push(...setVariableOrFail(service, 'ENABLE_CUDA', '1'));
  if (wanted.gpu && !gpuRequestOf(service)) changes.push(gpuReservation(map, stack));
  return changes;
}

function setServiceKey(service: ComposeService, key: string, value: string | number): Change[] {
  const { map } = service;
  const old = at(map, key);
  if (old && !isNothing(old)) return plainValue(old) === value ? [] : setScalarOrFail(service, old, value);
  return [{ op: 'set', path: [...map.path, key], value }];
}

/** @throws Failure `cannot-edit` (refused) if the change would replace a variable */
function setScalarOrFail({ name }: ComposeService, old: Located, value: string | number): Change[] {
  const changes =
    old.kind === 'scalar' && hasVariables(old)
      ? setScalar(old, String(value))
      : [{ op: 'set', path: old.path, value } as const];
  return changes.length > 0
    ? changes
    : cannotEdit(`${old.path.at(-1)} of ${name} contains variables`, `set it to ${value}`);
}

function gpuReservation(map: LocatedMap, stack: Stack): Change {
  const deploy = composeProject(stack).services[INFERENCE_SERVICE]?.deploy;
  const devices = deploy?.resources.reservations.devices ?? [];
  const path = [...map.path, 'deploy', 'resources', 'reservations', 'devices'];
  return { op: 'set', path, value: commented(devices, {}) };
}
