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

/** The stack of a configuration on one target. */
export function stackOf(config: StackConfig, target: StackTarget): Stack {
  const inference = inferenceService(config, target);
  return {
    config,
    weaviate: weaviateService(config, inference?.url ?? config.inference.url ?? CHART_SERVICE),
    inference,
    collection: collectionDefinition(config),
  };
}
