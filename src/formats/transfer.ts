/** `60 MB`, `10.4 GB`: in powers of ten, like Docker and curl. */
const UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

type Unit = (typeof UNITS)[number];

const unitOf = (bytes: number): Unit => UNITS.find(([, factor]) => bytes >= factor) ?? ['kB', 1e3];

function inUnit(bytes: number, [unit, factor]: Unit): string {
  const value = bytes / factor;
  return unit === 'GB' || (value < 9.95 && value > 0) ? value.toFixed(1) : `${Math.round(value)}`;
}

const sizeText = (bytes: number) => `${inUnit(bytes, unitOf(bytes))} ${unitOf(bytes)[0]}`;

/** `40 s`, `4 min`, `1 h 5 min`: how long something still takes, no more exact than an estimate is. */
export function remainingText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/**
 * `12 of 60 MB, 3.4 MB/s, 14 s left`; parts that are not known are left out.
 * @param total bytes; undefined if it is not known
 * @param rate bytes per second; undefined if it is not known yet
 */
export function transferText(received: number, total: number | undefined, rate: number | undefined): string {
  const size =
    total === undefined ? sizeText(received) : `${inUnit(received, unitOf(total))} of ${sizeText(total)}`;
  if (rate === undefined) return size;
  const left =
    total !== undefined && rate > 0 && total > received
      ? [`${remainingText((total - received) / rate)} left`]
      : [];
  return [size, `${sizeText(rate)}/s`, ...left].join(', ');
}

/** Milliseconds over which a rate is measured: longer than a burst, short enough to show that a network got slower. */
const WINDOW = 10_000;

/** Milliseconds before a rate is worth showing. */
const SHORTEST = 1000;

/** The rate of a transfer over its last seconds. */
export class TransferRate {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /**
   * Adds a sample.
   * @param bytes received so far
   * @param at milliseconds of a monotonic clock
   * @returns bytes per second; undefined in the first second
   */
  rate(bytes: number, at: number): number | undefined {
    this.#samples.push({ at, bytes });
    while ((this.#samples[1]?.at ?? at) <= at - WINDOW) this.#samples.shift();
    const [first] = this.#samples;
    return first === undefined || at - first.at < SHORTEST
      ? undefined
      : ((bytes - first.bytes) * 1000) / (at - first.at);
  }
}
