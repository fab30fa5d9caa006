// `npm run bench`: measures starts, work, memory and size of bindstack, and the stacks that it starts, beside other
// programs. It builds first, writes the results to docs/benchmark.md, and exits with 1 if a target is missed or a part
// fails. What a part needs and this machine does not have is named on the page. Takes about 12 minutes; on a machine that
// does nothing else.
//
//   npm run bench                      everything
//   npm run bench -- starts package    only these parts; prints the page instead of writing it
//
//   --runs N          counted runs of each short program (21)
//   --stack-runs N    counted runs of what starts a stack on Docker and as processes (2); on Kubernetes, one
//   --chart PATH      chart for Kubernetes instead of the one of the repository
//   --dry             print the page instead of writing it
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import '../build.js';
import { composeFiles, fileWithFindings } from './composeFiles.js';
import { packageSize } from './package.js';
import { page } from './page.js';
import { Missing, medianPeaks, medianTimes } from './processes.js';
import { measureStack, missedTargets } from './stacks.js';
import { measurePeers, measureStarts } from './starts.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '21' },
    'stack-runs': { type: 'string', default: '2' },
    chart: { type: 'string' },
    dry: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`--runs must be a number from 1, not ${values.runs}`);
const few = Math.min(runs, 3);

const bin = join(root, 'dist/bin.js');
const dclint = join(root, 'node_modules/dclint/bin/dclint.cjs');
const directory = await mkdtemp(join(tmpdir(), 'bindstack-benchmark-'));
/** @type {import('./page.js').Measured} */
const measured = { starts: [], skipped: [], peers: [], results: [], growth: [], stacks: [], runs };
const { results, growth, skipped, stacks } = measured;

/** @type {Promise<string[]> | undefined} */
let written;
/** Compose files for `validate` and dclint. */
const files = () => (written ??= composeFiles(directory, 1000));

/**
 * The parts by name. One that throws is shown as not measured.
 * @type {Record<string, () => unknown>}
 */
const PARTS = {
  starts: async () => {
    const measuredStarts = await measureStarts(directory, runs);
    measured.starts = measuredStarts.starts;
    skipped.push(...measuredStarts.skipped);
  },

  peers: async () => {
    measured.peers = await measurePeers(directory, Math.min(runs, 11));
  },

  memory: () => {
    const generate = {
      name: 'generate',
      args: [bin, 'generate', '--yes', '--out', join(directory, 'memory')],
    };
    const peaks = medianPeaks([{ name: 'node', args: ['-e', '0'] }, generate], Math.min(runs, 7));
    const [least = Number.NaN, most = Number.NaN] = peaks.values();
    results.push({
      what: 'peak memory of `bindstack generate --yes`',
      found: `${most.toFixed(0)} MiB`,
      against: `\`node -e 0\`: ${least.toFixed(0)} MiB`,
      ratio: most / least,
      most: 1.5,
    });
  },

  validate: async () => {
    if (!existsSync(dclint)) throw new Missing('dclint is not installed');
    for (const [count, least] of /** @type {const} */ ([
      [1, 3],
      [200, 10],
    ])) {
      const some = (await files()).slice(0, count);
      const both = medianTimes(
        [
          // 4 and 1: errors were found.
          { name: 'bindstack', args: [bin, 'validate', ...some], cwd: directory, exits: [0, 4] },
          { name: 'dclint', args: [dclint, ...some], cwd: directory, exits: [0, 1] },
        ],
        count === 1 ? runs : few,
      );
      const [own = Number.NaN, other = Number.NaN] = both.values();
      results.push({
        what: `\`bindstack validate\` of ${count} Compose file${count === 1 ? '' : 's'}`,
        found: `${own.toFixed(0)} ms`,
        against: `dclint: ${other.toFixed(0)} ms`,
        ratio: other / own,
        least,
      });
    }
  },

  growth: async () => {
    const all = await files();
    for (const count of [1, 10, 100, 1000]) {
      const time = (/** @type {string[]} */ args) => {
        const validate = {
          name: 'validate',
          args: [bin, 'validate', ...args],
          cwd: directory,
          exits: [0, 4],
        };
        return medianTimes([validate], few).get('validate') ?? Number.NaN;
      };
      growth.push({
        count,
        files: time(all.slice(0, count)),
        findings: time([await fileWithFindings(directory, count)]),
      });
    }
  },

  package: () => {
    const size = packageSize();
    const megabytes = (/** @type {number} */ bytes) => bytes / 1e6;
    results.push(
      {
        what: 'packed package',
        found: `${megabytes(size.packed).toFixed(2)} MB`,
        ratio: megabytes(size.packed),
        most: 1,
      },
      {
        what: 'installed, with dependencies',
        found: `${megabytes(size.installed).toFixed(1)} MB`,
        ratio: megabytes(size.installed),
        most: 30,
      },
      { what: 'packages installed', found: String(size.packages), ratio: size.packages, most: 5 },
    );
  },

  stacks: () => {
    const needs = [
      ['docker', 'version'],
      ['docker', 'compose', 'version'],
    ];
    stacks.push(
      measureStack('Docker Compose and local processes', 'up.js', needs, ['--runs', values['stack-runs']]),
    );
  },

  kubernetes: () => {
    const chart = values.chart === undefined ? [] : ['--chart', values.chart];
    const needs = [
      ['helm', 'version'],
      ['kubectl', 'get', '--raw', '/readyz'],
    ];
    stacks.push(measureStack('Kubernetes', 'cluster.js', needs, ['--runs', '1', ...chart]));
  },
};

const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0)
  throw new Error(`unknown part ${unknown.join(', ')}: the parts are ${Object.keys(PARTS).join(', ')}`);

/** @type {string[]} */
const failed = [];
try {
  for (const [name, measure] of Object.entries(PARTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`… ${name}\n`);
    try {
      await measure();
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      skipped.push(`${name}: ${reason}`);
      if (!(error instanceof Missing)) failed.push(`${name}: ${reason}`);
    }
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

const text = page(measured);
if (values.dry || positionals.length > 0) process.stdout.write(text);
else await writeFile(join(root, 'docs/benchmark.md'), text);
const missed = [
  ...measured.starts.flatMap(({ node, base, commands }) =>
    commands
      .filter(({ took, most }) => took / base > most)
      .map(({ command, took }) => `bindstack ${command} on Node ${node}: ${(took / base).toFixed(2)}`),
  ),
  ...results
    .filter(({ ratio, most, least }) => ratio > (most ?? Infinity) || ratio < (least ?? 0))
    .map(({ what, found, ratio }) => `${what}: ${found}, ${ratio.toFixed(2)}`),
  ...stacks.flatMap((stack) => missedTargets(stack).map(([what, value]) => `${what}: ${value.toFixed(2)}`)),
];
for (const part of failed) process.stderr.write(`failed: ${part}\n`);
for (const target of missed) process.stderr.write(`missed: ${target}\n`);
process.exitCode = missed.length + failed.length > 0 ? 1 : 0;
