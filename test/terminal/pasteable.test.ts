import { expect, it } from 'vitest';
import { program } from '../../src/cli.ts';
import { RELEASE_FLAGS, RELEASE_KEYS } from '../../src/options/runTargets.ts';
import { OPTIONS } from '../../src/options/table.ts';
import {
  type Invocation,
  PASTEABLE,
  PLACE_FLAGS,
  pasteable,
  programName,
} from '../../src/terminal/pasteable.ts';

const CONNECTION = [
  ['--url', 'http://db'],
  ['--api-key-env', 'KEY'],
] as const;

it.each<[Partial<Invocation>, string, string]>([
  [{}, 'bindstack up', 'bindstack up'],
  [
    { program: 'npx bindstack' },
    'run bindstack up, then bindstack smoke',
    'run npx bindstack up, then npx bindstack smoke',
  ],
  [{ cwd: 'stack' }, 'bindstack up --smoke', 'bindstack up --cwd stack --smoke'],
  [{ cwd: "it's" }, 'bindstack up', `bindstack up --cwd 'it'\\''s'`],
  [
    { cwd: 'stack' },
    'bindstack down --target embedded, then up again',
    'bindstack down --cwd stack --target embedded, then up again',
  ],
  [
    { cwd: 'stack' },
    'bindstack up --cwd other; bindstack down',
    'bindstack up --cwd other; bindstack down --cwd stack',
  ],
  [
    { cwd: 'a', out: 'b' },
    'bindstack generate --auth api-key, then bindstack up',
    'bindstack generate --cwd a --out b --auth api-key, then bindstack up --cwd a/b',
  ],
  [{ out: '/tmp/b' }, 'bindstack up', 'bindstack up --cwd /tmp/b'],
  [{ out: 'b', config: '/etc/x.yaml' }, 'bindstack up', 'bindstack up --cwd b --config /etc/x.yaml'],
  [{ cwd: 'a', config: 'x.yaml' }, 'bindstack config show', 'bindstack config --cwd a --config x.yaml show'],
  [
    { target: 'embedded' },
    'bindstack down, then bindstack up --target compose, or bindstack validate',
    'bindstack down --target embedded, then bindstack up --target compose, or bindstack validate',
  ],
  [{ target: 'compose' }, 'bindstack smoke', 'bindstack smoke'],
  [{ target: 'helm' }, 'bindstack up --cwd stack', 'bindstack up --cwd stack'],
  [
    { target: 'embedded', place: new Map([['--collection', 'Many']]) },
    "bindstack search 'a dog', or bindstack search --collection X 'a dog'; bindstack status",
    "bindstack search --target embedded --collection Many 'a dog', or bindstack search --target embedded --collection X 'a dog'; bindstack status --target embedded",
  ],
  [
    { place: new Map([...CONNECTION, ['--grpc', 'db:50051']]) },
    'bindstack smoke; bindstack search --url http://other x; bindstack backup list; bindstack up',
    'bindstack smoke --url http://db --api-key-env KEY --grpc db:50051; bindstack search --url http://other x; bindstack backup list --url http://db --api-key-env KEY; bindstack up',
  ],
  [
    { target: 'helm', place: new Map([['--namespace', 'search']]) },
    'bindstack smoke; bindstack generate; bindstack down --target compose',
    'bindstack smoke --target helm --namespace search; bindstack generate; bindstack down --target compose',
  ],
  [
    { cwd: 'a $1', out: 'b' },
    'docker compose logs weaviate; docker compose version',
    "docker compose --project-directory 'a $1/b' logs weaviate; docker compose version",
  ],
  [{}, 'docker compose logs', 'docker compose logs'],
  [{ cwd: 'a' }, 'bindstack try && bindstack --help', 'bindstack try && bindstack --help'],
  [
    { cwd: 'a' },
    'bindstack cannot read it; bindstack updates nothing',
    'bindstack cannot read it; bindstack updates nothing',
  ],
])('%j: %s', (invocation, text, expected) => {
  expect(pasteable(text, { program: 'bindstack', ...invocation })).toBe(expected);
});

it('recognizes every command', async () => {
  const cli = await program(() => {
    throw new Error('no command runs here');
  });
  const names = cli.commands.map((command) => command.name());
  const first = new Set(PASTEABLE.map((name) => name.split(' ')[0]));
  expect([...first].filter((name) => name !== '--help').sort()).toEqual(names.sort());
});

it('knows which commands have the flags that lead to a stack', async () => {
  const cli = await program(() => {
    throw new Error('no command runs here');
  });
  for (const [flag, commands] of PLACE_FLAGS) {
    for (const name of commands) {
      const command = name.split(' ').reduce((parent, word) => {
        const found = parent.commands.find((one) => one.name() === word);
        if (!found) throw new Error(`no command ${name}`);
        return found;
      }, cli);
      expect(
        command.options.map(({ long }) => long),
        name,
      ).toContain(flag);
    }
  }
});

it('knows the flags of the options that identify a release', () => {
  const flags = OPTIONS.flatMap(({ key, option }) => (RELEASE_KEYS.has(key) ? [option.flag] : []));
  expect([...RELEASE_FLAGS].sort()).toEqual(flags.sort());
});

it.each([
  ['bindstack', {}],
  ['npm start --', { npm_lifecycle_event: 'start', npm_package_name: 'bindstack', npm_command: 'start' }],
  ['npx bindstack', { npm_lifecycle_event: 'npx', npm_command: 'exec' }],
  ['npx bindstack', { npm_lifecycle_event: 'stack', npm_package_name: 'shop', npm_command: 'run-script' }],
])('the program is %s', (expected, env) => {
  expect(programName(env)).toBe(expected);
});
