import { Failure } from '../errors.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import { readUpgrade, type UpgradeJournal, versionOf } from './journal.ts';

/** The unfinished upgrade of a directory. @throws Failure `damaged-journal` (refused) */
export async function knownUpgrade(cwd: string): Promise<UpgradeJournal | undefined> {
  return readUpgrade(cwd).catch(() => {
    throw new Failure('refused', {
      code: 'damaged-journal',
      message: '.bindstack/upgrade.json is damaged, so it is not known what an unfinished upgrade has done',
      suggestion: 'bindstack status; if the stack is complete, delete the file',
    });
  });
}

/** @throws Failure `other-target` (usage) if the unfinished upgrade is one of another target */
export function requireTarget({ target }: UpgradeJournal, given: RunTarget): void {
  if (target === given) return;
  throw new Failure('usage', {
    code: 'other-target',
    message: `the unfinished upgrade of this directory is one of --target ${target}`,
    suggestion: `bindstack upgrade${targetFlag(target)}`,
  });
}

/**
 * @param to `--to`
 * @throws Failure (refused) if the unfinished upgrade cannot be continued as asked
 */
export function requireContinuable(journal: UpgradeJournal, to: string | undefined): void {
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
}

export function nothingUnfinished(): Failure {
  return new Failure('refused', {
    code: 'nothing-unfinished',
    message: 'there is no unfinished upgrade to roll back',
    detail: 'A finished one is undone with its backup, in an empty server of the older version.',
    suggestion: 'bindstack backup list',
  });
}

/** Variables that would win over the files that an upgrade writes. @throws Failure `fixed-version` (usage) */
export function rejectVariables(env: Readonly<Record<string, string | undefined>>): void {
  const name = ['BINDSTACK_WEAVIATE_TAG', 'BINDSTACK_WEAVIATE_BINARY'].find((one) => env[one]);
  if (name === undefined) return;
  throw new Failure('usage', {
    code: 'fixed-version',
    message: `${name} is set, which says what runs whatever the files say`,
    suggestion: `unset ${name}`,
  });
}

export function versionUnknown({ weaviate }: StackConfig, startCommand: string): Failure {
  return new Failure('usage', {
    code: 'version-unknown',
    message: `Weaviate does not run, and the tag ${weaviate.tag} does not say its version`,
    suggestion: startCommand,
  });
}

export function keepsNothing(): Failure {
  return new Failure('refused', {
    code: 'no-persistence',
    message: 'the data of this stack is deleted with its container, so there is nothing to upgrade',
    suggestion: 'bindstack generate --persistence volume, then import the data again',
  });
}
