/*
 * How long a release takes to start and stop on Kubernetes, beside `helm upgrade --install --wait` with the same values
 * and with those of before: whole processes in turn, so a busy moment affects all of them, after one round that is not
 * counted. Needs kubectl, helm and a cluster whose nodes have the images; does nothing if no cluster responds.
 *
 *   node scripts/benchmark/cluster.js [--runs N] [--chart PATH] [--json]
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    chart: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'bindstack-bench-'));
const namespace = root.slice(root.lastIndexOf('bindstack-bench-')).toLowerCase();
const [now, before] = [join(root, 'now'), join(root, 'before')];

/**
 * Runs a program, which must succeed, and returns its output.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  const lines = (error?.message ?? stderr).trim().split('\n');
  const own = lines.find((line) => line.startsWith('error: '));
  throw new Error(own ?? `${command} ${args[0]} exited with ${status}: ${lines.at(-1)}`);
}

/** @param {string} directory @param {string[]} args */
const bindstack = (directory, ...args) => run(process.execPath, bin, ...args, '--cwd', directory);
const HELM = ['--target', 'helm'];
const UP = [
  'up',
  ...HELM,
  '--timeout',
  '300s',
  ...(values.chart === undefined ? [] : ['--chart', resolve(values.chart)]),
];

/**
 * The helm command of `up`, which waits here.
 * @param {string} directory
 */
function helmUpgrade(directory) {
  const { commands } = JSON.parse(bindstack(directory, ...UP, '--dry-run', '--json'));
  const line = `${commands.at(-1)} --create-namespace --wait --timeout 5m`;
  return timed(() => run('sh', '-c', line));
}

/** The values as they were before starts got faster, with the default timeouts of Raft. */
function writeValuesOfBefore() {
  cpSync(now, before, { recursive: true });
  const file = join(before, 'values.yaml');
  const { startupProbe: _, readinessProbe: __, ...all } = parse(readFileSync(file, 'utf8'));
  delete all.env.RAFT_TIMEOUTS_MULTIPLIER;
  all.modules['multi2vec-bind'].readinessProbe.initialDelaySeconds = 5;
  const [container] = all.initContainers.extraInitContainers;
  container.command = container.command.map((/** @type {string} */ word) =>
    word.replace('sleep 1;', 'sleep 5;'),
  );
  writeFileSync(file, stringify(all));
}

/** Removes the release with its namespace, and releases its volumes on a cluster without a provisioner. */
function remove() {
  spawnSync('helm', ['uninstall', 'bench', '--namespace', namespace, '--wait']);
  run('kubectl', 'delete', 'namespace', namespace, '--ignore-not-found');
  const { items } = JSON.parse(run('kubectl', 'get', 'persistentvolume', '--output', 'json'));
  for (const { metadata, spec, status } of items) {
    if (status.phase !== 'Released' || spec.claimRef?.namespace !== namespace) continue;
    const path = spec.hostPath?.path ?? '';
    // Only if the node is this machine.
    for (const entry of existsSync(path) ? readdirSync(path) : [])
      rmSync(join(path, entry), { recursive: true, force: true });
    const patch = '[{"op":"remove","path":"/spec/claimRef"}]';
    run('kubectl', 'patch', 'persistentvolume', metadata.name, '--type', 'json', '--patch', patch);
  }
}

/** @param {() => unknown} work */
function timed(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/**
 * What is measured, in this order; `after` is not part of the time.
 * @type {Record<string, {measure: () => number, after?: () => unknown}>}
 */
const CONTENDERS = {
  // First: it says at once why a pod cannot start, for example without its image; helm waits for minutes.
  up: { measure: () => timed(() => bindstack(now, ...UP)) },
  'up, when it is running': { measure: () => timed(() => bindstack(now, ...UP)) },
  status: { measure: () => timed(() => bindstack(now, 'status', ...HELM)) },
  down: { measure: () => timed(() => bindstack(now, 'down', ...HELM)) },
  'up, after down': { measure: () => timed(() => bindstack(now, ...UP)) },
  destroy: { measure: () => timed(() => bindstack(now, 'destroy', '--yes', ...HELM)), after: remove },
  'helm upgrade --install --wait': { measure: () => helmUpgrade(now), after: remove },
  'helm upgrade --install --wait, values of before': { measure: () => helmUpgrade(before), after: remove },
};

/** @param {number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** The benchmark itself. */
function measure() {
  const memory = ['--inference-memory', '10g', '--weaviate-memory', '1g', '--no-sysctl-init'];
  bindstack(
    now,
    'generate',
    '--yes',
    ...HELM,
    '--name',
    'bench',
    '--namespace',
    namespace,
    '--save',
    ...memory,
  );
  writeValuesOfBefore();
  /** @type {Record<string, number[]>} */
  const times = {};
  // The first round fills the file caches.
  for (let round = 0; round <= runs; round += 1) {
    for (const [title, contender] of Object.entries(CONTENDERS)) {
      const took = contender.measure();
      contender.after?.();
      if (round > 0) times[title] = [...(times[title] ?? []), Math.round(took)];
    }
  }
  const of = (/** @type {string} */ title) => median(times[title] ?? []);
  const targets = {
    'up - helm upgrade --install --wait, values of before, seconds (at most -5)':
      (of('up') - of('helm upgrade --install --wait, values of before')) / 1000,
    'up - helm upgrade --install --wait, seconds': (of('up') - of('helm upgrade --install --wait')) / 1000,
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ runs, times, targets })}\n`);
  else {
    const seconds = (/** @type {number} */ ms) => (ms / 1000).toFixed(2);
    for (const [title, all] of Object.entries(times))
      process.stdout.write(
        `${title.padEnd(50)} median ${seconds(median(all))} s  (${all.map(seconds).join(', ')})\n`,
      );
    for (const [title, value] of Object.entries(targets))
      process.stdout.write(`${title}: ${value.toFixed(2)}\n`);
  }
}

if (spawnSync('kubectl', ['get', '--raw', '/readyz']).status !== 0) {
  process.stderr.write('no cluster responds: nothing is measured\n');
} else {
  try {
    mkdirSync(now);
    measure();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  } finally {
    remove();
    rmSync(root, { recursive: true, force: true });
  }
}
