/*
 * Interrupts commands at random moments with each signal, runs the next ordinary command, and counts what is left
 * behind: processes, containers, networks, objects of a cluster, temporary files, locks, half-written files. Fails if
 * anything is left. Uses the built command.
 *
 *   node scripts/interrupt.js [--rounds N] [--seed N] [--commands generate,first,try,embedded,compose,smoke,helm]
 *                             [--signals SIGINT,SIGTERM,SIGHUP,SIGKILL] [--chart DIR]
 *
 * `compose` needs Docker and the images; `helm` a cluster of KUBECONFIG, with --chart for a chart on disk.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    commands: { type: 'string', default: 'generate,first,try,embedded,compose,smoke' },
    signals: { type: 'string', default: 'SIGINT,SIGTERM,SIGHUP,SIGKILL' },
    chart: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
/** Milliseconds within which a command must exit after a signal. */
const PATIENCE = 30_000;
/** The documented exit codes; null if a signal ended the command. */
const EXIT_CODES = [0, 1, 2, 3, 4, 5, 130, null];
/** Marks every process that a run has started. */
const MARK = 'INTERRUPTED_RUN';

let state = Number(values.seed) >>> 0;

/** A number from 0 to 1; the same seed gives the same numbers (mulberry32). */
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/**
 * @typedef {{ code: number | null, stderr: string, ms: number, isLate: boolean }} Ended
 * @typedef {{ root: string, directory: string, name: string, ports: string[], old: Record<string, string>, whole: Record<string, string> }} Place
 * @typedef {{
 *   prepare: (place: Place) => Promise<void>,
 *   run: (place: Place) => string[],
 *   next: (place: Place) => string[][],
 *   left?: (place: Place) => Promise<string[]> | string[],
 *   leave?: (place: Place) => Promise<void> | void,
 * }} Scenario
 */

/**
 * Runs the built command and sends it a signal after some time.
 * @param {Place} place
 * @param {string[]} args
 * @param {{ signal?: NodeJS.Signals, after?: number }} interruption
 * @returns {Promise<Ended>}
 */
