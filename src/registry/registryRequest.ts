import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { withDeadline } from '../clock.ts';
import type { Context } from '../context.ts';
import { reasonOf } from '../errors.ts';
import { WebError, webRequest } from '../webRequest.ts';

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

/** Whether a URL is on this machine. */
export const isLocal = (url: string) =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/** A response with the text of its body. */
export interface RegistryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a lookup uses: `env` for the proxy. */
export type LookupContext = Pick<Context, 'env' | 'signal'>;

/** Sends one request and follows redirects. */
export async function request(
  url: string,
  { env, signal }: LookupContext,
  headers: Readonly<Record<string, string>> = {},
  method: 'GET' | 'HEAD' = 'GET',
): Promise<Lookup<RegistryResponse>> {
  try {
    return await withDeadline(REQUEST_TIMEOUT, signal, async (limit) => {
      const response = await webRequest(url, {
        // A registry on this machine is not asked through a proxy: neither does Docker (Go's httpproxy).
        env: isLocal(url) ? {} : env,
        method,
        headers,
        signal: limit,
      });
      const { statusCode = 0 } = response;
      return { value: { status: statusCode, headers: response.headers, text: await text(response) } };
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const reason =
      error instanceof WebError ? error.message : `${new URL(url).host} does not respond: ${reasonOf(error)}`;
    return { reason, isSilent: true };
  }
}

/** The same, with any status other than 200 as an error. */
export async function requestOk(url: string, context: LookupContext): Promise<Lookup<RegistryResponse>> {
  const response = await request(url, context);
  if ('reason' in response || response.value.status === 200) return response;
  return { reason: `${url} responds with status ${response.value.status}` };
}
