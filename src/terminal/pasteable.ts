import { isAbsolute, join, resolve } from 'node:path';
import { shellWord } from '../formats/quoting.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';

/** How bindstack was called: what a command needs so that it does the same thing when the user pastes it. */
export interface Invocation {
  /** `bindstack`, `npx bindstack` or `npm start --`. */
  readonly program: string;
  readonly cwd?: string | undefined;
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  /** Where the stack runs; undefined if the command was not about a running stack. */
  readonly target?: RunTarget | undefined;
}

const BACKUP = ['backup create', 'backup delete', 'backup drill', 'backup list', 'backup schedule'];

/** Commands that work in the directory of a stack; with `--out`, the first two write there. */
const IN_DIRECTORY = [
  'generate',
  'init',
  'add',
  ...BACKUP,
  'check',
  'config',
  'destroy',
  'doctor',
  'down',
  'explore',
  'images',
  'import',
  'logs',
  'restore',
  'search',
  'size',
  'smoke',
  'status',
  'up',
  'update',
  'upgrade',
  'validate',
];
const WRITING = new Set(IN_DIRECTORY.slice(0, 2));

/** Commands about a stack that runs somewhere: in containers, if `--target` does not say otherwise. */
const RUNNING = new Set([
  ...BACKUP,
  'destroy',
  'doctor',
  'down',
  'explore',
  'import',
  'logs',
  'restore',
  'search',
  'smoke',
  'status',
  'up',
  'upgrade',
]);

/** Commands for which the directory makes no difference. */
const ANYWHERE = ['completion', 'stub', 'try', 'web', '--help'];

/** Every command that `pasteable` recognizes. */
export const PASTEABLE: readonly string[] = [...IN_DIRECTORY, ...ANYWHERE];

const COMMAND = new RegExp(`\\bbindstack (${PASTEABLE.join('|')})(?![\\w-])([^;\\n]*)`, 'g');

/** Commands of Compose that work on a project. */
const COMPOSE = /\bdocker compose(?= (?:down|logs|ps|pull|restart|stop|unpause|up)\b)/g;

/**
 * The bindstack commands in a text, such as a suggestion, as the user can paste them: with the name by which bindstack
 * was called, and with the `--cwd`, `--config`, `--out` and `--target` that lead to the same files and the same stack. A
 * command that already says where it works is left alone. `docker compose` gets the directory of the project.
 */
export function pasteable(text: string, invocation: Invocation): string {
  const { cwd, out } = invocation;
  const directory = cwd === undefined && out === undefined ? undefined : rootOf(cwd, out);
  const completed =
    directory === undefined
      ? text
      : text.replace(COMPOSE, `$&${flags(['--project-directory', directory]).replaceAll('$', '$$$$')}`);
  return bindstackCommands(completed, invocation);
}

function bindstackCommands(text: string, invocation: Invocation): string {
  return text.replace(COMMAND, (_, name: string, rest: string) => {
    const own = rest.split(/, |\bbindstack\b/)[0] ?? '';
    const more = / --(?:cwd|out) /.test(own) ? '' : missingFlags(name, own, invocation);
    // The rest may contain further commands.
    return `${invocation.program} ${name}${more}${bindstackCommands(rest, invocation)}`;
  });
}

/** @param own the flags of the command */
function missingFlags(name: string, own: string, invocation: Invocation): string {
  const { target } = invocation;
  const where = IN_DIRECTORY.includes(name) ? flags(locationOf(name, invocation)) : '';
  const isNamed = target === undefined || !RUNNING.has(name) || own.includes(' --target ');
  return isNamed ? where : `${where}${targetFlag(target)}`;
}

function flags(words: readonly string[]): string {
  return words.map((word) => ` ${shellWord(word)}`).join('');
}

/** The directory of the files. */
function rootOf(cwd = '.', out = '.'): string {
  return isAbsolute(out) ? out : join(cwd, out);
}

function locationOf(name: string, { cwd, config, out }: Invocation): string[] {
  const flag = (word: string, value: string | undefined) => (value === undefined ? [] : [word, value]);
  if (out === undefined || WRITING.has(name)) {
    return [...flag('--cwd', cwd), ...flag('--out', out), ...flag('--config', config)];
  }
  return [...flag('--cwd', rootOf(cwd, out)), ...flag('--config', config && resolve(cwd ?? '.', config))];
}

/** The name by which bindstack was called, from the variables that npm sets. */
export function programName(env: Readonly<Record<string, string | undefined>>): string {
  // https://docs.npmjs.com/cli/using-npm/scripts#environment; npx sets npm_command to `exec`.
  if (env['npm_lifecycle_event'] === 'start' && env['npm_package_name'] === 'bindstack')
    return 'npm start --';
  return env['npm_command'] === 'exec' || env['npm_lifecycle_event'] !== undefined
    ? 'npx bindstack'
    : 'bindstack';
}
