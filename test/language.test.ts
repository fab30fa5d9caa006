import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Words that read like a translation, and what to write instead. */
const WORDS: readonly (readonly [word: RegExp, instead: string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bstand-ins?\b|\bstands? in for\b/i, 'stub'],
  [/\bprove(?:s|d|n)?\b|\bproving\b/i, 'test, show'],
  [/\bwhoever\b/i, 'anyone who'],
  [/\b(?:nobody|somebody)\b/i, 'the user, the server, Compose'],
  [/\blook(?:s|ed|ing)? whether\b/i, 'check whether'],
  [/\bas it counts\b/i, 'effective'],
  [/\banew\b/i, 'again, recreated'],
  [/\b(?:ends|ended|breaks|broke) itself\b/i, 'exits, aborts'],
  [/\b(?:could not|cannot|can) be had\b/i, 'downloaded, obtained'],
  [/(?<!there )\bis none\b/, 'is not a valid X'],
  [/\bdata are\b/i, 'data is'],
  [/\blet through\b/i, 'allowed'],
  [/\bat hand\b/i, 'local, available'],
  [/\bof (?:one's|your) own\b/i, 'your own X, a custom X'],
  [/\bborders?\b/i, 'minimum, limit'],
  [/\binsist(?:s|ed)?\b/i, 'require'],
  [/\bstands? in (?:a|the) (?:file|line)\b/i, 'is in, is set in'],
  [/\bmay do everything\b/i, 'has full access'],
  [/\bone a line\b|\bone (?:vector|object|event) an? \w+\b/i, 'per'],
  [/\b(?:thereby|wherein|whence|hereby|therein|thereof)\b/i, 'a short sentence'],
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Lines of text files with their places. */
function linesOf(paths: readonly string[]): { place: string; line: string }[] {
  return paths.flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .map((line, index) => ({ place: `${path}:${index + 1}`, line })),
  );
}

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path));
}

/** The name of a test or of a suite on this line. */
const TEST_NAME = /\b(?:it|test|describe\w*)(?:\.\w+)*\(.*['"`]|\)\(['"`]/;

const TEXTS = [
  ...linesOf([
    'README.md',
    'CONTRIBUTING.md',
    ...filesIn('src', /\.tsx?$/),
    ...filesIn('templates', /\.hbs$/),
    ...filesIn('docs', /\.md$/),
  ]),
  ...linesOf(filesIn('test', /\.test\.ts$/).filter((path) => !path.endsWith('language.test.ts'))).filter(
    ({ line }) => TEST_NAME.test(line),
  ),
];

it.each(WORDS)('%s: write %s', (word) => {
  expect(
    TEXTS.filter(({ line }) => word.test(line)).map(({ place, line }) => `${place}: ${line.trim()}`),
  ).toEqual([]);
});
