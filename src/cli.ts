import { Argument, Command, CommanderError, Option } from 'commander';
import type { FlagValues } from './config/given.ts';
import type { Context } from './context.ts';
import { Failure } from './errors.ts';
import { addStackFlags, type ParsedOptions, stackFlagValues } from './options/flags.ts';

/** What every command has. */
export interface GlobalOptions {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly color?: boolean;
}

type Action<O> = (context: Context, flags: FlagValues, options: O) => Promise<void>;

/** What a smoke test can be told of the stack that it tests. */
const SMOKE_KEYS: ReadonlySet<string> = new Set([
  'weaviate.httpPort',
  'weaviate.grpcPort',
  'weaviate.bindAddress',
  'collection.modalities',
  'collection.vectors',
]);

/** Takes every use of a flag. */
function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** What can be said about the ImageBind that is added to a file. */
const ADD_KEYS = /^(?:inference|gpu)\./;

/** Kinds of files that `validate` understands. */
const FILE_KINDS = ['compose', 'values', 'config', 'collection'];

const RUN_TARGETS = ['compose', 'embedded'];

function runTarget(command: Command): Command {
  return command.addOption(
    new Option('--target <TARGET>', 'what runs the stack').choices(RUN_TARGETS).default('compose'),
  );
}

/**
 * The commands. Each is imported when it is called, so that the others cost nothing.
 * @param contextFor makes what a command may touch, once the global options are known
 */
