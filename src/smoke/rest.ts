import { diagnose } from '../diagnosis/diagnose.ts';
import { composeAdvice } from '../targets/compose/advice.ts';
import { sendRequest } from '../targets/shared/http.ts';
import { authorization } from '../targets/shared/layers.ts';
import { CheckFailure } from './checkFailure.ts';

/** Where the tested Weaviate is. */
export interface SmokeTarget {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly http: string;
  readonly grpcHost: string;
  readonly grpcPort: number;
  /** Whether gRPC is spoken over TLS. */
  readonly grpcSecure?: boolean;
  readonly apiKey: string | undefined;
  /** Certificates that are trusted instead of the ones that Node knows: for REST and for gRPC. */
  readonly ca?: { readonly file: string; readonly pem: string } | undefined;
}

const UNREACHABLE_SUGGESTION = 'see whether Weaviate still runs, and whether it is reached';

/**
 * One REST request with a JSON body and answer.
 * @param timeout milliseconds
 * @param signal ends the request early
 * @throws CheckFailure with Weaviate's own words where it does not answer 2xx
 */
export async function rest(
  target: SmokeTarget,
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
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${errorMessage(text)}`);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new CheckFailure(
      'REST',
      `${target.http} is not Weaviate: ${path} answers no JSON`,
      '--url of a Weaviate server',
    );
  }
}

/** Weaviate wraps its messages: `{"error":[{"message":"…"}]}` or `{"code":401,"message":"…"}`. */
function errorMessage(text: string): string {
  const messages = [...text.matchAll(/"message":\s*("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted]) => JSON.parse(quoted ?? '""') as string,
  );
  return messages.length > 0 ? messages.join('; ') : text.trim().slice(0, 300);
}

const API_KEY_SUGGESTION = '--api-key-env NAME of a variable that holds a valid key';

/** The failure of a request that was refused for its key: 401 without a valid one, 403 without the right. */
function authenticationFailure(status: number, words: string): CheckFailure | undefined {
  if (status === 403) {
    return new CheckFailure(
      'authentication',
      `403 ${words}`,
      'a key whose user may create, fill and delete collections: --api-key-env NAME; this one may not',
    );
  }
  if (status !== 401) return undefined;
  const meta = { status, text: words };
  const [found] = diagnose({ services: [], ready: { status: 200 }, meta }, composeAdvice);
  const remedy = found === undefined ? API_KEY_SUGGESTION : `${API_KEY_SUGGESTION}; or ${found.suggestion}`;
  return new CheckFailure(
    'authentication',
    `401 ${words}`,
    found?.code === 'key-unwanted' ? found.suggestion : remedy,
  );
}
