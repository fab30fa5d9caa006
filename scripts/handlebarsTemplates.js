import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

/** The helpers of src/render/template.ts: with this list, compiled templates do not look up other helpers and are smaller. */
const HELPERS = ['plain', 'quote', 'singleQuote', 'flow', 'json', 'first', 'has', 'nested', 'variable'];

/**
 * A `.hbs` file as a module that holds the compiled template.
 * @param {string} file
 */
async function templateModule(file) {
  const source = await readFile(file, 'utf8');
  const code = Handlebars.precompile(source, {
    strict: true,
    noEscape: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(HELPERS.map((name) => [name, true])),
  });
  return `export default ${code};\n`;
}

/**
 * esbuild plugin: `import template from '…/name.hbs'` imports the precompiled template.
 * @type {import('esbuild').Plugin}
 */
export const handlebarsForEsbuild = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async (args) => ({
      contents: await templateModule(args.path),
      loader: 'js',
    }));
  },
};

/**
 * The same for Vite, which runs the unit tests from source.
 * @type {import('vitest/config').Plugin}
 */
export const handlebarsForVite = {
  name: 'handlebars',
  async load(id) {
    return id.endsWith('.hbs') ? templateModule(id) : null;
  },
};
