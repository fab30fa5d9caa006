import { createHash } from 'node:crypto';
import { countObjects, unlessRefused } from '../weaviate/objectCount.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';
import type { CollectionContents, Sample } from './record.ts';

/** Milliseconds. The samples of a collection may be large media. */
const TIMEOUT = 60_000;

/** Objects per collection whose vectors are compared after a restore. */
const SAMPLES = 20;

/** A collection in `GET /v1/schema`. */
interface Definition {
  readonly class: string;
  readonly multiTenancyConfig?: { readonly enabled?: boolean };
}

/** Names of the collections of a server. */
export async function collectionNames(server: WeaviateServer, signal?: AbortSignal): Promise<string[]> {
  return (await definitions(server, signal)).map((one) => one.class);
}

async function definitions(server: WeaviateServer, signal?: AbortSignal): Promise<readonly Definition[]> {
  const found = await rest(server, 'GET', '/v1/schema', undefined, TIMEOUT, signal);
  return (found as { classes?: readonly Definition[] | null }).classes ?? [];
}

/**
 * How many objects the collections of a server hold, and the vectors of some of them.
 * @param included whether a collection is read
 */
export async function readContents(
  server: WeaviateServer,
  included: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<CollectionContents[]> {
  const contents: CollectionContents[] = [];
  for (const { class: name, multiTenancyConfig } of await definitions(server, signal)) {
    if (!included(name)) continue;
    if (multiTenancyConfig?.enabled) {
      const tenants = await tenantsOf(server, name, signal);
      const active = tenants.find(({ activityStatus }) => /^(?:HOT|ACTIVE)$/.test(activityStatus ?? 'HOT'));
      const samples = active ? await readSamples(server, name, active.name, signal) : [];
      contents.push({ name, tenants: tenants.length, samples });
    } else {
      const objects = await countObjects(server, name, signal);
      const samples = await readSamples(server, name, undefined, signal);
      contents.push({ name, ...(objects !== undefined && { objects }), samples });
    }
  }
  return contents.sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface Tenant {
  readonly name: string;
  readonly activityStatus?: string;
}

async function tenantsOf(
  server: WeaviateServer,
  collection: string,
  signal?: AbortSignal,
): Promise<Tenant[]> {
  const found = await rest(server, 'GET', `/v1/schema/${collection}/tenants`, undefined, TIMEOUT, signal);
  return (found as Tenant[] | null) ?? [];
}

interface StoredObject {
  readonly id: string;
  readonly vector?: unknown;
  readonly vectors?: Readonly<Record<string, unknown>>;
}

async function readSamples(
  server: WeaviateServer,
  collection: string,
  tenant: string | undefined,
  signal?: AbortSignal,
): Promise<Sample[]> {
  const of = tenant === undefined ? '' : `&tenant=${encodeURIComponent(tenant)}`;
  const path = `/v1/objects?class=${collection}&limit=${SAMPLES}&include=vector${of}`;
  const found = await unlessRefused(rest(server, 'GET', path, undefined, TIMEOUT, signal));
  const { objects = [] } = found as { objects?: readonly StoredObject[] };
  return objects.map((object) => ({
    id: object.id,
    ...(tenant !== undefined && { tenant }),
    vectors: hashOf(vectorsByName(object)),
  }));
}

/** The vectors of an object that may have been recorded; undefined if it does not exist. */
export async function vectorsOfObject(
  server: WeaviateServer,
  collection: string,
  { id, tenant }: Sample,
  signal?: AbortSignal,
): Promise<{ readonly hash: string; readonly names: readonly string[] } | undefined> {
  const of = tenant === undefined ? '' : `&tenant=${encodeURIComponent(tenant)}`;
  const path = `/v1/objects/${collection}/${id}?include=vector${of}`;
  const found = (await unlessRefused(
    rest(server, 'GET', path, undefined, TIMEOUT, signal),
  )) as Partial<StoredObject>;
  if (found.id === undefined) return undefined;
  const all = vectorsByName(found);
  return { hash: hashOf(all), names: Object.keys(all) };
}

/** The only vector has an empty name. */
function vectorsByName({ vector, vectors }: Omit<StoredObject, 'id'>): Readonly<Record<string, unknown>> {
  return { ...vectors, ...(vector !== undefined && { '': vector }) };
}

/** SHA-256 of vectors by name. As 32-bit numbers, which Weaviate stores: their text may differ between versions. */
function hashOf(vectors: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(vectors).sort()) {
    const numbers = [vectors[name]].flat(3).map(Number);
    hash.update(`${name}:${numbers.length}:`).update(new Uint8Array(Float32Array.from(numbers).buffer));
  }
  return hash.digest('hex');
}
