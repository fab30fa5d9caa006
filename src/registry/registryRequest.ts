import { withDeadline } from '../clock.ts';
import { reasonOf } from '../errors.ts';

/** What was looked up: the answer, or why there is none. */
export type Lookup<T> =
  | { readonly found: T }
  | {
      readonly reason: string;
      /** There was no answer at all. */
      readonly isSilent?: true;
    };

/** Milliseconds for one answer: whoever is offline shall not wait long. */
const REQUEST_TIMEOUT = 8000;

/** What came back, with the text of the body. */
export interface RegistryResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request, redirects followed. It knows no proxy (Node 20's fetch reads no HTTPS_PROXY). */
export async function request(
  url: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
  method: 'GET' | 'HEAD' = 'GET',
): Promise<Lookup<RegistryResponse>> {
  try {
    return await withDeadline(REQUEST_TIMEOUT, signal, async (limit) => {
      const response = await fetch(url, { method, headers, signal: limit });
      const { status } = response;
      return { found: { status, headers: response.headers, text: await response.text() } };
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return { reason: `${new URL(url).host} does not answer: ${reasonOf(error)}`, isSilent: true };
  }
}

/** The same for what only a status of 200 answers. */
export async function requestOk(url: string, signal: AbortSignal): Promise<Lookup<RegistryResponse>> {
  const answer = await request(url, signal);
  if ('reason' in answer || answer.found.status === 200) return answer;
  return { reason: `${url} answers with status ${answer.found.status}` };
}
