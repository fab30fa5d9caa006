import { resolve } from 'node:path';
import type { GivenValues } from '../config/given.ts';
import { givenAnswer, givenValues } from '../config/given.ts';
import { checkConfig, type ResolvedConfig, resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { ENV_FILE } from '../facts/fileNames.ts';
import { finishInterruptedRun } from '../files/interruptedRun.ts';
import { readManifest } from '../files/manifest.ts';
import type { FlagValues } from '../options/flags.ts';
import { replayCommand } from '../options/replay.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import { textFromValue } from '../options/text.ts';
import { envNeeds } from '../render/envText.ts';
import { renderFiles } from '../render/files.ts';
import { configFileFor, contextForFiles, warnAboutIgnoredConfig } from '../saved/configLocation.ts';
import { withKeptSecrets } from '../saved/keptSecrets.ts';
import { fileValues } from '../saved/load.ts';
import { type Loss, lossesIn, unrequestedLosses, warnAboutKept } from '../saved/losses.ts';
import { isConfigNewer, planConfig, type SavedConfig, warnAboutUnsavedValues } from '../saved/saveConfig.ts';
import { costOfStarting } from '../stack/consequence.ts';
import { objectsNeed } from '../stack/objectsNeed.ts';
import { loadAssets } from '../stub/bundledStub.ts';
import { targetOf } from '../targets/targetOf.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { valuesForReplay } from '../wizard/answers.ts';
import { Interview } from '../wizard/interview.ts';
import { describeMachine, inspectMachine, type Machine } from '../wizard/machine.ts';
import { canStart, runTargetOf, runTargetsOf } from '../wizard/place.ts';
import { searchHint } from '../wizard/searchHint.ts';
import { summaryLines } from '../wizard/summary.ts';
import { findingInAnswers } from '../wizard/words.ts';
import {
  type GenerateOptions,
  type Plan,
  planFor,
  removeStale,
  showDiff,
  warnAboutEnvFiles,
  writePlan,
} from './generate.ts';
import { allFiles, printNextSteps } from './reportWritten.ts';

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
  const offered = await withExisting(root, await withKeptSecrets(root, file, preset), preset);
  out.say(out.colors.bold('bindstack: Weaviate with multi2vec-bind (ImageBind)'));
  const kubeContext = (preset.get('kubernetes.context') ?? offered.get('kubernetes.context'))?.value;
  const machine = await inspectMachine(context, kubeContext === undefined ? undefined : String(kubeContext));
  out.say(out.colors.dim(describeMachine(machine)));
  out.say(out.colors.dim('Enter accepts the default; Ctrl-C quits without writing anything.\n'));
  const isNew = offered.size === 0 && Object.keys(await readManifest(root)).length === 0;
  const interview = new Interview({ out, prompt, file: offered, preset, machine, proposes: isNew });
  await interview.askMain();
  const review = { context, prompt, interview, machine, root, file, options };
  const draft = await reviewedDraft(review);
  if (draft) await carryOut(review, draft);
  else out.say('Nothing was written.');
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
  readonly interview: Interview;
  readonly machine: Machine;
  /** Directory of the files. */
  readonly root: string;
  /** The values of bindstack.yaml. */
  readonly file: GivenValues;
  readonly options: InitOptions;
}

/** The result of the interview. */
interface Draft extends Pick<ResolvedConfig, 'config' | 'given' | 'derived'> {
  readonly answers: GivenValues;
  readonly plan: Plan & { readonly saved: SavedConfig };
  /** Protected settings of existing files that no answer asks to weaken. */
  readonly losses: readonly Loss[];
}

interface ApprovedDraft extends Draft {
  /** The target to start; undefined if the files are only written. */
  readonly start: RunTarget | undefined;
  readonly removesStale: boolean;
}

/** Shows the summary until the user decides. @returns undefined if nothing is to be written */
async function reviewedDraft(review: Review): Promise<ApprovedDraft | undefined> {
  const { context, prompt, interview } = review;
  for (;;) {
    const draft = await draftOf(review);
    const { plan } = draft;
    printSummary(review, draft);
    const choice = await askWhatNext(review, draft);
    if (choice === 'cancel') return undefined;
    if (choice === 'change') await interview.change();
    else if (choice === 'objects') await interview.askObjects();
    else if (choice === 'more') await interview.more();
    else if (choice === 'diff') showDiff(context, allFiles(plan), 'people');
    else if ((await mayOverwrite(review, plan)) && (await mayWeaken(review, draft))) {
      const removesStale =
        plan.stale.length > 0 &&
        (await prompt.confirm({ message: `Remove ${plan.stale.join(', ')}?`, default: false }));
      const start = choice === 'start' ? runTargetOf(interview.place, review.machine) : undefined;
      return { ...draft, start, removesStale };
    }
  }
}

async function draftOf({ context, interview, root, options }: Review): Promise<Draft> {
  const answers = await interview.settle();
  const { config, given, derived, warnings } = resolveConfig(answers);
  for (const finding of warnings) {
    const { message, advice } = findingInAnswers(finding);
    context.out.warn(message, advice);
  }
  await warnAboutIgnoredConfig(context, root, given);
  const files = renderFiles(config, await loadAssets(config));
  const configFile = configFileFor(context, root);
  const saved = await planConfig(root, configFile, given, answers, options);
  const plan = { ...(await planFor(root, files)), saved };
  const isNewer = await isConfigNewer(root, configFile, context.configFile !== undefined);
  return { answers, config, given, derived, plan, losses: unrequestedLosses(plan.files, given, isNewer) };
}

