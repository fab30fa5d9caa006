import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { isOn } from '../../../facts/weaviateVariables.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { usesBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const validateBaseUrl: Rule<ChartValues> = {
  id: 'values-validate-base-url',
  severity: 'error',
  summary: 'MODULES_VALIDATE_BASE_URL forbids Weaviate the inference server.',
  why: 'It refuses private addresses, and those of a cluster are private (`refusing to dial internal address`): the server is never found ready, and Weaviate ends after 120 s.',
  fix: 'Remove it, or set it to "false".',
  evidence: 'measured with Weaviate 1.38.11: never ready; usecases/modulecomponents/base_client.go:29',
  *check(values) {
    const entry = variableEntry(values, 'MODULES_VALIDATE_BASE_URL');
    if (!entry || !isOn(variableText(values, 'MODULES_VALIDATE_BASE_URL')) || !usesBindModule(values)) return;
    const version = versionInTag(textOf(at(values.root, 'image', 'tag')) ?? '');
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.baseUrlGuardsConnections)) return;
    const message =
      'MODULES_VALIDATE_BASE_URL is on: Weaviate may not reach the inference server, and never starts';
    yield { place: entry.key, message };
  },
};
