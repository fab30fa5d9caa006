/*
 * The time that `bindstack up` adds to `docker compose up --detach --wait` with the same files: whole processes,
 * alternating; the stack and its volumes are removed in between. Needs a Docker engine and the default stack's images.
 *
 *   node scripts/benchmark/up.js [--runs N] [--json]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'bindstack-bench-'));
const name = directory.slice(directory.lastIndexOf('bindstack-bench-')).toLowerCase();

/**
 * Milliseconds of a program, which must succeed.
 * @param {string} command
 * @param {string[]} args
 */
function timed(command, args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}: ${stderr}`);
  return performance.now() - started;
}

/** @param {string[]} args */
const bindstack = (...args) => timed(process.execPath, [bin, ...args]);
/** @param {string[]} args */
const compose = (...args) => timed('docker', ['compose', ...args]);
/** @param {number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const CONTENDERS = {
  'docker compose up --detach --wait': () => compose('up', '--detach', '--wait'),
  'bindstack up': () => bindstack('up', '--quiet'),
};

try {
  bindstack('generate', '--name', name, '--http-port', '19480', '--grpc-port', '19481');
  /** @type {Record<string, number[]>} */
  const times = {};
  // One uncounted run fills the file caches.
  for (let run = 0; run <= runs; run += 1) {
    for (const [title, start] of Object.entries(CONTENDERS)) {
      const took = start();
      compose('down', '--volumes');
      if (run > 0) times[title] = [...(times[title] ?? []), took];
    }
  }
  const [theirs = 0, ours = 0] = Object.values(times).map(median);
  const added = ours - theirs;
  if (values.json) process.stdout.write(`${JSON.stringify({ runs, times, addedMs: added })}\n`);
  else {
    for (const [title, all] of Object.entries(times)) {
      process.stdout.write(
        `${title.padEnd(36)} median ${(median(all) / 1000).toFixed(2)} s  (${all.map((ms) => (ms / 1000).toFixed(2)).join(', ')})\n`,
      );
    }
    process.stdout.write(`bindstack adds ${(added / 1000).toFixed(2)} s\n`);
  }
} finally {
  spawnSync('docker', ['compose', 'down', '--volumes'], { cwd: directory });
  rmSync(directory, { recursive: true, force: true });
}
