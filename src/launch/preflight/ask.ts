import { withDeadline } from '../../clock.ts';
import { reasonOf } from '../../errors.ts';

/** The answer of a server; `text` is the reason where there was none. */
export interface Asked {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly text: string;
}

export interface AskOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly body?: unknown;
  /** Milliseconds; 5 s. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** One request with a time limit; that nothing answers is an answer too. */
export async function ask(url: string, options: AskOptions = {}): Promise<Asked> {
  const { method = 'GET', body, timeout = 5000, signal } = options;
  try {
    return await withDeadline(timeout, signal, async (limit) => {
      const response = await fetch(url, {
        method,
        signal: limit,
        redirect: 'manual',
        ...(body !== undefined && {
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      return { status: response.status, text: await response.text() };
    });
  } catch (error) {
    signal?.throwIfAborted();
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return { status: undefined, text: isLate ? `no answer within ${timeout / 1000} s` : reasonOf(error) };
  }
}
