import { MAX_INFERENCE_REPLICAS } from '../capabilities/inference.ts';
import { MEASURED_SIZES } from '../facts/measuredSizes.ts';
import { SECONDS_PER_VECTOR } from '../facts/resources.ts';
import { periodText } from '../formats/period.ts';
import { diskSize, readableSize, roughSize } from '../formats/size.ts';
import type { Alternative, Alternatives } from '../sizing/alternatives.ts';
import { planArithmetic } from '../sizing/arithmetic.ts';
import { type Inference, MEASURED_CORES, secondsPerObject } from '../sizing/importTime.ts';
import { MOST_MEMORY_PER_NODE, type SizePlan } from '../sizing/plan.ts';
import type { Output } from '../terminal/output.ts';

type Colors = Output['colors'];

/** A plan with everything that `bindstack size` says about it. */
export interface SizeAdvice {
  /** For one Weaviate, or as many as are configured. */
  readonly plan: SizePlan;
  readonly alternatives: Alternatives;
  readonly chosen: Alternative;
  /** The memory limit and the volume that the generated files get, in bytes. */
  readonly limits: { readonly memory: number; readonly storage: number };
  readonly inference: Inference;
  /** `--within`: the servers that finish in time; undefined if none do. */
  readonly within: { readonly seconds: number; readonly servers: number | undefined } | undefined;
  /** The command that generates this plan. */
  readonly command: string;
}

/** A column of the table; the one with the highest rank is left out first where the terminal is too narrow. */
interface Column {
  readonly title: string;
  readonly rank: number;
  readonly cell: (row: Alternative) => string;
}

/** Seconds. */
const WEEK = 7 * 86_400;

const PER_MILLION = 'per million';

const COLUMNS: readonly Column[] = [
  { title: 'index', rank: 0, cell: ({ index }) => index },
  { title: 'compression', rank: 0, cell: ({ compression }) => compression },
  { title: 'pods', rank: 0, cell: ({ plan }) => `${plan.input.replicas}` },
  { title: 'memory', rank: 0, cell: ({ plan }) => readableSize(plan.memory.recommended) },
  { title: PER_MILLION, rank: 3, cell: ({ perMillion }) => roughSize(perMillion) },
  { title: 'disk', rank: 2, cell: ({ plan }) => diskSize(plan.disk.total) },
  { title: 'recall', rank: 0, cell: ({ recall }) => recallText(recall) },
  { title: 'import', rank: 1, cell: ({ importing }) => periodText(importing.total) },
];

const GAP = '  ';

/** The alternatives as a table that is at most `width` columns wide; the chosen one is marked. */
function alternativesTable(rows: readonly Alternative[], colors: Colors, width: number): string[] {
  const hasPods = rows.some(({ plan }) => plan.input.replicas > 1);
  let columns = COLUMNS.filter(({ title }) => title !== 'pods' || hasPods);
  const widthOf = (column: Column) =>
    Math.max(column.title.length, ...rows.map((row) => column.cell(row).length));
  const total = () => columns.reduce((sum, column) => sum + GAP.length + widthOf(column), 0);
  for (let rank = Math.max(...columns.map((column) => column.rank)); rank > 0 && total() > width; rank -= 1) {
    columns = columns.filter((column) => column.rank !== rank);
  }
  const widths = columns.map(widthOf);
  const line = (mark: string, cells: readonly string[]) =>
    `${mark} ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(GAP)}`.trimEnd();
  return [
    colors.dim(
      line(
        ' ',
        columns.map(({ title }) => title),
      ),
    ),
    ...rows.map((row) => {
      const text = line(
        row.isChosen ? '→' : ' ',
        columns.map(({ cell }) => cell(row)),
      );
      return row.isChosen ? colors.bold(text) : text;
    }),
  ];
}

/** What `bindstack size` prints. */
export function adviceText(advice: SizeAdvice, colors: Colors, width: number): string {
  const { plan, alternatives, command } = advice;
  const { input } = plan;
  const table = alternativesTable(alternatives.rows, colors, width);
  const isWide = table[0]?.includes(PER_MILLION) === true;
  const version = input.version === undefined ? '' : `, Weaviate ${input.version}`;
  return [
    `${thousands(input.objects)} objects with ${input.modalities.join(', ')}${version}`,
    '',
    ...table,
    '',
    ...planLines(advice),
    '',
    ...noteLines(advice, isWide).map((note) => colors.dim(`- ${note}`)),
    '',
    'To generate it:',
    `  ${command}`,
  ].join('\n');
}

