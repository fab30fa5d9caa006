import type { ComposeProject } from '../compose/project.ts';
import type { Rule } from '../rule.ts';
import type { ChartValues } from '../values/chartValues.ts';
import { allowedTypes } from './rules/allowedTypes.ts';
import { backupEndpoint } from './rules/backupEndpoint.ts';
import { defaultQuantization } from './rules/defaultQuantization.ts';
import { defaultVectorDistance } from './rules/defaultVectorDistance.ts';
import { defaultVectorIndex } from './rules/defaultVectorIndex.ts';
import { goRuntimeValue } from './rules/goRuntimeValue.ts';
import { mcpWriteAnonymous } from './rules/mcpWriteAnonymous.ts';
import { quantizationUntrained } from './rules/quantizationUntrained.ts';
import { raftTimeouts } from './rules/raftTimeouts.ts';
import { singleNodeElection } from './rules/singleNodeElection.ts';
import { twoMemoryLimits } from './rules/twoMemoryLimits.ts';
import { variableWithoutEffect } from './rules/variableWithoutEffect.ts';
import { type WeaviateRule, weaviatesInChart, weaviatesInProject } from './weaviateSettings.ts';

function inCompose(rule: WeaviateRule): Rule<ComposeProject> {
  return { ...rule, check: (project) => weaviatesInProject(project).flatMap((one) => [...rule.check(one)]) };
}

function inValues(rule: WeaviateRule): Rule<ChartValues> {
  return {
    ...rule,
    id: `values-${rule.id}`,
    check: (values) => weaviatesInChart(values).flatMap((one) => [...rule.check(one)]),
  };
}

/** The rules about environment variables of Weaviate, for both kinds of file, in the order of the documentation. */
const WEAVIATE_RULES: readonly WeaviateRule[] = [
  goRuntimeValue,
  twoMemoryLimits,
  defaultQuantization,
  quantizationUntrained,
  defaultVectorIndex,
  defaultVectorDistance,
  allowedTypes,
  mcpWriteAnonymous,
  raftTimeouts,
  singleNodeElection,
  backupEndpoint,
  variableWithoutEffect,
];

export const WEAVIATE_RULES_OF_COMPOSE = WEAVIATE_RULES.map(inCompose);
export const WEAVIATE_RULES_OF_VALUES = WEAVIATE_RULES.map(inValues);
