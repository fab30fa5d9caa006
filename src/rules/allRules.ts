import { COLLECTION_RULES } from './collection/collectionRules.ts';
import { COMPOSE_RULES } from './compose/composeRules.ts';
import { DOCUMENT_RULES } from './documentRules.ts';
import type { RuleText } from './rule.ts';
import { VALUES_RULES } from './values/valuesRules.ts';

/** Every rule, by what it looks at. */
export const RULE_GROUPS: readonly { readonly title: string; readonly rules: readonly RuleText[] }[] = [
  { title: 'Compose files', rules: COMPOSE_RULES },
  { title: 'Values of the Helm chart', rules: VALUES_RULES },
  { title: 'Collection definitions', rules: COLLECTION_RULES },
  { title: 'Any file', rules: DOCUMENT_RULES },
];

export const ALL_RULES: readonly RuleText[] = RULE_GROUPS.flatMap(({ rules }) => rules);

const BY_ID: ReadonlyMap<string, RuleText> = new Map(ALL_RULES.map((rule) => [rule.id, rule]));

export function ruleOf(id: string): RuleText | undefined {
  return BY_ID.get(id);
}