function printSummary({ context, interview, root }: Review, draft: Draft): void {
  const { config, plan } = draft;
  const { out } = context;
  out.say(`\n${out.colors.bold('Settings')}`);
  for (const line of summaryLines(draft, interview.asked, interview.place)) out.say(line);
  // The question has said it.
  const need = interview.asked.has('collection.objects') ? undefined : objectsNeed(config);
  if (need !== undefined) out.say(out.colors.dim(`  → ${need}`));
  out.say(`\n${out.colors.bold('Files')} in ${root}`);
  for (const { path, state, foreign } of plan.files) {
    out.say(`  ${(foreign ? 'edited' : state).padEnd(9)}  ${path}`);
  }
  for (const { path, state } of plan.saved.files) out.say(`  ${state.padEnd(9)}  ${path}`);
  const needs = envNeeds(config);
  if (needs) out.say(`  ${(needs.credentials.length > 0 ? 'secrets' : 'key').padEnd(9)}  ${ENV_FILE}`);
  for (const path of plan.stale) out.say(`  ${'obsolete'.padEnd(9)}  ${path}`);
  const cost = costOfStarting(config);
  if (cost !== undefined) out.say(`\n${out.colors.bold('To start it')}\n  ${cost}`);
  out.say();
}

/** How the summary names each target. */
const START: Readonly<Record<RunTarget, string>> = {
  compose: 'with Docker Compose, then test it',
  helm: 'on Kubernetes, then test it',
  embedded: 'as local processes, then test it',
};

async function askWhatNext({ prompt, interview, machine }: Review, { config, plan }: Draft): Promise<string> {
  const { place } = interview;
  const hasChanges = allFiles(plan).some(
    ({ before, state }) => before !== undefined && state !== 'unchanged',
  );
  const choices = [
    ['start', 'Write and start', START[runTargetOf(place, machine)]],
    ['write', 'Write only', ''],
    ...(hasChanges ? ([['diff', 'Show the changes', '']] as const) : []),
    ...(interview.asks('collection.objects')
      ? ([['objects', 'Plan the size', 'memory and disk for a number of objects']] as const)
      : []),
    ['change', 'Change an answer', ''],
    ['more', 'More settings', 'ports, memory, vectors, name, …'],
    ['cancel', 'Cancel', ''],
  ] as const;
  return prompt.select({
    message: 'What next?',
    choices: choices.map(([value, short, meaning]) => ({
      value,
      name: `${short.padEnd(16)}  ${meaning}`.trimEnd(),
      short,
    })),
    default: canStart(place, config, machine) ? 'start' : 'write',
  });
}

/** Whether the files may be written: edited ones only after a separate confirmation. */
async function mayOverwrite({ prompt, options }: Review, { files }: Plan): Promise<boolean> {
  const edited = files.filter(({ foreign }) => foreign).map(({ path }) => path);
  if (edited.length === 0 || options.force) return true;
  return prompt.confirm({ message: `Overwrite the edited ${edited.join(', ')}?`, default: false });
}

/** Whether existing files may lose protected settings: only after a separate confirmation. */
async function mayWeaken({ context, prompt }: Review, { losses }: Draft): Promise<boolean> {
  if (losses.length === 0) return true;
  context.out.say('No answer asks for this, but it would weaken existing files:');
  for (const { paths, description } of losses) context.out.say(`  ${paths.join(', ')}: ${description}`);
  return prompt.confirm({ message: 'Write the files with these changes?', default: false });
}

/** Writes the files, and starts the stack if the user wants that. */
async function carryOut(review: Review, draft: ApprovedDraft): Promise<void> {
  const { context, interview, root, file, options } = review;
  const { answers, config, plan, losses, start } = draft;
  const confirmed = losses.map(({ key, after }) => [key, givenAnswer(after)] as const);
  const { out } = context;
  await writePlan(root, plan, config, context);
  if (draft.removesStale) await removeStale(root, plan);
  out.say(`${out.colors.green('✔')} written\n`);
  await warnAboutEnvFiles(context, root, config);
  warnAboutKept(context, lossesIn(plan.files));
  warnAboutUnsavedValues(context, plan.saved);
  printNextSteps(context, config, start === undefined ? runTargetsOf(interview.place) : []);
  const extraArguments = options.save === false ? ['--no-save'] : [];
  out.say(
    `\nTo do the same without questions:\n  ${replayCommand(valuesForReplay(new Map([...answers, ...confirmed]), file), extraArguments)}`,
  );
  if (start !== undefined) await startAndTest(review, draft, start);
}

/** Does what `bindstack up --smoke` does in the directory of the files. */
async function startAndTest(
  { context, root }: Review,
  { given, plan, config }: Draft,
  target: RunTarget,
): Promise<void> {
  const { out, cwd, configFile } = context;
  const isSaved = plan.saved.hash !== undefined;
  const upContext = {
    ...context,
    cwd: root,
    configFile: isSaved || configFile === undefined ? undefined : resolve(cwd, configFile),
  };
  const { up } = await import('./up.ts');
  out.say();
  await up(upContext, isSaved ? new Map() : await flagsForUp(given, target), { target, smoke: true });
  const hint = await searchHint(root, targetFlag(target), config.collection.modalities);
  if (!hint) return;
  out.say('\nSearch your own media:');
  for (const command of hint) out.say(`  ${command}`);
  if (config.inference.mode === 'stub') {
    out.say(out.colors.dim('With the stub, the order of the results has no meaning.'));
  }
}

/** The values as flags of `up`: without a bindstack.yaml, it would not know them. */
async function flagsForUp(given: GivenValues, target: RunTarget): Promise<FlagValues> {
  const { upKeys } = await targetOf(target);
  return new Map(
    [...given]
      .filter(([key]) => key !== 'targets' && upKeys.has(key))
      .map(([key, { value }]) => [key, typeof value === 'boolean' ? value : [textFromValue(value)]]),
  );
}
