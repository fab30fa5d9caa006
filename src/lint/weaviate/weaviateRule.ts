import type { ComposeProject } from '../compose/project.ts';
import type { Rule } from '../rule.ts';
import type { ChartValues } from '../values/chartValues.ts';
import { type WeaviateSettings, weaviatesInChart, weaviatesInProject } from './weaviateSettings.ts';

/**
 * A rule about the variables of Weaviate, which means the same in both kinds of file. Its id is that of the rule
 * for Compose files; the one for values begins with `values-`.
 */
export type WeaviateRule = Rule<WeaviateSettings>;

export function inCompose(rule: WeaviateRule): Rule<ComposeProject> {
  return { ...rule, check: (project) => weaviatesInProject(project).flatMap((one) => [...rule.check(one)]) };
}

export function inValues(rule: WeaviateRule): Rule<ChartValues> {
  return {
    ...rule,
    id: `values-${rule.id}`,
    check: (values) => weaviatesInChart(values).flatMap((one) => [...rule.check(one)]),
  };
}