function planLines(advice: SizeAdvice): string[] {
  const { chosen, limits, within } = advice;
  const { input, memory, disk, isChosen, compression } = chosen.plan;
  const weaviate =
    input.replicas === 1
      ? 'one'
      : `${input.replicas} pods with ${thousands(chosen.plan.objects)} objects each (${input.copies} copies of each object)`;
  const each = input.replicas === 1 ? '' : ' per pod';
  const why = isChosen ? ', chosen for this number of objects' : '';
  return [
    `→ ${input.index} with compression ${compression}${why}`,
    `  Weaviate   ${weaviate}`,
    `  memory     ${readableSize(limits.memory)}${each}; it needs ${roughSize(memory.minimum)} to hold them, ${readableSize(memory.recommended)} to import at full speed`,
    `  disk       ${volumeText(limits.storage)}${each}: ${diskSize(disk.vectors)} for vectors and objects, ${diskSize(disk.media)} for media, the rest for compaction`,
    `  import     ${importWords(advice)}`,
    ...(within ? [`  in time    ${withinWords(advice, within)}`] : []),
  ];
}

function importWords({ chosen: { importing, plan }, inference: { servers, rate } }: SizeAdvice): string {
  const by = servers === 1 ? 'one inference server' : `${servers} inference servers`;
  const each = servers === 1 ? '' : ' each';
  const speed =
    rate === undefined
      ? `with ${MEASURED_CORES} CPU cores${each} (${roughSeconds(secondsPerObject(plan.input))} per object)`
      : `at ${rateText(rate)}${each}`;
  const database = `${periodText(importing.index)} to index`;
  return `${periodText(importing.total)}: ${periodText(importing.vectors)} on ${by} ${speed}, and ${database}`;
}

function withinWords(
  { chosen: { importing, plan }, inference: { rate } }: SizeAdvice,
  { seconds, servers }: NonNullable<SizeAdvice['within']>,
): string {
  const time = periodText(seconds);
  if (servers === undefined)
    return `not within ${time}: Weaviate needs ${periodText(importing.index)} to index, with ${MEASURED_CORES} CPU cores; more of them, or more pods, make it faster`;
  const what = rate === undefined ? `with ${MEASURED_CORES} CPU cores` : `(or GPU) at ${rateText(rate)}`;
  if (servers === 1) return `one inference server ${what} finishes within ${time}`;
  const total = rateText(plan.input.objects / (seconds - importing.index));
  return `${thousands(servers)} inference servers ${what} each finish within ${time}: ${total} in total`;
}

/** @param isWide whether the table has all columns */
function noteLines(
  { alternatives: { unmeasured, rows }, chosen, inference, within }: SizeAdvice,
  isWide: boolean,
): string[] {
  const { disk, memory, objects } = chosen.plan;
  const most = readableSize(MOST_MEMORY_PER_NODE);
  const isLarger = objects > LARGEST;
  const notes: readonly (string | false)[] = [
    `memory: recommended limit of the container${isWide ? `; ${PER_MILLION}: what a million vectors take at rest` : ''}`,
    `recall: share of the 10 nearest objects that a query finds, from one unlike everything stored to one near an object; measured with ${thousands(LARGEST)} objects${isLarger ? ', lower with more' : ''}`,
    isLarger &&
      `import: indexing is slower in a collection with more than the ${thousands(LARGEST)} objects measured`,
    rows.some(({ plan }) => plan.input.replicas > 1) &&
      `pods: one Weaviate gets ${most} at most; with more pods, memory and disk are those of each, and each object has 3 copies`,
    (within?.servers ?? 0) > MAX_INFERENCE_REPLICAS &&
      `a release runs up to ${MAX_INFERENCE_REPLICAS} inference servers: use GPUs, or a later deadline`,
    inference.rate === undefined &&
      'rates of GPUs are not measured: measure yours with a few files, then add --rate N/s',
    within === undefined &&
      chosen.importing.total > WEEK &&
      'to import sooner: --within 7d says how many inference servers that takes',
    rows.some(({ index }) => index === 'flat') &&
      'flat compares each query with every vector, so it is slow from some 10,000 objects on',
    disk.media > 4 * disk.vectors &&
      `media takes ${Math.round((100 * disk.media) / disk.total)}% of the disk: --media-size sets the average size of a file`,
    memory.recommended > MOST_MEMORY_PER_NODE &&
      `not even the largest cluster that bindstack generates gets by with ${most} per pod`,
    unmeasured.length > 0 && `not measured: ${byIndex(unmeasured)}`,
  ];
  return notes.filter((note) => note !== false);
}

