import { lazy } from '../formats/lazy.ts';
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

interface RuleGroup {
  readonly title: string;
  /** Made when they are first asked for: a run needs the rules of only one kind of file. */
  readonly rules: readonly RuleText[];
}

function group(
  title: string,
  make: () => readonly RuleText[],
): RuleGroup & { rule(id: string): RuleText | undefined } {
  const rules = lazy(make);
  const byId = lazy(() => new Map(rules().map((rule) => [rule.id, rule])));
  return {
    title,
    get rules() {
      return rules();
    },
    rule: (id) => byId().get(id),
  };
}

const GROUPS = [
  group('Compose files', () => [...COMPOSE_RULES, ...documentRules('compose-')]),
  group('Values of the Helm chart', () => [...VALUES_RULES, ...documentRules('values-')]),
  group('Collection definitions', () => [...COLLECTION_RULES, ...documentRules('collection-')]),
  group('bindstack.yaml', () => documentRules('config-')),
  group('Any file', () => documentRules(undefined)),
];

/** Every rule, grouped by the kind of file it checks. */
export const RULE_GROUPS: readonly RuleGroup[] = GROUPS;

/** The ids of all rules. */
export function ruleIds(): string[] {
  return RULE_GROUPS.flatMap(({ rules }) => rules.map(({ id }) => id));
}

export function ruleOf(id: string): RuleText | undefined {
  const ofDocument = DOCUMENT_RULES.find((rule) => rule.id === id);
  if (ofDocument) return ofDocument;
  for (const { rule } of GROUPS) {
    const found = rule(id);
    if (found) return found;
  }
  return undefined;
}
