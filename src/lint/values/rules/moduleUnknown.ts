import { weaviateModule } from '../../../facts/weaviateModules.ts';
import { versionInTag } from '../../../formats/versionNumber.ts';
import { at, entriesOf, textOf } from '../../../yaml/located.ts';
import { looksLikeBindKey, moduleProblem } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules, modulesFromVariable } from '../enabledModules.ts';

export const valuesModuleUnknown: Rule<ChartValues> = {
  id: 'values-module-unknown',
  severity: 'warning',
  summary: 'A module is enabled that this version of Weaviate does not have.',
  why: 'Weaviate silently ignores a module name that it does not know. Collections and queries that use the module are rejected later.',
  fix: 'Correct the name, or use a version of Weaviate that has the module.',
  evidence:
    'Measured with Weaviate 1.38.14: ENABLE_MODULES=bogus-module is ready after 3 s, no message; names from adapters/handlers/rest/configure_api.go of v1.21.0 to v1.39.5',
  *check(values) {
    const version = versionInTag(textOf(at(values.root, 'image', 'tag')) ?? '');
    const blocks = entriesOf(at(values.root, 'modules'));
    // Other rules report keys that are not modules of the chart.
    for (const name of enabledModules(values)) {
      const place = blocks.get(name)?.key;
      const problem = weaviateModule(name) && place ? moduleProblem(name, version) : undefined;
      if (place && problem) yield { place, ...problem };
    }
    const fromVariable = modulesFromVariable(values);
    for (const name of fromVariable?.modules ?? []) {
      const problem = looksLikeBindKey(name) ? undefined : moduleProblem(name, version);
      if (fromVariable && problem) yield { place: fromVariable.located.place, ...problem };
    }
  },
};
