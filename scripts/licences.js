import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licenses of the bundled packages as one text, each once: most of them must be distributed with the code.
 * @param {Iterable<string>} modules paths of the modules that were bundled
 */
export function licencesOf(modules) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const path of modules) {
    const directory = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(path)?.[0];
    if (directory === undefined || texts.has(directory)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const file = readdirSync(directory).find((entry) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(join(directory, file), 'utf8').trim()}\n`;
    names.set(directory, `${name} ${version} (${license})`);
    texts.set(directory, text);
  }
  /** @type {Map<string, string[]>} */
  const packages = new Map();
  for (const [directory, text] of texts)
    packages.set(text, [...(packages.get(text) ?? []), names.get(directory) ?? '']);
  return [...packages]
    .map(([text, of]) => `${of.sort().join('\n')}\n${text}`)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}
