import { type Command, Option } from 'commander';
import { RELEASE_KEYS } from '../options/runTargets.ts';
import { addTargetFlag, onCallInterruptible, progressFlag, type Registry, repeated } from './registry.ts';

/** The stack options of `smoke`. */
const SMOKE_KEYS: ReadonlySet<string> = new Set([
  ...RELEASE_KEYS,
  'weaviate.httpPort',
  'weaviate.grpcPort',
  'weaviate.bindAddress',
  'collection.modalities',
  'collection.vectors',
]);

/** The stack options that memory, disk space and time depend on. */
const SIZE_KEYS: ReadonlySet<string> = new Set([
  'targets',
  'weaviate.tag',
  'weaviate.memory',
  'weaviate.replicas',
  'weaviate.storageSize',
  'inference.replicas',
  'collection.modalities',
  'collection.vectors',
  'collection.objects',
  'collection.index',
  'collection.compression',
  'collection.mediaSize',
]);

/** Commands that run, test or inspect a stack. */
export function stackCommands({ command, stackFlags, ...registry }: Registry): void {
  const onCall: Registry['onCall'] = (target, load) => onCallInterruptible(registry, target, load);
  /** Flags that identify the release and the cluster, for the target `helm`. */
  const releaseFlags = (target: Command) => stackFlags(target, (key) => RELEASE_KEYS.has(key));

  const size = stackFlags(
    command('size', 'say how much memory, disk space and time a number of objects takes')
      .option(
        '--rate <N/s>',
        'objects per second of one inference server, instead of what was measured on CPUs',
      )
      .option(
        '--within <TIME>',
        'when the import must be finished; says how many inference servers that takes',
      )
      .option('--explain', 'also show the arithmetic and where its constants come from')
      .option('--url <URL>', 'REST URL of a running Weaviate: say how far it is from its limits')
      .option('--growth <N/TIME>', 'new objects, such as 10k/d: say when the server of --url is full')
      .option('--api-key-env <NAME>', 'environment variable with the API key')
      .option('--ca <FILE>', 'certificates to trust, for TLS with your own certificate authority'),
    (key) => SIZE_KEYS.has(key),
  );
  onCall(size, async () => (await import('../commands/size.ts')).size);

  const doctor = stackFlags(
    addTargetFlag(command('doctor', 'check whether this machine can run the stack'))
      .option('--weaviate-binary <PATH>', 'Weaviate binary (target embedded)')
      .option('--chart <PATH>', 'chart directory or package (target helm)'),
    (key) => key !== 'targets',
  );
  onCall(doctor, async () => (await import('../commands/doctor.ts')).doctor);

  const up = stackFlags(
    addTargetFlag(command('up', 'start the stack and wait until it is ready'))
      .option('--smoke', 'run the smoke test afterwards')
      .option('--timeout <DURATION>', 'time limit for each layer to become ready')
      .option('--no-preflight', 'skip the checks of this machine')
      .addOption(progressFlag())
      .option('--weaviate-binary <PATH>', 'Weaviate binary (target embedded)')
      .option('--chart <PATH>', 'chart directory or package to use instead of the repository (target helm)')
      .option('--dry-run', 'show what would change and do nothing (target helm)'),
    (key) => key !== 'targets',
  );
  onCall(up, async () => (await import('../commands/up.ts')).up);

  onCall(
    releaseFlags(addTargetFlag(command('down', 'stop the stack and keep its data'))),
    async () => (await import('../commands/down.ts')).down,
  );

  onCall(
    releaseFlags(addTargetFlag(command('destroy', 'stop the stack and delete its data after confirmation')))
      .option('--backups', 'delete the backups too; without it, they stay')
      .option('-y, --yes', 'do not ask for confirmation'),
    async () => (await import('../commands/destroy.ts')).destroy,
  );

  onCall(
    releaseFlags(addTargetFlag(command('status', 'show what is running and how to reach it'))).addOption(
      new Option('--format <FORMAT>', 'output as text, or as env for eval in a shell').choices([
        'text',
        'env',
      ]),
    ),
    async () => (await import('../commands/status.ts')).status,
  );

  onCall(
    releaseFlags(addTargetFlag(command('logs', "show the stack's logs")))
      .option('--service <NAME>', 'show this service only')
      .option('--tail <LINES>', 'number of lines, or all', 'all')
      .option('-f, --follow', 'keep printing new lines until interrupted')
      .option('--raw', 'print the lines exactly as the services wrote them'),
    async () => (await import('../commands/logs.ts')).logs,
  );

  const smoke = stackFlags(
    addTargetFlag(command('smoke', 'test vectorization and search for every modality'))
      .option('--url <URL>', 'REST URL of Weaviate; with a path if a proxy needs one')
      .option('--grpc <HOST:PORT>', 'gRPC address of Weaviate; prefix https:// for TLS')
      .option('--api-key-env <NAME>', 'environment variable with the API key')
      .option('--ca <FILE>', 'certificates to trust, for TLS with your own certificate authority')
      .option('--inference-url <URL>', 'inference server, to test it directly as well')
      .option('--timeout <DURATION>', 'time limit for the whole test')
      .option(
        '--report <FORMAT[=FILE]>',
        'write a json or junit report to standard output or a file (repeatable)',
        repeated,
      )
      .option('--idle', 'also test after 8 s without requests')
      .option('--restart', 'also restart the stack and check that the data is still there')
      .option(
        '--media <DIR>',
        'test with your own media instead of the samples, and show the nearest match of each',
      )
      .option('--query <TEXT|FILE>', 'search your media (repeatable)', repeated)
      .option('--keep', 'do not delete the test collection')
      .option('--verbose', 'also show distances'),
    (key) => SMOKE_KEYS.has(key),
  );
  onCall(smoke, async () => (await import('../commands/smoke.ts')).smoke);

  const upgrade = releaseFlags(
    addTargetFlag(
      command('upgrade', 'upgrade Weaviate one minor version at a time, with a backup before each'),
    )
      .option('--to <VERSION>', 'version to upgrade to (default: the one that bindstack is tested with)')
      .option(
        '--via <VERSION>',
        'release to use on the way instead of the newest of its minor version (repeatable)',
        repeated,
      )
      .option('--plan', 'show the steps and their commands, and do nothing')
      .option('--rollback', 'go back to the version before the step that is not finished, with its data')
      .option('-y, --yes', 'do not ask for confirmation')
      .option('--no-backup', 'make no backups; then there is no way back')
      .option('--accept-differences', 'continue although objects are not as before, if clients changed them')
      .option('--backend <NAME>', 'backup module to use, if Weaviate has several')
      .option('--timeout <DURATION>', 'time limit for each layer to become ready')
      .option('--api-key-env <NAME>', 'environment variable with the API key')
      .option('--chart <PATH>', 'chart directory or package to use instead of the repository (target helm)')
      .addOption(progressFlag())
      .option('--verbose', 'also show each check of the smoke tests'),
  );
  onCall(upgrade, async () => (await import('../commands/upgrade.ts')).upgrade);

  const tryCommand = stackFlags(
    command('try', 'generate, start, test and stop a stack, without Docker')
      .option('-o, --out <DIR>', 'directory to write into (default: a temporary one)')
      .option('--weaviate-binary <PATH>', 'Weaviate binary to use')
      .option('--keep', 'keep the stack running'),
    (key) => key !== 'targets' && !key.startsWith('kubernetes.'),
  );
  onCall(tryCommand, async () => (await import('../commands/try.ts')).tryOut);

  onCall(
    command('stub', 'run the stub: a small fake of the ImageBind server; its vectors have no meaning')
      .option('--host <HOST>', 'address to listen on', '127.0.0.1')
      .option('--port <PORT>', 'port to listen on, 0 for a free one', '8081')
      .option('--delay-ms <MS>', 'delay before each response, in milliseconds', '0')
      .option('--ready-after-ms <MS>', 'time until the server reports that it is ready, in milliseconds', '0')
      .option('--fail <HOW>', 'fail on purpose: vectorize, ready or hang'),
    async () => (await import('../commands/stub.ts')).stub,
  );
}
