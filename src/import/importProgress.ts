import { now } from '../clock.ts';
import { remainingText, TransferRate } from '../formats/transfer.ts';
import type { ImportTally } from './importTally.ts';

/** Characters of the bar at most, and of the text beside it. */
const BAR = 20;
const TEXT = 70;

/** Says how far an import is: `████░░ 120 of 500 files, 2.4/s, 3 min left`. */
export class ImportProgress {
  readonly #tally: ImportTally;
  /** Unchanged files are passed in no time, so they do not count. */
  readonly #rate = new TransferRate();
  /** How many files there are; undefined while they are still counted. */
  total: number | undefined;
  /** A server that does not respond. */
  waitingFor: string | undefined;

  readonly #bar: number;

  /** @param columns of the terminal: a narrow one shows a shorter bar, or none */
  constructor(tally: ImportTally, columns: number) {
    this.#tally = tally;
    this.#bar = Math.max(0, Math.min(BAR, columns - TEXT));
  }

  get text(): string {
    const { files, unchanged, failed } = this.#tally;
    const rate = this.#rate.rate(files - unchanged, now());
    const { total, waitingFor } = this;
    const left =
      waitingFor === undefined && total !== undefined && rate !== undefined && rate > 0 && total > files
        ? [`${remainingText((total - files) / rate)} left`]
        : [];
    return [
      total === undefined
        ? `${number(files)} files`
        : `${bar(files, total, this.#bar)}${number(files)} of ${number(total)} files`,
      ...(rate === undefined || rate === 0 || waitingFor !== undefined
        ? []
        : [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`]),
      ...left,
      ...(waitingFor === undefined ? [] : [`waiting for ${waitingFor}`]),
      ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ].join(', ');
  }
}

function bar(done: number, total: number, length: number): string {
  if (total === 0 || length === 0) return '';
  const full = Math.min(length, Math.floor((done / total) * length));
  return `${'█'.repeat(full)}${'░'.repeat(length - full)} `;
}

const number = (count: number) => count.toLocaleString('en-US');
