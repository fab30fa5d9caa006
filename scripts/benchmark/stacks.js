// How long stacks take to start and stop: what up.js and cluster.js measure, or why they cannot.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Stack
 * @property {string} title
 * @property {number} [runs]
 * @property {Record<string, number[]>} [times] milliseconds of each run by what was measured
 * @property {Record<string, number>} [targets] by what it is, with its limit in words: `a / b (at most 0.5)`
 * @property {string} [skipped] why nothing was measured
 */

/**
 * @param {string} title
 * @param {string} script
 * @param {string[]} needs a command that succeeds where the script can measure
 * @param {string[]} args
 * @returns {Stack}
 */
export function measureStack(title, script, [program = '', ...probe], args) {
  if (spawnSync(program, probe, { timeout: 20_000 }).status !== 0) {
    return { title, skipped: `\`${[program, ...probe].join(' ')}\` fails here` };
  }
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, '--json', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} exited with ${status}: ${stderr}`);
  const { runs, times, ratios, differences } = JSON.parse(stdout);
  return { title, runs, times, targets: ratios ?? differences };
}

/**
 * The targets that a stack misses. A target without a limit is only shown.
 * @param {Stack} stack
 */
export function missedTargets({ targets = {} }) {
  return Object.entries(targets).filter(
    ([what, value]) => value > Number(/\(at most (-?[\d.]+)\)$/.exec(what)?.[1] ?? Infinity),
  );
}
