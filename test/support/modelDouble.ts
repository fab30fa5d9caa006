import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CAPTIONED_IMAGES, CAPTIONED_SOUNDS } from '../../src/smoke/samples/captioned.ts';
import { startStub } from '../../src/stub/server.ts';

/** Behavior of the double: the vectors of media are near the vectors of the texts that describe them, or not. */
type Meaning = 'with meaning' | 'without meaning' | 'deaf' | 'hardly different';

interface ModelDouble {
  readonly url: string;
  /** Sets the behavior; initially `with meaning`. */
  readonly means: (meaning: Meaning) => void;
  /** The server now exits at a request whose body contains this, and restarts after a while. */
  readonly endsAt: (content: string) => void;
  readonly close: () => Promise<void>;
}

/** Number that each pair adds to both its vectors in its own dimension; larger than any component of the stub's vectors. */
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

/** The lists of a request and of its answer that can contain pairs. */
const LISTS = [
  ['texts', 'textVectors'],
  ['images', 'imageVectors'],
  ['audio', 'audioVectors'],
] as const;

/**
 * The response of the stub with all vectors of a modality close together, 0.0025 apart. In the real network with random
 * weights, the two sample sounds are 0.02 apart, and the two motion recordings 0.003.
 */
function gathered(answer: string): string {
  const vectors = JSON.parse(answer) as Record<string, number[][]>;
  for (const [kind, list] of Object.values(vectors).entries()) {
    for (const vector of list) vector[900 + kind] = 20 * Math.hypot(...vector);
  }
  return JSON.stringify(vectors);
}

/** Milliseconds until the server restarts after it has exited. */
const RESTART = 1500;

/** The response of the stub with the vectors of each pair moved close to each other. */
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
 * The stub under the name of the real model, with vectors that have a meaning: to test that the check of meaning passes
 * and fails without the real weights, which are too large.
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
