import type { ComposeFile } from '../../documents/compose/composeFile.ts';
import { composeFileSchema } from '../../documents/compose/composeFileSchema.ts';
import { isNothing, type Located } from '../../documents/located.ts';
import { keysOfSchema, schemaProblems } from '../../documents/schemaProblems.ts';
import type { NamedProblem } from '../rule.ts';

const knownKeys = keysOfSchema(() => composeFileSchema);

/** The plain value without keys of the user's own (`x-…`), and without what `!reset` takes away. */
function checkable(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(checkable);
  if (located.kind === 'scalar') return located.value;
  const entries = [...located.entries].filter(
    ([key, { value }]) => !key.startsWith('x-') && value.tag !== '!reset',
  );
  return Object.fromEntries(entries.map(([key, { value }]) => [key, checkable(value)]));
}

/** What Compose would refuse a file for: unknown keys, values of the wrong type. */
export function composeFileProblems({ root, faults }: ComposeFile): NamedProblem[] {
  if (faults.some(({ rule }) => rule === 'yaml-syntax')) return [];
  if (isNothing(root)) {
    return [{ rule: 'compose-schema', place: root.place, message: 'the file holds no services' }];
  }
  return schemaProblems(root, checkable(root), composeFileSchema, knownKeys).map(
    ({ place, message, suggestion }) => ({
      rule: 'compose-schema',
      place,
      message,
      ...(suggestion !== undefined && { suggestion }),
    }),
  );
}
