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

How fast and how small bindstack is, compared with Node alone and with dclint, another Compose linter. \`npm run bench\`
writes this page and fails if a target is missed. Times are medians of ${runs} runs of whole processes (3 runs if slow). The
commands that are compared run alternately, in the same session.

Machine: ${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.versions.node}.

| what | measured | compared with | ratio | target |
|---|---|---|---|---|
${results.map(row).join('\n')}

The run time of \`validate\` grows no faster than the number of files, and no faster than the number of findings:

| number | that many files | one file with that many findings |
|---|---|---|
${growth.map(({ count, files, findings }) => `| ${count} | ${Math.round(files)} ms | ${Math.round(findings)} ms |`).join('\n')}
`;
}

/** @param {Result} result */
function row({ what, found, against, ratio, most, least }) {
  const target = most === undefined ? `at least ${least}` : `at most ${most}`;
  return `| ${what} | ${found} | ${against ?? ''} | ${against === undefined ? '' : ratio.toFixed(2)} | ${target} |`;
}
