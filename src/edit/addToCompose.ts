import { gpuRequest, usesCuda } from '../documents/compose/gpu.ts';
import { healthCheckOf } from '../documents/compose/healthChecks.ts';
import { memoryLimit } from '../documents/compose/memory.ts';
import type { ComposeProject, ComposeService } from '../documents/compose/project.ts';
import {
  bindAddress,
  inferenceOf,
  knownModulesOf,
  lacks,
  modelsOf,
  variable,
} from '../documents/compose/roles.ts';
import { hasVariables, plainAsWritten } from '../documents/compose/writtenText.ts';
import { at, isNothing, type Located, type LocatedMap, plain, textOf } from '../documents/located.ts';
import { Failure } from '../errors.ts';
import { secondsText } from '../formats/duration.ts';
import { dockerSize } from '../formats/size.ts';
import { composeProject } from '../stack/compose.ts';
import { INFERENCE_SERVICE, imageReference } from '../stack/inference.ts';
import type { Stack } from '../stack/stack.ts';
import { BIND_MODULE, timeoutArguments } from '../stack/weaviateEnvironment.ts';
import type { Change } from './change.ts';
import { isWritten, setVariable } from './composeVariable.ts';
import { enableModule } from './enableModule.ts';
import { explained } from './explained.ts';
import { setScalar } from './setScalar.ts';
import { standardHealthCheck } from './standardHealthCheck.ts';
import { waitForHealthy } from './waitForHealthy.ts';

const COMMENTS = {
  'environment.ENABLE_CUDA': 'Exactly 1 or true means GPU, which then needs a reservation as well.',
  'healthcheck.start_period': 'The port opens when the model is loaded; until then failures do not count.',
  mem_limit: 'Loading ImageBind takes 9.5 GiB for a moment; below, the kernel kills it.',
  deploy: 'Without this reservation the container sees no GPU.',
} as const;

/** What a user has asked for, beyond that ImageBind is there. */
export interface Asked {
  /** Whether an option of the table was given. */
  given(key: string): boolean;
}

/** What a Compose project lacks for ImageBind: changes to its first file. */
export function composeAdditions(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
  stack: Stack,
  asked: Asked,
): Change[] {
  const changes: Change[] = [];
  const external = stack.config.inference.mode === 'external' ? stack.config.inference.url : undefined;
  const elsewhere = external === undefined && pointsElsewhere(project, weaviates);
  const existing = weaviates.map((one) => inferenceOf(project, one)).find(Boolean) ?? modelsOf(project)[0];
  const name = existing?.name ?? freeName(project);
  if (external === undefined && !elsewhere) {
    if (existing) changes.push(...repaired(existing, stack, asked));
    else changes.push({ op: 'set', path: ['services', name], value: newService(stack, weaviates[0]) });
  }
  for (const weaviate of weaviates) {
    if (!knownModulesOf(weaviate).includes(BIND_MODULE)) changes.push(...moduleEnabled(weaviate));
    const address = external ?? (lacks(weaviate, 'BIND_INFERENCE_API') ? `http://${name}:8080` : undefined);
    if (address !== undefined && bindAddress(weaviate)?.value !== address) {
      changes.push(...variableSet(weaviate, 'BIND_INFERENCE_API', address));
    }
    if (lacks(weaviate, 'MODULES_CLIENT_TIMEOUT') || asked.given('inference.timeout')) {
      const timeout = secondsText(stack.config.inference.timeout);
      if (weaviate.environment.entries.get('MODULES_CLIENT_TIMEOUT')?.value !== timeout) {
        changes.push(...variableSet(weaviate, 'MODULES_CLIENT_TIMEOUT', timeout));
      }
    }
    changes.push(...longerTimeouts(weaviate, stack));
    if (!weaviate.map.entries.has('healthcheck') && !weaviate.map.entries.has('build')) {
      changes.push({
        op: 'set',
        path: [...weaviate.map.path, 'healthcheck'],
        value: standardHealthCheck('weaviate'),
      });
    }
    // What exists already is awaited by a rule of its own, once it has a health check.
    if (external === undefined && !elsewhere && !existing) changes.push(...waitForHealthy(weaviate, name));
  }
  return changes;
}

/** @throws Failure `cannot-edit` (refused) where the variable stands in another file, or is made of others */
function variableSet(service: ComposeService, name: string, value: string): Change[] {
  const changes = setVariable(service, name, value);
  return changes.length > 0 ? changes : refused(service, name, `make it ${value}`);
}

/** @throws Failure `cannot-edit` (refused) where `ENABLE_MODULES` stands in another file */
function moduleEnabled(service: ComposeService): Change[] {
  const changes = enableModule(service, BIND_MODULE);
  if (changes.length > 0) return changes;
  const list = [...knownModulesOf(service), BIND_MODULE].join(',');
  return refused(service, 'ENABLE_MODULES', `make it ${list}`);
}

function refused(service: ComposeService, name: string, byHand: string): never {
  const entry = variable(service, name);
  const file = entry?.place.source.name ?? 'another file';
  const isPassedOn = entry && entry.form !== 'file' && !isWritten(entry);
  const where =
    entry?.form === 'file'
      ? 'comes from a file that env_file names'
      : isPassedOn
        ? `comes from the shell, as ${file} says`
        : `is made of variables in ${file}`;
  return cannotEdit(`${name} of ${service.name} ${where}`, byHand);
}

