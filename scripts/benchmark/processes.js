// Whole processes from start to exit: the time that a person or a CI job waits.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const PEAK = fileURLToPath(new URL('peakMemory.cjs', import.meta.url));
const peakFile = join(tmpdir(), `bindstack-benchmark-peak-${process.pid}`);

/** What a measurement needs is not on this machine. */
export class Missing extends Error {}

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} [command] Node itself if left out
 * @property {readonly string[]} args
 * @property {string} [cwd]
 * @property {readonly number[]} [exits] exit codes of a successful run; 0 if left out
 */

/**
 * Runs the programs in turn, so a busy moment affects all of them, after one round that is not counted. Node runs each
 * file directly, because `npx` would add its own time.
 * @param {readonly Program[]} programs
 * @param {number} runs counted rounds
 * @returns {Map<string, number>} median milliseconds by name
 */
export function medianTimes(programs, runs) {
  return medians(programs, runs, (program) => {
    const start = performance.now();
    run(program, []);
    return performance.now() - start;
  });
}

/**
 * The same for the peak memory of a process.
 * @param {readonly Program[]} programs
 * @param {number} runs
 * @returns {Map<string, number>} median MiB by name
 */
export function medianPeaks(programs, runs) {
  const peaks = medians(programs, runs, (program) => {
    run(program, ['--require', PEAK]);
    return Number(readFileSync(peakFile, 'utf8')) / 1024;
  });
  rmSync(peakFile, { force: true });
  return peaks;
}

/**
 * @param {readonly Program[]} programs
 * @param {number} runs
 * @param {(program: Program) => number} measure
 */
function medians(programs, runs, measure) {
  /** @type {Map<string, number[]>} */
  const all = new Map(programs.map(({ name }) => [name, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const program of programs) {
      const value = measure(program);
      if (round > 0) all.get(program.name)?.push(value);
    }
  }
  return new Map([...all].map(([name, values]) => [name, median(values)]));
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * @param {Program} program
 * @param {readonly string[]} nodeArgs
 */
function run({ name, command = process.execPath, args, cwd, exits = [0] }, nodeArgs) {
  const { status, error, stderr } = spawnSync(command, [...nodeArgs, ...args], {
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', BENCHMARK_PEAK_FILE: peakFile },
  });
  // A program that fails immediately would win.
  if (error || status === null || !exits.includes(status)) {
    throw new Error(`${name} exited with ${status}: ${error?.message ?? stderr.toString().slice(0, 500)}`);
  }
}
