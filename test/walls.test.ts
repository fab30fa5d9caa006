import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { handlebarsForEsbuild } from '../scripts/handlebarsTemplates.js';
import { directoryForTests, fill } from './support/directory.ts';
import { codeOf, importsOf, SOURCES } from './support/sources.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEPCRUISE = join(ROOT, 'node_modules/.bin/depcruise');

/** The violations of `.dependency-cruiser.mjs` in the src/ of a directory: each file and the rule. */
function violations(directory: string): string[] {
  const { stdout, stderr } = spawnSync(
    DEPCRUISE,
    ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'src'],
    { cwd: directory, encoding: 'utf8', maxBuffer: 1e8 },
  );
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  return [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
}

describe('the rules about imports between folders', () => {
  const directory = directoryForTests();

  it('are met', () => {
    expect(violations(ROOT)).toEqual([]);
  });

  // A test of the test.
  it('are reported if an import breaks them', async () => {
    const imports = {
      'src/stack/above.ts': "import { a } from '../targets/target.ts';",
      'src/stack/aboveType.ts': "import type { A } from '../targets/target.ts';",
      'src/stack/aboveLater.ts': "export const a = () => import('../targets/target.ts');",
      'src/stack/abovePassedOn.ts': "export { a } from '../targets/target.ts';",
      'src/stack/files.ts': "import 'node:fs';",
      'src/stack/circle.ts': "import { b } from './otherHalf.ts';",
      'src/stack/otherHalf.ts': "import { a } from './circle.ts';",
      'src/stack/noRoom.ts': "import { a } from '../odd/a.ts';",
      'src/stack/below.ts': "import { a } from '../formats/a.ts';",
      'src/targets/compose/b.ts': "import { a } from '../helm/a.ts';",
      'src/targets/shared/b.ts': "import { a } from '../helm/a.ts';",
      'src/formats/a.ts': '',
      'src/odd/a.ts': '',
      'src/targets/target.ts': '',
      'src/targets/helm/a.ts': '',
    };
    await fill(directory(), imports);
    expect(violations(directory())).toEqual([
      'src/stack/above.ts: stack is below',
      'src/stack/aboveLater.ts: stack is below',
      'src/stack/abovePassedOn.ts: stack is below',
      'src/stack/aboveType.ts: stack is below',
      'src/stack/circle.ts: no cycles',
      'src/stack/files.ts: pure rooms use nothing outside the program',
      'src/stack/noRoom.ts: every file is in a room of the list',
      'src/targets/compose/b.ts: targets/compose knows no other target',
      'src/targets/shared/b.ts: targets/shared imports no target',
    ]);
  });
});

describe('the pages', () => {
  /** The pure folders, which a page shares with the command. */
  const SHARED =
    /^src\/(?:errors\.ts$|web\/explore(?:Protocol|Fragment)\.ts$|(?:formats|yaml|facts|sizing|capabilities|options|config|stack|render|lint|add|web\/page)\/)/;

  it.each([
    ['page', 100],
    ['explore', 15],
  ])('src/web/%s contains only pure folders, and every file of its own', async (name, atLeast) => {
    // For a browser: an import of a Node module fails the build.
    const { metafile } = await build({
      absWorkingDir: ROOT,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      plugins: [handlebarsForEsbuild],
      entryPoints: [`src/web/${name}/main.tsx`],
      outdir: 'dist/web',
    });
    const inputs = Object.keys(metafile.inputs).filter((path) => path.startsWith('src/'));
    const isOwn = (path: string) => path.startsWith(`src/web/${name}/`);
    expect(inputs.length).toBeGreaterThan(atLeast);
    expect(inputs.filter((path) => !isOwn(path) && !SHARED.test(path))).toEqual([]);
    const own = SOURCES.map(({ path }) => `src/${path}`).filter(isOwn);
    expect(own.filter((path) => !inputs.includes(path))).toEqual([]);
  });
});

const pathsWith = (pattern: RegExp) =>
  SOURCES.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path);

describe('the source', () => {
  // The stub is a separate program: dist/stub/server.mjs.
  it('exits only in the entry file of each program', () => {
    expect(pathsWith(/\bprocess\.exit(?:Code)?\b/)).toEqual(['main.ts', 'stub/standalone.ts']);
  });

  it('compares target names only in targets, options and cli', () => {
    const compared = pathsWith(/(?:===|!==|case) '(?:compose|helm|embedded)'/);
    expect(compared.filter((path) => !/^(?:targets|options|cli)\//.test(path))).toEqual([]);
  });

  it('loads each command only when it is called', () => {
    const cli = SOURCES.filter(({ room }) => room === 'cli');
    const imports = cli.flatMap(({ text }) => importsOf(text));
    const commands = imports.filter(({ specifier }) => specifier.includes('/commands/'));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter(({ dynamic, typeOnly }) => !dynamic && !typeOnly)).toEqual([]);
  });

  // It costs 27 MB and 300 ms.
  it('loads the Weaviate client only in weaviate/, and only when it is needed', () => {
    const users = SOURCES.flatMap(({ room, text }) =>
      importsOf(text)
        .filter(({ specifier, typeOnly }) => specifier.startsWith('weaviate-client') && !typeOnly)
        .map(({ dynamic }) => `${room} ${dynamic ? 'when needed' : 'always'}`),
    );
    expect(users).toEqual(['weaviate when needed']);
  });

  it('has no folder or file for odds and ends', () => {
    const odd = SOURCES.filter(({ path }) => /(?:^|\/)(?:utils?|helpers?|misc|common|index)\b/i.test(path));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('has no file that only re-exports others', () => {
    const barrels = SOURCES.filter(({ text }) =>
      codeOf(text)
        .split(/;\s*/)
        .filter((statement) => statement.trim() !== '')
        .every((statement) => /^\s*export\s+(?:type\s+)?[*{][^']*\sfrom\s/.test(statement)),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });
});
