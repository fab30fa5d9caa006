import { UNKNOWN_PART } from '../../../formats/partialText.ts';
import { piecesOf } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import type { EnvironmentEntry } from '../environment.ts';
import type { ComposeProject } from '../project.ts';

const SECRET = /KEY|PASSWORD|PASSWD|SECRET|TOKEN/;

/** The unset variable that Compose reads in the middle of a secret. */
function unsetVariable({ name, form, located }: EnvironmentEntry): string | undefined {
  if (!SECRET.test(name) || form === 'file') return undefined;
  const pieces = piecesOf(located);
  const bare = pieces.find(
    ({ written: text, text: value }, i) =>
      value === UNKNOWN_PART && /^\$\w/.test(text) && /[^\s"'=,]$/.test(pieces[i - 1]?.text ?? ''),
  );
  return bare?.variable;
}

export const literalDollar: Rule<ComposeProject> = {
  id: 'literal-dollar',
  severity: 'warning',
  summary: 'A secret contains a `$` that Compose reads as the start of a variable.',
  why: 'Compose replaces the variable with its value, which is empty, so the container gets a different secret.',
  fix: 'Write `$$` for a literal `$`, or keep the secret in `.env`.',
  evidence: 'Measured with Docker Compose 2.26.1: a$b becomes a',
  *check({ services }) {
    for (const { environment } of services) {
      for (const entry of environment.entries.values()) {
        const name = unsetVariable(entry);
        if (name === undefined) continue;
        yield {
          place: entry.place,
          message: `Compose reads $${name} in ${entry.name} as a variable, which is not set`,
        };
      }
    }
  },
};
