import { goSeconds } from '../../../formats/goDuration.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

export const clientTimeout: Rule<ComposeProject> = {
  id: 'client-timeout',
  severity: 'error',
  summary: '`MODULES_CLIENT_TIMEOUT` is not a duration.',
  why: 'Weaviate exits at startup: `time: missing unit in duration "300"`.',
  fix: 'Add a unit: `300s`.',
  evidence: 'Measured with Weaviate 1.38.11; weaviate/weaviate usecases/config/environment.go:879',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'MODULES_CLIENT_TIMEOUT');
      const value = entry?.value;
      if (!entry || value === undefined || value === '') continue;
      if (goSeconds(value) !== undefined) continue;
      const seconds = /^\s*(\d+)\s*$/.exec(value)?.[1];
      yield {
        place: entry.place,
        message: `MODULES_CLIENT_TIMEOUT "${value}" ${seconds === undefined ? 'is not a duration' : 'has no unit'}: Weaviate exits at startup`,
        changes: seconds === undefined ? [] : setVariable(weaviate, 'MODULES_CLIENT_TIMEOUT', `${seconds}s`),
      };
    }
  },
};
