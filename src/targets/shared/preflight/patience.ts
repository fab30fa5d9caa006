import { sleep } from '../../../clock.ts';
import type { Run, RunResult } from '../../../context.ts';
import { type AskOptions, ask as askServer, type HttpAnswer } from '../http.ts';

/** Milliseconds that a program has for its answer; more than a busy machine with two cores takes for any of them. */
const PATIENCE = 10_000;

/** Milliseconds in which a program that was told to end may still do so. */
const GRACE = 500;

/** What a program that does not answer in time leaves behind. */
export const LATE: RunResult = {
  exitCode: undefined,
  stdout: '',
  stderr: `no answer within ${PATIENCE / 1000} s`,
  notFound: false,
};

/**
 * Runs programs that are only asked something: after some seconds there is an answer, be it that none came.
 * The time-out of `run` ends the program alone, and a plugin of docker that it has started keeps its output open.
 */
export function impatient(run: Run, patience = PATIENCE): Run {
  return async (command, args, options) => {
    const over = new AbortController();
    const late = sleep(patience + GRACE, over.signal).then(() => LATE);
    try {
      const result = await Promise.race([run(command, args, { timeout: patience, ...options }), late]);
      const isEnded = result.exitCode === undefined && !result.notFound && result.stderr.trim() === '';
      return isEnded ? { ...result, stderr: LATE.stderr } : result;
    } finally {
      over.abort();
    }
  };
}

/** One request of a check: late is late in seconds, and an interruption ends the checks. */
export async function ask(url: string, options: AskOptions = {}): Promise<HttpAnswer> {
  const answer = await askServer(url, options);
  options.signal?.throwIfAborted();
  const { timeout = 5000 } = options;
  return answer.isLate ? { ...answer, text: `no answer within ${timeout / 1000} s` } : answer;
}
