import { countText } from '../../../formats/count.ts';
import { diskSize, dockerSize, readableSize, roughSize } from '../../../formats/size.ts';
import type { StackConfig } from '../../../options/table.ts';
import { fittingDisk, fittingMemory, type SmallerPlan } from '../../../sizing/fitting.ts';
import type { SizePlan } from '../../../sizing/plan.ts';
import { DISK_READONLY_SHARE } from '../../../sizing/predict.ts';
import type { DiskSpace } from './machine.ts';
import { type CheckOutcomes, type CheckResult, defineCheck } from './report.ts';

/** What a machine or a node has for one Weaviate. */
export interface MemoryRoom {
  /** Memory limit of Weaviate in bytes; undefined without one. */
  readonly limit: number | undefined;
  /** Bytes that Weaviate can get next to everything else. */
  readonly available: number;
  /** `16 GiB, of which ImageBind needs 9.5 GiB`. */
  readonly found: string;
  /** What has more: `a machine with 21 GiB of memory`. */
  readonly larger: string;
  /** What the options are given to: `bindstack generate`. */
  readonly command: string;
}

const named = (plan: SizePlan) => `${countText(plan.input.objects)} objects`;

/** The check of a plan's memory, to be decided. */
export function plannedMemory(plan: SizePlan): CheckOutcomes {
  const { input, compression, memory } = plan;
  const each = input.replicas > 1 ? ' per pod' : '';
  return defineCheck(
    'objects-memory',
    `memory for ${named(plan)}`,
    `${roughSize(memory.minimum)} for Weaviate${each} (${readableSize(memory.recommended)} recommended), with ${input.index} and compression ${compression}`,
  );
}

/** Checks that Weaviate gets the memory that the planned objects need. */
export function checkPlannedMemory(plan: SizePlan, room: MemoryRoom): CheckResult {
  const { minimum, recommended } = plan.memory;
  const { limit = Number.POSITIVE_INFINITY, available, found, larger, command } = room;
  const check = plannedMemory(plan);
  const isLimited = limit < Math.min(available, recommended);
  const has = Math.min(limit, available);
  const what = isLimited ? `Weaviate is limited to ${readableSize(limit)}` : found;
  if (has >= recommended) return check.pass(found);
  const suggestion =
    isLimited && available >= recommended
      ? `${command} --weaviate-memory ${dockerSize(recommended)}`
      : smaller(command, fittingMemory(plan, available), larger);
  return has < minimum ? check.fail(what, suggestion) : check.warn(what, suggestion);
}

/** The options with which a smaller plan fits, and what else would help. */
function smaller(command: string, { compression, objects }: SmallerPlan, larger: string): string {
  const options = [
    ...(compression === undefined ? [] : [`--compression ${compression}`]),
    ...(objects === undefined ? [] : [`--objects ${countText(objects)}`]),
  ];
  return options.length === 0 ? `use ${larger}` : `${command} ${options.join(', or ')}, or use ${larger}`;
}

/** Where Weaviate keeps its data. */
export interface DataDisk {
  /** Undefined if it cannot be read. */
  readonly space: DiskSpace | undefined;
  /** Whether objects may already be stored, so that the free space says little. */
  readonly hasData: boolean;
  readonly command: string;
}

/** The check of a plan's disk, to be decided. */
export function plannedDisk(plan: SizePlan): CheckOutcomes {
  const { total, recommended } = plan.disk;
  const each = plan.input.replicas > 1 ? ' per pod' : '';
  return defineCheck(
    'objects-disk',
    `disk for ${named(plan)}`,
    `${diskSize(total)}${each} (${diskSize(recommended)} recommended)`,
  );
}

/** Checks that the disk holds what the planned objects take. */
export function checkPlannedDisk(plan: SizePlan, { space, hasData, command }: DataDisk): CheckResult {
  const check = plannedDisk(plan);
  if (space === undefined) return check.skip('the disk of the data cannot be read from here');
  const { total, recommended } = plan.disk;
  const suggestion = (bytes: number) =>
    smaller(command, fittingDisk(plan, bytes), `a disk with ${diskSize(recommended)}`);
  const size = `a disk of ${diskSize(space.size)}`;
  if (space.size * DISK_READONLY_SHARE < total) return check.fail(size, suggestion(space.size));
  if (hasData) return check.pass(`${size}, ${diskSize(space.free)} free; there is data already`);
  const found = `${size}, ${diskSize(space.free)} free`;
  return space.free < recommended ? check.warn(found, suggestion(space.free)) : check.pass(found);
}

/** Checks that a volume of a pod holds what the planned objects take. @param size bytes */
export function checkPlannedVolume(
  plan: SizePlan,
  { size, claim }: { readonly size: number; readonly claim: string | undefined },
): CheckResult {
  const check = plannedDisk(plan);
  const { total, recommended } = plan.disk;
  const found =
    claim === undefined
      ? `volumes of ${readableSize(size)}`
      : `the volume ${claim} has ${readableSize(size)}`;
  if (size >= recommended) return check.pass(found);
  // A volume keeps the size with which it was created.
  if (claim !== undefined)
    return check.warn(
      found,
      `kubectl edit persistentvolumeclaim ${claim}, which enlarges it if its storage class allows that`,
    );
  const suggestion = `bindstack generate --storage-size ${dockerSize(recommended)}`;
  return size * DISK_READONLY_SHARE < total ? check.fail(found, suggestion) : check.warn(found, suggestion);
}

/** With the stub, a stack is only tried out: it starts even if the planned objects do not fit. */
export function lenientWithStub(
  { inference }: Pick<StackConfig, 'inference'>,
  checks: readonly CheckResult[],
): CheckResult[] {
  return checks.map((check) =>
    inference.mode === 'stub' && check.status === 'fail' ? { ...check, status: 'warn' } : check,
  );
}
