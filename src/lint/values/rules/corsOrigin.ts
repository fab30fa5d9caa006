import { CORS_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { CORS_RULE_TEXT, corsProblem } from '../../weaviate/corsRule.ts';
import { adminListSwitch, allowsAnonymousAccess } from '../authentication.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules } from '../enabledModules.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const valuesCorsOrigin: Rule<ChartValues> = {
  ...CORS_RULE_TEXT,
  id: 'values-cors-origin',
  *check(values) {
    const entry = variableEntry(values, CORS_VARIABLE);
    const text = variableText(values, CORS_VARIABLE);
    // A Secret may set it, and values that enable no module may be combined with others that set an origin.
    const isElsewhere =
      at(values.root, 'envSecrets', CORS_VARIABLE) !== undefined || enabledModules(values).size === 0;
    if (entry ? text === undefined : isElsewhere) return;
    const isOpen = allowsAnonymousAccess(values) === true && !adminListSwitch(values);
    const problem = corsProblem(text, isOpen);
    if (problem) yield { ...problem, place: entry?.key ?? nearestPlace(values, 'env') };
  },
};
