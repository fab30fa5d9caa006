import { withDeployed } from '../config/deployed.ts';
import type { FlagValues } from '../config/given.ts';
import { configFor, valuesFor } from '../config/load.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { RELEASE_KEYS } from '../options/releaseKeys.ts';
import type { StackConfig } from '../options/table.ts';
import { preflight } from '../targets/shared/preflight/preflight.ts';
import type { RunTarget } from '../targets/shared/runTarget.ts';
import { doctorLines } from '../terminal/doctorLines.ts';
import { configFlags, intendedRelease } from './readFlags.ts';

export interface DoctorOptions {
  readonly target: RunTarget;
  readonly weaviateBinary?: string;
  readonly chart?: string;
}

/** `bindstack doctor`: the machine against the stack; ends with 5 where something is missing. */
export async function doctor(context: Context, flags: FlagValues, options: DoctorOptions): Promise<void> {
  const { out } = context;
  const { target, weaviateBinary, chart } = options;
  const config = await configOf(context, flags, target);
  const step = out.step(`looking at ${target === 'helm' ? 'the cluster' : 'this machine'}`, { brief: true });
  const report = await preflight(context, config, target, {
    weaviateBinary,
    chart,
    // Those that say where the release is change nothing of what it needs.
    ignoreFiles: [...flags.keys()].some((key) => target !== 'helm' || !RELEASE_KEYS.has(key)),
  }).finally(() => step.drop());
  if (out.json) out.data(JSON.stringify(report));
  else out.show(doctorLines(report, target, out.dataColors, out.width).join('\n'));
  if (report.ok) return;
  const failed = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  throw new Failure('environment', {
    code: 'doctor',
    message: `${target === 'helm' ? 'this cluster' : 'this machine'} cannot run the stack: ${failed.join(', ')}`,
    reported: true,
  });
}

/**
 * What was given, above what the files of the directory say: ports that were not given are those of the file. What
 * only Kubernetes refuses is no fault here, whatever else files are written for.
 */
async function configOf(context: Context, flags: FlagValues, target: RunTarget): Promise<StackConfig> {
  if (target === 'helm') return intendedRelease(context, flags);
  const here = configFlags(flags, target);
  if (target === 'embedded') return configFor(context, here);
  const { config, warnings } = resolveConfig(await withDeployed(await valuesFor(context, here), context.cwd));
  for (const { message, suggestion } of warnings) context.out.warn(message, suggestion);
  return config;
}
