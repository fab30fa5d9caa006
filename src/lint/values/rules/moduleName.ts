import { CHART_MODULES } from '../../../facts/chartModules.ts';

const MEANT = ['multi2vecbind', 'multi2vecimagebind', 'multivecbind', 'imagebind', 'bind', 'text2vecbind'];

/** Whether a key under `modules` that is no module was meant to be multi2vec-bind. */
export function looksLikeBind(name: string): boolean {
  if (CHART_MODULES.has(name)) return false;
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return MEANT.includes(letters) || /^mul?t?i?2?-?vec[-_]?bin?d?s?$/.test(name.toLowerCase());
}
