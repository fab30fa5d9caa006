import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import type { StubOptions } from '../../src/stub/options.ts';
import { type Stub, startStub } from '../../src/stub/server.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request with node:http, which, unlike fetch, adds no content type. */
export async function send(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: object; body?: string | Buffer } = {},
): Promise<Reply> {
  const outgoing = request(url, { method, headers: { ...headers } });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** `POST /vectorize` as Weaviate sends it: without a content type. */
export function vectorize(stub: Stub, body: unknown): Promise<Reply> {
  return send(`${stub.url}/vectorize`, { method: 'POST', body: JSON.stringify(body) });
}

/** All vectors of one response key. @throws Error if the request fails */
export async function vectorsOf(stub: Stub, responseKey: string, body: unknown): Promise<number[][]> {
  const reply = await vectorize(stub, body);
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
  return (JSON.parse(reply.text) as Record<string, number[][]>)[responseKey] ?? [];
}

/** The only item of a list of one. */
export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (items.length !== 1 || item === undefined) throw new Error(`expected one item, got ${items.length}`);
  return item;
}

/** A stub that runs during the tests of one file or block. */
export function stubForTests(options: StubOptions = {}): () => Stub {
  let stub: Stub | undefined;
  beforeAll(async () => {
    stub = await startStub(options);
  });
  afterAll(() => stub?.close());
  return () => {
    if (stub === undefined) throw new Error('the stub is not running');
    return stub;
  };
}
