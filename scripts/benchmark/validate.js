// `node scripts/benchmark/validate.js`: how long `bindstack validate` takes, beside dclint, on the same files.
//
// What is measured is the whole process, from its start to its end: what a person or a CI job waits for. Both are
// started by the same Node from their files (`npx` would add its own time), in turn, so that a busy moment hits
// both, after runs that are not counted. Two cases: one Compose file, and 200, the snapshots of this repository
// again and again. Standard output goes nowhere. Build first: npm run build.
//
//   --runs N    counted runs of each program and case (15)
//   --files N   files of the second case (200)
//   --json      the numbers as JSON on standard output instead of a table
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    files: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const runs = positive('--runs', values.runs);
const many = positive('--files', values.files);
const WARM_UP = 3;

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string[]} command what follows `node`
 * @property {number[]} exits exit codes of a run that has done its work, with findings or without
 */

/** @type {Program[]} */
const PROGRAMS = [
  { name: 'bindstack validate', command: [join(root, 'dist/bin.js'), 'validate'], exits: [0, 4] },
  // Its own default rules; 1 is an error found. Nothing but the files is given to it, as to the other.
  { name: 'dclint', command: [join(root, 'node_modules/dclint/bin/dclint.cjs')], exits: [0, 1] },
];

/**
 * @param {string} flag
 * @param {string} text
 */
function positive(flag, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${flag} takes a number from 1, not ${text}`);
  return number;
}

/**
 * Milliseconds of one run.
 * @param {Program} program
 * @param {string[]} files
 * @param {string} cwd
 */
function timeOf({ name, command, exits }, files, cwd) {
  const start = performance.now();
  const { status, error, stderr } = spawnSync(process.execPath, [...command, ...files], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const time = performance.now() - start;
  // A program that fails at once would win.
  if (error || status === null || !exits.includes(status)) {
    throw new Error(`${name} ended with ${status}: ${error?.message ?? stderr.toString().slice(0, 500)}`);
  }
  return time;
}

/** @param {number[]} times */
function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
  return { median: Math.round(median), min: Math.round(sorted[0] ?? 0) };
}

/**
 * Copies of the snapshots' Compose files, each in a directory of its own, as in a repository of many projects.
 * @param {string} directory
 */
async function copies(directory) {
  const snapshots = (await readdir(join(root, 'snapshots')))
    .sort()
    .map((name) => join(root, 'snapshots', name, 'docker-compose.yml'))
    .filter((path) => existsSync(path));
  const files = Array.from({ length: many }, (_, i) => `project-${i}/docker-compose.yml`);
  for (const [i, file] of files.entries()) {
    await mkdir(join(directory, dirname(file)));
    await copyFile(snapshots[i % snapshots.length] ?? '', join(directory, file));
  }
  return files;
}

/**
 * @param {string[]} files
 * @param {string} cwd
 */
function measure(files, cwd) {
  /** @type {Map<string, number[]>} */
  const times = new Map(PROGRAMS.map(({ name }) => [name, []]));
  for (let run = -WARM_UP; run < runs; run += 1) {
    for (const program of PROGRAMS) {
      const time = timeOf(program, files, cwd);
      if (run >= 0) times.get(program.name)?.push(time);
    }
  }
  return [...times].map(([program, all]) => ({ program, files: files.length, runs, ...summary(all) }));
}

const directory = await mkdtemp(join(tmpdir(), 'bindstack-benchmark-'));
try {
  const files = await copies(directory);
  const rows = [files.slice(0, 1), files].flatMap((some) => measure(some, directory));
  if (values.json) process.stdout.write(`${JSON.stringify({ node: process.version, unit: 'ms', rows })}\n`);
  else {
    const line = (/** @type {(string | number)[]} */ [program = '', ...cells]) =>
      `${String(program).padEnd(20)}${cells.map((cell) => String(cell).padStart(11)).join('')}\n`;
    process.stdout.write(line(['program', 'files', 'median ms', 'min ms']));
    for (const { program, files: count, median, min } of rows) {
      process.stdout.write(line([program, count, median, min]));
    }
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
