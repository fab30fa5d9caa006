// `npm run bench`: measures start-up, run time, memory and size of bindstack. It builds first, writes the
// results to docs/benchmark.md, and exits with 1 if a target is missed.
//
//   --runs N    counted runs of each program (21)
//   --dry       print the page instead of writing it
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

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '21' }, dry: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`--runs must be a number from 1, not ${values.runs}`);

const bin = join(root, 'dist/bin.js');
const dclint = join(root, 'node_modules/dclint/bin/dclint.cjs');
const directory = await mkdtemp(join(tmpdir(), 'bindstack-benchmark-'));
/** @type {import('./page.js').Result[]} */
const results = [];
/** @type {import('./page.js').Growth[]} */
const growth = [];

/** @param {string} text */
const say = (text) => process.stderr.write(`… ${text}\n`);

try {
  say('start');
  const generate = {
    name: 'generate',
    args: [bin, 'generate', '--yes', '--force', '--out', join(directory, 'out')],
  };
  const start = [
    { name: 'node', args: ['-e', '0'] },
    { name: 'version', args: [bin, '--version'] },
    { name: 'help', args: [bin, '--help'] },
    generate,
  ];
  const times = medianTimes(start, runs);
  const base = times.get('node') ?? Number.NaN;
  const timeResult = (/** @type {string} */ name, /** @type {string} */ what, /** @type {number} */ most) => {
    const took = times.get(name) ?? Number.NaN;
    results.push({
      what,
      found: `${took.toFixed(0)} ms`,
      against: `\`node -e 0\`: ${base.toFixed(0)} ms`,
      ratio: took / base,
      most,
    });
  };
  timeResult('version', '`bindstack --version`', 1.5);
  timeResult('help', '`bindstack --help`', 1.5);
  timeResult('generate', '`bindstack generate --yes`', 2.5);

  say('memory');
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
} finally {
  await rm(directory, { recursive: true, force: true });
}

const text = page(results, growth, runs);
if (values.dry) process.stdout.write(text);
else await writeFile(join(root, 'docs/benchmark.md'), text);
const missed = results.filter(({ ratio, most, least }) => ratio > (most ?? Infinity) || ratio < (least ?? 0));
for (const { what, found, ratio } of missed)
  process.stderr.write(`missed: ${what}: ${found}, ${ratio.toFixed(2)}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
