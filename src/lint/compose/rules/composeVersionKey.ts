import { entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';

export const composeVersionKey: Rule<ComposeProject> = {
  id: 'compose-version-key',
  severity: 'info',
  summary: 'The top-level `version` key is obsolete.',
  why: 'Compose ignores it and prints a warning with every command.',
  fix: 'Remove the line.',
  evidence: 'Compose Specification, version and name top-level elements',
  fixable: true,
  *check({ files }) {
    for (const { root } of files) {
      const entry = entryAt(root, 'version');
      if (!entry) continue;
      yield {
        place: entry.key,
        message: 'version is obsolete: Compose ignores it and prints a warning',
        changes: [{ op: 'remove', path: ['version'] }],
      };
    }
  },
};
