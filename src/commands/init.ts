import { resolve } from 'node:path';
import { type FlagValues, givenValues } from '../config/given.ts';
import { fileValues } from '../config/loadFile.ts';
import { checkConfig, resolveConfig } from '../config/resolve.ts';
import type { Given, GivenValues } from '../config/source.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { loadAssets } from '../inference/asset.ts';
import type { OptionInput } from '../options/option.ts';
import { replayCommand } from '../options/replay.ts';
import { OPTIONS, optionOf } from '../options/table.ts';
import { renderFiles } from '../render/files.ts';
import { type Answers, answer, applies, ask, configSoFar } from '../wizard/ask.ts';
import { consequence } from '../wizard/consequence.ts';
import { describeMachine, lookAtMachine } from '../wizard/machine.ts';
import { FURTHER, USUAL } from '../wizard/order.ts';
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
  const { out, cwd } = context;
  const file = await fileValues(cwd, context.configFile);
  const { good, bad } = sorted(givenValues(flags, context.env));
  out.say(out.colors.bold('bindstack: Weaviate with multi2vec-bind (ImageBind)'));
  for (const line of describeMachine(await lookAtMachine(context))) out.say(out.colors.dim(line));
  out.say(out.colors.dim('Enter keeps what is shown; Ctrl-C ends without writing anything.\n'));

  const answers: Answers = new Map([...file, ...good]);
  const wizard = { context, prompt, file, answers, good, bad };
  await askAll(wizard, USUAL);
  if (await prompt.confirm({ message: 'Change further settings', default: false }))
    await askAll(wizard, FURTHER);
  await finish(context, prompt, answers, file, options);
}

interface Wizard {
  readonly context: Context;
  readonly prompt: Prompt;
  readonly file: GivenValues;
  readonly answers: Answers;
  /** Given beforehand: their questions are skipped. */
  readonly good: GivenValues;
  /** Given beforehand and wrong: the question is put, with the fault shown. */
  readonly bad: ReadonlyMap<string, string>;
}

/** Flags and variables whose value is right by itself, and what is wrong with the others. */
function sorted(given: GivenValues): { good: GivenValues; bad: ReadonlyMap<string, string> } {
  const good = new Map<string, Given>();
  const bad = new Map<string, string>();
  for (const [key, value] of given) {
    const [fault] = checkConfig(new Map([[key, value]])).errors.filter(({ code }) => code === 'bad-value');
    if (fault) bad.set(key, fault.message);
    else good.set(key, value);
  }
  return { good, bad };
}

async function askAll(wizard: Wizard, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    if (!wizard.good.has(key) && applies(key, wizard.answers)) await askOne(wizard, key);
  }
}

async function askOne({ context: { out }, prompt, file, answers, bad }: Wizard, key: string): Promise<void> {
  const fault = bad.get(key);
  if (fault !== undefined) out.say(`${out.colors.red('✖')} ${fault}`);
  const fallback = file.get(key)?.value ?? optionOf(key).default;
  const value = await ask(prompt, key, fallback, answers);
  if (value === undefined || sameValue(value, optionOf(key).default)) {
    // The default needs no saying, unless the file says otherwise.
    if (file.has(key) && value !== undefined) answers.set(key, answer(value));
    else answers.delete(key);
  } else answers.set(key, answer(value));
  const config = configSoFar(answers);
  const leads = config && consequence(key, config);
  if (leads !== undefined) out.say(out.colors.dim(`  → ${leads}`));
}

function sameValue(a: OptionInput | undefined, b: OptionInput | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

async function finish(
  context: Context,
  prompt: Prompt,
  answers: Answers,
  file: GivenValues,
  options: InitOptions,
): Promise<void> {
  const { out } = context;
  dropIdle(answers);
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
  await writePlan(root, plan, config, options.save ? answers : undefined);
  if (
    plan.stale.length > 0 &&
    (await prompt.confirm({ message: `Remove ${plan.stale.join(', ')}`, default: false }))
  ) {
    await removeStale(root, plan);
  }
  const values = new Map(
    OPTIONS.flatMap(({ key }) => {
      const given = answers.get(key);
      return given && given !== file.get(key) ? [[key, given.value] as const] : [];
    }),
  );
  out.say(`${out.colors.green('✔')} written\n`);
  sayNext(context, config);
  out.say(
    `\nThe same without questions:\n  ${replayCommand(values, options.out === undefined ? [] : ['--out', options.out])}`,
  );
}

/** Answers that count no longer, because a later one has switched off what they were for. */
function dropIdle(answers: Answers): void {
  for (const [key, { source }] of answers) {
    if (source === 'wizard' && !applies(key, answers)) answers.delete(key);
  }
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
