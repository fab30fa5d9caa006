import { describe, expect, it } from 'vitest';
import { fill } from '../support/directory.ts';
import { commandsIn, paste } from '../support/paste.ts';
import { newPlace, type Place } from '../support/place.ts';
import { KEYS, Terminal } from '../support/terminal.ts';
import { USUAL } from '../support/usualQuestions.ts';

/*
 * Every command that a message shows runs as it is, from where the user stands. Here nothing is installed but Node, so a
 * command about containers or a cluster ends with exit code 5, and one about local processes with 1: the server in its
 * place exits at once. No command may end with 2: then what was printed would be wrong.
 */

const IMAGE = 'cr.weaviate.io/semitechnologies/weaviate';
const PLAIN = `services:\n  weaviate:\n    image: ${IMAGE}:1.39.3\n`;
const MODULE = `${PLAIN}    environment:\n      ENABLE_MODULES: multi2vec-bind\n`;

function bareMachine(place: Place): Record<string, string> {
  return { PATH: `${place.scratch}/none`, KUBECONFIG: '/dev/null', BINDSTACK_WEAVIATE_BINARY: '/bin/false' };
}

/** The commands in what was printed, with the exit codes that they have when pasted. Diffs and files are left out. */
function pasted(place: Place, printed: string, program?: string): Record<string, number | null> {
  const text = printed.replaceAll(/^[-+#].*$/gm, '');
  return Object.fromEntries(
    commandsIn(text, program).map((command) => [command, paste(place, command, bareMachine(place)).status]),
  );
}

interface Before {
  /** Files in the directory of the stack. */
  readonly files?: Readonly<Record<string, string>>;
  /** A command that has run there. */
  readonly ran?: string;
}

type Outcome = readonly [
  title: string,
  before: Before,
  command: string | readonly string[],
  exitCode: number,
  /** Each printed command, with `@` for the flag that leads to the directory, and its exit code. */
  printed: Readonly<Record<string, number>>,
];

const STUB: Before = { ran: 'generate --inference stub' };
const GENERATED: Before = { ran: 'generate' };
const NEXT = { 'bindstack up @ --smoke': 5, 'bindstack up @ --target helm --smoke': 5 };
const START_EMBEDDED = { 'bindstack up @ --target embedded --inference stub': 1 };
const EXAMINE_CLUSTER = { 'bindstack doctor @ --target helm': 5 };

const OUTCOMES: readonly Outcome[] = [
  ['no command', {}, '', 2, { 'bindstack --help': 0 }],
  ['no argument', {}, 'completion', 2, { 'bindstack --help': 0 }],
  ['a wrong argument', {}, 'stub --port x', 2, { 'bindstack stub --help': 0 }],
  ['no terminal', {}, 'init', 2, { 'bindstack generate @': 0, 'bindstack generate @ --help': 0 }],

  ['files', {}, 'generate', 0, NEXT],
  ['files with a key', {}, 'generate --auth api-key --client python', 0, NEXT],
  ['files again', GENERATED, 'generate --name other', 0, NEXT],
  ['no files to check', {}, 'check', 4, { 'bindstack generate @': 0 }],
  ['files that differ', GENERATED, 'check --http-port 9000', 4, { 'bindstack generate @': 0 }],
  ['no files to validate', {}, 'validate', 2, { 'bindstack generate @': 0 }],
  [
    'a finding',
    { files: { 'a b.yml': MODULE } },
    ['validate', 'a b.yml'],
    4,
    { "bindstack add @ 'a b.yml'": 0 },
  ],
  ['an unknown rule', {}, 'validate --disable nope', 2, { 'bindstack validate @ --list-rules': 0 }],
  [
    'an added model',
    { files: { 'a b.yml': PLAIN } },
    ['add', 'a b.yml'],
    0,
    { "bindstack validate @ 'a b.yml'": 0 },
  ],
  [
    'an old Weaviate',
    { files: { 'compose.yaml': PLAIN.replace('1.39.3', '1.20.0') } },
    'add compose.yaml',
    3,
    { 'bindstack add @ compose.yaml --upgrade-image': 0 },
  ],
  [
    'no YAML',
    { files: { 'compose.yaml': 'a: [' } },
    'add compose.yaml',
    2,
    { 'bindstack validate @ compose.yaml': 4 },
  ],
  [
    'an included service',
    { files: { 'compose.yaml': 'include: [other.yaml]\n', 'other.yaml': PLAIN } },
    'add compose.yaml',
    3,
    { 'bindstack add @ other.yaml': 0 },
  ],
  ['no bindstack.yaml', {}, 'update --write', 2, { 'bindstack generate @ --save': 0 }],

  ['no Docker', {}, 'doctor', 5, { 'bindstack try': 1, 'bindstack generate @': 0 }],
  ['no cluster', {}, 'doctor --target helm', 5, { 'bindstack generate @ --target helm': 0 }],
  ['no Docker', STUB, 'up', 5, { 'bindstack try': 1 }],
  [
    'an option of the files',
    GENERATED,
    'up --inference-memory 11g',
    2,
    { 'bindstack generate @ --inference-memory 11g': 0, 'bindstack up @': 5 },
  ],
  ['an option of releases', STUB, 'up --namespace x', 2, { 'bindstack up @ --target helm --namespace x': 5 }],
  ['a flag of another target', STUB, 'up --chart x', 2, { 'bindstack up @ --target helm --chart x': 5 }],
  ['no values', {}, 'up --target helm', 2, { 'bindstack generate @ --target helm': 0 }],
  [
    'an option of the values',
    GENERATED,
    'up --target helm --replicas 3',
    2,
    { 'bindstack generate @ --replicas 3': 0, 'bindstack up @ --target helm': 5 },
  ],
  [
    'a server that exits',
    STUB,
    'up --target embedded',
    1,
    { 'bindstack logs @ --target embedded --service weaviate --tail 50': 0 },
  ],

  ['no files', {}, 'status', 2, { 'bindstack generate @': 0 }],
  ['no Docker', STUB, 'status', 5, START_EMBEDDED],
  ['no cluster', {}, 'status --target helm', 5, EXAMINE_CLUSTER],
  ['no processes', {}, 'status --target embedded', 0, START_EMBEDDED],
  ['no processes', {}, 'status --target embedded --format env', 1, START_EMBEDDED],
  ['no Docker', STUB, 'logs', 5, START_EMBEDDED],
  ['no processes', {}, 'logs --target embedded', 1, START_EMBEDDED],
  ['no Docker', STUB, 'down', 5, START_EMBEDDED],
  [
    'an option of releases',
    {},
    'down --namespace x',
    2,
    { 'bindstack down @ --target helm --namespace x': 5 },
  ],
  ['no Docker', STUB, 'destroy', 5, START_EMBEDDED],
  ['no cluster', {}, 'destroy --target helm', 5, EXAMINE_CLUSTER],
  ['nothing generated', {}, 'smoke', 1, { 'bindstack generate @': 0, 'bindstack up @': 5 }],
  ['nothing started', STUB, 'smoke', 1, { 'bindstack up @': 5 }],
  ['no cluster', {}, 'smoke --target helm', 5, EXAMINE_CLUSTER],
  ['no processes', {}, 'smoke --target embedded --restart', 1, START_EMBEDDED],

  ['a server that exits', {}, 'try', 1, { 'bindstack try --out trial': 1 }],
  [
    'a server that exits',
    {},
    'try --out trial',
    1,
    { "bindstack logs --cwd 'my stack/trial' --target embedded --service weaviate --tail 50": 0 },
  ],
  [
    'containers',
    {},
    'try --inference container',
    2,
    { 'bindstack generate @': 0, 'bindstack up @ --smoke': 5 },
  ],
];

it.each(OUTCOMES)('%s: %s %s', async (_, { files = {}, ran = '' }, command, exitCode, expected) => {
  const place = newPlace();
  const env = bareMachine(place);
  const at = ['--cwd', 'my stack'];
  await fill(place.directory, {
    'my stack/': '',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`my stack/${path}`, text])),
  });
  if (ran !== '') await place.succeed([...ran.split(' '), ...at], env);
  const line = typeof command === 'string' ? command.split(' ').filter(Boolean) : command;
  const result = await place.run([...line, ...at], env);
  expect(result.exitCode, result.stderr).toBe(exitCode);
  const found = Object.entries(pasted(place, result.stdout + result.stderr));
  expect(
    Object.fromEntries(found.map(([text, code]) => [text.replace(" --cwd 'my stack'", ' @'), code])),
  ).toEqual(expected);
});