/** `hnsw with rq-4, bq; flat with rq-8`. */
function byIndex(pairs: Alternatives['unmeasured']): string {
  return [...new Set(pairs.map(({ index }) => index))]
    .map(
      (name) =>
        `${name} with ${pairs.flatMap(({ index, compression }) => (index === name ? compression : [])).join(', ')}`,
    )
    .join('; ');
}

const LARGEST = Math.max(
  ...Object.values(MEASURED_SIZES.variants).flatMap(({ measured }) => Object.keys(measured).map(Number)),
);

/** `--explain`: the arithmetic of the chosen plan, and where its constants come from. */
export function explanation({
  chosen: { plan, importing },
  inference: { servers, rate },
}: SizeAdvice): string[] {
  const { version, date, machine, fittedTo, variants } = MEASURED_SIZES;
  const size = variants[plan.variant];
  const { modalities, vectors, objects } = plan.input;
  const times = modalities.map((name) => `${SECONDS_PER_VECTOR[name]} s per ${name}`).join(', ');
  const line = (what: string, { fixed, perObject }: { fixed: number; perObject: number }) =>
    `${what}: ${thousands(Math.round(perObject))} B × vectors ${fixed < 0 ? '-' : '+'} ${roughSize(Math.abs(fixed))}`;
  return [
    ...planArithmetic(plan),
    `vectors: ${thousands(objects)} × ${rate === undefined ? `${roughSeconds(secondsPerObject(plan.input))} (${times}${vectors === 'shared' && modalities.length > 1 ? '; the average' : ''}; measured on ${MEASURED_CORES} CPU cores)` : `1 s / ${Number(rate.toPrecision(3))} (--rate)`} / ${servers} ${servers === 1 ? 'inference server' : 'inference servers'} = ${periodText(importing.vectors)}`,
    `index: ${thousands(plan.vectorCount)} vectors × ${((plan.prediction.importCpu / plan.vectorCount) * 1000).toFixed(2)} CPU s per 1,000 / ${MEASURED_CORES} CPU cores = ${periodText(importing.index)}`,
    ...(size
      ? [
          line(`${plan.variant}, live heap`, size.liveHeap),
          line(`${plan.variant}, at rest`, size.memoryAtRest),
          line(`${plan.variant}, disk`, size.disk),
        ]
      : []),
    `constants: measured on Weaviate ${version}, ${machine}, ${date}, and fitted to ${fittedTo.map(thousands).join(' and ')} objects`,
  ];
}

/** The result for programs. */
export function adviceJson(advice: SizeAdvice, explained: boolean): object {
  const { plan, alternatives, chosen, limits, inference, within, command } = advice;
  const { version, date, machine, fittedTo } = MEASURED_SIZES;
  return {
    objects: plan.input.objects,
    weaviateVersion: plan.input.version ?? null,
    ...rowJson(chosen, inference),
    limits,
    within: within ? { seconds: within.seconds, inferenceServers: within.servers ?? null } : null,
    command,
    alternatives: alternatives.rows.map((row) => ({ ...rowJson(row, inference), chosen: row.isChosen })),
    unmeasured: alternatives.unmeasured,
    measured: { version, date, machine, fittedTo, largest: LARGEST },
    ...(explained && { explanation: explanation(advice) }),
  };
}

function rowJson(
  { index, compression, plan, perMillion, recall, importing }: Alternative,
  { servers, rate }: Inference,
): object {
  return {
    index,
    compression,
    replicas: plan.input.replicas,
    copies: plan.input.copies,
    objectsPerReplica: plan.objects,
    memory: plan.memory,
    memoryPerMillion: Math.round(perMillion),
    disk: plan.disk,
    recall: recall ?? null,
    import: {
      seconds: Math.round(importing.total),
      vectors: Math.round(importing.vectors),
      index: Math.round(importing.index),
      inferenceServers: servers,
      rate: rate ?? null,
    },
  };
}

function recallText(recall: Alternative['recall']): string {
  if (!recall) return '?';
  const [random, near] = [recall.random.toFixed(2), recall.near.toFixed(2)];
  return random === near ? near : `${random}–${near}`;
}

/** A volume in GiB or TiB. */
function volumeText(bytes: number): string {
  return bytes >= 1024 * GIB ? `${Number((bytes / 1024 / GIB).toFixed(1))} TiB` : readableSize(bytes);
}

const GIB = 1024 ** 3;

function roughSeconds(seconds: number): string {
  return `${Number(seconds.toFixed(2))} s`;
}

/** `20/s`, `0.4/s`. */
function rateText(rate: number): string {
  return `${rate >= 100 ? Math.round(rate).toLocaleString('en-US') : Number(rate.toPrecision(2))}/s`;
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
