import { readdirSync, statSync } from 'node:fs';

/** The inputs of the build. */
const SOURCES = [
  'src',
  'templates',
  'scripts/build.js',
  'scripts/handlebarsTemplates.js',
  'scripts/page.js',
  'package-lock.json',
];

/**
 * Time of the newest change below a path, in milliseconds; 0 if there is nothing.
 * @param {URL} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  const below = readdirSync(path).map((name) => newest(new URL(`${path.href}/${name}`)));
  return Math.max(stat.mtimeMs, ...below);
}

/** Whether dist/ is newer than all its inputs. */
export function isBuilt() {
  const built = newest(new URL('../dist/bin.js', import.meta.url));
  return built > 0 && SOURCES.every((source) => newest(new URL(`../${source}`, import.meta.url)) <= built);
}
