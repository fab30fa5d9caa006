import { isDeepStrictEqual } from 'node:util';
import { votersOf, votesNeeded } from '../../facts/raftVoters.ts';
import { versionInTag } from '../../formats/versionNumber.ts';
import { WEAVIATE_WORKLOAD, type Workload } from './workloads.ts';

/** A change that an upgrade makes to one workload. */
export interface WorkloadChange {
  readonly workload: string;
  readonly does: 'added' | 'removed' | 'restarted' | 'scaled' | 'refused';
  /** A description for people. */
  readonly text: string;
  /** Why the change is refused. */
  readonly why?: 'immutable-field' | 'quorum-loss';
}

/**
 * The fields that can be changed in an existing StatefulSet, in addition to replicas and template (`kubectl explain`).
 */
const MUTABLE_FIELDS = new Set([
  'ordinals',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
  'revisionHistoryLimit',
]);

/** Differing fields of the spec that the cluster would refuse to change. */
function immutableChanges(before: Workload, after: Workload): string[] {
  const names = Object.keys({ ...before.rest, ...after.rest });
  const differing = names.filter((name) => !isDeepStrictEqual(before.rest[name], after.rest[name]));
  return differing.filter((name) =>
    after.kind === 'StatefulSet' ? !MUTABLE_FIELDS.has(name) : name === 'selector',
  );
}

function pods(count: number): string {
  return `${count} ${count === 1 ? 'pod' : 'pods'}`;
}

/**
 * Whether too few pods remain to elect a leader: Raft stores its voters in the volumes, and Weaviate never removes one
 * (measured with 1.38.11: scaling from 3 pods to 1 returns 503 forever). Scaling to 0 is allowed, because it is
 * reversible.
 */
function losesQuorum(before: number, after: number): boolean {
  return after > 0 && after < votesNeeded(votersOf(before));
}

function changesOf(before: Workload, after: Workload, hasServed: boolean): WorkloadChange[] {
  const { name: workload, kind, replicas } = after;
  const fixed = immutableChanges(before, after);
  if (fixed.length > 0) {
    return [
      {
        workload,
        does: 'refused',
        why: 'immutable-field',
        text: `${kind} ${workload}: ${fixed.join(', ')} cannot be changed`,
      },
    ];
  }
  if (hasServed && workload === WEAVIATE_WORKLOAD && losesQuorum(before.replicas, replicas)) {
    const voters = votersOf(before.replicas);
    const text = `${pods(replicas)} of Weaviate cannot elect a leader: ${votesNeeded(voters)} of the ${voters} voters are needed`;
    return [{ workload, does: 'refused', why: 'quorum-loss', text }];
  }
  const scaled: WorkloadChange[] =
    before.replicas === replicas
      ? []
      : [
          {
            workload,
            does: 'scaled',
            text: `${workload} is scaled from ${pods(before.replicas)} to ${replicas}`,
          },
        ];
  if (isDeepStrictEqual(before.template, after.template)) return scaled;
  const how = kind === 'StatefulSet' && before.replicas > 1 ? ', one at a time' : '';
  const image = before.image === after.image ? '' : ` (${before.image} → ${after.image})`;
  const text = `${workload} restarts: ${pods(Math.min(before.replicas, replicas))}${how}${image}`;
  return [...scaled, { workload, does: 'restarted', text }];
}

/**
 * The changes to the pods of a release when it gets a new manifest.
 * @param hasServed whether a pod of Weaviate is ready, so its voters have elected a leader
 */
export function changesBetween(
  before: readonly Workload[],
  after: readonly Workload[],
  hasServed = false,
): WorkloadChange[] {
  const same = (a: Workload, b: Workload) => a.kind === b.kind && a.name === b.name;
  const kept = after.flatMap((now): WorkloadChange[] => {
    const old = before.find((one) => same(one, now));
    if (old) return changesOf(old, now, hasServed);
    return [{ workload: now.name, does: 'added', text: `${now.name} is added: ${pods(now.replicas)}` }];
  });
  const gone = before.filter((old) => !after.some((now) => same(old, now)));
  return [
    ...kept,
    ...gone.map(
      ({ name }): WorkloadChange => ({ workload: name, does: 'removed', text: `${name} is removed` }),
    ),
  ];
}

function tagOf(image: string): string {
  return /:([^/]+)$/.exec(image)?.[1] ?? '';
}

/**
 * A warning about the change of Weaviate's version, if there is one. Its data can be migrated from one minor version to
 * the next, but never back (docs.weaviate.io/deploy/migration).
 */
export function versionWarning(
  before: readonly Workload[],
  after: readonly Workload[],
): { readonly message: string; readonly suggestion: string } | undefined {
  const versionIn = (workloads: readonly Workload[]) =>
    versionInTag(tagOf(workloads.find(({ name }) => name === WEAVIATE_WORKLOAD)?.image ?? ''));
  const [from, to] = [versionIn(before), versionIn(after)];
  if (from === undefined || to === undefined) return undefined;
  const [[fromMajor = 0, fromMinor = 0], [toMajor = 0, toMinor = 0]] = [from, to].map((version) =>
    version.split('.').map(Number),
  ) as [number[], number[]];
  const skipped = toMinor - fromMinor - 1;
  if (toMajor === fromMajor && skipped > 0) {
    return {
      message: `Weaviate ${from} → ${to} skips ${skipped === 1 ? 'one minor version' : `${skipped} minor versions`}, which is untested`,
      suggestion: `make a backup, then upgrade one minor version at a time, starting with the latest ${fromMajor}.${fromMinor + 1}.x`,
    };
  }
  if (toMajor < fromMajor || (toMajor === fromMajor && toMinor < fromMinor)) {
    return {
      message: `Weaviate ${from} → ${to} is a downgrade: an older server may not be able to read the data of a newer one`,
      suggestion: `keep --weaviate-tag ${from}, or restore a backup`,
    };
  }
  return undefined;
}
