import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { isFullyKnown, type PartialText } from '../../../formats/partialText.ts';
import { looksLikeBind } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import { changeVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { knownModulesOf, variable, weaviatesOf } from '../roles.ts';

/** The list with the correct name of the module, and without duplicates. */
function corrected(list: PartialText): PartialText {
  const names = list.split(',').map((name) => name.trim());
  const right = names.map((name) => (looksLikeBind(name) ? BIND_MODULE : name));
  const seen = new Set<PartialText>();
  const isFirst = (name: PartialText) => !seen.has(name) && seen.add(name);
  return right.filter((name) => name !== '' && (!isFullyKnown(name) || isFirst(name))).join(',');
}

export const moduleMisspelt: Rule<ComposeProject> = {
  id: 'module-misspelt',
  severity: 'error',
  summary: '`ENABLE_MODULES` contains a misspelling of multi2vec-bind.',
  why: 'Weaviate silently ignores modules that it does not know. Collections that use multi2vec-bind are rejected later.',
  fix: 'Write multi2vec-bind.',
  evidence: 'Measured with Weaviate 1.38.11: unknown name in ENABLE_MODULES starts, no message',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'ENABLE_MODULES');
      const wrong = knownModulesOf(weaviate).find(looksLikeBind);
      if (!entry || wrong === undefined) continue;
      yield {
        place: entry.place,
        message: `there is no module ${wrong} (the name is multi2vec-bind)`,
        changes: changeVariable(weaviate, 'ENABLE_MODULES', corrected),
      };
    }
  },
};
