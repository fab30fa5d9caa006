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
 * @typedef {object} Measured
 * @property {import('./starts.js').Starts[]} starts
 * @property {string[]} skipped what was not measured, and why
 * @property {import('./starts.js').Peer[]} peers
 * @property {Result[]} results
 * @property {Growth[]} growth
 * @property {import('./stacks.js').Stack[]} stacks
 * @property {number} runs
 */

/** @param {Measured} measured */
export function page({ starts, skipped, peers, results, growth, stacks, runs }) {
  const processors = cpus();
  return `# Benchmark

How fast and how small bindstack is, beside Node alone and beside the programs that do a part of the same. \`npm run bench\`
writes this page, and fails if a target is missed. Times are medians of whole processes: of ${runs} runs, or of a few if they
take seconds. What is compared runs alternately, in the same session, so the ratios say more than the times.

Machine: ${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.versions.node}.
${skipped.length === 0 ? '' : `\nNot measured here:\n\n${skipped.map((reason) => `- ${reason}\n`).join('')}`}
${[startSection(starts), peerSection(peers), workSection(results), growthSection(growth), ...stacks.map(stackSection)].filter((section) => section !== '').join('\n')}`;
}

/** @param {readonly import('./starts.js').Starts[]} starts */
function startSection(starts) {
  if (starts.length === 0) return '';
  return `## Start

Each command beside \`node -e 0\` in the same version of Node, as a ratio. The code cache is filled, as from the third run on.

${startTable(starts)}
`;
}

/** @param {readonly import('./starts.js').Peer[]} peers */
function peerSection(peers) {
  if (peers.length === 0) return '';
  return `One file, checked by different programs:

| program | time |
|---|---|
${peers.map(({ what, took, skipped: why }) => `| \`${what}\` | ${took === undefined ? `not measured: ${why}` : `${took.toFixed(0)} ms`} |`).join('\n')}
`;
}

/** @param {readonly Result[]} results */
function workSection(results) {
  if (results.length === 0) return '';
  return `## Work and size

| what | measured | compared with | ratio | target |
|---|---|---|---|---|
${results.map(row).join('\n')}
`;
}

/** @param {readonly Growth[]} growth */
function growthSection(growth) {
  if (growth.length === 0) return '';
  return `The run time of \`validate\` grows no faster than the number of files, and no faster than the number of findings. From 120
files on, all cores are used:

| number | that many files | one file with that many findings |
|---|---|---|
${growth.map(({ count, files, findings }) => `| ${count} | ${Math.round(files)} ms | ${Math.round(findings)} ms |`).join('\n')}
`;
}

/** @param {readonly import('./starts.js').Starts[]} starts */
function startTable(starts) {
  const commands = starts[0]?.commands ?? [];
  const rows = commands.map(({ command, most }, index) => {
    const cells = starts.map(({ base, commands: all }) => {
      const took = all[index]?.took ?? Number.NaN;
      return `${(took / base).toFixed(2)} (${took.toFixed(0)} ms)`;
    });
    return `| \`bindstack ${command}\` | ${cells.join(' | ')} | at most ${most} |`;
  });
  return [
    `| command | ${starts.map(({ node }) => `Node ${node}`).join(' | ')} | target |`,
    `|---|${'---|'.repeat(starts.length)}---|`,
    `| \`node -e 0\` | ${starts.map(({ base }) => `1 (${base.toFixed(0)} ms)`).join(' | ')} | |`,
    ...rows,
  ].join('\n');
}

/** @param {import('./stacks.js').Stack} stack */
function stackSection({ title, runs, times, targets }) {
  const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
  const rows = Object.entries(times).map(
    ([what, all]) => `| ${what} | ${seconds(median(all))} | ${all.map(seconds).join(', ')} |`,
  );
  const limits = Object.entries(targets).map(([what, value]) => `- ${what}: ${value.toFixed(2)}`);
  return `## ${title}

| what | median | ${runs === 1 ? 'the run' : `all ${runs} runs`} |
|---|---|---|
${rows.join('\n')}

${limits.join('\n')}
`;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[(numbers.length - 1) >> 1] ?? 0;
}

/** @param {Result} result */
function row({ what, found, against, ratio, most, least }) {
  const target = most === undefined ? `at least ${least}` : `at most ${most}`;
  return `| ${what} | ${found} | ${against ?? ''} | ${against === undefined ? '' : ratio.toFixed(2)} | ${target} |`;
}
