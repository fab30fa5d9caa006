import { type AskOptions, ask as askServer, type HttpAnswer } from '../http.ts';

/** One request of a check: late is late in seconds, and an interruption ends the checks. */
export async function ask(url: string, options: AskOptions = {}): Promise<HttpAnswer> {
  const answer = await askServer(url, options);
  options.signal?.throwIfAborted();
  const { timeout = 5000 } = options;
  return answer.isLate ? { ...answer, text: `no answer within ${timeout / 1000} s` } : answer;
}
