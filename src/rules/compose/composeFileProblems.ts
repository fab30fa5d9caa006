import type { ComposeFile } from '../../documents/compose/composeFile.ts';
import type { NamedProblem } from '../rule.ts';

export function composeFileProblems(_: ComposeFile): NamedProblem[] {
  return [];
}