export function program(contextFor: (options: GlobalOptions) => Context): Command {
  const cli = new Command('bindstack')
    .description('Generate, launch and prove Weaviate with multi2vec-bind (ImageBind).')
    .version(BINDSTACK_VERSION)
    .option('--cwd <DIR>', 'work in this directory')
    .option('--config <FILE>', 'description of the stack (default: bindstack.yaml, if there is one)')
    .option('--json', 'results as JSON on standard output')
    .option('-q, --quiet', 'no progress, only results and errors')
    .option('--debug', 'stack traces')
    .option('--no-color', 'no colours (or set NO_COLOR)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  const command = (name: string, description: string) =>
    cli.command(name).description(description).exitOverride();

  /** What happens when a command is called: its options are told apart, its module is read, it runs. */
  const does = <O>(target: Command, load: () => Promise<Action<O>>) =>
    target.action(async () => {
      const parsed: ParsedOptions = target.opts();
      const run = await load();
      await run(contextFor(cli.opts()), stackFlagValues(target, parsed), parsed as O);
    });

  const init = addStackFlags(
    command('init', 'the wizard: answer some questions, look at what would be written, write it')
      .option('-o, --out <DIR>', 'directory to write into (default: the current one)')
      .option('--force', 'overwrite edited files')
      .option('--save', 'write the answers into bindstack.yaml as well'),
  );
  does(init, async () => (await import('./commands/init.ts')).init);

  const generate = addStackFlags(
    command('generate', 'write docker-compose.yml, values.yaml and collection.json')
      .option('-o, --out <DIR>', 'directory to write into (default: the current one)')
      .option('--stdout <FILE>', 'print one file instead of writing any')
      .option('--dry-run', 'show a unified diff, write nothing')
      .option('--force', 'overwrite files that bindstack did not write')
      .option('--save', 'write the values into bindstack.yaml as well')
      .option('--prune', 'remove unedited files of an earlier configuration')
      .option('--rotate-keys', 'a new API key in place of the old one')
      .option('-y, --yes', 'accepted for scripts; generate never asks'),
  );
  does(generate, async () => (await import('./commands/generate.ts')).generate);

  const check = addStackFlags(
    command('check', 'compare the files on disk with the configuration').option(
      '-o, --out <DIR>',
      'directory to look at (default: the current one)',
    ),
  );
  does(check, async () => (await import('./commands/check.ts')).check);

  const add = addStackFlags(
    command('add', 'put ImageBind into a Compose or values file that exists')
      .argument('<FILE>', 'docker-compose.yml or values.yaml')
      .option('--service <NAME>', 'service that runs Weaviate; repeatable', repeated)
      .option('--dry-run', 'show a unified diff, write nothing'),
    (key) => ADD_KEYS.test(key),
  );
  add.action(async (file: string, options: ParsedOptions) => {
    const run = await import('./commands/add.ts');
    await run.add(contextFor(cli.opts()), stackFlagValues(add, options), options, file);
  });

  command('validate', 'find what will fail in Compose, values, collection files and bindstack.yaml')
    .argument('[FILE...]', 'files to look at, - for standard input (default: those that generate writes)')
    .addOption(new Option('--kind <KIND>', 'what kind of file it is (default: detected)').choices(FILE_KINDS))
    .option('--format <FORMAT[=FILE]>', 'pretty, json, sarif, github or junit; repeatable', repeated)
    .option('--fix', 'mend what can be mended with certainty')
    .option('--max-warnings <N>', 'exit 4 for more warnings than this')
    .option('--disable <RULE>', 'leave a rule out; repeatable', repeated)
    .option('--merge', 'the Compose files are one project, the later over the earlier')
    .option('--weaviate-version <VERSION>', 'server that the collections are meant for')
    .option('--list-rules', 'list the rules')
    .action(async (files: string[], options: object) => {
      const { validate } = await import('./commands/validate.ts');
      await validate(contextFor(cli.opts()), options, files);
    });

  const up = addStackFlags(
    runTarget(command('up', 'start the stack and wait until it is ready'))
      .option('--smoke', 'then prove it with the smoke test')
      .option('--timeout <DURATION>', 'how long each layer may take to become ready')
      .option('--weaviate-binary <PATH>', 'Weaviate server for the target embedded'),
    (key) => key !== 'targets',
  );
  does(up, async () => (await import('./commands/up.ts')).up);

  does(
    runTarget(command('down', 'stop the stack and keep its data')),
    async () => (await import('./commands/down.ts')).down,
  );

  const smoke = addStackFlags(
    runTarget(command('smoke', 'prove that vectorization and search work, for every modality'))
      .option('--url <URL>', 'REST address of Weaviate')
      .option('--grpc <HOST:PORT>', 'gRPC address of Weaviate')
      .option('--api-key-env <NAME>', 'variable that holds the API key')
      .option('--timeout <DURATION>', 'how long the whole test may take')
      .addOption(new Option('--report <FORMAT>', 'report on standard output').choices(['json']))
      .option('--keep', 'leave the test collection in place'),
    (key) => SMOKE_KEYS.has(key),
  );
  does(smoke, async () => (await import('./commands/smoke.ts')).smoke);

  const attempt = addStackFlags(
    command('try', 'the whole job without Docker: generate, start, prove, stop')
      .option('-o, --out <DIR>', 'write here instead of into a scratch directory')
      .option('--weaviate-binary <PATH>', 'Weaviate server to use')
      .option('--keep', 'leave the stack running'),
    (key) => key !== 'targets',
  );
  does(attempt, async () => (await import('./commands/try.ts')).tryOut);

  does(
    command('stub', 'run the stand-in inference server (not ImageBind)')
      .option('--host <HOST>', 'address to listen on', '127.0.0.1')
      .option('--port <PORT>', 'port to listen on, 0 for a free one', '8081')
      .option('--delay-ms <MS>', 'wait before each answer', '0')
      .option('--ready-after-ms <MS>', 'not ready until then', '0')
      .option('--fail <HOW>', 'fail on purpose: vectorize, ready or hang'),
    async () => (await import('./commands/stub.ts')).stub,
  );

  const images = addStackFlags(command('images', 'list the images that the stack needs, one a line'));
  does(images, async () => (await import('./commands/images.ts')).images);

  const config = command('config', 'show the configuration, or the schema of bindstack.yaml');
  const show = addStackFlags(
    config
      .command('show')
      .description('every option as it counts')
      .option('--sources', 'and where each value came from')
      .exitOverride(),
  );
  does(show, async () => (await import('./commands/config.ts')).show);
  const schema = config.command('schema').description('JSON Schema of bindstack.yaml').exitOverride();
  does(schema, async () => (await import('./commands/config.ts')).schema);

  command('completion', 'print a script that completes commands, flags and values')
    .addArgument(new Argument('<SHELL>', 'your shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .action(async (shell: string) => {
      const { completion } = await import('./commands/completion.ts');
      await completion(contextFor(cli.opts()), shell, cli);
    });
  return cli;
}

/** Parses and runs; commander's own complaints become failures like all others. */
export async function runCli(
  argv: readonly string[],
  contextFor: (options: GlobalOptions) => Context,
): Promise<void> {
  const cli = program(contextFor);
  // Its messages are shown by the one catch in bin.ts.
  const silent = { writeErr: () => {} };
  const parts = [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)];
  for (const part of parts) part.configureOutput({ ...part.configureOutput(), ...silent });
  if (argv.length === 0) {
    contextFor({}).out.error(cli.helpInformation());
    throw new Failure('usage', { code: 'no-command', message: 'no command given', reported: true });
  }
  try {
    await cli.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    throw usageFailure(error);
  }
}

function usageFailure({ code, message }: CommanderError): Failure {
  const [, text = message, hint] = /^error: ([\s\S]*?)(?:\n\(([\s\S]*)\))?$/.exec(message) ?? [];
  return new Failure('usage', {
    code: code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    message: text,
    suggestion:
      hint === undefined ? 'bindstack --help, or --help after the command' : hint.replace(/^Did/, 'did'),
  });
}
