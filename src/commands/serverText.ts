import { VECTOR_DIMENSIONS } from '../facts/modalities.ts';
import { countText } from '../formats/count.ts';
import { periodText } from '../formats/period.ts';
import { readableSize, roughSize } from '../formats/size.ts';
import { capacityFactor, type Limits, type NodeUse, nodesOf } from '../sizing/serverUse.ts';
import type { Output } from '../terminal/output.ts';
import type { ServerUse } from './readServer.ts';

/** How far a server is from its limits. */
export interface ServerAdvice {
  readonly server: ServerUse;
  readonly objects: number;
  readonly nodes: readonly NodeUse[];
  readonly limits: Limits;
  /** All objects that fit; undefined if no limit is known or there are no objects. */
  readonly capacity: number | undefined;
  /** New objects per second. */
  readonly growth: number | undefined;
  /** Seconds until the limits are reached. */
  readonly full: number | undefined;
}

export function serverAdvice(server: ServerUse, limits: Limits, growth: number | undefined): ServerAdvice {
  const objects = server.collections.reduce((sum, one) => sum + one.objects, 0);
  const factor = capacityFactor(server.collections, limits);
  const capacity = factor === undefined ? undefined : Math.floor(factor * objects);
  return {
    server,
    objects,
    nodes: nodesOf(server.collections),
    limits,
    capacity,
    growth,
    full:
      capacity === undefined || growth === undefined ? undefined : Math.max(0, capacity - objects) / growth,
  };
}

/** What `bindstack size --url` prints. */
export function serverText(advice: ServerAdvice, colors: Output['colors']): string {
  const { server, objects, nodes, limits, capacity, growth } = advice;
  const { url, version, collections } = server;
  const several = nodes.length > 1 ? ' each' : '';
  return [
    `${url}: Weaviate ${version}, ${count(objects)} objects in ${collections.length} ${collections.length === 1 ? 'collection' : 'collections'}`,
    '',
    ...collections.map(({ name, objects: own, vectors, dimensions }) =>
      [
        `  ${name}: ${count(own)} objects`,
        ...vectors.map(({ index, compression }) => `${index} with compression ${compression}`),
        ...(dimensions === undefined ? [] : [`${count(dimensions)} numbers per vector`]),
      ].join(', '),
    ),
    ...(collections.length > 0 ? [''] : []),
    ...nodes.flatMap((node) => [
      `  ${node.name}  ${count(node.objects)} objects: ${roughSize(node.memory.atRest)} of memory at rest, a limit of ${roughSize(node.memory.minimum)} to import, ${roughSize(node.disk)} on disk`,
    ]),
    ...(nodes.length > 0 ? [''] : []),
    `  memory     ${
      limits.memory === undefined
        ? 'the limit is not known'
        : `${share(
            worst(nodes, ({ memory }) => memory.minimum),
            limits.memory,
          )} of the limit of ${readableSize(limits.memory)}${several}`
    }`,
    ...(limits.storage === undefined
      ? []
      : [
          `  disk       ${share(
            worst(nodes, ({ disk }) => disk),
            limits.storage,
          )} of the volume of ${readableSize(limits.storage)}${several}`,
        ]),
    ...(capacity === undefined ? [] : [`  full       ${fullWords(capacity, objects)}`]),
    ...(growth === undefined ? [] : [`  growth     ${growthWords(advice, growth)}`]),
    '',
    ...notes(advice).map((note) => colors.dim(`- ${note}`)),
  ].join('\n');
}

function fullWords(capacity: number, objects: number): string {
  return capacity <= objects
    ? `yes: ${count(objects)} objects are more than the ${count(capacity)} that fit`
    : `at ${count(roughCount(capacity))} objects, if all collections grow alike`;
}

function growthWords({ full }: ServerAdvice, growth: number): string {
  const rate = `${count(growth * 86_400)} objects per day`;
  if (full === undefined)
    return `${rate}; when it is full depends on its limit and objects, which are not known`;
  return full === 0 ? `${rate}, but it is full already` : `${rate}: full in ${periodText(full)}`;
}

function notes({ server: { collections }, limits, objects }: ServerAdvice): string[] {
  const other = collections.filter(({ dimensions = VECTOR_DIMENSIONS }) => dimensions !== VECTOR_DIMENSIONS);
  return [
    'memory and disk are predicted from the number of objects: the REST API reports neither',
    ...(other.length > 0
      ? [
          `predictions are for vectors of ${count(VECTOR_DIMENSIONS)} numbers, which ${other.map(({ name }) => name).join(', ')} ${other.length === 1 ? 'does' : 'do'} not have`,
        ]
      : []),
    ...(limits.memory === undefined
      ? ['to compare with the limit: add --weaviate-memory, or run this in the directory of the stack']
      : []),
    ...(objects === 0
      ? ['without objects, there is nothing to predict from: add --objects without --url']
      : []),
  ];
}

/** The result for programs. */
export function serverJson({ server, objects, nodes, limits, capacity, growth, full }: ServerAdvice): object {
  return {
    url: server.url,
    weaviateVersion: server.version,
    objects,
    collections: server.collections.map(({ byNode, ...one }) => ({
      ...one,
      dimensions: one.dimensions ?? null,
      objectSize: one.objectSize ?? null,
      byNode: Object.fromEntries([...byNode].map(([name, held]) => [name, Math.round(held)])),
    })),
    nodes: nodes.map((node) => ({ ...node, objects: Math.round(node.objects) })),
    limits: { memory: limits.memory ?? null, storage: limits.storage ?? null },
    memoryUsed: ratio(
      worst(nodes, ({ memory }) => memory.minimum),
      limits.memory,
    ),
    diskUsed: ratio(
      worst(nodes, ({ disk }) => disk),
      limits.storage,
    ),
    capacity: capacity ?? null,
    growth:
      growth === undefined
        ? null
        : { perDay: growth * 86_400, full: full === undefined ? null : Math.round(full) },
  };
}

function worst(nodes: readonly NodeUse[], of: (node: NodeUse) => number): number {
  return Math.max(0, ...nodes.map(of));
}

function ratio(used: number, limit: number | undefined): number | null {
  return limit === undefined ? null : Number((used / limit).toFixed(4));
}

function share(used: number, limit: number): string {
  const percent = (100 * used) / limit;
  return percent < 1 ? 'below 1%' : `${Math.round(percent)}%`;
}

/** A count with three digits. */
function roughCount(value: number): number {
  return Number(value.toPrecision(3));
}

function count(value: number): string {
  const whole = Math.round(value);
  return whole >= 1e7 && whole % 1e4 === 0 ? countText(whole) : whole.toLocaleString('en-US');
}
