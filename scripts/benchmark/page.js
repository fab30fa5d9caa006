import { cpus, release, totalmem, type } from 'node:os';

/**
 * @typedef {object} Result
 * @property {string} what
 * @property {string} found with its unit
 * @property {string} [against] what it is compared with
 * @property {number} ratio the number that the target limits
 * @property {number} [most]
 * @property {number} [least]
 */

/**
 * @typedef {object} Growth milliseconds for this many files, and for a file with this many findings
 * @property {number} count
 * @property {number} files
 * @property {number} findings
 */

/**
 * @param {readonly Result[]} results
 * @param {readonly Growth[]} growth
 * @param {number} runs
 */
export function page(results, growth, runs) {
  const processors = cpus();
  return `# Benchmark

Made by \`npm run bench\`, which ends with an error where a target is missed. Whole processes, in turn, ${runs} runs of each
(3 where it takes seconds), medians; ratios are of the same run.

Machine: ${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.versions.node}.

| what | measured | beside it | ratio | target |
|---|---|---|---|---|
${results.map(row).join('\n')}

What \`validate\` costs grows with the number of files, and with the number of findings, and no faster:

| number | that many files | a file with that many findings |
|---|---|---|
${growth.map(({ count, files, findings }) => `| ${count} | ${Math.round(files)} ms | ${Math.round(findings)} ms |`).join('\n')}
`;
}

/** @param {Result} result */
function row({ what, found, against, ratio, most, least }) {
  const target = most === undefined ? `at least ${least}` : `at most ${most}`;
  return `| ${what} | ${found} | ${against ?? ''} | ${against === undefined ? '' : ratio.toFixed(2)} | ${target} |`;
}
