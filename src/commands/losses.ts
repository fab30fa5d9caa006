import type { GivenValues } from '../config/source.ts';
import { type FileChange, flagText, type Loss, lossesIn, untold } from '../config/weakening.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';

/** What new files would lose of those that are there, and nobody has asked for. */
export function untoldLosses(files: readonly FileChange[], given: GivenValues, isNewer: boolean): Loss[] {
  return untold(lossesIn(files), given, isNewer);
}

/** @throws Failure `would-weaken` (refused): nobody has asked for it */
export function refuseLosses(losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  throw new Failure('refused', {
    code: 'would-weaken',
    message: `this would weaken ${[...new Set(losses.flatMap(({ paths }) => paths))].join(', ')}, and you did not ask for it`,
    detail: [...losses.map(({ says, paths }) => `${paths.join(', ')}: ${says}`), 'Nothing was changed.'].join(
      '\n',
    ),
    suggestion: `add ${flagTexts(losses, 'before')} to keep what is there, or, if you mean it, ${flagTexts(losses, 'after')}`,
  });
}

function flagTexts(losses: readonly Loss[], which: 'before' | 'after'): string {
  return losses.map((loss) => flagText(loss.key, loss[which])).join(' ');
}

/** Says what the same command without `--dry-run` would refuse. */
export function warnOfLosses({ out }: Pick<Context, 'out'>, losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  out.warn(
    `without --dry-run this is refused: ${losses.map(({ says }) => says).join('; ')}`,
    `add ${flagTexts(losses, 'before')} to keep what is there, or, if you mean it, ${flagTexts(losses, 'after')}`,
  );
}
