import { type Command, Option } from 'commander';
import { RELEASE_KEYS } from '../options/runTargets.ts';
import { type Action, addTargetFlag, type Registry, repeated } from './registry.ts';

/** What a smoke test can be told of the stack that it tests. */
const SMOKE_KEYS: ReadonlySet<string> = new Set([
  ...RELEASE_KEYS,
  'weaviate.httpPort',
  'weaviate.grpcPort',
  'weaviate.bindAddress',
  'collection.modalities',
  'collection.vectors',
]);

/** Commands that run a stack and look at it. */
export function stackCommands({ command, stackFlags, ...registry }: Registry): void {
  /** From its beginning, a command that starts something cleans up when it is interrupted. */
  const does: Registry['does'] = <O>(target: Command, load: () => Promise<Action<O>>) => {
    registry.hideUnread(target);
    registry.does<O>(target, async () => {
      const run = await load();
      return async (context, flags, options) => {
        context.cleanUpOnSignal();
        await run(context, flags, options);
      };
    });
  };
  /** Which release in which cluster, for the target `helm`. */
  const releaseFlags = (target: Command) => stackFlags(target, (key) => RELEASE_KEYS.has(key));

  const doctor = stackFlags(
    addTargetFlag(command('doctor', 'look whether this machine can run the stack'))
      .option('--weaviate-binary <PATH>', 'Weaviate server for the target embedded')
      .option('--chart <PATH>', 'folder or package of the chart (target helm)'),
    (key) => key !== 'targets',
  );
  does(doctor, async () => (await import('../commands/doctor.ts')).doctor);

  const up = stackFlags(
    addTargetFlag(command('up', 'start the stack and wait until it is ready'))
      .option('--smoke', 'then prove it with the smoke test')
      .option('--timeout <DURATION>', 'how long each layer may take to become ready')
      .option('--no-preflight', 'do not look at the machine first')
      .addOption(
        new Option('--progress <MODE>', 'text, or json: an event a line on standard error').choices([
          'text',
          'json',
        ]),
      )
      .option('--weaviate-binary <PATH>', 'Weaviate server for the target embedded')
      .option('--chart <PATH>', 'folder or package of the chart, instead of the repository (target helm)')
      .option('--dry-run', 'show what would be done and changed (target helm)'),
    (key) => key !== 'targets',
  );
  does(up, async () => (await import('../commands/up.ts')).up);

  does(
    releaseFlags(addTargetFlag(command('down', 'stop the stack and keep its data'))),
    async () => (await import('../commands/down.ts')).down,
  );

  does(
    releaseFlags(
      addTargetFlag(command('destroy', 'stop the stack and delete its data, after asking')),
    ).option('-y, --yes', 'do not ask'),
    async () => (await import('../commands/destroy.ts')).destroy,
  );

  does(
    releaseFlags(addTargetFlag(command('status', 'what runs and how to reach it'))).addOption(
      new Option('--format <FORMAT>', 'text, or env for eval in a shell').choices(['text', 'env']),
    ),
    async () => (await import('../commands/status.ts')).status,
  );

  does(
    releaseFlags(addTargetFlag(command('logs', "the stack's logs")))
      .option('--service <NAME>', 'of this service only')
      .option('--tail <LINES>', 'number of lines, or all', 'all')
      .option('-f, --follow', 'go on until interrupted')
      .option('--raw', 'as the services wrote them'),
    async () => (await import('../commands/logs.ts')).logs,
  );

  const smoke = stackFlags(
    addTargetFlag(command('smoke', 'prove that vectorization and search work, for every modality'))
      .option('--url <URL>', 'REST address of Weaviate, with a path where a proxy needs one')
      .option('--grpc <HOST:PORT>', 'gRPC address of Weaviate; https:// in front for TLS')
      .option('--api-key-env <NAME>', 'variable that holds the API key')
      .option('--ca <FILE>', 'certificates to trust, for TLS with an authority of your own')
      .option('--inference-url <URL>', 'inference server, to ask it without Weaviate in between as well')
      .option('--timeout <DURATION>', 'how long the whole test may take')
      .option(
        '--report <FORMAT[=FILE]>',
        'json or junit, on standard output or in a file; repeatable',
        repeated,
      )
      .option('--idle', 'also ask after 8 s of silence')
      .option('--restart', 'also stop the stack, start it again, and look for the data')
      .option('--media <DIR>', 'use your own media in place of the samples, and show what each finds nearest')
      .option('--query <TEXT|FILE>', 'search in them; can be repeated', repeated)
      .option('--keep', 'leave the test collection in place'),
    (key) => SMOKE_KEYS.has(key),
  );
  does(smoke, async () => (await import('../commands/smoke.ts')).smoke);

  const attempt = stackFlags(
    command('try', 'the whole job without Docker: generate, start, prove, stop')
      .option('-o, --out <DIR>', 'write here instead of into a scratch directory')
      .option('--weaviate-binary <PATH>', 'Weaviate server to use')
      .option('--keep', 'leave the stack running'),
    (key) => key !== 'targets' && !key.startsWith('kubernetes.'),
  );
  does(attempt, async () => (await import('../commands/try.ts')).tryOut);

  does(
    command('stub', 'run the stand-in inference server (not ImageBind)')
      .option('--host <HOST>', 'address to listen on', '127.0.0.1')
      .option('--port <PORT>', 'port to listen on, 0 for a free one', '8081')
      .option('--delay-ms <MS>', 'wait before each answer', '0')
      .option('--ready-after-ms <MS>', 'not ready until then', '0')
      .option('--fail <HOW>', 'fail on purpose: vectorize, ready or hang'),
    async () => (await import('../commands/stub.ts')).stub,
  );
}
