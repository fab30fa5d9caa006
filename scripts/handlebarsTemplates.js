import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

/** A `.hbs` file as a module that holds the compiled template; an unknown helper stops the build. */
async function templateModule(file) {
  const source = await readFile(file, 'utf8');
  const code = Handlebars.precompile(source, {
    srcName: undefined,
    strict: true,
    noEscape: true,
    knownHelpersOnly: false,
    preventIndent: true,
  });
  return `export default ${code};\n`;
}

/** esbuild plugin: `import template from '…/name.hbs'` gives the precompiled template. */
export const handlebarsForEsbuild = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async (args) => ({
      contents: await templateModule(args.path),
      loader: 'js',
    }));
  },
};

/** The same for Vite, which runs the unit tests from the sources. */
export const handlebarsForVite = {
  name: 'handlebars',
  async load(id) {
    return id.endsWith('.hbs') ? templateModule(id) : null;
  },
};
