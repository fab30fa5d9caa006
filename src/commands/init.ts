import { resolve } from 'node:path';
import { type FlagValues, givenValues } from '../config/given.ts';
import { fileValues } from '../config/loadFile.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { GivenValues } from '../config/source.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { loadAssets } from '../inference/asset.ts';
import { replayCommand } from '../options/replay.ts';
import { renderFiles } from '../render/files.ts';
import { interview, valuesForReplay } from '../wizard/interview.ts';
import { describeMachine, lookAtMachine } from '../wizard/machine.ts';
import type { Prompt } from '../wizard/prompt.ts';
import { type GenerateOptions, planFor, removeStale, sayNext, showDiff, writePlan } from './generate.ts';

export type InitOptions = Pick<GenerateOptions, 'out' | 'force' | 'save'>;

/** `bindstack init`: the wizard. Nothing is written before the last answer. */
export async function init(context: Context, flags: FlagValues, options: InitOptions): Promise<void> {
  const prompt = await context.prompt();
  if (!prompt) {
    throw new Failure('usage', {
      code: 'no-terminal',
      message: 'the wizard needs a terminal',
      detail: 'Standard input and standard error must be terminals, and the variable CI unset.',
      suggestion: 'bindstack generate, with flags for what differs from the defaults (--help lists them)',
    });
  }
  const { out } = context;
  const file = await fileValues(context.cwd, context.configFile);
  const beforehand = givenValues(flags, context.env);
  out.say(out.colors.bold('bindstack: Weaviate with multi2vec-bind (ImageBind)'));
  for (const line of describeMachine(await lookAtMachine(context))) out.say(out.colors.dim(line));
  out.say(out.colors.dim('Enter keeps what is shown; Ctrl-C ends without writing anything.\n'));
  const answers = await interview({ out, prompt, file, beforehand });
  await finish(context, prompt, answers, file, options);
}

async function finish(
  context: Context,
  prompt: Prompt,
  answers: GivenValues,
  file: GivenValues,
  options: InitOptions,
): Promise<void> {
  const { out } = context;
  const { config, warnings } = resolveConfig(answers);
  for (const { message, suggestion } of warnings) out.warn(message, suggestion);
  const root = resolve(context.cwd, options.out ?? '.');
  const files = renderFiles(config, await loadAssets(config));
  const plan = await planFor(root, files);
  out.say(`\nFiles for ${root}`);
  for (const { path, state, foreign } of plan.files) {
    out.say(`  ${(foreign ? 'edited' : state).padEnd(9)}  ${path}`);
  }
  for (const path of plan.stale) out.say(`  ${'no longer'.padEnd(9)}  ${path}`);
  if (!(await agreed(context, prompt, plan, options))) {
    out.say('Nothing was written.');
    return;
  }
  const removes =
    plan.stale.length > 0 &&
    (await prompt.confirm({ message: `Remove ${plan.stale.join(', ')}`, default: false }));
  await writePlan(root, plan, config, options.save ? answers : undefined);
  if (removes) await removeStale(root, plan);
  out.say(`${out.colors.green('✔')} written\n`);
  sayNext(context, config);
  const where = [...(options.out === undefined ? [] : ['--out', options.out]), ...context.whereFlags];
  out.say(`\nThe same without questions:\n  ${replayCommand(valuesForReplay(answers, file), where)}`);
}

type Plan = Awaited<ReturnType<typeof planFor>>;

async function agreed(
  context: Context,
  prompt: Prompt,
  plan: Plan,
  { force }: InitOptions,
): Promise<boolean> {
  const overwrites = plan.files.filter(({ foreign }) => foreign).map(({ path }) => path);
  const question = {
    message:
      overwrites.length > 0 && !force
        ? `Overwrite ${overwrites.join(', ')}, which was edited?`
        : 'Write them?',
    choices: [
      { value: 'yes', name: 'yes', short: 'yes' },
      { value: 'diff', name: 'show what changes', short: 'show what changes' },
      { value: 'no', name: 'no', short: 'no' },
    ],
    default: overwrites.length > 0 && !force ? 'no' : 'yes',
  };
  for (;;) {
    const choice = await prompt.select(question);
    if (choice !== 'diff') return choice === 'yes';
    showDiff(context, plan.files, 'people');
  }
}
