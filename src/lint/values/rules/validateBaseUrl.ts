import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { isOn } from '../../../facts/weaviateVariables.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { usesBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const valuesValidateBaseUrl: Rule<ChartValues> = {
  id: 'values-validate-base-url',
  severity: 'error',
  summary: '`MODULES_VALIDATE_BASE_URL` blocks the inference server.',
  why: 'It makes Weaviate reject private addresses, and addresses in a cluster are private (`refusing to dial internal address`): Weaviate never finds the server ready and exits after 120 s.',
  fix: 'Remove the variable, or set it to "false".',
  evidence: 'Measured with Weaviate 1.38.11: never ready; usecases/modulecomponents/base_client.go:29',
  *check(values) {
    const entry = variableEntry(values, 'MODULES_VALIDATE_BASE_URL');
    if (!entry || !isOn(variableText(values, 'MODULES_VALIDATE_BASE_URL')) || !usesBindModule(values)) return;
    const version = versionInTag(textOf(at(values.root, 'image', 'tag')) ?? '');
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.baseUrlGuardsConnections)) return;
    const message =
      'MODULES_VALIDATE_BASE_URL is on: Weaviate cannot connect to the inference server and never starts';
    yield { place: entry.key, message };
  },
};
