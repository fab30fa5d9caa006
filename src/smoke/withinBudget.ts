import { withDeadline } from '../clock.ts';
import { CheckFailure } from './checkFailure.ts';
import type { Check } from './checks/check.ts';

/**
 * What some work gives, in the time that it has.
 * @param signal ends the whole test
 * @throws CheckFailure that blames the inference server where the budget was not enough, or the time of the test
 */
export async function withinBudget<T>(
  work: () => Promise<T>,
  { budget, waits = 'vectors' }: Pick<Check, 'budget' | 'waits'>,
  signal: AbortSignal,
): Promise<T> {
  if (budget === undefined) return orEnded(work(), signal);
  return withDeadline(budget, signal, async (limit) => {
    try {
      return await orEnded(work(), limit);
    } catch (error) {
      if (!limit.aborted || signal.aborted) throw error;
      throw new CheckFailure(
        'inference',
        `no answer within ${budget / 1000} s, in which even a CPU is done (waiting for ${waits})`,
        'see whether the inference server works or hangs: its log, its CPU; more cores: --inference-cpus',
      );
    }
  });
}

/** The work, or a CheckFailure as soon as the test is ended. */
async function orEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Left alone, a late failure of the abandoned work would end the process.
  work.catch(() => {});
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(endOf(signal));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function endOf({ reason }: AbortSignal): CheckFailure {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new CheckFailure(
    'time',
    isTimeout ? 'the whole test ran out of time' : 'interrupted',
    'a longer --timeout; two cores need half a minute to two minutes for one video',
  );
}
