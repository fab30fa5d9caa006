import {
  type LimitedImport,
  MEASURED_SIZES,
  type MeasuredSize,
  type Measurement,
} from '../facts/measuredSizes.ts';
import { gigabytes, readableSize } from '../formats/size.ts';
import { predict } from './predict.ts';

const MIB = 1024 ** 2;

/** The generated part of docs/sizing.md, as Markdown. */
export function sizingTables(): string {
  const { version, date, machine, fittedTo, variants } = MEASURED_SIZES;
  const sizes = Object.entries(variants);
  return [
    `Measured on Weaviate ${version}, ${date}, ${machine}, with ${fittedTo.map(thousands).join(' and ')} objects.`,
    'Times are those of a busy machine.',
    '',
    '## Per object',
    '',
    ...table(
      ['index', 'compression', 'memory', 'disk', 'CPU per 1,000 objects', 'recall near', 'recall random'],
      sizes.map(([, size]) => [size.index, size.compression, ...perObject(size)]),
    ),
    '',
    ...EXAMPLES.flatMap((objects) => [
      `## ${thousands(objects)} objects`,
      '',
      ...table(
        ['index', 'compression', 'memory at rest', 'minimum limit', 'recommended limit', 'disk'],
        sizes.map(([name, size]) => [size.index, size.compression, ...predicted(name, objects)]),
      ),
      '',
    ]),
    '## Checked with more objects',
    '',
    'These are not part of what the constants come from.',
    '',
    ...table(
      ['variant', 'objects', 'memory predicted', 'measured', 'disk predicted', 'measured'],
      sizes.flatMap(([name, { measured }]) =>
        Object.entries(measured)
          .filter(([objects]) => !fittedTo.includes(Number(objects)))
          .map(([objects, found]) => [
            name,
            thousands(Number(objects)),
            ...checked(name, Number(objects), found),
          ]),
      ),
    ),
    '',
    '## Checked with a memory limit',
    '',
    ...table(
      ['variant', 'objects', '10% below the minimum', 'recommended'],
      MEASURED_SIZES.limits.map(({ variant, objects, below, recommended }) => [
        variant,
        thousands(objects),
        outcome(below, objects),
        outcome(recommended, objects),
      ]),
    ),
  ].join('\n');
}

const EXAMPLES = [100_000, 1_000_000, 10_000_000];

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function perObject({ memoryAtRest, disk, measured }: MeasuredSize): string[] {
  const last = Object.values(measured).at(-1);
  return [
    `${thousands(Math.round(memoryAtRest.perObject))} B`,
    `${thousands(Math.round(disk.perObject))} B`,
    `${last?.importCpu.toFixed(1)} s`,
    `${last?.recallNear.toFixed(2)}`,
    `${last?.recallRandom.toFixed(2)}`,
  ];
}

function predicted(variant: string, objects: number): string[] {
  const { memoryAtRest, minimumLimit, recommendedLimit, disk } = predict(variant, objects);
  return [rounded(memoryAtRest), rounded(minimumLimit), readableSize(recommendedLimit), gigabytes(disk)];
}

function checked(variant: string, objects: number, { memoryAtRest, disk }: Measurement): string[] {
  const predicted = predict(variant, objects);
  return [
    rounded(predicted.memoryAtRest),
    withDeviation(rounded(memoryAtRest), predicted.memoryAtRest / memoryAtRest),
    megabytes(predicted.disk),
    withDeviation(megabytes(disk), predicted.disk / disk),
  ];
}

function withDeviation(text: string, ratio: number): string {
  const percent = Math.round((ratio - 1) * 100);
  return `${text} (${percent > 0 ? '+' : ''}${percent}%)`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function outcome({ limit, imported, error, killed, seconds }: LimitedImport, objects: number): string {
  const end = killed ? ', then it was killed' : error === '' ? '' : ', then it refused';
  const count = imported === objects ? 'all' : thousands(imported);
  return `${rounded(limit)}: ${count} imported${end}, after ${seconds} s`;
}

function rounded(bytes: number): string {
  return bytes < 1024 * MIB
    ? readableSize(Math.round(bytes / MIB) * MIB)
    : readableSize(Number((bytes / 1024 / MIB).toFixed(1)) * 1024 * MIB);
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
