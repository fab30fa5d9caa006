import { withDeadline } from '../clock.ts';
import { authorization } from '../launch/layers.ts';
import { CheckFailure } from './checkFailure.ts';

/** Where the tested Weaviate is. */
export interface SmokeTarget {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly http: string;
  readonly grpcHost: string;
  readonly grpcPort: number;
  readonly apiKey: string | undefined;
}

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
  const { response, text } = await withDeadline(timeout, signal, async (limit) => {
    const answer = await fetch(target.http + path, {
      method,
      headers: {
        ...authorization(target.apiKey),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      signal: limit,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { response: answer, text: await answer.text() };
  });
  if (response.status === 401 || response.status === 403) {
    throw new CheckFailure(
      'authentication',
      `${response.status} ${messageIn(text)}`,
      '--api-key-env NAME of a variable that holds a valid key',
    );
  }
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${messageIn(text)}`);
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
function messageIn(text: string): string {
  const messages = [...text.matchAll(/"message":\s*("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted]) => JSON.parse(quoted ?? '""') as string,
  );
  return messages.length > 0 ? messages.join('; ') : text.trim().slice(0, 300);
}
