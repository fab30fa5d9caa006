import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const snapshots = fileURLToPath(new URL('../../snapshots', import.meta.url));

/**
 * Copies of the snapshots' Compose files, each in its own directory, as in a repository with many projects.
 * @param {string} directory
 * @param {number} count
 * @returns {Promise<string[]>} their paths, relative to the directory
 */
export async function composeFiles(directory, count) {
  const models = (await readdir(snapshots))
    .sort()
    .map((name) => join(snapshots, name, 'docker-compose.yml'))
    .filter((path) => existsSync(path));
  const files = Array.from({ length: count }, (_, i) => `project-${i}/docker-compose.yml`);
  for (const [i, file] of files.entries()) {
    await mkdir(join(directory, dirname(file)));
    await copyFile(models[i % models.length] ?? '', join(directory, file));
  }
  return files;
}

/**
 * A Compose file with this many findings: each of its services has an invalid size.
 * @param {string} directory
 * @param {number} count
 * @returns {Promise<string>} its name
 */
export async function fileWithFindings(directory, count) {
  const services = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `service-${i}`,
      { image: 'alpine:3.22', healthcheck: { interval: 'soon' } },
    ]),
  );
  const name = `findings-${count}.yml`;
  await writeFile(join(directory, name), stringify({ services }));
  return name;
}
