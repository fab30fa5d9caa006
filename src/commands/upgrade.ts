import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import type { FlagValues } from '../options/flags.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { valuesFor } from '../saved/load.ts';
import { asFailure, failureText } from '../terminal/failure.ts';
import { climb, type FinishedStep } from '../upgrade/climb.ts';
import { digestTags } from '../upgrade/digestTags.ts';
import { findLadder } from '../upgrade/findLadder.ts';
import {
  isSetAside,
  readUpgrade,
  removeUpgrade,
  type UpgradeJournal,
  unfinishedText,
  versionOf,
  writeUpgrade,
} from '../upgrade/journal.ts';
import { type Ladder, tagWithVersion } from '../upgrade/ladder.ts';
import {
  keepsNothing,
  knownUpgrade,
  nothingUnfinished,
  rejectVariables,
  requireContinuable,
  requireTarget,
  versionUnknown,
} from '../upgrade/refusals.ts';
import { newPlace, type Rollback, rollBack } from '../upgrade/rollBack.ts';
import type { UpgradeWork } from '../upgrade/work.ts';
import { targetForFlags, timeoutSeconds } from './readFlags.ts';
import { backupsOf } from './upgradeBackups.ts';
import { versionOfRunning } from './upgradeConnection.ts';
import { planTag } from './upgradeFiles.ts';
import { plannedSteps, planText } from './upgradeText.ts';
import { type UpgradeStack, workOn } from './upgradeWork.ts';

export interface UpgradeOptions {
  readonly target: RunTarget;
  readonly to?: string;
  readonly via?: readonly string[];
  readonly plan?: boolean;
  readonly rollback?: boolean;
  readonly yes?: boolean;
  /** False for `--no-backup`. */
  readonly backup?: boolean;
  readonly backend?: string;
  readonly timeout?: string;
  readonly acceptDifferences?: boolean;
  readonly progress?: 'text' | 'json';
  readonly verbose?: boolean;
  readonly chart?: string;
  readonly apiKeyEnv?: string;
}

/** `bindstack upgrade`: brings a running stack to a newer version of Weaviate, one minor version at a time. */
export async function upgrade(given: Context, flags: FlagValues, options: UpgradeOptions): Promise<void> {
  const context = options.progress === 'json' ? { ...given, out: given.out.withJsonLines() } : given;
  const unfinished = await knownUpgrade(context.cwd);
  const stack = await stackFor(context, flags, options, unfinished);
  if (options.plan) return showPlan(stack, options, unfinished);
  await withLock(context.cwd, 'upgrade', { waitMs: 0 }, () =>
    options.rollback
      ? goBack(stack, unfinished)
      : unfinished
        ? goOn(stack, options, unfinished)
        : start(stack, options),
  );
}

async function stackFor(
  context: Context,
  flags: FlagValues,
  options: UpgradeOptions,
  unfinished: UpgradeJournal | undefined,
): Promise<UpgradeStack> {
  const { target: name, timeout, chart = unfinished?.chart, verbose = false } = options;
  if (unfinished) requireTarget(unfinished, name);
  const target = await targetForFlags('upgrade', name, flags);
  const running = unfinished?.config ?? (await target.runningConfig(context));
  const found = { context, flags, options, target };
  return {
    ...found,
    up: { timeout: timeoutSeconds(timeout), chart },
    backups: backupsOf(found),
    running,
    tags: new Map(),
    verbose,
  };
}

async function configuredStack({ context, flags, running }: UpgradeStack): Promise<StackConfig> {
  return running ?? resolveConfig(await valuesFor(context, flags)).config;
}

/** The ladder from what runs, or from the configuration if nothing does. */
async function ladderFor(
  stack: UpgradeStack,
  { to, via = [] }: UpgradeOptions,
): Promise<{ ladder: Ladder; isRunning: boolean; config: StackConfig }> {
  const { context, target } = stack;
  const config = await configuredStack(stack);
  const version = await versionOfRunning(stack);
  const from = version ?? versionInTag(config.weaviate.tag);
  if (from === undefined) throw versionUnknown(config, await target.startCommand(context));
  return {
    ladder: await findLadder(context, config, { from, to, via }),
    isRunning: version !== undefined,
    config,
  };
}

