import {
  COMPRESSIONS,
  type CompressionName,
  VECTOR_INDEXES,
  type VectorIndexName,
} from '../facts/vectorIndexes.ts';
import { measuredVariant } from './plan.ts';
import { DISK_READONLY_SHARE, predict, type SizePrediction } from './predict.ts';

/** A vector that every object of a collection has. */
export interface VectorUse {
  readonly index: VectorIndexName;
  readonly compression: CompressionName;
}

export interface CollectionUse {
  readonly name: string;
  /** Copies of an object on different servers are one. */
  readonly objects: number;
  readonly vectors: readonly VectorUse[];
  /** Numbers per vector; undefined if there is no object to look at. */
  readonly dimensions: number | undefined;
  /** Average bytes of the properties of an object, as JSON; undefined if there is no object to look at. */
  readonly objectSize: number | undefined;
  /** Objects by server. */
  readonly byNode: ReadonlyMap<string, number>;
}

/** What a server takes for its objects, in bytes, as predicted. */
export interface NodeUse {
  readonly name: string;
  readonly objects: number;
  readonly memory: { readonly atRest: number; readonly minimum: number };
  readonly disk: number;
}

export interface Limits {
  /** In bytes, of one server; undefined if it is not known. */
  readonly memory: number | undefined;
  readonly storage: number | undefined;
}

/** What each server takes, if all collections had `factor` times as many objects. */
export function nodesOf(collections: readonly CollectionUse[], factor = 1): NodeUse[] {
  const names = new Set(collections.flatMap(({ byNode }) => [...byNode.keys()]));
  return [...names].sort().map((name) => nodeUse(name, collections, factor));
}

function nodeUse(name: string, collections: readonly CollectionUse[], factor: number): NodeUse {
  const held = collections.map((one) => ({ ...one, objects: (one.byNode.get(name) ?? 0) * factor }));
  const sum = (of: (prediction: SizePrediction) => number) =>
    held.reduce(
      (total, { vectors, objects }) =>
        total + vectors.reduce((part, vector) => part + above(measured(vector), objects, of), 0),
      0,
    );
  const empty = predict(EMPTY, 0);
  return {
    name,
    objects: held.reduce((total, { objects }) => total + objects, 0),
    memory: {
      atRest: Math.round(empty.memoryAtRest + sum(({ memoryAtRest }) => memoryAtRest)),
      minimum: Math.round(empty.minimumLimit + sum(({ minimumLimit }) => minimumLimit)),
    },
    disk: Math.round(
      sum(({ disk }) => disk) +
        held.reduce((total, { objects, objectSize = 0 }) => total + objects * objectSize, 0),
    ),
  };
}

/** A server without objects takes the same with every index. */
const EMPTY = measuredVariant('hnsw', 'none');

/** What vectors take in addition to an empty server. */
function above(variant: string, objects: number, of: (prediction: SizePrediction) => number): number {
  return Math.max(0, of(predict(variant, objects)) - of(predict(variant, 0)));
}

function measured({ index, compression }: VectorUse): string {
  return measuredVariant(index, compression);
}

/** More than any server holds. */
const MOST = 1e9;

/**
 * How many times as many objects the servers can hold, with the same shares of the collections.
 * @returns undefined without objects or limits
 */
export function capacityFactor(collections: readonly CollectionUse[], limits: Limits): number | undefined {
  const { memory = Number.POSITIVE_INFINITY, storage = Number.POSITIVE_INFINITY } = limits;
  if (collections.every(({ objects }) => objects === 0)) return undefined;
  if (limits.memory === undefined && limits.storage === undefined) return undefined;
  const fits = (factor: number) =>
    nodesOf(collections, factor).every(
      (node) => node.memory.minimum <= memory && node.disk <= storage * DISK_READONLY_SHARE,
    );
  let low = 0;
  let high = MOST;
  if (fits(high)) return undefined;
  // To one part in a million.
  while (high - low > high * 1e-6 && high > 1e-6) {
    const middle = low === 0 || high / low < 4 ? (low + high) / 2 : Math.sqrt(low * high);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The parts of a collection in `GET /v1/schema` that decide its size. */
interface VectorDefinition {
  readonly vectorIndexType?: string;
  readonly vectorIndexConfig?: Readonly<Record<string, unknown>>;
}

export interface CollectionDefinition extends VectorDefinition {
  readonly class: string;
  readonly vectorConfig?: Readonly<Record<string, VectorDefinition>>;
  readonly multiTenancyConfig?: { readonly enabled?: boolean };
  readonly replicationConfig?: { readonly factor?: number };
}

/** The vectors of a collection in `GET /v1/schema`. */
export function vectorsOf(definition: CollectionDefinition): VectorUse[] {
  const named = Object.values(definition.vectorConfig ?? {});
  return (named.length > 0 ? named : [definition]).map(({ vectorIndexType, vectorIndexConfig = {} }) => {
    const index = VECTOR_INDEXES.find((name) => name === vectorIndexType) ?? 'hnsw';
    // A dynamic index has the settings of both its parts.
    const settings = index === 'dynamic' ? vectorIndexConfig['hnsw'] : vectorIndexConfig;
    return { index, compression: enabledCompression(settings) };
  });
}

/** The compression in the settings of an index. */
export function enabledCompression(settings: unknown): CompressionName {
  const blocks = (settings ?? {}) as Readonly<
    Record<string, { enabled?: boolean; bits?: number } | undefined>
  >;
  const found = COMPRESSIONS.find((name) => {
    const [kind = '', bits] = name.split('-');
    const block = blocks[kind];
    return block?.enabled === true && (bits === undefined || block.bits === Number(bits));
  });
  return found ?? 'none';
}
