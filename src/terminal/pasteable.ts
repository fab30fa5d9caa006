import { isAbsolute, join, resolve } from 'node:path';
import { shellWord } from '../formats/quoting.ts';
import { RELEASE_FLAGS, type RunTarget, targetFlag } from '../options/runTargets.ts';

/** How bindstack was called: what a command needs so that it does the same thing when the user pastes it. */
export interface Invocation {
  /** `bindstack`, `npx bindstack` or `npm start --`. */
  readonly program: string;
  readonly cwd?: string | undefined;
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  /** Where the stack runs; undefined if the command was not about a running stack. */
  readonly target?: RunTarget | undefined;
  /** The values of other flags that lead to the stack: `--url`, `--collection`, … */
  readonly place?: ReadonlyMap<string, string> | undefined;
}

/** Commands that connect to Weaviate, wherever it runs. */
const CONNECTING = [
  ...['backup create', 'backup delete', 'backup drill', 'backup list', 'backup schedule'],
  ...['explore', 'import', 'restore', 'search', 'smoke'],
];

/** Commands about a stack that runs somewhere: in containers, if `--target` does not say otherwise. */
const RUNNING = new Set([...CONNECTING, ...['destroy', 'doctor', 'down', 'logs', 'status', 'up', 'upgrade']]);

/** Commands that write in the directory after `--out`. */
const WRITING = ['generate', 'init'];

/** Commands that work in the directory of a stack. */
const IN_DIRECTORY = [
  ...WRITING,
  ...RUNNING,
  ...['add', 'check', 'config', 'images', 'size', 'update', 'validate'],
];

/** The flags that lead to a stack, besides `--target`, with the commands that have them. */
export const PLACE_FLAGS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...RELEASE_FLAGS.map((flag) => [flag, RUNNING] as const),
  ['--url', new Set(CONNECTING)],
  ['--grpc', new Set(['import', 'smoke'])],
  ['--api-key-env', new Set([...CONNECTING, 'upgrade'])],
  ['--ca', new Set(CONNECTING)],
  ['--collection', new Set(['explore', 'import', 'search'])],
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
 * was called, and with the `--cwd`, `--config`, `--out`, `--target` and so on that lead to the same files and the same
 * stack. A command that already says where it works is left alone. `docker compose` gets the directory of the project.
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
  const { target, place = new Map<string, string>() } = invocation;
  const where = IN_DIRECTORY.includes(name) ? flags(locationOf(name, invocation)) : '';
  // A command that says itself where its stack runs is about another one.
  if (!RUNNING.has(name) || / --(?:target|url) /.test(own)) return where;
  const words = [...place].filter(([flag]) => PLACE_FLAGS.get(flag)?.has(name) && !own.includes(` ${flag} `));
  return `${where}${target === undefined ? '' : targetFlag(target)}${flags(words.flat())}`;
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
  if (out === undefined || WRITING.includes(name)) {
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
