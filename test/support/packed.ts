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

/** That npm reaches a registry. */
export const npmReaches: Requirement = () =>
  spawnSync('npm', ['ping']).status === 0 ? undefined : 'npm reaches no registry';

/** That npm can install the package with what it depends on. */
export const npmInstalls: Requirement = () =>
  Object.keys(dependencies).length === 0 ? undefined : npmReaches();

/** Runs npm or npx in a directory, where it has to succeed. @returns its standard output */
export async function npm(cwd: string, ...[program, ...args]: ['npm' | 'npx', ...string[]]): Promise<string> {
  // How this machine reaches a registry is not for the tests to change.
  const { NODE_EXTRA_CA_CERTS } = process.env;
  const result = await new RunningCommand(args, { cwd, program: [program], env: { NODE_EXTRA_CA_CERTS } })
    .ended;
  if (result.exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/** The package as npm would publish it, made of what is built: the archive's path, and the paths in it. */
export async function pack(place: Place): Promise<{ tarball: string; files: string[] }> {
  const to = ['--pack-destination', place.scratch];
  const said = JSON.parse(await npm(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', ...to));
  // npm 12 gives an object by name, earlier ones a list.
  const [{ filename, files }] = Object.values(said) as [{ filename: string; files: { path: string }[] }];
  return { tarball: `${place.scratch}/${filename}`, files: files.map(({ path }) => path).sort() };
}
