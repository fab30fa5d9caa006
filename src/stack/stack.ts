import type { StackConfig } from '../options/table.ts';
import { type CollectionDefinition, collectionDefinition } from './collection.ts';
import { CHART_SERVICE, type InferenceService, inferenceService, type StackTarget } from './inference.ts';
import { type WeaviateService, weaviateService } from './weaviate.ts';

/** What runs, decided once: every file and every launcher is made from it. */
export interface Stack {
  readonly config: StackConfig;
  readonly weaviate: WeaviateService;
  /** Undefined where the endpoint exists already. */
  readonly inference: InferenceService | undefined;
  readonly collection: CollectionDefinition;
}

/** The stack of a configuration, as one target runs it. */
export function stackOf(config: StackConfig, target: StackTarget): Stack {
  const inference = inferenceService(config, target);
  return {
    config,
    weaviate: weaviateService(config, inference?.url ?? config.inference.url ?? CHART_SERVICE),
    inference,
    collection: collectionDefinition(config),
  };
}
