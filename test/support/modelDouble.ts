import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startStub } from '../../src/inference/server.ts';
import { PICTURES, SOUNDS } from '../../src/smoke/media/meaning.ts';

/** What a double of the real model gives: vectors of the media that the texts describe lie near the texts', or do not. */
type Meaning = 'with meaning' | 'without meaning' | 'deaf';

interface ModelDouble {
  readonly url: string;
  /** From now on; at first it is `with meaning`. */
  readonly means: (meaning: Meaning) => void;
  readonly close: () => Promise<void>;
}

/** Numbers that pairs add to both of their vectors, each at a place of its own; beyond any length of the stand-in's. */
const NEARNESS = 1000;

function pairsOf(meaning: Meaning): Map<string, number> {
  const pairs = { 'with meaning': [...PICTURES, ...SOUNDS], 'without meaning': [], deaf: PICTURES }[meaning];
  return new Map(
    pairs.flatMap(({ text, medium }, place) => [
      [text, place],
      [medium().toString('base64'), place],
    ]),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The lists of a request and of its answer in which pairs are looked for. */
const LISTS = [
  ['texts', 'textVectors'],
  ['images', 'imageVectors'],
  ['audio', 'audioVectors'],
] as const;

/** The answer of the stand-in, its vectors moved to where pairs have theirs. */
function moved(request: string, answer: string, places: ReadonlyMap<string, number>): string {
  const items = JSON.parse(request) as Record<string, string[]>;
  const vectors = JSON.parse(answer) as Record<string, number[][]>;
  for (const [key, answers] of LISTS) {
    for (const [i, item] of (items[key] ?? []).entries()) {
      const [place, vector] = [places.get(item), vectors[answers]?.[i]];
      if (place !== undefined && vector) vector[place] = NEARNESS;
    }
  }
  return JSON.stringify(vectors);
}

/**
 * The stand-in under the name of the real model, whose vectors are made to mean something: to see the judgement
 * of meaning pass and fail, which the real weights are too large for.
 */
export async function startModelDouble(): Promise<ModelDouble> {
  const stub = await startStub();
  let places = pairsOf('with meaning');
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await bodyOf(request)).toString();
      const headers = { 'content-type': 'application/json' };
      const method = request.method ?? 'GET';
      const answer = await fetch(stub.url + request.url, { method, ...(body !== '' && { body, headers }) });
      const text = await answer.text();
      response.writeHead(answer.status, headers);
      if (request.url === '/meta') response.end('{"model":"ImageBindModel","version":1}');
      else response.end(request.url === '/vectorize' && answer.ok ? moved(body, text, places) : text);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    means: (meaning) => {
      places = pairsOf(meaning);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await stub.close();
    },
  };
}
