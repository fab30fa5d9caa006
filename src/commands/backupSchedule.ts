import { chmod, mkdir, realpath, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  cronJob,
  cronJobText,
  cronLine,
  cronRemoval,
  type MachineSchedule,
  periodOf,
  systemdUnits,
  unitName,
  withCronLine,
} from '../backup/schedule.ts';
import { backupClaimName, backupModule } from '../capabilities/backup.ts';
import { securityContexts } from '../capabilities/podSecurity.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { shellWord } from '../formats/quoting.ts';
import type { FlagValues } from '../options/flags.ts';
import { targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { keySecretName } from '../stack/values.ts';
import type { Target } from '../targets/target.ts';
import { targetOf } from '../targets/targetOf.ts';
import { numberOfBackups } from './backupCreate.ts';
import type { BackupOptions } from './backupSession.ts';
import { rejectUnreadFlags } from './readFlags.ts';

export interface BackupScheduleOptions extends BackupOptions {
  readonly every: string;
  readonly keep?: string;
  readonly scheduler?: 'systemd' | 'cron' | 'kubernetes';
  readonly install?: boolean;
}

/** How many scheduled backups are kept by default. */
const KEEP = '7';

/** `bindstack backup schedule`: prints, or installs, what makes regular backups. */
export async function backupSchedule(
  context: Context,
  flags: FlagValues,
  options: BackupScheduleOptions,
): Promise<void> {
  const target = await targetOf(options.target);
  rejectUnreadFlags('backup schedule', flags, target, target.findKeys);
  const config = await target.configForDoctor(context, flags);
  const inCluster = target.place === 'this cluster';
  const scheduler = options.scheduler ?? (inCluster ? 'kubernetes' : await schedulerOf(context));
  if ((scheduler === 'kubernetes') !== inCluster) throw wrongScheduler(scheduler);
  if (scheduler === 'kubernetes') await inKubernetes(context, flags, target, config, options);
  else await onMachine(context, config, options, scheduler);
}

async function schedulerOf({ run }: Pick<Context, 'run'>): Promise<'systemd' | 'cron'> {
  const { exitCode } = await run('systemctl', ['--user', 'show-environment'], { timeout: 5000 });
  return exitCode === 0 ? 'systemd' : 'cron';
}

function wrongScheduler(scheduler: string): Failure {
  return new Failure('usage', {
    code: 'no-effect',
    message: `--scheduler ${scheduler} does not fit the target`,
    suggestion: 'leave out --scheduler, or use --target helm with kubernetes',
  });
}

async function onMachine(
  context: Context,
  config: StackConfig,
  options: BackupScheduleOptions,
  scheduler: 'systemd' | 'cron',
): Promise<void> {
  const { cwd, out, env, configFile } = context;
  const { target, every, keep = KEEP, install = false, backend, apiKeyEnv, url } = options;
  numberOfBackups(keep);
  if (apiKeyEnv !== undefined) {
    throw new Failure('usage', {
      code: 'no-effect',
      message: '--api-key-env has no effect here: a scheduled backup has no variables of your shell',
      suggestion: 'put the key into .env beside the files of the stack',
    });
  }
  const given = { url, backend, config: configFile && resolve(cwd, configFile) };
  const flags = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  const schedule: MachineSchedule = {
    name: config.name,
    directory: cwd,
    period: periodOf(every),
    path: env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    command: [
      process.execPath,
      await realpath(process.argv[1] ?? ''),
      ...`backup create --keep ${keep}${targetFlag(target)}`.split(' '),
      ...flags,
      ...['--cwd', cwd],
    ],
  };
  if (scheduler === 'systemd') await withSystemd(context, schedule, options);
  else await withCron(context, schedule, options);
  if (install) out.say(`A backup is made every ${every}, and the last ${keep} of them are kept.`);
}

async function withSystemd(
  { out, run, env }: Context,
  schedule: MachineSchedule,
  options: BackupScheduleOptions,
): Promise<void> {
  const folder = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'systemd', 'user');
  const units = systemdUnits(schedule);
  const timer = `${unitName(schedule)}.timer`;
  if (!options.install) {
    if (out.json)
      out.report({
        scheduler: 'systemd',
        files: units.map(({ file, text }) => ({ path: join(folder, file), text })),
      });
    else for (const { file, text } of units) out.data(`# ${join(folder, file)}\n${text}`);
    out.say(`Install it: ${installCommand(options)}`);
    return;
  }
  await mkdir(folder, { recursive: true });
  for (const { file, text } of units) {
    await writeFile(join(folder, file), text, { mode: 0o600 });
    await chmod(join(folder, file), 0o600);
  }
  await runOrFail(run, 'systemctl', ['--user', 'daemon-reload']);
  await runOrFail(run, 'systemctl', ['--user', 'enable', '--now', timer]);
  if (out.json) out.report({ scheduler: 'systemd', installed: units.map(({ file }) => join(folder, file)) });
  out.say(
    `Timers of a user only run while the user is logged in, unless: sudo loginctl enable-linger "$USER"`,
  );
  const paths = units.map(({ file }) => shellWord(join(folder, file))).join(' ');
  out.say(`Remove it: systemctl --user disable --now ${timer} && rm ${paths}`);
}

