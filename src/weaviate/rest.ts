import { diagnose } from '../diagnosis/diagnose.ts';
import { composeAdvice } from '../targets/compose/advice.ts';
import { sendRequest } from '../targets/shared/http.ts';
import { authorization } from '../targets/shared/layers.ts';
import { API_KEY_SUGGESTION, CheckFailure } from './checkFailure.ts';

/** How to reach a running Weaviate. */
export interface WeaviateServer {
  /** `http://127.0.0.1:8080`, without a trailing slash. */
  readonly http: string;
  readonly grpcHost: string;
  readonly grpcPort: number;
  /** Whether gRPC uses TLS. */
  readonly grpcSecure?: boolean;
  readonly apiKey: string | undefined;
  /** CA certificates to trust instead of those of Node, for REST and gRPC. */
  readonly ca?: { readonly file: string; readonly pem: string } | undefined;
}

/** A response with another status than 2xx, whose key was accepted. */
export class RestError extends Error {
  readonly status: number;
  /** Weaviate's message alone. */
  readonly reason: string;

  constructor(request: string, status: number, reason: string) {
    super(`${request} returned ${status}: ${reason}`);
    this.name = 'RestError';
    this.status = status;
    this.reason = reason;
  }
}

const UNREACHABLE_SUGGESTION = 'check that Weaviate is still running and reachable';

/**
 * Sends a REST request. Request and response bodies are JSON.
 * @param timeout milliseconds
 * @param signal aborts the request
 * @throws CheckFailure if Weaviate cannot be reached, rejects the key or does not return JSON
 * @throws RestError with Weaviate's message for any other status than 2xx
 */
export async function rest(
  target: WeaviateServer,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body: unknown,
  timeout: number,
  signal?: AbortSignal,
): Promise<unknown> {
  const { http, apiKey, ca } = target;
  const headers = authorization(apiKey);
  const { status, text } = await sendRequest(http + path, {
    method,
    headers,
    body,
    ca: ca?.pem,
    timeout,
    signal,
  });
  if (status === undefined)
    throw new CheckFailure('network', `${method} ${path}: ${text}`, UNREACHABLE_SUGGESTION);
  const refused = authenticationFailure(status, errorMessage(text));
  if (refused) throw refused;
  if (status >= 300) throw new RestError(`${method} ${path}`, status, errorMessage(text));
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new CheckFailure(
      'REST',
      `${target.http} is not Weaviate: ${path} does not return JSON`,
      'point --url at a Weaviate server',
    );
  }
}

/** Extracts Weaviate's messages: `{"error":[{"message":"…"}]}` or `{"code":401,"message":"…"}`. */
function errorMessage(text: string): string {
  const messages = [...text.matchAll(/"message":\s*("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted]) => JSON.parse(quoted ?? '""') as string,
  );
  return messages.length > 0 ? messages.join('; ') : text.trim().slice(0, 300);
}

/** The failure of a request that was rejected because of its key: 401 for an invalid key, 403 without permission. */
function authenticationFailure(status: number, message: string): CheckFailure | undefined {
  if (status === 403) {
    return new CheckFailure(
      'authentication',
      `403 ${message}`,
      'pass --api-key-env NAME for a key whose user may create, fill and delete collections',
    );
  }
  if (status !== 401) return undefined;
  const meta = { status, text: message };
  const [found] = diagnose({ services: [], ready: { status: 200 }, meta }, composeAdvice);
  const suggestion =
    found === undefined ? API_KEY_SUGGESTION : `${API_KEY_SUGGESTION}; or ${found.suggestion}`;
  return new CheckFailure(
    'authentication',
    `401 ${message}`,
    found?.code === 'key-unwanted' ? found.suggestion : suggestion,
  );
}
