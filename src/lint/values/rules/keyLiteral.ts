import { itemsOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { apiKeys } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';

/** Placeholders that another program replaces with a secret: `${KEY}`, `{{ key }}`, `<path:…>`, `ref+vault://…`. */
const PLACEHOLDER = /\$\{|\{\{|^<|^ref\+|^vault:/;

export const keyLiteral: Rule<ChartValues> = {
  id: 'values-key-literal',
  severity: 'warning',
  summary: 'The values contain API keys in plain text.',
  why: 'Anyone who can read the repository, the release in the cluster (`helm get values`) or the pod has the keys.',
  fix: 'Put the keys into a Secret under `AUTHENTICATION_APIKEY_ALLOWED_KEYS`, and name the Secret under `envSecrets`.',
  evidence: 'weaviate-helm 17.8.3 values.yaml: envSecrets; templates/weaviateStatefulset.yaml:91-97',
  *check(values) {
    const { keys } = apiKeys(values);
    if (!keys || keys.length === 0) return;
    const { located } = keys;
    const texts = located.kind === 'list' ? itemsOf(located).map(textOf) : [textOf(located)];
    if (texts.some((text) => text !== undefined && PLACEHOLDER.test(text))) return;
    yield {
      place: located.place,
      message:
        'API keys are in plain text in this file and in the release; with envSecrets they come from a Secret',
    };
  },
};
