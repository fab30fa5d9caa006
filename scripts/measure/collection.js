// A collection like bindstack's, filled with given vectors and searched through gRPC.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import weaviate from 'weaviate-client';
import { DIMENSIONS, NEIGHBORS, row } from './vectors.js';

const NAME = 'Measured';
const BATCH = 200;
/** In bytes, of the media in a batch. */
const MEDIA_BATCH = 4 * 1024 ** 2;

/** @typedef {{ http: number, grpc: number }} Ports */

/**
 * Parsed JSON of a response of the server.
 * @param {Ports} ports
 * @param {string} path
 * @param {RequestInit} [init]
 */
export async function request(ports, path, init) {
  const response = await fetch(`http://127.0.0.1:${ports.http}${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return /** @type {any} */ (await response.json());
}

/** @param {Ports} ports */
export async function isReady({ http }) {
  try {
    const asked = fetch(`http://127.0.0.1:${http}/v1/.well-known/ready`).then(({ ok }) => ok);
    // Docker accepts connections before the server does; such a request may never end.
    return await Promise.race([asked, sleep(2000, false)]);
  } catch {
    return false;
  }
}

/**
 * @param {Ports} ports
 * @param {import('./variants.js').Variant} variant
 */
export async function createCollection(ports, { index, config }) {
  const nested = index === 'dynamic' ? { hnsw: { distance: 'cosine' }, flat: { distance: 'cosine' } } : {};
  const definition = {
    class: NAME,
    properties: [
      { name: 'title', dataType: ['text'] },
      { name: 'image', dataType: ['blob'] },
    ],
    vectorConfig: {
      default: {
        vectorizer: { none: {} },
        vectorIndexType: index,
        vectorIndexConfig: { distance: 'cosine', ...nested, ...config },
      },
    },
  };
  await request(ports, '/v1/schema', { method: 'POST', body: JSON.stringify(definition) });
}

/**
 * The collection's shard, as `/v1/nodes` describes it.
 * @param {Ports} ports
 */
export async function shard(ports) {
  const { nodes } = await request(ports, '/v1/nodes?output=verbose');
  return /** @type {{ objectCount: number, vectorQueueLength: number, compressed: boolean }} */ (
    nodes[0].shards[0]
  );
}

/** @param {Ports} ports */
function connect({ http, grpc }) {
  return weaviate.connectToLocal({
    host: '127.0.0.1',
    port: http,
    grpcPort: grpc,
    timeout: { init: 30, query: 120, insert: 600 },
  });
}

/** @param {number} at */
const idOf = (at) => `00000000-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;

/**
 * Sends all vectors, in batches, two at a time: one is encoded while the server works on the other. Stops at the first
 * error.
 * @param {Ports} ports
 * @param {Float32Array} vectors
 * @param {object} options
 * @param {number} options.media bytes per object; 0 for none
 * @param {(sent: number) => void} options.progress
 */
export async function importAll(ports, vectors, { media, progress }) {
  const batch = media > 0 ? Math.max(1, Math.min(BATCH, Math.floor(MEDIA_BATCH / media))) : BATCH;
  const count = vectors.length / DIMENSIONS;
  const client = await connect(ports);
  const target = client.collections.use(NAME);
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const first = next;
      next = Math.min(count, first + batch);
      const objects = Array.from({ length: next - first }, (_, offset) => ({
        id: idOf(first + offset),
        properties: {
          title: `object ${first + offset}`,
          ...(media > 0 && { image: randomBytes(media).toString('base64') }),
        },
        vectors: { default: Array.from(row(vectors, first + offset)) },
      }));
      const { errors } = await target.data.insertMany(objects);
      const [error] = Object.values(errors);
      if (error) throw new Error(error.message);
      progress(next);
    }
  };
  try {
    await Promise.all([worker(), worker()]);
  } finally {
    next = count;
    await client.close();
  }
}

/**
 * @param {Ports} ports
 * @param {{ vector: Float32Array, neighbors: Set<number> }[]} asked
 * @returns share of the true neighbors that were found, and milliseconds per query
 */
export async function search(ports, asked) {
  const client = await connect(ports);
  const target = client.collections.use(NAME);
  const times = [];
  let found = 0;
  for (const { vector, neighbors } of asked) {
    const started = performance.now();
    const { objects } = await target.query.nearVector(Array.from(vector), { limit: NEIGHBORS });
    times.push(performance.now() - started);
    found += objects.filter(({ uuid }) => neighbors.has(Number.parseInt(uuid.slice(-12), 16))).length;
  }
  await client.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.floor(share * sorted.length)] ?? 0;
  return { recall: found / (asked.length * NEIGHBORS), p50: at(0.5), p95: at(0.95) };
}
