import { sleep } from '../../../clock.ts';
import type { Run, RunResult } from '../../../context.ts';
import { type HttpResponse, type RequestOptions, sendRequest } from '../http.ts';
import { withAnswersOf } from '../program.ts';

/** Milliseconds that a program may take; more than a busy two-core machine takes for any of them. */
const PROGRAM_TIMEOUT = 10_000;

/** Milliseconds after the timeout for the program to exit. */
const KILL_GRACE = 500;

/** The result of a program that does not respond in time. */
export const TIMED_OUT: RunResult = {
  exitCode: undefined,
  stdout: '',
  stderr: `no response within ${PROGRAM_TIMEOUT / 1000} s`,
  notFound: false,
};

/**
 * Adds a timeout to programs that only report something. The timeout of `run` alone is not enough: it ends only the
 * program itself, and a docker plugin that it started keeps the output open.
 */
export function withTimeout(run: Run, timeout = PROGRAM_TIMEOUT): Run {
  return withAnswersOf(run, async (command, args, options) => {
    const finished = new AbortController();
    const expired = sleep(timeout + KILL_GRACE, finished.signal).then(() => TIMED_OUT);
    try {
      const result = await Promise.race([run(command, args, { timeout, ...options }), expired]);
      const timedOut = result.exitCode === undefined && !result.notFound && result.stderr.trim() === '';
      return timedOut ? { ...result, stderr: TIMED_OUT.stderr } : result;
    } finally {
      finished.abort();
    }
  });
}

/** Sends one request of a check; reports a timeout in seconds, and throws if the user interrupts. */
export async function probeRequest(url: string, options: RequestOptions = {}): Promise<HttpResponse> {
  const response = await sendRequest(url, options);
  options.signal?.throwIfAborted();
  const { timeout = 5000 } = options;
  return response.timedOut ? { ...response, text: `no response within ${timeout / 1000} s` } : response;
}
