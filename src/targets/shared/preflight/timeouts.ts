import { sleep } from '../../../clock.ts';
import type { Run, RunResult } from '../../../context.ts';
import { sendRequest as askServer, type HttpResponse, type RequestOptions } from '../http.ts';

/** Milliseconds that a program has for its answer; more than a busy machine with two cores takes for any of them. */
const PROGRAM_TIMEOUT = 10_000;

/** Milliseconds in which a program that was told to end may still do so. */
const KILL_GRACE = 500;

/** What a program that does not answer in time leaves behind. */
export const TIMED_OUT: RunResult = {
  exitCode: undefined,
  stdout: '',
  stderr: `no answer within ${PROGRAM_TIMEOUT / 1000} s`,
  notFound: false,
};

/**
 * Runs programs that are only asked something: after some seconds there is an answer, be it that none came.
 * The time-out of `run` ends the program alone, and a plugin of docker that it has started keeps its output open.
 */
export function withTimeout(run: Run, patience = PROGRAM_TIMEOUT): Run {
  return async (command, args, options) => {
    const over = new AbortController();
    const late = sleep(patience + KILL_GRACE, over.signal).then(() => TIMED_OUT);
    try {
      const result = await Promise.race([run(command, args, { timeout: patience, ...options }), late]);
      const isEnded = result.exitCode === undefined && !result.notFound && result.stderr.trim() === '';
      return isEnded ? { ...result, stderr: TIMED_OUT.stderr } : result;
    } finally {
      over.abort();
    }
  };
}

/** One request of a check: late is late in seconds, and an interruption ends the checks. */
export async function probeRequest(url: string, options: RequestOptions = {}): Promise<HttpResponse> {
  const answer = await askServer(url, options);
  options.signal?.throwIfAborted();
  const { timeout = 5000 } = options;
  return answer.timedOut ? { ...answer, text: `no answer within ${timeout / 1000} s` } : answer;
}
