import { Failure } from '../errors.ts';
import { type CollectionDefinition, type CollectionUse, vectorsOf } from '../sizing/serverUse.ts';
import { CheckFailure } from '../weaviate/checkFailure.ts';
import { countObjects, countsOf, unlessRefused } from '../weaviate/objectCount.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';

/** A running server, as its REST API describes it. */
export interface ServerUse {
  readonly url: string;
  readonly version: string;
  readonly collections: readonly CollectionUse[];
}

/** Milliseconds. The samples of a collection may be media. */
const TIMEOUT = 30_000;

/** Objects that are looked at, to know how large they are. */
const SAMPLE = 10;

/** A shard in `GET /v1/nodes?output=verbose`. */
interface Shard {
  readonly class: string;
  readonly name: string;
  readonly objectCount?: number;
}

const NODES = '/v1/nodes?output=verbose';

/** A place where objects are. */
interface Held {
  /** Name of the collection. */
  readonly of: string;
  readonly node: string;
  readonly shard: string;
  readonly objects: number;
}

function heldIn(response: unknown): Held[] {
  const { nodes = [] } = response as {
    nodes?: readonly { name: string; shards?: readonly Shard[] | null }[];
  };
  return nodes.flatMap(({ name, shards }) =>
    (shards ?? []).map(({ class: of, name: shard, objectCount = 0 }) => ({
      of,
      node: name,
      shard,
      objects: objectCount,
    })),
  );
}

/**
 * Reads how many objects a server holds, and how.
 * @throws Failure (failed) if it cannot be reached or refuses
 */
export async function readServer(target: WeaviateServer, signal: AbortSignal): Promise<ServerUse> {
  const get = (path: string) => rest(target, 'GET', path, undefined, TIMEOUT, signal);
  try {
    const { version } = (await get('/v1/meta')) as { version: string };
    const { classes = [] } = (await get('/v1/schema')) as { classes?: readonly CollectionDefinition[] };
    const held = heldIn(await get(NODES));
    const collections: CollectionUse[] = [];
    for (const definition of classes.toSorted((one, other) => (one.class < other.class ? -1 : 1))) {
      const own = held.filter(({ of }) => of === definition.class);
      collections.push(await readCollection(target, definition, own, signal));
    }
    return { url: target.http, version, collections };
  } catch (error) {
    throw asFailure(error, target.http);
  }
}

/**
 * How many objects a server holds. Quick: it reads none of them.
 * @throws CheckFailure, Error if it cannot be reached or refuses
 */
export async function countStored(target: WeaviateServer, signal: AbortSignal): Promise<number> {
  const { classes = [] } = (await rest(target, 'GET', '/v1/schema', undefined, TIMEOUT, signal)) as {
    classes?: readonly CollectionDefinition[];
  };
  const exact = await countsOf(
    target,
    classes.filter((one) => !isMultiTenant(one)).map((one) => one.class),
    signal,
  );
  if (classes.length === exact.size) return [...exact.values()].reduce((sum, count) => sum + count, 0);
  const held = heldIn(await rest(target, 'GET', NODES, undefined, TIMEOUT, signal));
  return classes.reduce((sum, definition) => {
    const counted = held.filter(({ of }) => of === definition.class);
    const copies = definition.replicationConfig?.factor ?? 1;
    const stored = counted.reduce((total, { objects }) => total + objects, 0) / copies;
    return sum + (exact.get(definition.class) ?? Math.round(stored));
  }, 0);
}

function isMultiTenant({ multiTenancyConfig }: CollectionDefinition): boolean {
  return multiTenancyConfig?.enabled === true;
}

function asFailure(error: unknown, url: string): unknown {
  if (error instanceof Failure) return error;
  if (!(error instanceof CheckFailure)) {
    return new Failure('failed', {
      code: 'server-refused',
      message: `cannot read ${url}: ${error instanceof Error ? error.message : String(error)}`,
      suggestion: "check Weaviate's log",
    });
  }
  return new Failure('failed', {
    code: error.layer === 'network' ? 'unreachable' : 'server-refused',
    message: `cannot read ${url}: ${error.reason}`,
    suggestion: error.reason.startsWith('403 ')
      ? 'pass --api-key-env NAME for a key whose user may read nodes, collections and objects'
      : error.suggestion,
  });
}

async function readCollection(
  target: WeaviateServer,
  definition: CollectionDefinition,
  held: readonly Held[],
  signal: AbortSignal,
): Promise<CollectionUse> {
  const { class: name, replicationConfig } = definition;
  const isByTenant = isMultiTenant(definition);
  const copies = replicationConfig?.factor ?? 1;
  const counted = held.reduce((sum, { objects }) => sum + objects, 0);
  const exact = isByTenant ? undefined : await countObjects(target, name, signal);
  // The nodes only count what they have written to disk (repos/db/shard_status.go ObjectCountAsync).
  const unwritten = Math.max(0, (exact ?? 0) * copies - counted) / Math.max(1, held.length);
  const byNode = new Map<string, number>();
  for (const { node, objects } of held) byNode.set(node, (byNode.get(node) ?? 0) + objects + unwritten);
  const [largest] = held.toSorted((one, other) => other.objects - one.objects);
  return {
    name,
    objects: exact ?? Math.round(counted / copies),
    vectors: vectorsOf(definition),
    ...(largest === undefined
      ? NO_SAMPLE
      : await readSample(target, name, isByTenant ? largest.shard : undefined, signal)),
    byNode,
  };
}

const NO_SAMPLE = { dimensions: undefined, objectSize: undefined };

interface StoredObject {
  readonly properties?: object;
  readonly vector?: readonly number[];
  readonly vectors?: Readonly<Record<string, readonly unknown[]>>;
}

/** How large the first objects are. A tenant may be inactive, which is no reason to fail. */
async function readSample(
  target: WeaviateServer,
  name: string,
  tenant: string | undefined,
  signal: AbortSignal,
): Promise<Pick<CollectionUse, 'dimensions' | 'objectSize'>> {
  const of = tenant === undefined ? '' : `&tenant=${encodeURIComponent(tenant)}`;
  const path = `/v1/objects?class=${encodeURIComponent(name)}&limit=${SAMPLE}&include=vector${of}`;
  const found = await unlessRefused(rest(target, 'GET', path, undefined, TIMEOUT, signal));
  const { objects = [] } = found as { objects?: readonly StoredObject[] };
  const [first] = objects;
  if (first === undefined) return NO_SAMPLE;
  const vector = first.vector ?? Object.values(first.vectors ?? {})[0];
  const sizes = objects.map(({ properties }) => Buffer.byteLength(JSON.stringify(properties ?? {})));
  return {
    dimensions: vector?.every((one) => typeof one === 'number') ? vector.length : undefined,
    objectSize: Math.round(sizes.reduce((sum, one) => sum + one, 0) / sizes.length),
  };
}
