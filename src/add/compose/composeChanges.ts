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
  refuseIncluded,
  refuseSeveralDocuments,
  refuseUnknownEnvironment,
  refuseVariable,
  setVariableOrFail,
} from './composeObstacles.ts';
import { freeName, newService } from './newInference.ts';
import { repairChanges } from './repairInference.ts';

/**
 * What a Compose project lacks for ImageBind: changes to its first file.
 * @throws Failure (refused) where they would leave something that cannot work, or that Compose refuses
 */
export function composeChanges(
  project: ComposeProject,
  weaviates: readonly ComposeService[],
  stack: Stack,
  requested: RequestedOptions,
): FileChanges {
  const changes: Change[] = [];
  const notes: Note[] = [];
  refuseSeveralDocuments(project);
  for (const weaviate of weaviates) {
    refuseIncluded(project, weaviate);
    refuseUnknownEnvironment(weaviate);
    const release = imageChange(project, weaviate, stack, requested);
    changes.push(...release.changes);
    if (release.note) notes.push(release.note);
  }
  const external = stack.config.inference.mode === 'external' ? stack.config.inference.url : undefined;
  const elsewhere = external === undefined ? weaviateWithRemoteServer(project, weaviates) : undefined;
  const otherAddress = elsewhere && bindAddress(elsewhere)?.value;
  const existing =
    weaviates.map((one) => inferenceServiceOf(project, one)).find(Boolean) ?? imageBindServicesOf(project)[0];
  const name = existing?.name ?? freeName(project);
  const port = existing ? inferencePortOf(existing) : CONTAINER_HTTP_PORT;
  let own =
    otherAddress !== undefined && isFullyKnown(otherAddress) ? otherAddress : `http://${name}:${port}`;
  if (external === undefined && elsewhere === undefined) {
    if (existing) changes.push(...repairChanges(project, existing, stack, requested));
    else {
      const added = newService(project, weaviates, stack, requested);
      own = added.address ?? own;
      changes.push({ op: 'set', path: ['services', name], value: added.service });
    }
  }
  for (const weaviate of weaviates) {
    if (!knownModulesOf(weaviate).includes(BIND_MODULE)) changes.push(...enableBindModule(weaviate));
    const isMissing = isKnownUnset(weaviate, 'BIND_INFERENCE_API') || pointsAtItself(project, weaviate);
    const address = external ?? (isMissing ? own : undefined);
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
    // What exists already is awaited by a rule of its own, once it has a health check. Swarm knows no conditions.
    if (external === undefined && elsewhere === undefined && !existing && !isStack(project))
      changes.push(...waitForHealthy(weaviate, name));
  }
  return { changes, notes };
}

/** @throws Failure `cannot-edit` (refused) where `ENABLE_MODULES` stands in another file */
function enableBindModule(service: ComposeService): Change[] {
  const changes = enableModule(service, BIND_MODULE);
  if (changes.length > 0) return changes;
  const list = [...knownModulesOf(service), BIND_MODULE].join(',');
  return refuseVariable(service, 'ENABLE_MODULES', `make it ${list}`);
}

/** The image of Weaviate: left, replaced by one that has the module, or a reason to refuse. */
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
      `the image of ${weaviate.name} is made of variables, or is in another file`,
      `make it ${value}`,
    );
  }
  return { changes: upgraded, note };
}

/** Time-outs of the REST server above that of the module, where the arguments are a list that lacks them. */
function timeoutChanges({ map }: ComposeService, { config }: Stack): Change[] {
  const command = at(map, 'command');
  if (command?.kind !== 'list' || !command.items.some((item) => textOf(item) === '--host')) return [];
  const given = command.items.map((item) => textOf(item) ?? '');
  return timeoutArguments(config)
    .filter((argument) => !given.some((one) => one.startsWith(argument.replace(/=.*/, ''))))
    .map((value) => ({ op: 'append', path: command.path, value }));
}

/** An instance whose vectors come from an address that is no service of the project: that is left as it is. */
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

/** Whether the address is the container of Weaviate, with nobody else in its network. */
function pointsAtItself({ services }: ComposeProject, weaviate: ComposeService): boolean {
  const isItself = /^(?:localhost|127\.0\.0\.1)$/.test(bindAddress(weaviate)?.host ?? '');
  return isItself && !services.some(usesSharedNetwork);
}
