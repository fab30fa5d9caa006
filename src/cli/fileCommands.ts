import { Argument, Option } from 'commander';
import { SHELLS, type Shell } from '../completion/shells.ts';
import { KINDS } from '../lint/rule.ts';
import { type ParsedOptions, stackFlagValues } from '../options/flags.ts';
import { type Registry, repeated } from './registry.ts';

/** The options that apply to the ImageBind that is added to a file. */
const ADD_KEYS = /^(?:inference|gpu)\./;

/** Values are saved anyway; `--save` only adds this. */
const SAVE_HELP = 'write bindstack.yaml even if there are no values to save';

/** Commands that write or read files. */
export function fileCommands({ command, stackFlags, onCall, context }: Registry): void {
  const init = stackFlags(
    command('init', 'answer a few questions, review the settings, write the files, and start the stack')
      .option('-o, --out <DIR>', 'directory to write into (default: the current one)')
      .option('--force', 'overwrite edited files')
      .addOption(new Option('--save', SAVE_HELP).hideHelp())
      .option('--no-save', 'do not save the answers in bindstack.yaml'),
  );
  onCall(init, async () => (await import('../commands/init.ts')).init);

  const generate = stackFlags(
    command('generate', 'write docker-compose.yml, values.yaml and collection.json')
      .option('-o, --out <DIR>', 'directory to write into (default: the current one)')
      // Together with --stdout, these have no effect: a misunderstanding.
      .addOption(
        new Option('--stdout <FILE>', 'print one file instead of writing the files').conflicts([
          'dryRun',
          'force',
          'prune',
          'rotateKeys',
        ]),
      )
      .option('--dry-run', 'print a unified diff and write nothing')
      .option('--force', 'overwrite edited files and files that bindstack did not write')
      .addOption(new Option('--save', SAVE_HELP).hideHelp())
      .option('--no-save', 'do not save the values in bindstack.yaml')
      .option('--prune', 'remove unedited files of an earlier configuration')
      .option('--rotate-keys', 'replace the API key with a new one')
      .option('-y, --yes', 'accepted for scripts; generate never asks for confirmation'),
  );
  onCall(generate, async () => (await import('../commands/generate.ts')).generate);

  const check = stackFlags(
    command('check', 'compare the files on disk with the configuration').option(
      '-o, --out <DIR>',
      'directory to check (default: the current one)',
    ),
  );
  onCall(check, async () => (await import('../commands/check.ts')).check);

  const add = stackFlags(
    command('add', 'add ImageBind to an existing Compose or values file')
      .argument('<FILE>', 'docker-compose.yml, values.yaml, or a manifest that contains values of the chart')
      .option(
        '--service <NAME>',
        'service that runs Weaviate, or block with its values (repeatable)',
        repeated,
      )
      .addOption(
        new Option('--kind <KIND>', 'kind of file (default: detected)').choices(['compose', 'values']),
      )
      .option('--upgrade-image', 'change the Weaviate image tag if the version is too old for the module')
      .option('--dry-run', 'print a unified diff and write nothing'),
    (key) => ADD_KEYS.test(key),
  );
  add.action(async (file: string, options: ParsedOptions) => {
    const run = await import('../commands/add.ts');
    await run.add(context(), stackFlagValues(add, options), options, file);
  });

  command('validate', 'find errors in Compose, values and collection files, and in bindstack.yaml')
    .argument('[FILE...]', 'files to check, - for standard input (default: the files that generate writes)')
    .addOption(new Option('--kind <KIND>', 'kind of file (default: detected)').choices(KINDS))
    .option(
      '--format <FORMAT[=FILE]>',
      'report as pretty, json, sarif, github or junit (repeatable)',
      repeated,
    )
    .option('--fix', 'fix what can be fixed safely')
    .option('--max-warnings <N>', 'exit with code 4 if there are more warnings than this')
    .option('--disable <RULE>', 'disable a rule (repeatable)', repeated)
    .option('--merge', 'treat the Compose files as one project, later files overriding earlier ones')
    .option('--weaviate-version <VERSION>', 'Weaviate version to check collections against')
    .option('--verbose', 'also show findings of severity info')
    .option('--list-rules', 'list the rules')
    .action(async (files: string[], options: object) => {
      const { validate } = await import('../commands/validate.ts');
      await validate(context(), options, files);
    });
}

/** Commands for the configuration and for bindstack itself. */
export function configCommands({ cli, command, stackFlags, onCall, context }: Registry): void {
  onCall(
    command('web', 'open the configurator in the browser, served on this machine only')
      .option('--port <PORT>', 'port to listen on, 0 for a free one', '8090')
      .option('--public-url <URL>', 'address of the page for other people, used in links to share')
      .option('--no-open', 'do not open the browser'),
    async () => (await import('../commands/web.ts')).web,
  );

  const update = stackFlags(
    command('update', 'check for newer versions of the images, the chart and bindstack')
      .option('--check', 'exit with code 4 if something is newer, 5 if no registry responds')
      .option('--write', 'write the new versions to bindstack.yaml'),
  );
  onCall(update, async () => (await import('../commands/update.ts')).update);

  const images = stackFlags(command('images', 'list the images that the stack needs, one per line'));
  onCall(images, async () => (await import('../commands/images.ts')).images);

  const config = command('config', 'show the configuration, or the schema of bindstack.yaml');
  const show = stackFlags(
    config
      .command('show')
      .description('show the effective value of every option')
      .option('--sources', 'also show where each value came from')
      .exitOverride(),
  );
  onCall(show, async () => (await import('../commands/config.ts')).show);
  const schema = config
    .command('schema')
    .description('print the JSON Schema of bindstack.yaml')
    .exitOverride();
  onCall(schema, async () => (await import('../commands/config.ts')).schema);

  command('completion', 'print a script that completes commands, flags and values')
    .addArgument(new Argument('<SHELL>', 'your shell').choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completion } = await import('../commands/completion.ts');
      await completion(context(), shell, cli);
    });
}
