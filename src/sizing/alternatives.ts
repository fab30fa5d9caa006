import {
  COMPRESSIONS,
  type CompressionName,
  compressionOutcome,
  VECTOR_INDEXES,
  type VectorIndexName,
} from '../facts/vectorIndexes.ts';
import { type ImportTime, type Inference, importTime } from './importTime.ts';
import { grownIndex, planFor, type SizePlan } from './plan.ts';
import { predict, SIZE_VARIANTS } from './predict.ts';

/** A plan with another index or compression. */
export interface Alternative {
  readonly index: VectorIndexName;
  readonly compression: CompressionName;
  readonly isChosen: boolean;
  /** The plan for one Weaviate of it; spread over several if one cannot hold it. */
  readonly plan: SizePlan;
  /** Memory at rest of a million vectors, in bytes. */
  readonly perMillion: number;
  /** Share of the 10 nearest objects that a query finds; undefined if it was not measured. */
  readonly recall: { readonly near: number; readonly random: number } | undefined;
  readonly importing: ImportTime;
}

export interface Alternatives {
  readonly rows: readonly Alternative[];
  /** Pairs that the server supports but whose sizes were not measured. */
  readonly unmeasured: readonly { readonly index: VectorIndexName; readonly compression: CompressionName }[];
}

/**
 * A plan next to the same plan with every other index and compression that this version of Weaviate has. `dynamic` is
 * left out unless it was chosen: from 10,000 objects on, it is hnsw.
 */
export function alternativesTo(plan: SizePlan, inference: Inference): Alternatives {
  const { input } = plan;
  const isChosen = (index: VectorIndexName, compression: CompressionName) =>
    index === input.index && compression === plan.compression;
  const pairs = VECTOR_INDEXES.filter((index) => index !== 'dynamic' || index === input.index).flatMap(
    (index) =>
      COMPRESSIONS.filter((name) => compressionOutcome(index, name, input.version) === 'works').map(
        (compression) => ({ index, compression }),
      ),
  );
  const isShown = ({ index, compression }: (typeof pairs)[number]) =>
    isChosen(index, compression) || measuredAs(index, compression) !== undefined;
  return {
    rows: pairs.filter(isShown).map(({ index, compression }) => {
      const spread = spreadPlan(
        isChosen(index, compression) ? plan : planFor({ ...input, index, compression }),
      );
      return {
        index,
        compression,
        isChosen: isChosen(index, compression),
        plan: spread,
        perMillion: perMillion(spread),
        recall: measuredAs(index, compression) === undefined ? undefined : recallOf(spread),
        importing: importTime(spread, inference),
      };
    }),
    unmeasured: pairs.filter((pair) => !isShown(pair)),
  };
}

/** The plan itself, or the same over as many Weaviates as it needs. */
function spreadPlan(plan: SizePlan): SizePlan {
  const { input, compression, cluster } = plan;
  if (!cluster) return plan;
  const { replicas, copies } = cluster;
  return { ...planFor({ ...input, compression, replicas, copies }), isChosen: plan.isChosen };
}

/** The measured variant of a pair; undefined if a plan has to use one that takes at least as much. */
function measuredAs(index: VectorIndexName, compression: CompressionName): string | undefined {
  const name = `${grownIndex(index)}-${compression}`;
  return SIZE_VARIANTS.includes(name) ? name : undefined;
}

function recallOf({ prediction: { recallNear, recallRandom } }: SizePlan): Alternative['recall'] {
  return { near: recallNear, random: recallRandom };
}

function perMillion({ variant, vectorCount }: SizePlan): number {
  // Far from where sq and pq train, so that their number is the compressed one if this plan is compressed.
  const count = Math.max(vectorCount, 1e6);
  return predict(variant, count + 1e6).memoryAtRest - predict(variant, count).memoryAtRest;
}
