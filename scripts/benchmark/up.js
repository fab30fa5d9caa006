/*
 * How long a stack with the stub takes to start and stop, beside Weaviate alone and `docker compose up --detach
 * --wait`: whole processes in turn, so a busy moment affects all of them, after one round that is not counted. Needs a
 * Docker engine with the images, and Weaviate in the cache (`bindstack try` puts it there).
 *
 *   node scripts/benchmark/up.js [--runs N] [--json]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'bindstack-bench-'));
const name = root.slice(root.lastIndexOf('bindstack-bench-')).toLowerCase();
const [now, before, embedded] = [join(root, 'now'), join(root, 'before'), join(root, 'embedded')];
const PORT = 19480;
const WEAVIATE = `http://127.0.0.1:${PORT}/v1/.well-known/ready`;
const PORTS = ['--http-port', `${PORT}`, '--grpc-port', `${PORT + 1}`];
const EMBEDDED = ['--target', 'embedded', '--cwd', embedded];

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

/** @param {string[]} args */
const bindstack = (...args) => run(process.execPath, bin, ...args, '--quiet');
/** @param {string} directory @param {string[]} args */
const compose = (directory, ...args) => run('docker', 'compose', '--project-directory', directory, ...args);

/** @param {string} url */
async function untilReady(url) {
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const status = await new Promise((resolve) => {
      get(url, { agent: false }, (response) => resolve(response.resume().statusCode)).on('error', resolve);
    });
    if (status === 200 || status === 204) return;
    await sleep(20);
  }
  throw new Error(`${url} does not respond`);
}

/** Weaviate in a container whose inference service is ready: milliseconds from its start. */
async function weaviateContainer() {
  compose(now, 'up', '--detach', '--wait', 'multi2vec-bind');
  compose(now, 'create', 'weaviate');
  run('docker', 'start', `${name}-weaviate-1`);
  await untilReady(WEAVIATE);
  const end = Date.now();
  const started = run('docker', 'inspect', '--format', '{{.State.StartedAt}}', `${name}-weaviate-1`);
  compose(now, 'down', '--volumes');
  return end - Date.parse(started.trim());
}

/** Weaviate as a process, with the settings of the container. */
async function weaviateProcess() {
  const { image, environment } = parse(readFileSync(join(now, 'docker-compose.yml'), 'utf8')).services
    .weaviate;
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const version = image.slice(image.lastIndexOf(':') + 1);
  const binary = join(cache, 'bindstack/weaviate', version, 'weaviate');
  if (!existsSync(binary)) throw new Error(`${binary} is missing: \`bindstack try\` puts it there`);
  const stubPort = PORT + 2;
  const stub = spawn(process.execPath, [join(bin, '../stub/server.mjs'), `--port=${stubPort}`]);
  await untilReady(`http://127.0.0.1:${stubPort}/.well-known/ready`);
  const begin = performance.now();
  const server = spawn(binary, ['--host', '127.0.0.1', '--port', `${PORT}`, '--scheme', 'http'], {
    stdio: 'ignore',
    env: {
      ...environment,
      BIND_INFERENCE_API: `http://127.0.0.1:${stubPort}`,
      PERSISTENCE_DATA_PATH: mkdtempSync(join(root, 'data-')),
      GRPC_PORT: `${PORT + 1}`,
      CLUSTER_IN_LOCALHOST: 'true',
      CLUSTER_BIND_ADDR: '127.0.0.1',
      CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
    },
  });
  await untilReady(WEAVIATE);
  const took = performance.now() - begin;
  stub.kill();
  server.kill();
  await once(server, 'exit');
  return took;
}

/** The files as they were before starts got faster: Weaviate waits for the stub, and Raft has its default timeouts. */
function writeFilesOfBefore() {
  cpSync(now, before, { recursive: true });
  const project = parse(readFileSync(join(now, 'docker-compose.yml'), 'utf8'));
  const { weaviate } = project.services;
  weaviate.depends_on['multi2vec-bind'].condition = 'service_healthy';
  delete weaviate.environment.RAFT_TIMEOUTS_MULTIPLIER;
  writeFileSync(join(before, 'docker-compose.yml'), stringify(project));
}

/** @param {() => unknown} work */
function timed(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/**
 * What is measured, in this order; `after` is not part of the time.
 * @type {Record<string, {measure: () => number | Promise<number>, after?: () => unknown}>}
 */
const CONTENDERS = {
  'Weaviate, in a container': { measure: weaviateContainer },
  'Weaviate, as a process': { measure: weaviateProcess },
  'docker compose up --wait, files of before': {
    measure: () => timed(() => compose(before, 'up', '--detach', '--wait')),
    after: () => compose(before, 'down', '--volumes'),
  },
  'docker compose up --wait': {
    measure: () => timed(() => compose(now, 'up', '--detach', '--wait')),
    after: () => compose(now, 'down', '--volumes'),
  },
  up: { measure: () => timed(() => bindstack('up', '--cwd', now)) },
  'up, when it is running': { measure: () => timed(() => bindstack('up', '--cwd', now)) },
  down: { measure: () => timed(() => bindstack('down', '--cwd', now)) },
  'up, after down': {
    measure: () => timed(() => bindstack('up', '--cwd', now)),
    after: () => bindstack('destroy', '--yes', '--cwd', now),
  },
  'up --target embedded': {
    measure: () => timed(() => bindstack('up', ...EMBEDDED, '--inference', 'stub', ...PORTS)),
  },
  'down --target embedded': {
    measure: () => timed(() => bindstack('down', ...EMBEDDED)),
    after: () => bindstack('destroy', '--yes', ...EMBEDDED),
  },
  try: { measure: () => timed(() => bindstack('try')) },
};

/** @param {number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[(numbers.length - 1) >> 1] ?? 0;

try {
  bindstack('generate', '--yes', '--inference', 'stub', '--name', name, '--out', now, ...PORTS);
  cpSync(now, embedded, { recursive: true });
  rmSync(join(embedded, 'docker-compose.yml'));
  rmSync(join(embedded, 'bindstack.yaml'));
  writeFilesOfBefore();
  /** @type {Record<string, number[]>} */
  const times = {};
  // The first round fills the file caches.
  for (let round = 0; round <= runs; round += 1) {
    for (const [title, { measure, after }] of Object.entries(CONTENDERS)) {
      const took = await measure();
      after?.();
      if (round > 0) times[title] = [...(times[title] ?? []), Math.round(took)];
    }
  }
  const of = (/** @type {string} */ title) => median(times[title] ?? []);
  const targets = {
    'up / docker compose up --wait, files of before (at most 0.5)':
      of('up') / of('docker compose up --wait, files of before'),
    'up - Weaviate, seconds (at most 2)': (of('up') - of('Weaviate, in a container')) / 1000,
    'try - Weaviate, seconds (at most 3)': (of('try') - of('Weaviate, as a process')) / 1000,
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ runs, times, targets })}\n`);
  else {
    const seconds = (/** @type {number} */ ms) => (ms / 1000).toFixed(2);
    for (const [title, all] of Object.entries(times))
      process.stdout.write(
        `${title.padEnd(44)} median ${seconds(median(all))} s  (${all.map(seconds).join(', ')})\n`,
      );
    for (const [title, value] of Object.entries(targets))
      process.stdout.write(`${title}: ${value.toFixed(2)}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  for (const directory of [now, before]) {
    spawnSync('docker', ['compose', '--project-directory', directory, 'down', '--volumes']);
  }
  spawnSync(process.execPath, [bin, 'destroy', '--yes', ...EMBEDDED]);
  rmSync(root, { recursive: true, force: true });
}
