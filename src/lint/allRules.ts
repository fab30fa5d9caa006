import { COLLECTION_RULES } from './collection/collectionRules.ts';
import { COMPOSE_RULES } from './compose/composeRules.ts';
import { DOCUMENT_RULES } from './documentRules.ts';
import type { RuleText } from './rule.ts';
import { VALUES_RULES } from './values/valuesRules.ts';

/** Id prefixes of document rules that are about a single kind of file. */
const KIND_PREFIXES = ['compose-', 'values-', 'collection-', 'config-'] as const;

function documentRules(kind: (typeof KIND_PREFIXES)[number] | undefined): readonly RuleText[] {
  return DOCUMENT_RULES.filter(({ id }) => KIND_PREFIXES.find((prefix) => id.startsWith(prefix)) === kind);
}

/** Every rule, grouped by the kind of file it checks. */
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
