// How long stacks take to start and stop: what up.js and cluster.js measure.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Missing } from './processes.js';

/**
 * @typedef {object} Stack
 * @property {string} title
 * @property {number} runs
 * @property {Record<string, number[]>} times milliseconds of each run by what was measured
 * @property {Record<string, number>} targets by what it is, with its limit in words: `a / b (at most 0.5)`
 */

/**
 * @param {string} title
 * @param {string} script
 * @param {string[][]} needs commands that succeed where the script can measure
 * @param {string[]} args
 * @returns {Stack}
 * @throws Missing
 */
export function measureStack(title, script, needs, args) {
  for (const [program = '', ...probe] of needs) {
    const { error, status } = spawnSync(program, probe, { timeout: 20_000 });
    if (error || status !== 0)
      throw new Missing(
        `\`${[program, ...probe].join(' ')}\` ${error && 'code' in error && error.code === 'ENOENT' ? 'is not installed' : 'fails'}`,
      );
  }
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, '--json', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr.trim() || `${script} exited with ${status}`);
  return { title, ...JSON.parse(stdout) };
}

/**
 * The targets that a stack misses. A target without a limit is only shown.
 * @param {Stack} stack
 */
export function missedTargets({ targets }) {
  return Object.entries(targets).filter(
    ([what, value]) => value > Number(/\(at most (-?[\d.]+)\)$/.exec(what)?.[1] ?? Infinity),
  );
}
