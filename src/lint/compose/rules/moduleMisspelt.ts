import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { isFullyKnown, type PartialText } from '../../../formats/partialText.ts';
import { looksLikeBind } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import { changeVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { knownModulesOf, variable, weaviatesOf } from '../roles.ts';

/** A list of modules with the right name, and each name once. */
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
  summary: '`ENABLE_MODULES` names the module in a spelling that does not exist.',
  why: 'Weaviate starts without a word about a module that it does not know; collections that want multi2vec-bind are refused later.',
  fix: 'Write multi2vec-bind.',
  evidence: 'measured with Weaviate 1.38.11: unknown name in ENABLE_MODULES starts, no message',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'ENABLE_MODULES');
      const wrong = knownModulesOf(weaviate).find(looksLikeBind);
      if (!entry || wrong === undefined) continue;
      yield {
        place: entry.place,
        message: `there is no module ${wrong}; it is called multi2vec-bind`,
        changes: changeVariable(weaviate, 'ENABLE_MODULES', corrected),
      };
    }
  },
};
