// `npm run docs`: writes the docs generated from code: options, commands, exit codes, versions, sizes, diagnosis codes, and the
// rule pages.
// With --check, it only checks that they are up to date.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { handlebarsForEsbuild } from './handlebarsTemplates.js';
import { ruleExamples } from './ruleExamples.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const options = fileURLToPath(new URL('../src/options/documentation.ts', import.meta.url));
const rules = fileURLToPath(new URL('../src/lint/documentation.ts', import.meta.url));
const allRules = fileURLToPath(new URL('../src/lint/allRules.ts', import.meta.url));
const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const commands = fileURLToPath(new URL('../src/cli/documentation.ts', import.meta.url));
const exitCodes = fileURLToPath(new URL('../src/cli/exitCodes.ts', import.meta.url));
const versions = fileURLToPath(new URL('../src/facts/documentation.ts', import.meta.url));
const sizing = fileURLToPath(new URL('../src/sizing/documentation.ts', import.meta.url));
const diagnosis = fileURLToPath(new URL('../test/diagnosis/documentation.ts', import.meta.url));

const BLOCK = /(<!-- generated from the code -->\n)[\s\S]*?(<!-- \/generated from the code -->)/;
const RULES = 'docs/rules';

/**
 * A path below the root and its expected text; undefined if the file should not exist.
 * @typedef {{ path: string, text: string | undefined }} Page
 */

/** @returns {Promise<Page[]>} */
async function pages() {
  const scratch = await mkdtemp(join(tmpdir(), 'bindstack-docs-'));
  try {
    const outfile = join(scratch, 'documentation.cjs');
    await build({
      stdin: {
        contents: [options, rules, allRules, cli, commands, exitCodes, versions, sizing, diagnosis]
          .map((file) => `export * from ${JSON.stringify(file)};`)
          .join('\n'),
        resolveDir: root,
      },
      outfile,
      bundle: true,
      platform: 'node',
      // Some bundled libraries load Node's modules through require.
      format: 'cjs',
      target: 'node20',
      plugins: [handlebarsForEsbuild],
      external: ['weaviate-client'],
      // The diagnosis cases read their recordings relative to themselves.
      define: {
        BINDSTACK_VERSION: '""',
        'import.meta.url': JSON.stringify(pathToFileURL(diagnosis).href),
      },
    });
    const code = await import(pathToFileURL(outfile).href);
    const made = code.rulePages(code.RULE_GROUPS, ruleExamples(join(root, 'test/lint/cases'), code.excerpt));
    const there = await readdir(join(root, RULES)).catch(() => []);
    const gone = there.map((name) => `${RULES}/${name}`).filter((path) => !made.has(path));
    return [
      { path: 'docs/options.md', text: await filled('docs/options.md', code.optionTables()) },
      { path: 'docs/versions.md', text: await filled('docs/versions.md', code.versionTables()) },
      { path: 'docs/sizing.md', text: await filled('docs/sizing.md', code.sizingTables()) },
      { path: 'docs/scripts.md', text: await filled('docs/scripts.md', code.exitCodeTable()) },
      { path: 'docs/diagnosis.md', text: code.diagnosisPage() },
      { path: 'docs/commands.md', text: code.commandPage(await code.program(notCalled)) },
      ...[...made].map(([path, text]) => ({ path, text })),
      ...gone.map((path) => ({ path, text: undefined })),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * A page with its generated block filled in.
 * @param {string} path
 * @param {string} tables
 */
async function filled(path, tables) {
  const before = await readFile(join(root, path), 'utf8');
  if (!BLOCK.test(before)) throw new Error(`${path} has no block <!-- generated from the code -->`);
  return before.replace(BLOCK, (_, start, end) => `${start}\n${tables}\n\n${end}`);
}

function notCalled() {
  throw new Error('documentation is built from no command');
}

/** @param {Page} page */
async function isStale({ path, text }) {
  return (await readFile(join(root, path), 'utf8').catch(() => undefined)) !== text;
}

const check = process.argv.includes('--check');
const all = await pages();
const stale = [];
for (const page of all) if (await isStale(page)) stale.push(page);
for (const { path, text } of stale) {
  if (check)
    process.stderr.write(
      `${path} is ${text === undefined ? 'no longer needed' : 'out of date'}: run npm run docs\n`,
    );
  else if (text === undefined) {
    await rm(join(root, path));
    process.stderr.write(`${path} removed.\n`);
  } else {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
    process.stderr.write(`${path} written.\n`);
  }
}
if (stale.length === 0) process.stderr.write(`${all.length} pages are up to date.\n`);
else if (check) process.exitCode = 1;
