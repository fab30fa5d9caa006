import { CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { secondsText } from '../../formats/duration.ts';
import { isFullyKnown } from '../../formats/partialText.ts';
import { enableModule } from '../../lint/compose/composeVariable.ts';
import { standardHealthCheck, waitForHealthy } from '../../lint/compose/healthCheck.ts';
import { inferencePortOf } from '../../lint/compose/ports.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import {
  bindAddress,
  imageBindServicesOf,
  inferenceServiceOf,
  isKnownUnset,
  knownModulesOf,
  usesSharedNetwork,
} from '../../lint/compose/roles.ts';
import { isStack } from '../../lint/compose/swarm.ts';
import type { Stack } from '../../stack/stack.ts';
import { timeoutArguments } from '../../stack/weaviate.ts';
import type { Change } from '../../yaml/change.ts';
import { setScalar } from '../../yaml/change.ts';
import { at, textOf } from '../../yaml/located.ts';
import type { FileChanges, Note, RequestedOptions } from '../addRequest.ts';
import { releaseDecision } from '../weaviateRelease.ts';
import {
  cannotEdit,
  rejectIncluded,
  rejectSeveralDocuments,
  rejectUnknownEnvironment,
  rejectVariable,
  setVariableOrFail,
} from './composeObstacles.ts';
import { freeName, newService } from './newInference.ts';
import { repairChanges } from './repairInference.ts';

/**
 * The changes that add ImageBind to a Compose project, or repair it. All are in its first file.
 * @throws Failure (refused) if the result would not work, or Compose would reject it
 */
export function composeChanges(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
  stack: Stack,
  requested: RequestedOptions,
): FileChanges {
  const changes: Change[] = [];
  const notes: Note[] = [];
  rejectSeveralDocuments(project);
  for (const weaviate of weaviates) {
    rejectIncluded(project, weaviate);
    rejectUnknownEnvironment(weaviate);
    const release = imageChange(project, weaviate, stack, requested);
    changes.push(...release.changes);
    if (release.note) notes.push(release.note);
  }
  const external = stack.config.inference.mode === 'external' ? stack.config.inference.url : undefined;
  const remote = external === undefined ? weaviateWithRemoteServer(project, weaviates) : undefined;
  const remoteAddress = remote && bindAddress(remote)?.value;
  const existing =
    weaviates.map((one) => inferenceServiceOf(project, one)).find(Boolean) ?? imageBindServicesOf(project)[0];
  const name = existing?.name ?? freeName(project);
  const port = existing ? inferencePortOf(existing) : CONTAINER_HTTP_PORT;
  let localAddress =
    remoteAddress !== undefined && isFullyKnown(remoteAddress) ? remoteAddress : `http://${name}:${port}`;
  if (external === undefined && remote === undefined) {
    if (existing) changes.push(...repairChanges(project, existing, stack, requested));
    else {
      const added = newService(project, weaviates, stack, requested);
      localAddress = added.address ?? localAddress;
      changes.push({ op: 'set', path: ['services', name], value: added.service });
    }
  }
  for (const weaviate of weaviates) {
    if (!knownModulesOf(weaviate).includes(BIND_MODULE)) changes.push(...enableBindModule(weaviate));
    const isMissing = isKnownUnset(weaviate, 'BIND_INFERENCE_API') || pointsAtItself(project, weaviate);
    const address = external ?? (isMissing ? localAddress : undefined);
    if (address !== undefined && bindAddress(weaviate)?.value !== address) {
      changes.push(...setVariableOrFail(weaviate, 'BIND_INFERENCE_API', address));
    }
    if (isKnownUnset(weaviate, 'MODULES_CLIENT_TIMEOUT') || requested.isGiven('inference.timeout')) {
      const timeout = secondsText(stack.config.inference.timeout);
      if (weaviate.environment.entries.get('MODULES_CLIENT_TIMEOUT')?.value !== timeout) {
        changes.push(...setVariableOrFail(weaviate, 'MODULES_CLIENT_TIMEOUT', timeout));
      }
    }
    changes.push(...timeoutChanges(weaviate, stack));
    if (!weaviate.map.entries.has('healthcheck') && !weaviate.map.entries.has('build')) {
      const value = standardHealthCheck(project, weaviate);
      if (value) changes.push({ op: 'set', path: [...weaviate.map.path, 'healthcheck'], value });
    }
    // For an existing inference service, a lint rule adds the wait once it has a health check. Swarm has no conditions.
    if (external === undefined && remote === undefined && !existing && !isStack(project))
      changes.push(...waitForHealthy(weaviate, name));
  }
  return { changes, notes };
}

/** @throws Failure `cannot-edit` (refused) if `ENABLE_MODULES` is set in another file */
function enableBindModule(service: ComposeService): Change[] {
  const changes = enableModule(service, BIND_MODULE);
  if (changes.length > 0) return changes;
  const list = [...knownModulesOf(service), BIND_MODULE].join(',');
  return rejectVariable(service, 'ENABLE_MODULES', `set it to ${list}`);
}

/**
 * The change to the Weaviate image, if it needs a version that has the module.
 * @throws Failure (refused) if it cannot be changed, or is too old and the user did not ask for an upgrade
 */
function imageChange(
  project: ComposeProject,
  weaviate: ComposeService,
  { config }: Stack,
  { upgradeImage = false }: RequestedOptions,
): { readonly changes: readonly Change[]; readonly note: Note | undefined } {
  const { image } = weaviate;
  const located = at(weaviate.map, 'image');
  if (!image || !located) return { changes: [], note: undefined };
  const { tag, note } = releaseDecision({
    where: weaviate.name,
    tag: image.tag,
    file: project.files[0]?.source.name ?? 'FILE',
    wanted: config.weaviate.tag,
    upgrade: upgradeImage,
  });
  if (tag === undefined) return { changes: [], note };
  const value = `${image.name}:${tag}`;
  const upgraded = located.place.source === weaviate.key.source ? setScalar(located, value) : [];
  if (upgraded.length === 0) {
    cannotEdit(
      `the image of ${weaviate.name} contains variables, or is set in another file`,
      `set it to ${value}`,
    );
  }
  return { changes: upgraded, note };
}

/** Adds REST timeouts longer than the module's, if the command is a list of arguments without them. */
function timeoutChanges({ map }: ComposeService, { config }: Stack): Change[] {
  const command = at(map, 'command');
  if (command?.kind !== 'list' || !command.items.some((item) => textOf(item) === '--host')) return [];
  const given = command.items.map((item) => textOf(item) ?? '');
  return timeoutArguments(config)
    .filter((argument) => !given.some((one) => one.startsWith(argument.replace(/=.*/, ''))))
    .map((value) => ({ op: 'append', path: command.path, value }));
}

/** The Weaviate service that uses an inference server outside the project, if any. Its address is kept. */
function weaviateWithRemoteServer(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
): ComposeService | undefined {
  if (imageBindServicesOf(project).length > 0) return undefined;
  return weaviates.find(
    (weaviate) =>
      (bindAddress(weaviate)?.host ?? '').includes('.') &&
      !pointsAtItself(project, weaviate) &&
      !inferenceServiceOf(project, weaviate),
  );
}

/** Whether the inference address is the Weaviate container itself, and no other service shares its network. */
function pointsAtItself({ services }: ComposeProject, weaviate: ComposeService): boolean {
  const isLoopbackHost = /^(?:localhost|127\.0\.0\.1)$/.test(bindAddress(weaviate)?.host ?? '');
  return isLoopbackHost && !services.some(usesSharedNetwork);
}
