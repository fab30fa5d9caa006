import { withDeadline } from '../clock.ts';
import { reasonOf } from '../errors.ts';

export interface HttpAnswer {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly text: string;
}

/** One GET with a time limit in milliseconds; that nothing answers is an answer too. */
export async function get(
  url: string,
  options: { timeout?: number; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<HttpAnswer> {
  const { timeout = 5000, headers = {}, signal } = options;
  try {
    return await withDeadline(timeout, signal, async (limit) => {
      const response = await fetch(url, { headers, signal: limit, redirect: 'manual' });
      return { status: response.status, text: await response.text() };
    });
  } catch (error) {
    return { status: undefined, text: reasonOf(error) };
  }
}
