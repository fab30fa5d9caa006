// `npm run docs`: writes the parts of the README that are made from the code; with --check, says whether they are.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const readme = new URL('../README.md', import.meta.url);
const source = fileURLToPath(new URL('../src/options/documentation.ts', import.meta.url));

/** @returns {Promise<string>} */
async function tables() {
  const scratch = await mkdtemp(join(tmpdir(), 'bindstack-docs-'));
  try {
    const outfile = join(scratch, 'documentation.mjs');
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
    });
    return (await import(pathToFileURL(outfile).href)).optionTables();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const BLOCK = /(<!-- options -->\n)[\s\S]*?(<!-- \/options -->)/;

const before = await readFile(readme, 'utf8');
if (!BLOCK.test(before)) throw new Error('README.md has no block <!-- options --> … <!-- /options -->');
const made = await tables();
const after = before.replace(BLOCK, (_, start, end) => `${start}\n${made}\n\n${end}`);
if (after === before) {
  process.stderr.write('README.md is what the code gives.\n');
} else if (process.argv.includes('--check')) {
  process.stderr.write('README.md is stale: npm run docs\n');
  process.exitCode = 1;
} else {
  await writeFile(readme, after);
  process.stderr.write('README.md written.\n');
}
