import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line with the holder of the rights, above the text of a license. */
const COPYRIGHT = /^[ \t]*Copyright (?:\(c\)|©|\d{4}).*$/gim;

/**
 * The licenses of the bundled packages as one text: most of them must be distributed with the code. Packages with the
 * same license are listed above it, each with the holders of the rights.
 * @param {Iterable<string>} modules paths of the modules that were bundled
 */
export function licencesOf(modules) {
  const seen = new Set();
  /** @type {Map<string, {text: string, packages: string[]}>} */
  const licences = new Map();
  for (const path of modules) {
    const directory = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(path)?.[0];
    if (directory === undefined || seen.has(directory)) continue;
    seen.add(directory);
    const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const file = readdirSync(directory).find((entry) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(entry));
    const whole = file === undefined ? '' : readFileSync(join(directory, file), 'utf8').trim();
    const holders = whole.match(COPYRIGHT) ?? [];
    const text = whole
      .replaceAll(COPYRIGHT, '')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
    // Many differ only in where their lines break.
    const words = text.split(/\s+/).join(' ');
    const same = licences.get(words) ?? { text, packages: [] };
    same.packages.push([`${name} ${version} (${license})`, ...holders].join('\n'));
    licences.set(words, same);
  }
  return [...licences.values()]
    .map(({ text, packages }) => `${packages.sort().join('\n')}\n\n${text}\n`)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}
