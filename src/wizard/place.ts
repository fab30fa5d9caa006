import type { OptionInput } from '../capabilities/option.ts';
import { DOCUMENTED_MEMORY_BYTES, MIN_INFERENCE_MEMORY } from '../facts/resources.ts';
import { readableSize } from '../formats/size.ts';
import type { RunTarget } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { minimumMemory } from '../targets/shared/preflight/machine.ts';
import type { Machine } from './machine.ts';

/** Where a stack will run. Local processes have no files of their own: the Compose files are written. */
export type Place = 'compose' | 'helm' | 'both' | 'embedded';

interface PlaceDetails {
  /** As the question and the summary name it. */
  readonly name: string;
  /** The value of the option `targets`, which cannot name local processes. */
  readonly files: readonly string[];
  /** The targets that can be started. */
  readonly runs: readonly RunTarget[];
}

/** In the order of the question. */
const PLACES: Readonly<Record<Place, PlaceDetails>> = {
  compose: { name: 'Docker Compose', files: ['compose'], runs: ['compose'] },
  helm: { name: 'Kubernetes (Helm)', files: ['helm'], runs: ['helm'] },
  both: {
    name: 'Docker Compose and Kubernetes',
    files: ['compose', 'helm'],
    runs: ['compose', 'helm'],
  },
  embedded: { name: 'Local processes, without Docker', files: ['compose'], runs: ['embedded'] },
};

export const PLACE_NAMES = Object.keys(PLACES) as readonly Place[];

export function nameOf(place: Place): string {
  return PLACES[place].name;
}

/** The value of the option `targets`. */
export function filesOf(place: Place): OptionInput {
  return PLACES[place].files;
}

/** The targets that can be started at a place. */
export function runTargetsOf(place: Place): readonly RunTarget[] {
  return PLACES[place].runs;
}

/** Whether the stack runs as local processes, which need no container. */
export function runsProcesses(place: Place): boolean {
  return runTargetsOf(place).includes('embedded');
}

/** Whether the Docker engine of this machine runs the stack. */
export function usesEngine(place: Place): boolean {
  return runTargetsOf(place).includes('compose');
}

/** The place for a value of the option `targets`. */
export function placeFor(targets: OptionInput | undefined): Place {
  const listed = Array.isArray(targets) ? targets : [];
  const isListed = ({ files }: PlaceDetails) =>
    files.length === listed.length && files.every((file) => listed.includes(file));
  return PLACE_NAMES.find((place) => isListed(PLACES[place])) ?? 'both';
}

/** The target to start: of two, the one that this machine can start. */
export function runTargetOf(place: Place, machine: Machine | undefined): RunTarget {
  const [first = 'compose', other] = runTargetsOf(place);
  return other !== undefined && machine?.engineMemory === undefined && machine?.hasCluster ? other : first;
}

/** The place to propose. */
export function proposedPlace({ engineMemory, hasCluster }: Machine): Place {
  if (engineMemory !== undefined) return 'compose';
  return hasCluster ? 'helm' : 'embedded';
}

/** In bytes: what the services need to start, as `up` checks it. */
const MEMORY_WITH_MODEL = MIN_INFERENCE_MEMORY + minimumMemory({ kind: 'weaviate' });

/** Why ImageBind cannot run in a container here; undefined if it can, or if that is not known. */
export function whyNoModel(place: Place, machine: Machine | undefined): string | undefined {
  if (runsProcesses(place)) return 'ImageBind needs a container or an existing endpoint.';
  const memory = machine?.engineMemory;
  if (!usesEngine(place) || memory === undefined || memory >= MEMORY_WITH_MODEL) return undefined;
  return `ImageBind needs about ${readableSize(DOCUMENTED_MEMORY_BYTES)} of memory; Docker has ${readableSize(memory)}.`;
}

/** Whether this machine can start a target, before the checks of `up` find out more. */
const CAN_START: Readonly<Record<RunTarget, (config: StackConfig, machine: Machine) => boolean>> = {
  compose: ({ inference }, machine) =>
    machine.engineMemory !== undefined &&
    (inference.mode !== 'container' || whyNoModel('compose', machine) === undefined),
  helm: (_, { hasCluster }) => hasCluster,
  embedded: () => process.platform !== 'win32',
};

export function canStart(place: Place, config: StackConfig, machine: Machine | undefined): boolean {
  return machine !== undefined && CAN_START[runTargetOf(place, machine)](config, machine);
}
