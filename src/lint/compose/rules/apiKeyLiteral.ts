import { isFullyKnown, UNKNOWN_PART } from '../../../formats/partialText.ts';
import { piecesOf } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import type { EnvironmentEntry } from '../environment.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

/** Whether at least one key of the list is written out rather than taken from a variable. */
function holdsLiteralKey({ located, form, name }: EnvironmentEntry): boolean {
  const text = piecesOf(located)
    .map((piece) => (piece.variable === undefined ? piece.text : UNKNOWN_PART))
    .join('');
  // `- NAME` without a value takes it from the shell.
  const list = form === 'list' ? text.slice(`${name}=`.length) : text;
  return list.split(',').some((key) => key.trim() !== '' && isFullyKnown(key));
}

export const apiKeyLiteral: Rule<ComposeProject> = {
  id: 'api-key-literal',
  severity: 'info',
  summary: 'The file contains API keys.',
  why: 'Compose files end up in version control and in tickets, and the keys with them.',
  fix: `Keep the keys in \`.env\` (not in version control) and write \`\${WEAVIATE_API_KEY:?}\` here.`,
  evidence:
    'Compose Specification, interpolation; Weaviate has no *_FILE variables (usecases/config/environment.go)',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'AUTHENTICATION_APIKEY_ALLOWED_KEYS');
      if (!entry || entry.form === 'file' || !holdsLiteralKey(entry)) continue;
      yield { place: entry.place, message: 'the file contains API keys: anyone who can read it has them' };
    }
  },
};
