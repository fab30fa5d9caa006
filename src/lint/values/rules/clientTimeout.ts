import { goSeconds } from '../../../formats/goDuration.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isPlaceholder } from '../helmValue.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const valuesClientTimeout: Rule<ChartValues> = {
  id: 'values-client-timeout',
  severity: 'error',
  summary: '`MODULES_CLIENT_TIMEOUT` is not a valid duration.',
  why: 'Weaviate expects a Go duration with a unit and exits at startup on anything else: `time: missing unit in duration "300"`.',
  fix: 'Add the unit: `300s`.',
  evidence: 'Measured with Weaviate 1.38.11: exit code 1; usecases/config/environment.go:879',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const entry = variableEntry(values, 'MODULES_CLIENT_TIMEOUT');
    const text = variableText(values, 'MODULES_CLIENT_TIMEOUT');
    if (!entry || text === undefined || text === '' || goSeconds(text) !== undefined) return;
    if (isPlaceholder(entry.value)) return;
    const bare = /^\d+(?:\.\d+)?$/.test(text);
    yield {
      place: entry.value.place,
      message: `MODULES_CLIENT_TIMEOUT is ${text}, which ${bare ? 'has no unit' : 'is not a valid duration'}: Weaviate exits at startup`,
      changes: bare ? [{ op: 'set', path: entry.value.path, value: `${text}s` }] : [],
    };
  },
};
