import { couldEqual, type PartialText, UNKNOWN } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { commandsOf, healthCheckOf, healthTest, healthTestText, readinessUrl } from '../healthCheck.ts';
import type { ComposeProject } from '../project.ts';
import { weaviatesOf } from '../roles.ts';

/** Options of wget whose value is the next word, unless it is written into the same one. */
const OPTIONS_WITH_VALUE =
  /^(?:-[a-zA-Z]*[OoPUYtT]|--(?:output-document|output-file|directory-prefix|user-agent|header|post-data|post-file|tries|timeout|proxy))$/;

/** Options that say only how much is printed, and how often and how long it is tried: docker has those of its own. */
const HARMLESS_OPTIONS =
  /^(?:-q|-S|-nv|-c|--quiet|--no-verbose|--server-response|--continue|(?:-t|-T|--tries=|--timeout=)\d+)$/;

/** A call of wget that writes what it fetches into a file named after the address. */
interface Saving {
  /** Two addresses give files of the same name. */
  readonly clash: boolean;
  /** Nothing is lost when the usual check takes its place. */
  readonly plain: boolean;
}

function savingWgetCall([program = '', ...words]: readonly PartialText[]): Saving | undefined {
  // What begins with a variable may be an option.
  if (!/(?:^|\/)wget$/.test(program) || words.some((word) => word.startsWith(UNKNOWN))) return undefined;
  const files: string[] = [];
  let plain = true;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--spider' || /^(?:-[a-zA-Z]*O|--output-document)/.test(word)) return undefined;
    if (!word.startsWith('-')) files.push(word.replace(/^.*\//, ''));
    else if (!HARMLESS_OPTIONS.test(word)) {
      const takesNext = OPTIONS_WITH_VALUE.test(word);
      plain &&= takesNext && /^(?:-[tTP]|--tries|--timeout|--directory-prefix)$/.test(word);
      if (takesNext) index += 1;
    }
  }
  return files.length > 0 ? { clash: new Set(files).size < files.length, plain } : undefined;
}

export const healthCheckSavesFile: Rule<ComposeProject> = {
  id: 'health-check-saves-file',
  severity: 'error',
  summary: 'A health check of Weaviate lets wget save the answer, which works only once.',
  why: "The image of Weaviate has the wget of busybox. Without `--spider` or `-O` it writes the answer to a file, and it does not overwrite one: the second request fails with `wget: can't open 'ready': File exists`, and every one after it, until the container is created again. With two addresses the first check fails already.",
  fix: 'Ask without saving: `test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/v1/.well-known/ready"]`.',
  evidence:
    'measured with busybox 1.35: exit 0, then 1; GNU wget, which multi2vec-bind has, goes on with ready.1',
  fixable: true,
  *check(project) {
    for (const service of weaviatesOf(project)) {
      const check = healthCheckOf(service);
      // In a custom image there may be another wget.
      if (!check?.test || !service.image || service.map.entries.has('build')) continue;
      const commands = commandsOf(check) ?? [];
      const saving = commands.map(savingWgetCall).find(Boolean);
      const [program = ''] = commands[0] ?? [];
      // A file that is removed again is not in the way.
      if (!saving || commands.some(([name = '']) => couldEqual(name, 'rm') || couldEqual(name, 'cd')))
        continue;
      const url = readinessUrl(check);
      const others = commands.slice(1).some(([name = '']) => name !== 'exit');
      const certain = url !== undefined && saving.plain && !others && /wget$/.test(program);
      yield {
        place: check.test.place,
        message: `wget saves what the check of ${service.name} fetches: ${saving.clash ? 'a second file of the same name is refused, so the check can never succeed' : 'the file is in the way of the next check, which fails'}`,
        ...(url !== undefined && { suggestion: `ask without saving: test: ${healthTestText(url)}` }),
        changes: certain ? [{ op: 'set', path: check.test.path, value: healthTest(url) }] : [],
      };
    }
  },
};
