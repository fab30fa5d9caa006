import { UNKNOWN } from '../../../formats/partialText.ts';
import { piecesOf } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import type { EnvironmentEntry } from '../environment.ts';
import type { ComposeProject } from '../project.ts';

const SECRET = /KEY|PASSWORD|PASSWD|SECRET|TOKEN/;

/** The variable that a `$` in the middle of a secret begins, without having a value. */
function swallowedVariable({ name, form, located }: EnvironmentEntry): string | undefined {
  if (!SECRET.test(name) || form === 'file') return undefined;
  const pieces = piecesOf(located);
  const bare = pieces.find(
    ({ written: text, text: value }, i) =>
      value === UNKNOWN && /^\$\w/.test(text) && /[^\s"'=,]$/.test(pieces[i - 1]?.text ?? ''),
  );
  return bare?.variable;
}

export const literalDollar: Rule<ComposeProject> = {
  id: 'literal-dollar',
  severity: 'warning',
  summary: 'A secret holds a `$` that Compose takes for a variable.',
  why: 'Compose puts the value of the variable in its place, which is nothing: the secret that the container gets is another one than yours.',
  fix: 'Write `$$` for a literal `$`, or keep the secret in `.env`.',
  evidence: 'measured with Docker Compose 2.26.1: a$b becomes a',
  *check({ services }) {
    for (const { environment } of services) {
      for (const entry of environment.entries.values()) {
        const name = swallowedVariable(entry);
        if (name === undefined) continue;
        yield {
          place: entry.place,
          message: `Compose takes $${name} in ${entry.name} for a variable, which has no value here`,
        };
      }
    }
  },
};
