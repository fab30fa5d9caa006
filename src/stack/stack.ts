import type { StackConfig } from '../options/table.ts';
import { type CollectionDefinition, collectionDefinition } from './collection.ts';
import { CHART_SERVICE, type InferenceService, inferenceService, type StackTarget } from './inference.ts';
import { type WeaviateService, weaviateService } from './weaviate.ts';

/** What runs. It is decided once, and every file and every launch is derived from it. */
export interface Stack {
  readonly config: StackConfig;
  readonly weaviate: WeaviateService;
  /** Undefined for an existing endpoint. */
  readonly inference: InferenceService | undefined;
  readonly collection: CollectionDefinition;
}

/** Number of Weaviate nodes on each target. */
const NODES: Readonly<Record<StackTarget, (config: StackConfig) => number>> = {
  compose: () => 1,
  helm: ({ weaviate }) => weaviate.replicas,
};

/** The stack of a configuration on one target. */
export function stackOf(config: StackConfig, target: StackTarget): Stack {
  const inference = inferenceService(config, target);
  const inferenceUrl = inference?.url ?? config.inference.url ?? CHART_SERVICE;
  return {
    config,
    weaviate: weaviateService(config, { inferenceUrl, nodes: NODES[target](config) }),
    inference,
    collection: collectionDefinition(config),
  };
}
