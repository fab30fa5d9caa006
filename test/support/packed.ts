import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RunningCommand } from './command.ts';
import type { Place } from './place.ts';
import type { Requirement } from './requirements.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { dependencies = {} } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as {
  dependencies?: Record<string, string>;
};

/** Requires that npm reaches a registry. */
export const npmReaches: Requirement = () =>
  spawnSync('npm', ['ping']).status === 0 ? undefined : 'npm reaches no registry';

/** Requires that npm can install the package with its dependencies. */
export const npmInstalls: Requirement = () =>
  Object.keys(dependencies).length === 0 ? undefined : npmReaches();

/** Runs npm or npx in a directory; it must succeed. @returns its standard output */
export async function npm(cwd: string, ...[program, ...args]: ['npm' | 'npx', ...string[]]): Promise<string> {
  // Keep the settings with which this machine reaches a registry.
  const { NODE_EXTRA_CA_CERTS } = process.env;
  const result = await new RunningCommand(args, { cwd, program: [program], env: { NODE_EXTRA_CA_CERTS } })
    .ended;
  if (result.exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/** Packs the built package as npm would publish it. @returns the archive's path, and the paths in it */
export async function pack(place: Place): Promise<{ tarball: string; files: string[] }> {
  const to = ['--pack-destination', place.scratch];
  const said = JSON.parse(await npm(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', ...to));
  // npm 12 prints an object keyed by name, earlier versions a list.
  const [{ filename, files }] = Object.values(said) as [{ filename: string; files: { path: string }[] }];
  return { tarball: `${place.scratch}/${filename}`, files: files.map(({ path }) => path).sort() };
}
