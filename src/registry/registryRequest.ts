import { withDeadline } from '../clock.ts';
import { reasonOf } from '../errors.ts';

/** The result of a lookup, or why there is no result. */
export type Lookup<T> =
  | { readonly value: T }
  | {
      readonly reason: string;
      /** The server did not respond at all. */
      readonly isSilent?: true;
    };

/** Milliseconds to wait for one response: short, so that a user who is offline does not wait long. */
const REQUEST_TIMEOUT = 8000;

/** A response with the text of its body. */
export interface RegistryResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends one request and follows redirects. Does not use a proxy (fetch in Node 20 does not read HTTPS_PROXY). */
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
      return { value: { status, headers: response.headers, text: await response.text() } };
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return { reason: `${new URL(url).host} does not respond: ${reasonOf(error)}`, isSilent: true };
  }
}

/** The same, with any status other than 200 as an error. */
export async function requestOk(url: string, signal: AbortSignal): Promise<Lookup<RegistryResponse>> {
  const response = await request(url, signal);
  if ('reason' in response || response.value.status === 200) return response;
  return { reason: `${url} responds with status ${response.value.status}` };
}