async function withCron(
  { out, run }: Context,
  schedule: MachineSchedule,
  options: BackupScheduleOptions,
): Promise<void> {
  const line = cronLine(schedule);
  if (!options.install) {
    if (out.json) out.report({ scheduler: 'cron', line });
    else out.data(line);
    out.say(`Install it: ${installCommand(options)}, or add the line with crontab -e`);
    return;
  }
  // Without a crontab, it exits with 1.
  const { exitCode, stdout, notFound, stderr } = await run('crontab', ['-l']);
  if (notFound || (exitCode !== 0 && !/no crontab/i.test(stderr))) {
    throw new Failure('environment', {
      code: 'no-scheduler',
      message: notFound
        ? 'this machine has neither systemd for users nor cron'
        : 'the crontab cannot be read',
      detail: stderr.trim() || undefined,
      suggestion: 'run the command with another scheduler: bindstack backup schedule prints it',
    });
  }
  const crontab = withCronLine(exitCode === 0 ? stdout : '', schedule);
  await runOrFail(run, 'crontab', ['-'], crontab);
  if (out.json) out.report({ scheduler: 'cron', installed: line });
  out.say(`Remove it: ${cronRemoval(schedule)}`);
}

async function inKubernetes(
  context: Context,
  flags: FlagValues,
  target: Target,
  config: StackConfig,
  options: BackupScheduleOptions,
): Promise<void> {
  const { out } = context;
  const { every, keep, install = false, backend: named } = options;
  const hasClaim = config.backup.to === 'volume' && (named ?? 'filesystem') === 'filesystem';
  if (keep !== undefined && !hasClaim) {
    throw new Failure('usage', {
      code: 'no-effect',
      message: '--keep has no effect on a bucket: Weaviate cannot delete backups in it',
      suggestion: 'leave out --keep, and let a lifecycle rule of the bucket delete old objects',
    });
  }
  const module = backupModule(config) ?? config.weaviate.modules.find((name) => name.startsWith('backup-'));
  const backend = named ?? module?.replace('backup-', '');
  if (backend === undefined) {
    throw new Failure('refused', {
      code: 'no-backup-module',
      message: 'the stack has no backup module',
      suggestion: 'bindstack generate --target helm --backup-to volume, then bindstack up --target helm',
    });
  }
  const schedule = {
    name: config.name,
    namespace: config.kubernetes.namespace,
    period: periodOf(every),
    backend,
    secret:
      config.weaviate.auth === 'anonymous'
        ? undefined
        : { name: keySecretName(config.name), key: 'AUTHENTICATION_APIKEY_ALLOWED_KEYS' },
    files: hasClaim
      ? {
          claim: backupClaimName(config.name),
          keep: numberOfBackups(keep ?? KEEP),
          podSecurity: securityContexts(config)?.weaviatePod,
        }
      : undefined,
  };
  if (!install) {
    if (out.json) out.report(cronJob(schedule));
    else out.data(cronJobText(schedule));
    out.say(`Install it: ${installCommand(options)}, or kubectl apply it yourself`);
    return;
  }
  await target.applyObject?.(context, flags, cronJob(schedule));
  if (out.json) out.report({ scheduler: 'kubernetes', installed: `cronjob/${config.name}-backup` });
  out.say(
    `Make one now: kubectl create job --from cronjob/${config.name}-backup ${config.name}-backup-now --namespace ${config.kubernetes.namespace}`,
  );
  out.say(
    `Remove it: kubectl delete cronjob ${config.name}-backup --namespace ${config.kubernetes.namespace}`,
  );
}

/** The same command with `--install`. */
function installCommand({ every, keep, scheduler, backend }: BackupScheduleOptions): string {
  const given = { every, keep, scheduler, backend };
  const flags = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${shellWord(value)}`],
  );
  return `bindstack backup schedule ${[...flags, '--install'].join(' ')}`;
}

async function runOrFail(
  run: Context['run'],
  command: string,
  args: readonly string[],
  input?: string,
): Promise<void> {
  const { exitCode, stderr, notFound } = await run(command, args, input === undefined ? {} : { input });
  if (exitCode === 0) return;
  throw new Failure('environment', {
    code: 'cannot-install',
    message: `${command} ${args.join(' ')} ${notFound ? 'was not found' : 'failed'}`,
    detail: stderr.trim() || undefined,
    suggestion: 'bindstack backup schedule, which prints what would be installed',
  });
}
