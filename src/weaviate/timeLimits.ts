import { orAborted, withDeadline } from '../clock.ts';
import type { Modality } from '../facts/modalities.ts';
import { CheckFailure } from './checkFailure.ts';

/**
 * Time limit per vector, in milliseconds. An idle two-core machine needs a tenth of it at most, a busy one a third
 * (measured with the real model: text 0.8 s, image 2 s, video 32 s, and 42 to 117 s for a video on a busy machine;
 * the first request takes longer).
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

/** Time limit in milliseconds for media that are vectorized one after the other. */
export function totalTimeLimit(modalities: Iterable<Modality>): number {
  let sum = 0;
  for (const modality of modalities) sum += VECTOR_TIME_LIMIT[modality];
  return sum;
}

/** Time limit in milliseconds for requests that do not involve the model. */
export const REST_TIMEOUT = 30_000;

/** What a check is waiting for while a medium is vectorized. Follows "waiting for". */
export function waitDescription(modality: Modality): string {
  return modality === 'video'
    ? 'a video vector, which takes two CPU cores half a minute to two minutes'
    : `the ${modality} vector`;
}

/**
 * Runs some work within its time limit.
 * @param signal aborts the whole test
 * @throws CheckFailure that blames the inference server if the work exceeded its limit, or the time if the test was
 * aborted
 */
export async function withTimeLimit<T>(
  work: () => Promise<T>,
  { timeLimit, waitingFor = 'vectors' }: { readonly timeLimit?: number; readonly waitingFor?: string },
  signal: AbortSignal,
): Promise<T> {
  if (timeLimit === undefined) return orAborted(work(), signal, abortFailure);
  return withDeadline(timeLimit, signal, async (limit) => {
    try {
      return await orAborted(work(), limit, abortFailure);
    } catch (error) {
      if (!limit.aborted || signal.aborted) throw error;
      throw new CheckFailure(
        'inference',
        `no response within ${timeLimit / 1000} s, which is enough even on a CPU (waiting for ${waitingFor})`,
        'check the log and CPU usage of the inference server; give it more cores with --inference-cpus',
      );
    }
  });
}

function abortFailure({ reason }: AbortSignal): CheckFailure {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new CheckFailure(
    'time',
    isTimeout ? 'the test exceeded its time limit' : 'interrupted',
    'set a longer --timeout; one video takes two CPU cores half a minute to two minutes',
  );
}
