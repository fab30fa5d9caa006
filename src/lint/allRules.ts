import { COLLECTION_RULES } from './collection/collectionRules.ts';
import { COMPOSE_RULES } from './compose/composeRules.ts';
import { DOCUMENT_RULES } from './documentRules.ts';
import type { RuleText } from './rule.ts';
import { VALUES_RULES } from './values/valuesRules.ts';

/** The kinds that a rule of a document can be about alone, by the beginning of its id. */
const KINDS = ['compose-', 'values-', 'collection-', 'config-'] as const;

function documentRules(kind: (typeof KINDS)[number] | undefined): readonly RuleText[] {
  return DOCUMENT_RULES.filter(({ id }) => KINDS.find((one) => id.startsWith(one)) === kind);
}

/** Every rule, by what it looks at. */
export const RULE_GROUPS: readonly { readonly title: string; readonly rules: readonly RuleText[] }[] = [
  { title: 'Compose files', rules: [...COMPOSE_RULES, ...documentRules('compose-')] },
  { title: 'Values of the Helm chart', rules: [...VALUES_RULES, ...documentRules('values-')] },
  { title: 'Collection definitions', rules: [...COLLECTION_RULES, ...documentRules('collection-')] },
  { title: 'bindstack.yaml', rules: documentRules('config-') },
  { title: 'Any file', rules: documentRules(undefined) },
];

export const ALL_RULES: readonly RuleText[] = RULE_GROUPS.flatMap(({ rules }) => rules);

const BY_ID: ReadonlyMap<string, RuleText> = new Map(ALL_RULES.map((rule) => [rule.id, rule]));

export function ruleOf(id: string): RuleText | undefined {
  return BY_ID.get(id);
}
