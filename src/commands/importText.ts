import { writeFile } from 'node:fs/promises';
import { Failure, reasonOf } from '../errors.ts';
import { MODALITIES } from '../facts/modalities.ts';
import type { FailedFile, FileEvent, ImportTally } from '../import/importTally.ts';
import { noField } from '../import/mediaUnit.ts';
import type { StackConfig } from '../options/table.ts';
import type { Output } from '../terminal/output.ts';

/** Failures that are shown as they happen; the report has all of them. */
const SHOWN_FAILURES = 20;

/** `are text` as `is text` for one file, and the other way round. */
const verbFor = (count: number, reason: string) =>
  reason.replace(/^(?:is|are)\b/, count === 1 ? 'is' : 'are');

export const filesText = (count: number) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'file' : 'files'}`;

/**
 * Shows what is wrong with a file, and with `verbose` also what is right.
 * @param shown files whose failure was shown before
 */
export function showFile(out: Output, event: FileEvent, shown: Set<string>, verbose: boolean): void {
  if (out.event({ event: 'file', ...event })) return;
  if (event.status === 'failed') {
    if (shown.has(event.path) || shown.size >= SHOWN_FAILURES) return;
    shown.add(event.path);
    const { message, reason, suggestion } = event.problem;
    out.say(`${out.colors.red('✖')} ${event.path} ${message}: ${reason}`);
    out.say(`    ${out.colors.dim('try:')} ${suggestion}`);
  } else if (verbose) {
    if (event.status === 'imported') out.say(`${out.colors.green('+')} ${event.path} (${event.kind})`);
    else if (event.status === 'skipped') out.say(`- ${event.path} ${verbFor(1, event.reason)}`);
  }
}

/** What was done: `Media: 12 files imported as 14 objects, 3 files unchanged`. */
export function doneText(config: StackConfig, tally: ImportTally, dryRun = false): string {
  const { failed } = tally;
  const verb = dryRun ? 'would be imported' : 'imported';
  const objects = `${tally.objects.toLocaleString('en-US')} ${tally.objects === 1 ? 'object' : 'objects'}`;
  const parts = [
    `${filesText(tally.imported)} ${verb}${dryRun ? '' : ` as ${objects}`}`,
    ...(tally.unchanged > 0 ? [`${filesText(tally.unchanged)} unchanged`] : []),
    ...(tally.removed > 0 ? [`${filesText(tally.removed)} removed`] : []),
    ...(failed.length > 0 ? [`${filesText(failed.length)} failed`] : []),
  ];
  return `${config.collection.name}: ${parts.join(', ')}`;
}

/** What was done, and what to do next. @throws Failure if files failed */
export function finishImport(
  out: Output,
  config: StackConfig,
  tally: ImportTally,
  { dryRun = false, report }: { readonly dryRun?: boolean; readonly report?: string },
): void {
  const { failed } = tally;
  if (out.json) out.report(summaryOf(config, tally));
  out.say(doneText(config, tally, dryRun));
  for (const [reason, count] of tally.skipped)
    out.say(`left out: ${filesText(count)} that ${verbFor(count, reason)}`);
  const missing = MODALITIES.filter((kind) => tally.skipped.has(noField(kind)));
  if (missing.length > 0) {
    const modalities = [...config.collection.modalities, ...missing].join(',');
    out.say(
      `To import them: bindstack generate --modalities ${modalities}, then a collection with another name`,
    );
  }
  if (failed.length === 0) {
    if (!dryRun && tally.imported + tally.unchanged > 0)
      out.say("Search: bindstack search 'a dog on a beach'");
    return;
  }
  throw new Failure('failed', {
    code: 'files-failed',
    message: `${filesText(failed.length)} could not be imported`,
    detail: failed.length > SHOWN_FAILURES ? `The first ${SHOWN_FAILURES} are shown.` : undefined,
    suggestion:
      report === undefined
        ? 'do what is suggested for each file, then run the same command again; for a list, add --report FILE'
        : 'do what is suggested for each file, then run the same command again',
    reported: out.json,
  });
}

function summaryOf(config: StackConfig, tally: ImportTally): object {
  const { imported, unchanged, removed, objects, failed, skipped } = tally;
  return {
    collection: config.collection.name,
    files: { imported, unchanged, removed, skipped: tally.skippedFiles, failed: failed.length },
    objects,
    failed: failed satisfies readonly FailedFile[],
    skipped: [...skipped].map(([reason, files]) => ({ reason, files })),
  };
}

export async function writeReport(file: string, config: StackConfig, tally: ImportTally): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(summaryOf(config, tally), null, 2)}\n`);
  } catch (error) {
    throw new Failure('usage', {
      code: 'cannot-write',
      message: `cannot write the report ${file}`,
      detail: reasonOf(error),
      suggestion: '--report FILE with a file in a folder that exists',
    });
  }
}
