import { couldEqual, type PartialText, UNKNOWN_PART } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { commandsOf, healthCheckOf, healthTest, healthTestText, readinessUrl } from '../healthCheck.ts';
import type { ComposeProject } from '../project.ts';
import { weaviatesOf } from '../roles.ts';

/** Options of wget whose value is the next word, unless it is part of the same word. */
const OPTIONS_WITH_VALUE =
  /^(?:-[a-zA-Z]*[OoPUYtT]|--(?:output-document|output-file|directory-prefix|user-agent|header|post-data|post-file|tries|timeout|proxy))$/;

/** Options that only control output, retries and timeouts: Docker has its own retries and timeout. */
const HARMLESS_OPTIONS =
  /^(?:-q|-S|-nv|-c|--quiet|--no-verbose|--server-response|--continue|(?:-t|-T|--tries=|--timeout=)\d+)$/;

/** A call of wget that saves the response in a file named after the URL. */
interface Saving {
  /** Two URLs give files of the same name. */
  readonly clash: boolean;
  /** The standard check can replace the call without losing anything. */
  readonly plain: boolean;
}

function savingWgetCall([program = '', ...words]: readonly PartialText[]): Saving | undefined {
  // A word that begins with a variable may be an option.
  if (!/(?:^|\/)wget$/.test(program) || words.some((word) => word.startsWith(UNKNOWN_PART))) return undefined;
  const files: string[] = [];
  let plain = true;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--spider' || /^(?:-[a-zA-Z]*O|--output-document)/.test(word)) return undefined;
    if (!word.startsWith('-')) files.push(word.replace(/^.*\//, ''));
    else if (!HARMLESS_OPTIONS.test(word)) {
      const takesValue = OPTIONS_WITH_VALUE.test(word);
      plain &&= takesValue && /^(?:-[tTP]|--tries|--timeout|--directory-prefix)$/.test(word);
      if (takesValue) index += 1;
    }
  }
  return files.length > 0 ? { clash: new Set(files).size < files.length, plain } : undefined;
}

export const healthCheckSavesFile: Rule<ComposeProject> = {
  id: 'health-check-saves-file',
  severity: 'error',
  summary: 'A health check of Weaviate makes wget save the response, which works only once.',
  why: "The Weaviate image has the wget of busybox. Without `--spider` or `-O`, it saves the response in a file and never overwrites one: the second request and all later ones fail with `wget: can't open 'ready': File exists`, until the container is recreated. With two addresses, even the first check fails.",
  fix: 'Do not save the response: `test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/v1/.well-known/ready"]`.',
  evidence:
    'Measured with busybox 1.35: exit code 0, then 1; GNU wget, which multi2vec-bind has, continues with ready.1',
  fixable: true,
  *check(project) {
    for (const service of weaviatesOf(project)) {
      const check = healthCheckOf(service);
      // A custom image may have a different wget.
      if (!check?.test || !service.image || service.map.entries.has('build')) continue;
      const commands = commandsOf(check) ?? [];
      const saving = commands.map(savingWgetCall).find(Boolean);
      const [program = ''] = commands[0] ?? [];
      // The script may delete the file, or change to another directory.
      if (!saving || commands.some(([name = '']) => couldEqual(name, 'rm') || couldEqual(name, 'cd')))
        continue;
      const url = readinessUrl(check);
      const others = commands.slice(1).some(([name = '']) => name !== 'exit');
      const certain = url !== undefined && saving.plain && !others && /wget$/.test(program);
      yield {
        place: check.test.place,
        message: `the health check of ${service.name} makes wget save a file: ${saving.clash ? 'wget does not save two files of the same name, so the check can never succeed' : 'the next check fails because the file exists'}`,
        ...(url !== undefined && { suggestion: `do not save the response: test: ${healthTestText(url)}` }),
        changes: certain ? [{ op: 'set', path: check.test.path, value: healthTest(url) }] : [],
      };
    }
  },
};
