import { planFor, type SizePlan } from './plan.ts';

/** A smaller plan for what there is. */
export interface SmallerPlan {
  /** A compression with which all objects fit; undefined if there is none. */
  readonly compression: SizePlan['compression'] | undefined;
  /** How many objects fit without another compression, with two digits; undefined if none do. */
  readonly objects: number | undefined;
}

/** What fits into a memory limit of one Weaviate, in bytes. */
export function fittingMemory({ input, compression }: SizePlan, memory: number): SmallerPlan {
  const fits = (plan: SizePlan) => plan.memory.recommended <= memory;
  const other = planFor({ ...input, compression: undefined, memory });
  return {
    compression: fits(other) && other.compression !== compression ? other.compression : undefined,
    objects: mostObjects({ ...input, compression }, fits),
  };
}

/** What fits on the disk of one Weaviate, in bytes, with room for compaction. */
export function fittingDisk({ input, compression }: SizePlan, bytes: number): SmallerPlan {
  // Compression saves memory only: the disk also has the vectors themselves.
  return {
    compression: undefined,
    objects: mostObjects({ ...input, compression }, ({ disk }) => disk.recommended <= bytes),
  };
}

function mostObjects(input: SizePlan['input'], fits: (plan: SizePlan) => boolean): number | undefined {
  let low = 0;
  let high = input.objects;
  while (high - low > Math.max(1, high / 1000)) {
    const middle = Math.floor((low + high) / 2);
    if (fits(planFor({ ...input, objects: middle }))) low = middle;
    else high = middle;
  }
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, low))) - 1);
  const rounded = Math.floor(low / step) * step;
  return rounded > 0 ? rounded : undefined;
}