async function showPlan(
  stack: UpgradeStack,
  options: UpgradeOptions,
  unfinished: UpgradeJournal | undefined,
): Promise<void> {
  const { out } = stack.context;
  const { ladder, isRunning, config } = await ladderFor(stack, options);
  const { target, backup: hasBackups = true } = options;
  const tagOf = (version: string) => tagWithVersion(config.weaviate.tag, version);
  const steps = plannedSteps(ladder, { target, hasBackups, tagOf });
  if (unfinished) out.warn(...unfinishedText(unfinished));
  if (out.json) {
    // Commands are completed like suggestions.
    const shown = steps.map(({ commands, ...step }) => ({
      ...step,
      commands: commands.map((command) => out.withPasteable({ suggestion: command }).suggestion),
    }));
    out.report({
      target,
      state: 'planned',
      from: ladder.from,
      to: ladder.to,
      running: isRunning,
      steps: shown,
    });
  } else out.show(planText(ladder, steps));
}

async function start(stack: UpgradeStack, options: UpgradeOptions): Promise<void> {
  const { context, target } = stack;
  const { out, cwd } = context;
  rejectVariables(context.env);
  const { ladder, isRunning, config } = await ladderFor(stack, options);
  const { from, steps } = ladder;
  const [first] = steps;
  if (first === undefined) {
    if (out.json) reportDone(stack, 'unchanged', from, []);
    else out.say(`Weaviate ${from} is up to date: there is nothing to do.`);
    if (!isRunning) out.warn('Weaviate does not run', await target.startCommand(context));
    return;
  }
  if (!target.keepsData(config)) throw keepsNothing();
  const tags = await digestTags(context, config, steps);
  const whole = { ...stack, tags };
  const work = workOn(whole);
  // Everything that can be refused is refused before anything happens.
  await planTag(context, tags.get(first) ?? tagWithVersion(config.weaviate.tag, first));
  if (!isRunning) await work.start(from);
  const hasBackups = options.backup !== false;
  if (hasBackups) await stack.backups.check();
  await confirm(whole, ladder, options);
  const journal: UpgradeJournal = {
    target: target.name,
    from,
    steps: [...steps],
    step: 0,
    phase: 'backup',
    hasBackups,
    ...(stack.running && { config: stack.running }),
    ...(stack.up.chart !== undefined && { chart: stack.up.chart }),
  };
  await writeUpgrade(cwd, journal);
  await finish(whole, work, journal);
}

/** Continues an upgrade that was interrupted or has failed. */
async function goOn(
  stack: UpgradeStack,
  { to, acceptDifferences }: UpgradeOptions,
  journal: UpgradeJournal,
): Promise<void> {
  requireContinuable(journal, to);
  stack.context.out.say(`Continuing the upgrade to ${journal.steps.at(-1)}.`);
  const config = await configuredStack(stack);
  const tags = await digestTags(stack.context, config, journal.steps.slice(journal.step));
  const whole = { ...stack, tags };
  const work = workOn(whole);
  await finish(whole, acceptDifferences ? { ...work, differences: async () => [] } : work, journal);
}

/** Carries out an upgrade; if that fails, says or asks how to go on. */
async function finish(stack: UpgradeStack, work: UpgradeWork, journal: UpgradeJournal): Promise<void> {
  const { context } = stack;
  const { out } = context;
  let finished: FinishedStep[];
  try {
    finished = await climb(context, work, journal);
  } catch (error) {
    throw await stopped(stack, work, error);
  }
  const version = journal.steps.at(-1) ?? journal.from;
  if (out.json) reportDone(stack, 'done', version, finished);
  else {
    out.say();
    out.say(`Weaviate ${version} is up, with the same data.`);
    const oldest = finished[0]?.backup;
    if (oldest) out.say(`The backup ${oldest} is still there.`);
  }
}

