import type { Context } from '../../context.ts';
import type { StackConfig } from '../../options/table.ts';
import { helmFailure } from './helmFailure.ts';
import { planUpgrade } from './plan.ts';
import { helmIntent, upCommands } from './upHelm.ts';

/** `up --target helm --dry-run`: what would be done and what it would change, and nothing is done. */
export async function dryRunHelm(
  context: Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>,
  config: StackConfig,
  { chart }: { readonly chart?: string | undefined },
): Promise<void> {
  const { out } = context;
  const intent = await helmIntent(context, config, { chart });
  const { cluster, release, files, version } = intent;
  const plan = await planUpgrade(context, cluster, release, files, version).catch(async (error: unknown) => {
    const nothing = { workloads: [], was: undefined };
    throw await helmFailure(context, { cluster, phase: 'create', ...nothing }, error);
  });
  const { isUpgrade, changes, valuesDiff, warning } = plan;
  const commands = upCommands(intent, isUpgrade);
  if (out.json) {
    out.data(JSON.stringify({ target: 'helm', isUpgrade, commands, changes, valuesDiff }));
    return;
  }
  if (warning) out.warn(warning.message, warning.suggestion);
  out.data(commands.join('\n'));
  if (isUpgrade && valuesDiff === '') out.data('# the values are those of the release');
  if (isUpgrade && valuesDiff !== '') out.show(valuesDiff);
  if (isUpgrade && changes.length === 0) out.data('# no pod restarts');
  for (const { text } of changes) out.show(`# ${text}`);
}
