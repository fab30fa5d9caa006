/*
 * Repeats up, smoke, down. Fails if anything is left behind, or if a launch needs more memory at the end than at the
 * beginning.
 *
 *   node scripts/soak.js [--target embedded|compose] [--cycles N]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { target: { type: 'string', default: 'embedded' }, cycles: { type: 'string' } },
});
const { target } = values;
const cycles = Number(values.cycles ?? (target === 'embedded' ? 30 : 10));
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'bindstack-soak-'));
const directory = join(scratch, 'stack');
const temporary = join(scratch, 'tmp');
const name = scratch.slice(scratch.lastIndexOf('bindstack-soak-')).toLowerCase();
const PORTS = ['--http-port', '19490', '--grpc-port', '19491'];
const STACK = [
  '--name',
  name,
  '--inference',
  target === 'embedded' ? 'stub' : 'container',
  '--modalities',
  'all',
  ...PORTS,
];

/**
 * Runs the built command and returns its peak memory in MiB, where the system reports it.
 * @param {string[]} args
 */
async function bindstack(...args) {
  const child = spawn(process.execPath, [bin, ...args, '--cwd', directory], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  let peak = 0;
  const sample = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, 50);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(sample);
  if (code !== 0) throw new Error(`bindstack ${args.join(' ')} exited with ${code}:\n${stderr}`);
  return peak;
}

/** @param {number | undefined} pid */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** @param {string[]} args */
function docker(...args) {
  const { stdout, status } = spawnSync('docker', args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter(Boolean) : [];
}

/** Processes that run in the directory of this soak test. */
function processes() {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(scratch);
      } catch {
        return false;
      }
    });
}

/** What a cycle leaves behind; data and logs are meant to stay. */
function leftovers() {
  const label = ['--filter', `label=com.docker.compose.project=${name}`];
  return [
    ...processes().map((pid) => `process ${pid}`),
    ...docker('ps', '--all', '--quiet', ...label).map((id) => `container ${id}`),
    ...docker('network', 'ls', '--quiet', ...label).map((id) => `network ${id}`),
    ...readdirSync(temporary).map((file) => `temporary file ${file}`),
    ...readdirSync(directory).filter((file) => file.endsWith('.tmp')),
  ];
}

mkdirSync(directory);
mkdirSync(temporary);
const peaks = [];
try {
  await bindstack('generate', ...STACK, '--target', 'compose');
  const where = ['--target', target];
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    peaks.push(await bindstack('up', ...where, ...(target === 'embedded' ? STACK : [])));
    await bindstack('smoke', ...where);
    await bindstack('down', ...where);
    const left = leftovers();
    if (left.length > 0) throw new Error(`after cycle ${cycle}: ${left.join(', ')}`);
    process.stdout.write(
      `cycle ${cycle} of ${cycles}: nothing left, ${(peaks.at(-1) ?? 0).toFixed(0)} MiB\n`,
    );
  }
  const half = Math.floor(peaks.length / 2);
  /** @param {number[]} numbers */
  const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const growth = mean(peaks.slice(half)) / mean(peaks.slice(0, half));
  process.stdout.write(
    `memory of the launcher, second half compared with first: ${(growth * 100).toFixed(1)}%\n`,
  );
  if (growth > 1.1) throw new Error('the launcher needs more and more memory');
} finally {
  spawnSync(process.execPath, [bin, 'destroy', '--yes', '--target', target, '--cwd', directory]);
  rmSync(scratch, { recursive: true, force: true });
}
