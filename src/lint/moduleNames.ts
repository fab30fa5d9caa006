import { CHART_MODULES } from '../facts/chartModules.ts';
import { BIND_MODULE, missingModule } from '../facts/weaviateModules.ts';
import type { Problem } from './rule.ts';

/** What is wrong with the name of a module for a release; undefined where the release has it. */
export function moduleProblem(
  name: string,
  version: string | undefined,
): Pick<Problem, 'message' | 'suggestion' | 'severity'> | undefined {
  const missing = missingModule(name, version);
  if (missing?.reason === 'unknown') {
    return {
      message: `Weaviate has no module ${name}: it starts without a message, and the module is missing`,
      ...(missing.mayExist && { severity: 'info' }),
      ...(missing.near !== undefined && { suggestion: `did you mean ${missing.near}?` }),
    };
  }
  return (
    missing && {
      message: `Weaviate ${missing.version} does not have the module ${name}: it starts without a message, and the module is missing`,
      suggestion: `use Weaviate ${missing.since} or newer, or leave out the module`,
    }
  );
}

/** Whether a name of no module was meant to be multi2vec-bind. */
export function looksLikeBind(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const close = [
    'multi2vecbind',
    'multi2vecimagebind',
    'multivecbind',
    'mult2vecbind',
    'multi2vecbinds',
    'img2vecbind',
    'imagebind',
    'text2vecbind',
  ];
  return name !== BIND_MODULE && close.includes(letters);
}

const BIND_KEY_SPELLINGS = [
  'multi2vecbind',
  'multi2vecimagebind',
  'multivecbind',
  'imagebind',
  'bind',
  'text2vecbind',
];

/** Whether a key under `modules` that is no module was meant to be multi2vec-bind. */
export function looksLikeBindKey(name: string): boolean {
  if (CHART_MODULES.has(name)) return false;
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return BIND_KEY_SPELLINGS.includes(letters) || /^mul?t?i?2?-?vec[-_]?bin?d?s?$/.test(name.toLowerCase());
}
