import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import type { FlagValues } from '../options/flags.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { imageDigest, imageTags } from '../registry/imageRegistry.ts';
import { valuesFor } from '../saved/load.ts';
import { asFailure, failureText } from '../terminal/failure.ts';
import { climb, type FinishedStep } from '../upgrade/climb.ts';
import {
  readUpgrade,
  removeUpgrade,
  type UpgradeJournal,
  unfinishedText,
  versionOf,
  writeUpgrade,
} from '../upgrade/journal.ts';
import { type Ladder, ladderOf, tagWithVersion } from '../upgrade/ladder.ts';
import { type Rollback, rollBack } from '../upgrade/rollBack.ts';
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
  readonly chart?: string;
  readonly apiKeyEnv?: string;
}

/** `bindstack upgrade`: brings a running stack to a newer version of Weaviate, one minor version at a time. */
export async function upgrade(given: Context, flags: FlagValues, options: UpgradeOptions): Promise<void> {
  const context = options.progress === 'json' ? { ...given, out: given.out.withJsonLines() } : given;
  const unfinished = await unfinishedUpgrade(context.cwd);
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

/** @throws Failure `damaged-journal` (refused) */
async function unfinishedUpgrade(cwd: string): Promise<UpgradeJournal | undefined> {
  return readUpgrade(cwd).catch(() => {
    throw new Failure('refused', {
      code: 'damaged-journal',
      message: '.bindstack/upgrade.json is damaged, so it is not known what an unfinished upgrade has done',
      suggestion: 'bindstack status; if the stack is complete, delete the file',
    });
  });
}

async function stackFor(
  context: Context,
  flags: FlagValues,
  options: UpgradeOptions,
  unfinished: UpgradeJournal | undefined,
): Promise<UpgradeStack> {
  const { target: name, timeout, chart = unfinished?.chart } = options;
  if (unfinished && unfinished.target !== name) {
    throw new Failure('usage', {
      code: 'other-target',
      message: `the unfinished upgrade of this directory is one of --target ${unfinished.target}`,
      suggestion: `bindstack upgrade --target ${unfinished.target}`,
    });
  }
  const target = await targetForFlags('upgrade', name, flags);
  const running = unfinished?.config ?? (await target.runningConfig(context));
  const found = { context, flags, options, target };
  return {
    ...found,
    up: { timeout: timeoutSeconds(timeout), chart },
    backups: backupsOf(found),
    running,
    tags: new Map(),
  };
}

async function configuredStack({ context, flags, running }: UpgradeStack): Promise<StackConfig> {
  return running ?? resolveConfig(await valuesFor(context, flags)).config;
}

/** The ladder from what runs, or from the configuration if nothing does. */
async function findLadder(
  stack: UpgradeStack,
  { to, via = [] }: UpgradeOptions,
): Promise<{ ladder: Ladder; isRunning: boolean; config: StackConfig }> {
  const { context } = stack;
  const config = await configuredStack(stack);
  const version = await versionOfRunning(stack);
  const from = version ?? versionInTag(config.weaviate.tag);
  if (from === undefined) {
    throw new Failure('usage', {
      code: 'version-unknown',
      message: `Weaviate does not run, and the tag ${config.weaviate.tag} does not say its version`,
      suggestion: await stack.target.startCommand(context),
    });
  }
  const tags = await imageTags(config.weaviate, context);
  context.signal.throwIfAborted();
  const published = 'value' in tags ? tags.value : undefined;
  return { ladder: ladderOf({ from, to, via, published }), isRunning: version !== undefined, config };
}

async function showPlan(
  stack: UpgradeStack,
  options: UpgradeOptions,
  unfinished: UpgradeJournal | undefined,
): Promise<void> {
  const { out } = stack.context;
  const { ladder, isRunning, config } = await findLadder(stack, options);
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
  rejectVariables(stack);
  const { ladder, isRunning, config } = await findLadder(stack, options);
  const { from, steps } = ladder;
  const [first] = steps;
  if (first === undefined) {
    if (out.json) reportDone(stack, 'unchanged', from, []);
    else out.say(`Weaviate ${from} is up to date: there is nothing to do.`);
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
  const last = journal.steps.at(-1);
  if (to !== undefined && versionInTag(to) !== last) {
    throw new Failure('refused', {
      code: 'unfinished-upgrade',
      message: `an upgrade to ${last} is not finished`,
      suggestion: 'bindstack upgrade, which continues it, or bindstack upgrade --rollback',
    });
  }
  if (journal.back) {
    throw new Failure('refused', {
      code: 'unfinished-rollback',
      message: `the rollback of the upgrade to ${versionOf(journal)} is not finished`,
      suggestion: 'bindstack upgrade --rollback, which continues it',
    });
  }
  stack.context.out.say(`Continuing the upgrade to ${last}.`);
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
      const back = await rollBack(context, work, journal, newPlace());
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
  if (journal === undefined) {
    throw new Failure('refused', {
      code: 'nothing-unfinished',
      message: 'there is no unfinished upgrade to roll back',
      detail: 'A finished one is undone with its backup, in an empty server of the older version.',
      suggestion: 'bindstack backup list',
    });
  }
  const back = await rollBack(stack.context, workOn(stack), journal, newPlace());
  reportBack(stack, back);
  if (stack.context.out.json) reportDone(stack, 'rolled-back', back.version, [], back);
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

/** Variables that would win over the files that an upgrade writes. */
function rejectVariables({ context: { env } }: UpgradeStack): void {
  const name = ['BINDSTACK_WEAVIATE_TAG', 'BINDSTACK_WEAVIATE_BINARY'].find((one) => env[one]);
  if (name === undefined) return;
  throw new Failure('usage', {
    code: 'fixed-version',
    message: `${name} is set, which says what runs whatever the files say`,
    suggestion: `unset ${name}`,
  });
}

/** The tags of images that are pinned by a digest, with the digests of the new ones. @throws Failure `no-digest` */
async function digestTags(
  context: Pick<Context, 'env' | 'signal'>,
  { weaviate }: StackConfig,
  steps: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!weaviate.tag.includes('@')) return new Map();
  const tags = new Map<string, string>();
  for (const version of steps) {
    const tag = tagWithVersion(weaviate.tag, version);
    const digest = await imageDigest(weaviate, tag, context);
    if ('reason' in digest) {
      throw new Failure('environment', {
        code: 'no-digest',
        message: `${weaviate.tag} is pinned by its digest, and that of ${tag} cannot be looked up: ${digest.reason}`,
        suggestion: `run the same command with network access, or pin only the version: bindstack generate --weaviate-tag ${weaviate.tag.split('@')[0]}`,
      });
    }
    tags.set(version, `${tag}@${digest.value}`);
  }
  return tags;
}

function keepsNothing(): Failure {
  return new Failure('refused', {
    code: 'no-persistence',
    message: 'the data of this stack is deleted with its container, so there is nothing to upgrade',
    suggestion: 'bindstack generate --persistence volume, then import the data again',
  });
}

/** The name for data that is set aside, which sorts by time. */
function newPlace(): string {
  return `set-aside-${new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`;
}
