import { BIND_MODULE, missingVariables } from '../../../facts/weaviateModules.ts';
import { isFullyKnown } from '../../../formats/partialText.ts';
import { at, itemsOf, partialTextOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { isKnownUnset, knownModulesOf, variable, weaviatesOf } from '../roles.ts';

/** The address of the contextionary may also be in a configuration file named by the command. */
function hasConfigFile({ map }: ComposeService): boolean {
  const command = at(map, 'command');
  const words = partialTextOf(command) ?? itemsOf(command).map(partialTextOf).join(' ');
  return words.includes('--config-file') || !isFullyKnown(words);
}

export const moduleVariables: Rule<ComposeProject> = {
  id: 'module-variables',
  severity: 'error',
  summary: 'A module is enabled without the variables that it needs.',
  why: 'Weaviate exits at startup: `required variable RERANKER_INFERENCE_API is not set`, `BACKUP_S3_BUCKET must be set`.',
  fix: 'Set the variable, or remove the module from `ENABLE_MODULES`.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3, one module at a time: exit code 1; weaviate/weaviate modules/NAME/module.go',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'ENABLE_MODULES');
      if (!entry) continue;
      // A missing BIND_INFERENCE_API is reported by bind-api-missing.
      const modules = knownModulesOf(weaviate).filter((name) => name !== BIND_MODULE);
      const isGiven = (name: string) =>
        !(isKnownUnset(weaviate, name) || variable(weaviate, name)?.value === '') ||
        (name === 'CONTEXTIONARY_URL' && hasConfigFile(weaviate));
      for (const { module, text } of missingVariables(new Set(modules), isGiven))
        yield {
          place: entry.place,
          message: `${weaviate.name} enables ${module} without ${text}: it exits at startup`,
          suggestion: `set ${text}, or remove ${module} from ENABLE_MODULES`,
        };
    }
  },
};
