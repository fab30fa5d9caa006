import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The size of the download and of the installed files, from the packed package in an empty project.
 * @returns {{packed: number, installed: number, packages: number}} bytes, bytes, number of packages
 */
export function packageSize() {
  const directory = mkdtempSync(join(tmpdir(), 'bindstack-benchmark-'));
  try {
    const npm = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) =>
      execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
    const [{ filename, size }] = JSON.parse(
      npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', directory),
    );
    npm(directory, 'init', '--yes');
    npm(directory, 'install', '--no-audit', '--no-fund', '--prefer-offline', join(directory, filename));
    const { packages } = JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8'));
    return {
      packed: size,
      installed: bytesIn(join(directory, 'node_modules')),
      packages: Object.keys(packages).filter((path) => path !== '').length,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {string} directory */
function bytesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