/** Says how to go on after a failure; on a terminal, asks whether to go back now. @returns the error to report */
async function stopped(stack: UpgradeStack, work: UpgradeWork, error: unknown): Promise<unknown> {
  const { context } = stack;
  const { out, cwd, signal } = context;
  const journal = await readUpgrade(cwd);
  if (journal === undefined) return error;
  if (journal.step === 0 && journal.files === undefined && !signal.aborted) {
    await removeUpgrade(cwd);
    return error;
  }
  const failure = asFailure(error, signal.aborted);
  const prompt = signal.aborted || failure === undefined ? undefined : await context.prompt();
  if (prompt && failure) {
    out.error(failureText(failure, out));
    if (await prompt.confirm({ message: 'Go back to the version before this step?', default: true })) {
      const back = await undone(stack, work, journal);
      reportBack(stack, back);
      const message = `the upgrade to ${versionOf(journal)} failed; Weaviate ${back.version} is back`;
      return new Failure('failed', { code: failure.code, message }, { cause: error });
    }
  }
  out.warn(...unfinishedText(journal));
  return error;
}

/** `--rollback`. */
async function goBack(stack: UpgradeStack, journal: UpgradeJournal | undefined): Promise<void> {
  if (journal === undefined) throw nothingUnfinished();
  const back = await undone(stack, workOn(stack), journal);
  reportBack(stack, back);
  if (stack.context.out.json) reportDone(stack, 'rolled-back', back.version, [], back);
}

/** Goes back; if that fails, says where the newer data is. */
async function undone(stack: UpgradeStack, work: UpgradeWork, journal: UpgradeJournal): Promise<Rollback> {
  const { context, target } = stack;
  try {
    return await rollBack(context, work, journal, newPlace());
  } catch (error) {
    const { back } = (await readUpgrade(context.cwd)) ?? {};
    if (back && isSetAside(back)) {
      context.out.warn(
        `what Weaviate ${versionOf(journal)} had is kept in ${target.setAsidePlace(back.place)}`,
        `bindstack upgrade --rollback${targetFlag(target.name)}, which tries again`,
      );
    }
    throw error;
  }
}

function reportBack({ context: { out }, target }: UpgradeStack, back: Rollback): void {
  const { version, backup, differences, kept } = back;
  if (out.json) return;
  if (backup === null) out.say(`Weaviate ${version} still runs; its data was not touched.`);
  else out.say(`Weaviate ${version} is back, with the data of the backup ${backup}.`);
  if (kept === null) return;
  out.warn(`the data is not as it was before the upgrade: ${differences.join('; ')}`);
  out.say(`What the newer version had is kept in ${target.setAsidePlace(kept)}.`);
}

function reportDone(
  { context: { out }, target }: UpgradeStack,
  state: string,
  version: string,
  steps: readonly FinishedStep[],
  more: object = {},
): void {
  out.report({ target: target.name, state, version, steps, ...more });
}

async function confirm(
  { context, target }: UpgradeStack,
  ladder: Ladder,
  options: UpgradeOptions,
): Promise<void> {
  const { out } = context;
  const { from, steps } = ladder;
  if (!out.json) out.say(`Weaviate ${[from, ...steps].join(' → ')}`);
  if (options.yes) return;
  const prompt = await context.prompt();
  if (!prompt) {
    throw new Failure('usage', {
      code: 'not-confirmed',
      message: 'upgrade restarts the stack, and cannot ask for confirmation without a terminal',
      suggestion: `bindstack upgrade${targetFlag(target.name)} --yes, or bindstack upgrade${targetFlag(target.name)} --plan`,
    });
  }
  if (await prompt.confirm({ message: 'Upgrade now? Weaviate restarts in each step.', default: false }))
    return;
  throw new Failure('refused', { code: 'not-confirmed', message: 'nothing was changed' });
}
