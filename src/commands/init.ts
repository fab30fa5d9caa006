import { resolve } from 'node:path';
import type { GivenValues } from '../config/given.ts';
import { givenValues } from '../config/given.ts';
import { checkConfig, resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { finishInterruptedRun } from '../files/interruptedRun.ts';
import type { FlagValues } from '../options/flags.ts';
import { replayCommand } from '../options/replay.ts';
import { renderFiles } from '../render/files.ts';
import { configFileFor, contextForFiles, warnAboutIgnoredConfig } from '../saved/configLocation.ts';
import { withKeptSecrets } from '../saved/keptSecrets.ts';
import { fileValues } from '../saved/load.ts';
import { lossesIn, refuseLosses, unrequestedLosses } from '../saved/losses.ts';
import { isConfigNewer, planConfig, warnAboutUnsavedValues } from '../saved/saveConfig.ts';
import { loadAssets } from '../stub/bundledStub.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { interview, valuesForReplay } from '../wizard/interview.ts';
import { describeMachine, inspectMachine } from '../wizard/machine.ts';
import { type GenerateOptions, type Plan, planFor, removeStale, showDiff, writePlan } from './generate.ts';
import { allFiles, locationFlags, printNextSteps } from './reportWritten.ts';

export type InitOptions = Pick<GenerateOptions, 'out' | 'force' | 'save'>;

/** `bindstack init`: the wizard. Nothing is written before the last answer. */
export async function init(context: Context, flags: FlagValues, options: InitOptions): Promise<void> {
  const prompt = await context.prompt();
  if (!prompt) {
    throw new Failure('usage', {
      code: 'no-terminal',
      message: 'the wizard needs a terminal',
      detail: 'Standard input and standard error must be terminals, and the variable CI must be unset.',
      suggestion:
        'bindstack generate, with flags for everything that differs from the defaults (bindstack generate --help)',
    });
  }
  const { out } = context;
  const root = resolve(context.cwd, options.out ?? '.');
  await finishInterruptedRun(root);
  const fileContext = contextForFiles(context, root);
  const preset = givenValues(flags, context.env);
  const file = await fileValues(fileContext.cwd, fileContext.configFile);
  out.say(out.colors.bold('bindstack: Weaviate with multi2vec-bind (ImageBind)'));
  for (const line of describeMachine(await inspectMachine(context))) out.say(out.colors.dim(line));
  out.say(out.colors.dim('Enter accepts the default; Ctrl-C quits without writing anything.\n'));
  const kept = await withKeptSecrets(root, file, preset);
  const offered = await withExisting(root, kept, preset);
  const answers = await interview({ out, prompt, file: offered, preset });
  await reviewAndWrite(
    { context, prompt, root, configFile: configFileFor(context, root) },
    answers,
    file,
    options,
  );
}

/** Limit for adding settings from the files: one value can make others effective. */
const MAX_ROUNDS = 3;

/** The default answers: bindstack.yaml, and settings of existing files that would otherwise be weakened. */
async function withExisting(root: string, file: GivenValues, preset: GivenValues): Promise<GivenValues> {
  const offered = new Map(file);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { config, errors } = checkConfig(new Map([...offered, ...preset]));
    if (!config || errors.length > 0) break;
    const plan = await planFor(root, renderFiles(config, await loadAssets(config)));
    const losses = lossesIn(plan.files).filter(({ key }) => !preset.has(key));
    if (losses.length === 0) break;
    for (const { key, before, paths } of losses) {
      offered.set(key, { value: before, source: 'deployed', label: paths.join(', ') });
    }
  }
  return offered;
}

interface Review {
  readonly context: Context;
  readonly prompt: Prompt;
  /** Directory of the files. */
  readonly root: string;
  /** The bindstack.yaml that the default answers came from. */
  readonly configFile: string | undefined;
}

async function reviewAndWrite(
  { context, prompt, root, configFile }: Review,
  answers: GivenValues,
  file: GivenValues,
  options: InitOptions,
): Promise<void> {
  const { out } = context;
  const { config, given, warnings } = resolveConfig(answers);
  for (const { message, suggestion } of warnings) out.warn(message, suggestion);
  await warnAboutIgnoredConfig(context, root, given);
  const files = renderFiles(config, await loadAssets(config));
  const saved = await planConfig(root, configFile, given, answers, options);
  const plan = { ...(await planFor(root, files)), saved };
  refuseLosses(
    unrequestedLosses(
      plan.files,
      given,
      await isConfigNewer(root, configFile, context.configFile !== undefined),
    ),
  );
  out.say(`\nFiles for ${root}`);
  for (const { path, state, foreign } of plan.files) {
    out.say(`  ${(foreign ? 'edited' : state).padEnd(9)}  ${path}`);
  }
  for (const { path, state } of saved.files) out.say(`  ${state.padEnd(9)}  ${path}`);
  for (const path of plan.stale) out.say(`  ${'obsolete'.padEnd(9)}  ${path}`);
  if (!(await confirmWriting(context, prompt, plan, options))) {
    out.say('Nothing was written.');
    return;
  }
  const removesStale =
    plan.stale.length > 0 &&
    (await prompt.confirm({ message: `Remove ${plan.stale.join(', ')}?`, default: false }));
  await writePlan(root, plan, config);
  if (removesStale) await removeStale(root, plan);
  out.say(`${out.colors.green('✔')} written\n`);
  warnAboutUnsavedValues(context, saved);
  printNextSteps(context, config, locationFlags(context, options.out, saved));
  const extraArguments = [
    ...(options.out === undefined ? [] : ['--out', options.out]),
    ...(options.save === false ? ['--no-save'] : []),
    ...context.whereFlags,
  ];
  out.say(
    `\nTo do the same without questions:\n  ${replayCommand(valuesForReplay(answers, file), extraArguments)}`,
  );
}

async function confirmWriting(
  context: Context,
  prompt: Prompt,
  plan: Plan,
  { force }: InitOptions,
): Promise<boolean> {
  const overwrites = plan.files.filter(({ foreign }) => foreign).map(({ path }) => path);
  const question = {
    message:
      overwrites.length > 0 && !force
        ? `Overwrite the edited ${overwrites.join(', ')}?`
        : 'Write these files?',
    choices: [
      { value: 'yes', name: 'yes', short: 'yes' },
      { value: 'diff', name: 'show the changes', short: 'show the changes' },
      { value: 'no', name: 'no', short: 'no' },
    ],
    default: overwrites.length > 0 && !force ? 'no' : 'yes',
  };
  for (;;) {
    const choice = await prompt.select(question);
    if (choice !== 'diff') return choice === 'yes';
    showDiff(context, allFiles(plan), 'people');
  }
}