async function bindstack({ root, directory }, args, { signal, after = 0 } = {}) {
  const begun = performance.now();
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: directory,
    env: { ...process.env, TMPDIR: join(root, 'tmp'), [MARK]: root, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  let isLate = false;
  let giveUp;
  const strike =
    signal &&
    setTimeout(() => {
      child.kill(signal);
      giveUp = setTimeout(() => {
        isLate = true;
        child.kill('SIGKILL');
      }, PATIENCE);
    }, after);
  // Not `close`: a process left behind may keep standard error open.
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(strike);
  clearTimeout(giveUp);
  child.stderr.destroy();
  return { code: child.exitCode, stderr, ms: performance.now() - begun, isLate };
}

/** @param {Place} place @param {string[]} args */
async function succeed(place, args) {
  const ended = await bindstack(place, args);
  if (ended.code !== 0)
    throw new Error(`bindstack ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}`);
  return ended;
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** @param {string} command @param {string[]} args */
function lines(command, ...args) {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter(Boolean) : [];
}

/**
 * Processes started by a run in `root`, recognized by their mark, their working directory or their arguments.
 * @param {string} root
 * @returns {[number, string][]}
 */
function processesOf(root) {
  /** @type {[number, string][]} */
  const found = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const isOurs =
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${MARK}=${root}`) ||
        readlinkSync(`/proc/${pid}/cwd`).startsWith(root) ||
        args.includes(root);
      if (isOurs && args !== '') found.push([Number(pid), args.slice(0, 90)]);
    } catch {
      // It has exited in the meantime.
    }
  }
  return found;
}

/**
 * All files below a directory with their texts, except a server's data and logs.
 * @param {string} directory
 */
function filesIn(directory) {
  /** @type {Record<string, string>} */
  const files = {};
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name).slice(directory.length + 1);
    const isServers = path.startsWith('.bindstack/embedded/') && !/\.(?:lock|tmp)$/.test(path);
    if (entry.isFile() && !isServers) files[path] = readFileSync(join(directory, path), 'utf8');
  }
  return files;
}

/** @param {Record<string, string>} one @param {Record<string, string>} other */
function same(one, other) {
  const sorted = (/** @type {Record<string, string>} */ files) =>
    JSON.stringify(Object.entries(files).sort());
  return sorted(one) === sorted(other);
}

/** @param {Place} place */
function files({ root, directory }) {
  return (
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^tmp\/[^/]+$|\.(?:tmp|lock|removing)$|journal/.test(path))
      // Node caches compiled code there.
      .filter((path) => path !== 'tmp/node-compile-cache' && join(root, path) !== directory)
      .map((path) => `file ${path}`)
  );
}

/** @param {string} name */
function containers(name) {
  const filter = ['--filter', `label=com.docker.compose.project=${name}`];
  return [
    ...lines('docker', 'ps', '--all', ...filter, '--format', 'container {{.Names}}'),
    ...lines('docker', 'network', 'ls', ...filter, '--format', 'network {{.Name}}'),
  ];
}

/** What a release leaves in its namespace; volumes are meant to stay. @param {string} name */
function objects(name) {
  const kinds = 'statefulset,deployment,pod,service,configmap,secret,job';
  return [
    ...lines('kubectl', '--namespace', name, 'get', kinds, '--output', 'name').filter(
      (line) => line !== 'configmap/kube-root-ca.crt',
    ),
    ...lines('helm', '--namespace', name, 'list', '--all', '--short').map((line) => `release ${line}`),
  ];
}

/** @param {Place} place */
function unchanged({ directory, old }) {
  const found = filesIn(directory);
  return Object.keys(old)
    .filter((path) => found[path] !== old[path])
    .map((path) => `changed ${path}`);
}

const OLD = ['generate', '--save', '--auth', 'api-key'];
const FIRST = ['generate', '--inference', 'stub'];
const NEW = [
  ...OLD,
  '--inference',
  'stub',
  '--modalities',
  'all',
  '--vectors',
  'separate',
  '--http-port',
  '9090',
  '--replicas',
  '3',
];
/** What an uninterrupted command writes in such a directory. @param {Place} place @param {string[]} args */
async function noteBoth(place, args) {
  place.old = filesIn(place.directory);
  const root = join(place.root, 'whole');
  // The stack is named after the directory.
  const directory = join(root, 'stack');
  cpSync(place.directory, directory, { recursive: true });
  await succeed({ ...place, directory }, args);
  place.whole = filesIn(directory);
  rmSync(root, { recursive: true });
}

/** Whether the directory has neither all its old files nor all the new ones. @param {Place} place */
function mixture({ directory, old, whole }) {
  const found = filesIn(directory);
  return same(found, old) || same(found, whole) ? [] : [`a mixture: ${Object.keys(found).join(', ')}`];
}

/** @param {Place} place */
function embedded({ ports }) {
  return ['up', '--target', 'embedded', '--inference', 'stub', ...ports];
}

/** @param {Place} place */
async function collections({ ports }) {
  const { classes } = await (await fetch(`http://127.0.0.1:${ports[1]}/v1/schema`)).json();
  return classes.map((/** @type {{ class: string }} */ one) => `collection ${one.class}`);
}

/** What follows an interrupted `up`: only `down`, or `up` and then `down`. @param {string[]} up */
function downOf(up) {
  const down = ['down', '--target', up[2] ?? ''];
  return random() < 0.5 ? [down] : [up, down];
}

/** @type {Record<string, Scenario>} */
const SCENARIOS = {
  generate: {
    prepare: async (place) => {
      await succeed(place, OLD);
      await noteBoth(place, NEW);
    },
    run: () => NEW,
    next: () => [['check']],
    left: mixture,
  },
  first: {
    prepare: (place) => noteBoth(place, FIRST),
    run: () => FIRST,
    next: () => [[...FIRST, '--dry-run']],
    left: mixture,
  },
  try: {
    prepare: async () => {},
    run: () => ['try'],
    next: () => [['try']],
  },
  embedded: {
    prepare: async () => {},
    run: embedded,
    next: (place) => downOf(embedded(place)),
  },
  compose: {
    prepare: async (place) => {
      await succeed(place, ['generate', '--name', place.name, ...place.ports]);
      place.old = filesIn(place.directory);
    },
    run: () => ['up', '--target', 'compose'],
    next: () => downOf(['up', '--target', 'compose']),
    left: (place) => [...containers(place.name), ...unchanged(place)],
    leave: ({ directory }) =>
      void lines('docker', 'compose', '--project-directory', directory, 'down', '--volumes'),
  },
  smoke: {
    prepare: async (place) => {
      await succeed(place, embedded(place));
    },
    run: () => ['smoke', '--target', 'embedded'],
    next: () => [['smoke', '--target', 'embedded']],
    left: collections,
    leave: async (place) => void (await bindstack(place, ['down', '--target', 'embedded'])),
  },
  helm: {
    prepare: async (place) => {
      const flags =
        '--target helm --no-sysctl-init --inference-memory 10g --weaviate-memory 1g --save --force';
      await succeed(place, ['generate', ...flags.split(' '), '--name', 'lab', '--namespace', place.name]);
      place.old = filesIn(place.directory);
    },
    run: () => ['up', '--target', 'helm', ...(values.chart ? ['--chart', values.chart] : [])],
    next: () => [['down', '--target', 'helm']],
    left: (place) => [...objects(place.name), ...unchanged(place)],
    leave: ({ name }) => {
      lines('kubectl', '--namespace', name, 'delete', 'statefulset,deployment', '--all', '--cascade=orphan');
      lines('kubectl', '--namespace', name, 'delete', 'pods', '--all', '--force', '--grace-period', '0');
      lines('kubectl', 'delete', 'namespace', name, '--ignore-not-found', '--wait=false');
    },
  },
};

/** A separate directory, name and ports. @returns {Promise<Place>} */
async function newPlace() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bindstack-int-')));
  const directory = join(root, 'stack');
  mkdirSync(directory);
  mkdirSync(join(root, 'tmp'));
  const name = root.slice(root.lastIndexOf('/') + 1).toLowerCase();
  const ports = ['--http-port', `${await freePort()}`, '--grpc-port', `${await freePort()}`];
  return { root, directory, name, ports, old: {}, whole: {} };
}

/** @param {Place} place @param {Scenario} scenario */
async function leave(place, scenario) {
  await scenario.leave?.(place);
  for (const [pid] of processesOf(place.root)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
  rmSync(place.root, { recursive: true, force: true, maxRetries: 20 });
}

/**
 * What exists now and did not exist before the run.
 * @param {Place} place @param {Scenario} scenario @param {Set<number>} own
 */
async function leftovers(place, scenario, own) {
  return [
    ...processesOf(place.root)
      .filter(([pid]) => !own.has(pid))
      .map(([, args]) => `process ${args}`),
    ...files(place),
    ...((await scenario.left?.(place)) ?? []),
  ];
}

/** Milliseconds of an uninterrupted run. @param {Scenario} scenario */
async function usualTime(scenario) {
  const place = await newPlace();
  try {
    await scenario.prepare(place);
    return (await succeed(place, scenario.run(place))).ms;
  } finally {
    await leave(place, scenario);
  }
}

/** @type {{ command: string, signal: string, runs: number, finished: number, atOnce: number, after: number }[]} */
const table = [];
const finds = [];

for (const command of values.commands.split(',')) {
  const scenario = SCENARIOS[command];
  if (!scenario) throw new Error(`${command}: one of ${Object.keys(SCENARIOS).join(', ')}`);
  const usual = await usualTime(scenario);
  console.error(`${command}: ${Math.round(usual)} ms when nobody interrupts it`);
  for (const signal of /** @type {NodeJS.Signals[]} */ (values.signals.split(','))) {
    const row = { command, signal, runs: 0, finished: 0, atOnce: 0, after: 0 };
    table.push(row);
    for (let round = 0; round < rounds; round += 1) {
      const place = await newPlace();
      try {
        await scenario.prepare(place);
        const own = new Set(processesOf(place.root).map(([pid]) => pid));
        const after = Math.round(random() * usual);
        const next = scenario.next(place);
        const ended = await bindstack(place, scenario.run(place), { signal, after });
        row.runs += 1;
        if (ended.code === 0) row.finished += 1;
        const wrong = [];
        if (ended.isLate) wrong.push(`did not end within ${PATIENCE} ms`);
        if (!EXIT_CODES.includes(ended.code)) wrong.push(`ended with ${ended.code}`);
        const atOnce = await leftovers(place, scenario, own);
        if (atOnce.length > 0 && ended.code !== 0) row.atOnce += 1;
        for (const args of next) {
          const { code, stderr } = await bindstack(place, args);
          if (code !== 0) wrong.push(`then ${args[0]} ended with ${code}: ${stderr.trim()}`);
        }
        wrong.push(...(await leftovers(place, scenario, own)));
        if (wrong.length > 0) row.after += 1;
        if (wrong.length > 0)
          finds.push({
            command,
            signal,
            after,
            next: next.map(([word]) => word),
            wrong,
            said: ended.stderr.slice(-400),
          });
        const then = next.map(([word]) => word).join(', ');
        console.error(
          `${command} ${signal} after ${after} ms: ${ended.code}; at once: ${atOnce.join('; ') || '-'}; after ${then}: ${wrong.join('; ') || '-'}`,
        );
      } finally {
        await leave(place, scenario);
      }
    }
  }
}

console.log(
  '| command | signal | runs | of them finished before | left something at once | after the next command |',
);
console.log('|---|---|---|---|---|---|');
for (const { command, signal, runs, finished, atOnce, after } of table)
  console.log(`| ${command} | ${signal} | ${runs} | ${finished} | ${atOnce} | ${after} |`);
console.log(
  `\nseed ${values.seed}: ${table.reduce((sum, { runs }) => sum + runs, 0)} interruptions, ${finds.length} defects`,
);
for (const find of finds) console.log(JSON.stringify(find, undefined, 2));
process.exitCode = finds.length > 0 ? 1 : 0;
