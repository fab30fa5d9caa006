/*
 * Turns the results of scripts/measure/size.js and limit.js into the constants of src/facts/sizing.json, and into the
 * record that the tests compare predictions with (test/sizing/measured.json).
 *
 *   node scripts/measure/fit.js [--results DIR] [--sizes 20000,50000]
 *
 * Only the given sizes are used for the constants; the others are there to check them.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TRAINING_LIMIT, VARIANTS } from './variants.js';
import { DIMENSIONS } from './vectors.js';

const { values } = parseArgs({
  options: {
    results: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
    sizes: { type: 'string', default: '20000,50000' },
  },
});
const sizes = values.sizes.split(',').map(Number);

/** @typedef {{ objects: number, media: number, variant: string, [key: string]: any }} Run */

/**
 * @param {RegExp} name
 * @returns {any[]}
 */
function resultsNamed(name) {
  return readdirSync(values.results)
    .filter((file) => name.test(file))
    .map((file) => JSON.parse(readFileSync(join(values.results, file), 'utf8')));
}

/** @type {Run[]} */
const runs = resultsNamed(/^(?!limit-).*\.json$/).sort((a, b) => a.objects - b.objects);

/**
 * What a run found, in bytes and seconds.
 * @param {Run} run
 */
function recordOf(run) {
  const { disk, importing, restarted } = run;
  return {
    variant: run.variant,
    objects: run.objects,
    mediaSize: run.media ?? 0,
    memoryAtRest: restarted.squeezed,
    liveHeap: run.imported.live,
    liveHeapImporting: importing.peakLive,
    disk: disk.objects + disk.vectors + disk.graph + disk.other,
    diskImporting: importing.peakDisk,
    importCpu: round(run.seconds.importCpu),
    recallNear: run.recall.near,
    recallRandom: run.recall.random,
    queryMilliseconds: round(run.query.p50),
  };
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(3));
}

/**
 * The straight line that fits some points best (least squares).
 * @param {[objects: number, bytes: number][]} points
 */
function line(points) {
  const mean = (/** @type {number[]} */ numbers) =>
    numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const objects = mean(points.map(([x]) => x));
  const bytes = mean(points.map(([, y]) => y));
  const perObject =
    mean(points.map(([x, y]) => (x - objects) * (y - bytes))) / mean(points.map(([x]) => (x - objects) ** 2));
  return { fixed: Math.round(bytes - perObject * objects), perObject: Math.round(perObject) };
}

/** @param {string} name */
function constantsOf(name) {
  const variant = VARIANTS[name];
  const own = runs.filter(({ variant, media }) => variant === name && !media);
  const fitted = own.filter(({ objects }) => sizes.includes(objects));
  /**
   * Through the given sizes and the server without objects.
   * @param {'memoryAtRest' | 'liveHeap' | 'disk'} what
   * @param {(run: Run) => number} empty
   */
  const constant = (what, empty) =>
    line(
      fitted.flatMap((run) => [
        [0, empty(run)],
        [run.objects, recordOf(run)[what]],
      ]),
    );
  return {
    index: variant?.index,
    compression: variant?.compression,
    memoryAtRest: constant('memoryAtRest', ({ empty }) => empty.squeezed),
    liveHeap: constant('liveHeap', ({ empty }) => empty.live),
    disk: constant('disk', () => 0),
    measured: Object.fromEntries(
      own.map(recordOf).map(({ objects, importCpu, ...found }) => [
        objects,
        {
          memoryAtRest: found.memoryAtRest,
          disk: found.disk,
          importCpu: round((importCpu * 1000) / objects),
          recallNear: found.recallNear,
          recallRandom: found.recallRandom,
          queryMilliseconds: found.queryMilliseconds,
        },
      ]),
    ),
  };
}

const [newest] = runs.toSorted((a, b) => b.date.localeCompare(a.date));
if (!newest) throw new Error(`no results in ${values.results}`);
const measured = Object.keys(VARIANTS).filter((name) =>
  sizes.every((size) => runs.some(({ variant, objects }) => variant === name && objects === size)),
);
const sizing = {
  version: newest.version,
  date: newest.date,
  machine: newest.machine,
  dimensions: DIMENSIONS,
  fittedTo: sizes,
  trainingLimit: TRAINING_LIMIT,
  variants: Object.fromEntries(measured.map((name) => [name, constantsOf(name)])),
  limits: resultsNamed(/^limit-.*\.json$/),
};
const record = {
  version: newest.version,
  date: newest.date,
  runs: runs.filter(({ variant }) => measured.includes(variant)).map(recordOf),
};

/**
 * @param {string} path
 * @param {unknown} content
 */
function write(path, content) {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  execFileSync('npx', ['biome', 'format', '--write', file], { stdio: 'ignore' });
  process.stderr.write(`${path} written: ${measured.length} variants, ${runs.length} runs.\n`);
}

write('src/facts/sizing.json', sizing);
write('test/sizing/measured.json', record);
