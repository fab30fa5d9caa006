import type { Change } from '../yaml/change.ts';
import { hasVariables } from '../yaml/writtenText.ts';
import { changeVariable, isWritten, setVariable } from './compose/composeVariable.ts';
import type { ComposeService } from './compose/project.ts';
import { knownModulesOf, variable } from './compose/roles.ts';

/**
 * Adds a module to `ENABLE_MODULES` of an instance of Weaviate. After variables this is right whatever they hold:
 * Weaviate accepts a module that is named twice, and an empty name (measured with 1.39.3).
 */
export function enableModule(service: ComposeService, module: string): Change[] {
  const entry = variable(service, 'ENABLE_MODULES');
  if (entry && hasVariables(entry.written)) {
    return changeVariable(service, 'ENABLE_MODULES', (list) => `${list},${module}`);
  }
  // What comes from the shell would no longer do so.
  if (entry && !isWritten(entry)) return [];
  return setVariable(service, 'ENABLE_MODULES', [...knownModulesOf(service), module].join(','));
}
