import { sendRequest } from '../targets/shared/http.ts';

/**
 * A `fetch` that trusts certain CA certificates. weaviate-client has no option for them, neither for REST
 * (connection/http.js calls the global `fetch`) nor for gRPC (connection/grpc.js `createSsl()`).
 * @param ca certificates in PEM format
 */
function trustedFetch(ca: string): typeof fetch {
  return async (input, init = {}) => {
    const { status, text } = await sendRequest(String(input), {
      method: (init.method ?? 'GET') as 'GET' | 'POST' | 'PUT' | 'DELETE',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: init.body ?? undefined,
      ca,
      // The client sets its own timeout via the signal.
      timeout: 2 ** 31 - 1,
      signal: init.signal ?? undefined,
    });
    if (status === undefined) throw new TypeError('fetch failed', { cause: new Error(text) });
    return new Response(status === 204 ? null : text, { status });
  };
}

/**
 * Makes a client that is loaded afterwards trust certain CA certificates, and no others.
 * @returns a function that undoes this
 */
export function trust({ file, pem }: { readonly file: string; readonly pem: string }): () => void {
  const { fetch } = globalThis;
  globalThis.fetch = trustedFetch(pem);
  // grpc-js reads this variable once, when it is loaded (build/src/tls-helpers.js).
  process.env['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH'] = file;
  return () => {
    globalThis.fetch = fetch;
  };
}
