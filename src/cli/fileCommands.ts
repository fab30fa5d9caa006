import { Argument, Option } from 'commander';
import { SHELLS, type Shell } from '../completion/shells.ts';
import { KINDS } from '../lint/rule.ts';
import type { ParsedOptions } from '../options/flags.ts';
import { type Registry, repeated } from './registry.ts';

/** What can be said about the ImageBind that is added to a file. */
const ADD_KEYS = /^(?:inference|gpu)\./;

/** What `--save` is left for: the values are kept without it. */
const SAVE_HELP = 'write bindstack.yaml also where there is nothing to keep';

/** Commands that write and read files. */
export function fileCommands({ command, stackFlags, does, context }: Registry): void {
  const init = stackFlags(
    command('init', 'the wizard: answer some questions, look at what would be written, write it')
      .option('-o, --out <DIR>', 'directory to write into (default: the current one)')
      .option('--force', 'overwrite edited files')
      .addOption(new Option('--save', SAVE_HELP).hideHelp())
      .option('--no-save', 'leave bindstack.yaml alone, which keeps the answers otherwise'),
  );
  does(init, async () => (await import('../commands/init.ts')).init);

  const generate = stackFlags(
    command('generate', 'write docker-compose.yml, values.yaml and collection.json')
      .option('-o, --out <DIR>', 'directory to write into (default: the current one)')
      // Whoever asks for both has misunderstood one of them.
      .addOption(
        new Option('--stdout <FILE>', 'print one file instead of writing any').conflicts([
          'dryRun',
          'force',
          'prune',
          'rotateKeys',
        ]),
      )
      .option('--dry-run', 'show a unified diff, write nothing')
      .option('--force', 'overwrite files that bindstack did not write')
      .addOption(new Option('--save', SAVE_HELP).hideHelp())
      .option('--no-save', 'leave bindstack.yaml alone, which keeps the values otherwise')
      .option('--prune', 'remove unedited files of an earlier configuration')
      .option('--rotate-keys', 'a new API key in place of the old one')
      .option('-y, --yes', 'accepted for scripts; generate never asks'),
  );
  does(generate, async () => (await import('../commands/generate.ts')).generate);

  const check = stackFlags(
    command('check', 'compare the files on disk with the configuration').option(
      '-o, --out <DIR>',
      'directory to look at (default: the current one)',
    ),
  );
  does(check, async () => (await import('../commands/check.ts')).check);

  const add = stackFlags(
    command('add', 'put ImageBind into a Compose or values file that exists')
      .argument('<FILE>', 'docker-compose.yml, values.yaml, or a manifest with values of the chart')
      .option(
        '--service <NAME>',
        'service that runs Weaviate, or block with its values; repeatable',
        repeated,
      )
      .addOption(
        new Option('--kind <KIND>', 'what kind of file it is (default: detected)').choices([
          'compose',
          'values',
        ]),
      )
      .option('--upgrade-image', 'change the tag of a Weaviate that is too old for the module')
      .option('--dry-run', 'show a unified diff, write nothing'),
    (key) => ADD_KEYS.test(key),
  );
  add.action(async (file: string, options: ParsedOptions) => {
    const [run, { stackFlagValues }] = await Promise.all([
      import('../commands/add.ts'),
      import('../options/flags.ts'),
    ]);
    await run.add(context(), stackFlagValues(add, options), options, file);
  });

  command('validate', 'find what will fail in Compose, values, collection files and bindstack.yaml')
    .argument('[FILE...]', 'files to look at, - for standard input (default: those that generate writes)')
    .addOption(new Option('--kind <KIND>', 'what kind of file it is (default: detected)').choices(KINDS))
    .option('--format <FORMAT[=FILE]>', 'pretty, json, sarif, github or junit; repeatable', repeated)
    .option('--fix', 'mend what can be mended with certainty')
    .option('--max-warnings <N>', 'exit 4 for more warnings than this')
    .option('--disable <RULE>', 'leave a rule out; repeatable', repeated)
    .option('--merge', 'the Compose files are one project, the later over the earlier')
    .option('--weaviate-version <VERSION>', 'server that the collections are meant for')
    .option('--list-rules', 'list the rules')
    .action(async (files: string[], options: object) => {
      const { validate } = await import('../commands/validate.ts');
      await validate(context(), options, files);
    });
}

/** Commands about the configuration, and about bindstack itself. */
export function configCommands({ cli, command, stackFlags, does, context }: Registry): void {
  does(
    command('web', 'the configurator as a page in the browser, from this machine to itself')
      .option('--port <PORT>', 'port to listen on, 0 for a free one', '8090')
      .option('--no-open', 'do not open the browser'),
    async () => (await import('../commands/web.ts')).web,
  );

  const update = stackFlags(
    command('update', 'compare the versions of the configuration with what is published')
      .option('--check', 'exit 4 where something is newer, 5 where nothing answers')
      .option('--write', 'put the next versions into bindstack.yaml'),
  );
  does(update, async () => (await import('../commands/update.ts')).update);

  const images = stackFlags(command('images', 'list the images that the stack needs, one a line'));
  does(images, async () => (await import('../commands/images.ts')).images);

  const config = command('config', 'show the configuration, or the schema of bindstack.yaml');
  const show = stackFlags(
    config
      .command('show')
      .description('every option as it counts')
      .option('--sources', 'and where each value came from')
      .exitOverride(),
  );
  does(show, async () => (await import('../commands/config.ts')).show);
  const schema = config.command('schema').description('JSON Schema of bindstack.yaml').exitOverride();
  does(schema, async () => (await import('../commands/config.ts')).schema);

  command('completion', 'print a script that completes commands, flags and values')
    .addArgument(new Argument('<SHELL>', 'your shell').choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completion } = await import('../commands/completion.ts');
      await completion(context(), shell, cli);
    });
}
