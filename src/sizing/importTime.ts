import type { Modality } from '../facts/modalities.ts';
import { SECONDS_PER_VECTOR } from '../facts/resources.ts';
import type { SizePlan } from './plan.ts';

/** CPU cores of the machine on which times were measured. */
export const MEASURED_CORES = 2;

/** How long it takes to import everything, in seconds. */
export interface ImportTime {
  /** What the inference servers need to compute the vectors. */
  readonly vectors: number;
  /** What each Weaviate needs to store and index its share. */
  readonly index: number;
  /** Both: an object is indexed when it has its vector. */
  readonly total: number;
}

/** What computes the vectors. */
export interface Inference {
  readonly servers: number;
  /** Objects per second of one server; undefined for the time measured on two CPU cores. */
  readonly rate: number | undefined;
}

/** The import of a plan. */
export function importTime(
  { input, prediction }: Pick<SizePlan, 'input' | 'prediction'>,
  { servers, rate }: Inference,
): ImportTime {
  const perObject = rate === undefined ? secondsPerObject(input) : 1 / rate;
  const vectors = (input.objects * perObject) / servers;
  const index = prediction.importCpu / MEASURED_CORES;
  return { vectors, index, total: vectors + index };
}

/** Seconds of one inference server on two CPU cores: for the average file with `shared`, else for one of each kind. */
export function secondsPerObject({
  modalities,
  vectors,
}: {
  readonly modalities: readonly Modality[];
  readonly vectors: 'shared' | 'balanced' | 'separate';
}): number {
  const total = modalities.reduce((sum, name) => sum + SECONDS_PER_VECTOR[name], 0);
  return vectors === 'shared' ? total / modalities.length : total;
}

/**
 * The number of inference servers that finish an import in time.
 * @param one the import with one server
 * @returns undefined if indexing alone takes longer
 */
export function serversFor(one: ImportTime, seconds: number): number | undefined {
  const left = seconds - one.index;
  return left > 0 ? Math.max(1, Math.ceil(one.vectors / left)) : undefined;
}
