import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CAPTIONED_IMAGES, CAPTIONED_SOUNDS } from '../../src/smoke/samples/captioned.ts';
import { startStub } from '../../src/stub/server.ts';

/** What a double of the real model gives: vectors of the media that the texts describe lie near the texts', or do not. */
type Meaning = 'with meaning' | 'without meaning' | 'deaf' | 'hardly different';

interface ModelDouble {
  readonly url: string;
  /** From now on; at first it is `with meaning`. */
  readonly means: (meaning: Meaning) => void;
  /** From now on the server ends at a request with this in its body, and starts again after a while. */
  readonly endsAt: (content: string) => void;
  readonly close: () => Promise<void>;
}

/** Numbers that pairs add to both of their vectors, each at a place of its own; beyond any length of the stand-in's. */
const NEARNESS = 1000;

function pairsOf(meaning: Meaning): Map<string, number> {
  const all = [...CAPTIONED_IMAGES, ...CAPTIONED_SOUNDS];
  const pairs = {
    'with meaning': all,
    'without meaning': [],
    deaf: CAPTIONED_IMAGES,
    'hardly different': all,
  }[meaning];
  return new Map(
    pairs.flatMap(({ caption, medium }, place) => [
      [caption, place],
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

/**
 * The answer of the stand-in with all vectors of a kind close together, at 0.0025 from each other: the two sounds of
 * the samples are 0.02 apart in the real network with random weights, and the two recordings of motion 0.003.
 */
function gathered(answer: string): string {
  const vectors = JSON.parse(answer) as Record<string, number[][]>;
  for (const [kind, list] of Object.values(vectors).entries()) {
    for (const vector of list) vector[900 + kind] = 20 * Math.hypot(...vector);
  }
  return JSON.stringify(vectors);
}

/** Milliseconds until a server that has ended is there again. */
const RESTART = 1500;

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
  let isGathered = false;
  let deadly = '';
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await bodyOf(request)).toString();
      if (deadly !== '' && body.includes(deadly)) {
        const { port } = server.address() as AddressInfo;
        server.close(() => setTimeout(() => server.listen(port, '127.0.0.1'), RESTART));
        server.closeAllConnections();
        return;
      }
      const headers = { 'content-type': 'application/json' };
      const method = request.method ?? 'GET';
      const answer = await fetch(stub.url + request.url, { method, ...(body !== '' && { body, headers }) });
      const text = await answer.text();
      response.writeHead(answer.status, headers);
      if (request.url === '/meta') response.end('{"model":"ImageBindModel","version":1}');
      else if (request.url !== '/vectorize' || !answer.ok) response.end(text);
      else response.end(moved(body, isGathered ? gathered(text) : text, places));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    means: (meaning) => {
      places = pairsOf(meaning);
      isGathered = meaning === 'hardly different';
    },
    endsAt: (content) => {
      deadly = content;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await stub.close();
    },
  };
}
