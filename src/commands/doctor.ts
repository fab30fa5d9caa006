import { backupCheck } from '../backup/lastBackups.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import { doctorLines } from '../targets/shared/doctorLines.ts';
import { targetOf } from '../targets/targetOf.ts';
import { lastBackups } from './lastBackups.ts';

export interface DoctorOptions {
  readonly target: RunTarget;
  readonly weaviateBinary?: string;
  readonly chart?: string;
}

/** `bindstack doctor`: checks whether the machine or cluster can run the stack; exits with code 5 if not. */
export async function doctor(context: Context, flags: FlagValues, options: DoctorOptions): Promise<void> {
  const { out } = context;
  const { weaviateBinary, chart } = options;
  const target = await targetOf(options.target);
  const config = await target.configForDoctor(context, flags);
  const step = out.step(`checking ${target.preflightSubject}`, { brief: true });
  const machine = await target
    .preflight(context, config, {
      weaviateBinary,
      chart,
      // Flags that only locate the stack do not change what it needs.
      ignoreFiles: [...flags.keys()].some((key) => !target.findKeys.has(key)),
    })
    .finally(() => step.drop());
  const backups = await lastBackups(context, config);
  const report = backups
    ? { ...machine, checks: [...machine.checks, backupCheck(backups, Date.now())] }
    : machine;
  if (out.json) out.report(report);
  else out.show(doctorLines(report, target.place, out.dataColors).join('\n'));
  if (report.ok) return;
  const failed = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  throw new Failure('environment', {
    code: 'doctor',
    message: `${target.place} cannot run the stack: ${failed.join(', ')}`,
    reported: true,
  });
}