function cannotEdit(what: string, byHand: string): never {
  throw new Failure('refused', {
    code: 'cannot-edit',
    message: `${what}: add does not change it there`,
    detail: 'Nothing was changed.',
    suggestion: `${byHand} by hand, then run the same command again`,
  });
}

/** Time-outs of the REST server above that of the module, where the arguments are a list that lacks them. */
function longerTimeouts({ map }: ComposeService, { config }: Stack): Change[] {
  const command = at(map, 'command');
  if (command?.kind !== 'list' || !command.items.some((item) => textOf(item) === '--host')) return [];
  const given = command.items.map((item) => textOf(item) ?? '');
  return timeoutArguments(config)
    .filter((argument) => !given.some((one) => one.startsWith(argument.replace(/=.*/, ''))))
    .map((value) => ({ op: 'append', path: command.path, value }));
}

/** Whether vectors come from an address that is no service of the project: that is left as it is. */
function pointsElsewhere(project: ComposeProject, weaviates: readonly ComposeService[]): boolean {
  if (modelsOf(project).length > 0) return false;
  return weaviates.some(
    (weaviate) => (bindAddress(weaviate)?.host ?? '').includes('.') && !inferenceOf(project, weaviate),
  );
}

function freeName({ services }: ComposeProject): string {
  const taken = new Set(services.map(({ name }) => name));
  if (!taken.has(INFERENCE_SERVICE)) return INFERENCE_SERVICE;
  return taken.has('imagebind') ? `${INFERENCE_SERVICE}-2` : 'imagebind';
}

/** The service as bindstack writes it, in the networks and profiles of Weaviate. */
function newService(stack: Stack, weaviate: ComposeService | undefined) {
  const service = composeProject(stack).services[INFERENCE_SERVICE];
  const networks = weaviate && at(weaviate.map, 'networks');
  const profiles = weaviate && at(weaviate.map, 'profiles');
  const names =
    networks?.kind === 'map' ? [...networks.entries.keys()] : networks && plainAsWritten(networks);
  return explained(
    {
      ...service,
      ...(names !== undefined && !isNothing(networks) && { networks: names }),
      ...(profiles && !isNothing(profiles) && { profiles: plainAsWritten(profiles) }),
    },
    COMMENTS,
  );
}

/** What an inference service that exists lacks, and what was asked for. */
function repaired(service: ComposeService, stack: Stack, asked: Asked): Change[] {
  const { map } = service;
  const set = (key: string, value: unknown): Change => ({ op: 'set', path: [...map.path, key], value });
  const wanted = stack.inference;
  if (!wanted || map.place.source !== service.key.source) return [];
  const changes: Change[] = [];
  const imageAsked = ['registry', 'repository', 'tag'].some((part) => asked.given(`inference.${part}`));
  if (imageAsked) changes.push(...changed(service, 'image', imageReference(wanted.image)));
  const limit = memoryLimit(service);
  if (asked.given('inference.memory') && limit) {
    if (limit.bytes !== wanted.memory)
      changes.push(...scalarSet(service, limit.located, dockerSize(wanted.memory)));
  } else if (!limit && at(map, 'deploy', 'resources', 'limits') === undefined) {
    changes.push(set('mem_limit', dockerSize(wanted.memory)));
  }
  if (
    asked.given('inference.cpus') &&
    wanted.cpus !== undefined &&
    at(map, 'deploy', 'resources', 'limits') === undefined
  ) {
    changes.push(...changed(service, 'cpus', wanted.cpus));
  }
  if (!healthCheckOf(service) && !map.entries.has('healthcheck')) {
    changes.push(set('healthcheck', standardHealthCheck('inference')));
  }
  if (!map.entries.has('restart')) changes.push(set('restart', 'unless-stopped'));
  if (wanted.gpu && !usesCuda(service)) changes.push(...variableSet(service, 'ENABLE_CUDA', '1'));
  if (wanted.gpu && !gpuRequest(service)) changes.push(reservation(map, stack));
  return changes;
}

function changed(service: ComposeService, key: string, value: string | number): Change[] {
  const { map } = service;
  const old = at(map, key);
  if (old && !isNothing(old)) return plain(old) === value ? [] : scalarSet(service, old, value);
  return [{ op: 'set', path: [...map.path, key], value }];
}

/** @throws Failure `cannot-edit` (refused) where the text is made of variables, which would be lost */
function scalarSet({ name }: ComposeService, old: Located, value: string | number): Change[] {
  const changes =
    old.kind === 'scalar' && hasVariables(old)
      ? setScalar(old, String(value))
      : [{ op: 'set', path: old.path, value } as const];
  return changes.length > 0
    ? changes
    : cannotEdit(`${old.path.at(-1)} of ${name} is made of variables`, `make it ${value}`);
}

function reservation(map: LocatedMap, stack: Stack): Change {
  const deploy = composeProject(stack).services[INFERENCE_SERVICE]?.deploy;
  const devices = deploy?.resources.reservations.devices ?? [];
  const path = [...map.path, 'deploy', 'resources', 'reservations', 'devices'];
  return { op: 'set', path, value: explained(devices, {}) };
}