const NPX = { npm_lifecycle_event: 'npx', npm_command: 'exec' };
const NPM = { npm_lifecycle_event: 'start', npm_package_name: 'bindstack', npm_command: 'start' };

describe('the next step of generate', () => {
  it.each<[string | readonly string[], string, Readonly<Record<string, string>>?]>([
    ['', 'bindstack up --smoke'],
    ['--out stack', 'bindstack up --cwd stack --smoke'],
    ['-o stack', 'bindstack up --cwd stack --smoke'],
    ['--cwd a --out b', 'bindstack up --cwd a/b --smoke'],
    ['--cwd a', 'bindstack up --cwd a --smoke'],
    [['--out', "it's mine"], `bindstack up --cwd 'it'\\''s mine' --smoke`],
    ['--config other.yaml', 'bindstack up --config other.yaml --smoke'],
    ['--config other.yaml --out b --no-save', 'bindstack up --cwd b --config HERE/other.yaml --smoke'],
    ['--out stack', 'npx bindstack up --cwd stack --smoke', NPX],
    ['--out stack', 'npm start -- up --cwd stack --smoke', NPM],
  ])('with %s: %s', async (flags, expected, env = {}) => {
    const place = newPlace();
    await fill(place.directory, { 'a/': '', 'other.yaml': 'targets: [compose]\n' });
    const words = typeof flags === 'string' ? flags.split(' ').filter(Boolean) : flags;
    const { stderr } = await place.succeed(['generate', '--target', 'compose', ...words], {
      ...bareMachine(place),
      ...env,
    });
    const [program = ''] = expected.split(' up ');
    expect(pasted(place, stderr, program)).toEqual({ [expected.replace('HERE', place.directory)]: 5 });
  });

  it('is in the JSON of an error as well', async () => {
    const place = newPlace();
    await fill(place.directory, { 'stack/': '' });
    const { stdout } = await place.run('validate --cwd stack --json');
    expect(JSON.parse(stdout).error.suggestion).toContain('bindstack generate --cwd stack');
  });
});

it('the wizard at 60 columns: its commands can be pasted although they are broken', async () => {
  const place = newPlace();
  const terminal = new Terminal(['init', '--out', 'a directory with a long name'], {
    cwd: place.directory,
    cols: 60,
    env: bareMachine(place),
  });
  for (const question of USUAL) await terminal.answer(question);
  await terminal.answer('What next?', KEYS.down);
  expect(await terminal.exit).toBe(0);
  const written = terminal.text.slice(terminal.text.indexOf('✔ written'));
  const codes = pasted(place, written);
  expect(Object.keys(codes).map((command) => command.replaceAll(/\\\n +/g, ''))).toEqual([
    "bindstack up --cwd 'a directory with a long name' --target embedded --smoke",
    expect.stringMatching(/^bindstack generate --out 'a directory with a long name' --target /),
  ]);
  expect(Object.keys(codes).some((command) => command.includes('\\\n'))).toBe(true);
  expect(Object.values(codes)).toEqual([1, 0]);
});
