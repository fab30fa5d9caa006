import type { Context } from '../context.ts';
import { ENV_FILE } from '../facts/fileNames.ts';
import { MODALITIES } from '../facts/modalities.ts';
import type { PlannedFile } from '../files/plannedFiles.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { envNeeds } from '../render/envText.ts';
import type { SavedConfig } from '../saved/saveConfig.ts';

interface WrittenPlan {
  readonly files: readonly PlannedFile[];
  readonly saved?: SavedConfig;
}

/** The files of a plan, including bindstack.yaml and its schema. */
export function allFiles({ files, saved }: WrittenPlan): readonly PlannedFile[] {
  return [...files, ...(saved?.files ?? [])];
}

/** JSON about the files that were written, or would be. */
export function writtenJson(
  root: string,
  { files }: { readonly files: readonly PlannedFile[] },
  more: object = {},
): string {
  const shown = files.map(({ path, state }) => ({ path, state }));
  return JSON.stringify({ directory: root, files: shown, ...more });
}

/** Reports what was written, and what to do next. */
export function reportWritten(
  { out }: Pick<Context, 'out'>,
  root: string,
  plan: WrittenPlan,
  config: StackConfig,
): void {
  const files = allFiles(plan);
  if (out.json) {
    out.data(writtenJson(root, { files }));
    return;
  }
  out.say(`Files in ${root}`);
  for (const { path, state } of files) {
    const paint = state === 'unchanged' ? out.colors.dim : out.colors.green;
    out.say(`  ${paint(state.padEnd(9))}  ${path}`);
  }
  const needs = envNeeds(config);
  if (needs) {
    const what = needs.credentials.length > 0 ? 'secrets' : 'key';
    out.say(`  ${out.colors.green(what.padEnd(9))}  ${ENV_FILE}`);
  }
  out.say();
  const { modalities } = config.collection;
  if (modalities.length < MODALITIES.length) {
    out.say(
      out.colors.dim(`The collection stores ${modalities.join(', ')}; --modalities all adds the rest.`),
    );
  }
  printNextSteps({ out }, config);
}

/**
 * Prints what to know about the files, and the next commands.
 * @param targets where the stack can be started next
 */
export function printNextSteps(
  { out }: Pick<Context, 'out'>,
  config: StackConfig,
  targets: readonly RunTarget[] = config.targets,
): void {
  if (config.inference.mode === 'stub') {
    out.say(
      out.colors.yellow('The stub is a small fake of the ImageBind server: its vectors have no meaning.'),
    );
  } else {
    out.say(out.colors.dim("ImageBind's license is CC BY-NC-SA 4.0: not for commercial use."));
  }
  const up = (target: RunTarget) => `bindstack up${targetFlag(target)} --smoke`;
  if (targets.includes('compose')) out.say(`Next, with Docker: ${up('compose')}`);
  if (targets.includes('helm')) out.say(`Next, with Kubernetes: ${up('helm')}`);
  if (targets.includes('embedded')) out.say(`Next, without Docker: ${up('embedded')}`);
}
