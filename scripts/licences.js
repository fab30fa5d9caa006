import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licenses of the bundled packages as one text: most of them must be distributed with the code.
 * @param {Iterable<string>} modules paths of the modules that were bundled
 */
export function licencesOf(modules) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const path of modules) {
    const directory = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(path)?.[0];
    if (directory === undefined || texts.has(directory)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const file = readdirSync(directory).find((entry) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(directory, file), 'utf8').trim()}\n`;
    texts.set(directory, `${name} ${version} (${license})\n${text}`);
  }
  return [...texts.values()].sort().join(`\n${'-'.repeat(80)}\n\n`);
}
