import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program in the project and shows its output.
 * @param {string} command
 * @param {string[]} args
 * @returns {number} its exit code; 130 if a signal ended it
 */
export function run(command, args) {
  // Progress goes to standard error: standard output belongs to the next command.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2] });
  if (error) throw error;
  return status ?? 130;
}

/** Installs the packages of the lock file, unless they are already installed. */
export function installDependencies() {
  const installed = new URL('../node_modules/.package-lock.json', import.meta.url);
  if (existsSync(installed) && sameVersions(installed)) return;
  process.stderr.write('Installing the packages of package-lock.json …\n');
  const code = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) process.exit(code);
}

/**
 * npm records what it has installed in its own lock file, which lacks the optional packages of other platforms.
 * @param {URL} installedFile
 */
function sameVersions(installedFile) {
  const wanted = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}
