import { CHART_MODULES } from '../facts/chartModules.ts';
import { BIND_MODULE, missingModule } from '../facts/weaviateModules.ts';
import type { Problem } from './rule.ts';

/** The problem with a module name for a Weaviate version; undefined if the version has the module. */
export function moduleProblem(
  name: string,
  version: string | undefined,
): Pick<Problem, 'message' | 'suggestion' | 'severity'> | undefined {
  const missing = missingModule(name, version);
  if (missing?.reason === 'unknown') {
    return {
      message: `Weaviate has no module ${name}: the server starts without it and reports nothing`,
      ...(missing.mayExist && { severity: 'info' }),
      ...(missing.near !== undefined && { suggestion: `did you mean ${missing.near}?` }),
    };
  }
  return (
    missing && {
      message: `Weaviate ${missing.version} does not have the module ${name}: the server starts without it and reports nothing`,
      suggestion: `use Weaviate ${missing.since} or newer, or remove the module`,
    }
  );
}

/** Whether a name in `ENABLE_MODULES` is a misspelling of multi2vec-bind. */
export function looksLikeBind(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const spellings = [
    'multi2vecbind',
    'multi2vecimagebind',
    'multivecbind',
    'mult2vecbind',
    'multi2vecbinds',
    'img2vecbind',
    'imagebind',
    'text2vecbind',
  ];
  return name !== BIND_MODULE && spellings.includes(letters);
}

const BIND_KEY_SPELLINGS = [
  'multi2vecbind',
  'multi2vecimagebind',
  'multivecbind',
  'imagebind',
  'bind',
  'text2vecbind',
];

/** Whether a key under `modules` is a misspelling of multi2vec-bind. */
export function looksLikeBindKey(name: string): boolean {
  if (CHART_MODULES.has(name)) return false;
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return BIND_KEY_SPELLINGS.includes(letters) || /^mul?t?i?2?-?vec[-_]?bin?d?s?$/.test(name.toLowerCase());
}
