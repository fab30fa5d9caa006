import { withDeadline } from '../clock.ts';
import type { Modality } from '../facts/modalities.ts';
import { CheckFailure } from './checkFailure.ts';

/**
 * Milliseconds that the vector of one medium may take. Two cores need a tenth of it or less, and a
 * third of it beside other work (measured with the real model: text 0.8 s, image 2 s, a video 32 s, and 42 to 117 s
 * on a busy machine; the first one of all takes some more).
 */
export const VECTOR_TIME_LIMIT: Readonly<Record<Modality, number>> = {
  text: 60_000,
  image: 90_000,
  audio: 60_000,
  video: 330_000,
  thermal: 60_000,
  imu: 60_000,
  depth: 60_000,
};

/** Milliseconds for media that are vectorized one after the other. */
export function totalTimeLimit(modalities: Iterable<Modality>): number {
  let sum = 0;
  for (const modality of modalities) sum += VECTOR_TIME_LIMIT[modality];
  return sum;
}

/** Milliseconds for what needs no model. */
export const REST_TIMEOUT = 30_000;

/** What a check that vectorizes waits for. */
export function waitDescription(modality: Modality): string {
  return modality === 'video'
    ? 'the vector of a video, for which two cores need half a minute to two minutes'
    : `the vector of one ${modality}`;
}

/**
 * What some work gives, in the time that it has.
 * @param signal ends the whole test
 * @throws CheckFailure that blames the inference server where the budget was not enough, or the time of the test
 */
export async function withTimeLimit<T>(
  work: () => Promise<T>,
  { timeLimit, waitingFor = 'vectors' }: { readonly timeLimit?: number; readonly waitingFor?: string },
  signal: AbortSignal,
): Promise<T> {
  if (timeLimit === undefined) return orAborted(work(), signal);
  return withDeadline(timeLimit, signal, async (limit) => {
    try {
      return await orAborted(work(), limit);
    } catch (error) {
      if (!limit.aborted || signal.aborted) throw error;
      throw new CheckFailure(
        'inference',
        `no answer within ${timeLimit / 1000} s, in which even a CPU is done (waiting for ${waitingFor})`,
        'see whether the inference server works or hangs: its log, its CPU; more cores: --inference-cpus',
      );
    }
  });
}

/** The work, or a CheckFailure as soon as the test is ended. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Left alone, a late failure of the abandoned work would end the process.
  work.catch(() => {});
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(abortFailure(signal));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function abortFailure({ reason }: AbortSignal): CheckFailure {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new CheckFailure(
    'time',
    isTimeout ? 'the whole test ran out of time' : 'interrupted',
    'a longer --timeout; two cores need half a minute to two minutes for one video',
  );
}
