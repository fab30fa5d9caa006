// `npm run bench`: measures starts, work, memory and size of bindstack, and the stacks that it starts, beside other
// programs. It builds first, writes the results to docs/benchmark.md, and exits with 1 if a target is missed. What needs a
// Docker engine or a cluster is skipped where there is none. Takes about 12 minutes; on a machine that does nothing else.
//
//   --runs N          counted runs of each short program (21)
//   --stack-runs N    counted runs of what starts a stack on Docker and as processes (2); on Kubernetes, one
//   --no-stacks       only the short programs
//   --chart PATH      chart for Kubernetes instead of the one of the repository
//   --dry             print the page instead of writing it
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import '../build.js';
import { composeFiles, fileWithFindings } from './composeFiles.js';
import { packageSize } from './package.js';
import { page } from './page.js';
import { medianPeaks, medianTimes } from './processes.js';
import { measureStack, missedTargets } from './stacks.js';
import { measurePeers, measureStarts } from './starts.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '21' },
    'stack-runs': { type: 'string', default: '2' },
    stacks: { type: 'boolean', default: true },
    chart: { type: 'string' },
    dry: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`--runs must be a number from 1, not ${values.runs}`);

const bin = join(root, 'dist/bin.js');
const dclint = join(root, 'node_modules/dclint/bin/dclint.cjs');
const directory = await mkdtemp(join(tmpdir(), 'bindstack-benchmark-'));
/** @type {import('./page.js').Measured} */
const measured = { starts: [], skipped: [], peers: [], results: [], growth: [], stacks: [], runs };
const { results, growth } = measured;

/** @param {string} text */
const say = (text) => process.stderr.write(`… ${text}\n`);

try {
  say('start');
  Object.assign(measured, await measureStarts(directory, runs));
  measured.peers = measurePeers(directory, Math.min(runs, 11));

  say('memory');
  const generate = { name: 'generate', args: [bin, 'generate', '--yes', '--out', join(directory, 'stack')] };
  const peaks = medianPeaks([{ name: 'node', args: ['-e', '0'] }, generate], Math.min(runs, 7));
  const [least = Number.NaN, most = Number.NaN] = peaks.values();
  results.push({
    what: 'peak memory of `bindstack generate --yes`',
    found: `${most.toFixed(0)} MiB`,
    against: `\`node -e 0\`: ${least.toFixed(0)} MiB`,
    ratio: most / least,
    most: 1.5,
  });

  say('validate, compared with dclint');
  const files = await composeFiles(directory, 1000);
  for (const [count, least] of /** @type {const} */ ([
    [1, 3],
    [200, 10],
  ])) {
    const some = files.slice(0, count);
    const both = medianTimes(
      [
        // 4 and 1: errors were found.
        { name: 'bindstack', args: [bin, 'validate', ...some], cwd: directory, exits: [0, 4] },
        { name: 'dclint', args: [dclint, ...some], cwd: directory, exits: [0, 1] },
      ],
      count === 1 ? runs : Math.min(runs, 3),
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

  say('growth');
  for (const count of [1, 10, 100, 1000]) {
    const few = Math.min(runs, 3);
    const time = (/** @type {string[]} */ args) =>
      [
        ...medianTimes(
          [{ name: 'validate', args: [bin, 'validate', ...args], cwd: directory, exits: [0, 4] }],
          few,
        ).values(),
      ][0] ?? Number.NaN;
    growth.push({
      count,
      files: time(files.slice(0, count)),
      findings: time([await fileWithFindings(directory, count)]),
    });
  }

  say('package');
  const size = packageSize();
  results.push(
    {
      what: 'packed package',
      found: `${(size.packed / 1e6).toFixed(2)} MB`,
      ratio: size.packed / 1e6,
      most: 1,
    },
    {
      what: 'installed, with dependencies',
      found: `${(size.installed / 1e6).toFixed(1)} MB`,
      ratio: size.installed / 1e6,
      most: 30,
    },
    { what: 'packages installed', found: String(size.packages), ratio: size.packages, most: 5 },
  );

  if (values.stacks) {
    say('stacks on Docker and as processes');
    const runsOfStacks = ['--runs', values['stack-runs']];
    measured.stacks.push(
      measureStack('Docker Compose and local processes', 'up.js', ['docker', 'version'], runsOfStacks),
    );
    say('stacks on Kubernetes');
    const chart = values.chart === undefined ? [] : ['--chart', values.chart];
    const cluster = ['kubectl', 'get', '--raw', '/readyz'];
    measured.stacks.push(measureStack('Kubernetes', 'cluster.js', cluster, ['--runs', '1', ...chart]));
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

const text = page(measured);
if (values.dry) process.stdout.write(text);
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
  ...measured.stacks.flatMap((stack) =>
    missedTargets(stack).map(([what, value]) => `${what}: ${value.toFixed(2)}`),
  ),
];
for (const target of missed) process.stderr.write(`missed: ${target}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
