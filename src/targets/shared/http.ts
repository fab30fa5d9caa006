import { once } from 'node:events';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { withDeadline } from '../../clock.ts';
import { reasonOf } from '../../errors.ts';

export interface HttpResponse {
  /** Undefined without a response. */
  readonly status: number | undefined;
  /** The body; without a response, the reason. */
  readonly text: string;
  /** The timeout expired before the response was complete. */
  readonly timedOut?: true;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
  /** Trusted certificates (PEM), instead of those that Node trusts. */
  readonly ca?: string | undefined;
  /** Milliseconds; 5 s by default. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request with a time limit. Does not throw if there is no response, and does not follow redirects. Does not
 * use `fetch`, which waits forever if a connection is closed right after it was accepted (measured, Node 20.20):
 * Docker's proxy does that while nothing listens in the container, and it would look like a server that hangs.
 */
export async function sendRequest(url: string, options: RequestOptions = {}): Promise<HttpResponse> {
  const { method = 'GET', body, ca, timeout = 5000, signal } = options;
  let reason: unknown;
  try {
    return await withDeadline(timeout, signal, async (limit) => {
      limit.addEventListener('abort', () => {
        reason = limit.reason;
      });
      const request = new URL(url).protocol === 'https:' ? secure : plain;
      const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const headers = {
        ...options.headers,
        // Node does not set the length of a DELETE.
        ...(sent !== undefined && {
          'Content-Type': 'application/json',
          'Content-Length': `${Buffer.byteLength(sent)}`,
        }),
      };
      const outgoing = request(url, { method, headers, ca, signal: limit, agent: false });
      outgoing.end(sent);
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      return { status: response.statusCode, text };
    });
  } catch (error) {
    const timedOut = reason !== undefined && signal?.aborted !== true;
    return { status: undefined, text: reasonOf(reason ?? error), ...(timedOut && { timedOut }) };
  }
}
