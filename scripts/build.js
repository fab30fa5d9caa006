// Bundles the command into dist/: a small entry, and a separate chunk per command that is loaded when the command runs.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { build as rolldown } from 'rolldown';
import { handlebarsForVite } from './handlebarsTemplates.js';
import { licencesOf } from './licences.js';
import { buildPage } from './page.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

const target = 'node20.17';
const define = { BINDSTACK_VERSION: JSON.stringify(version) };

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target,
  define,
  minify: true,
  logLevel: 'warning',
};

await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });

// The stub server is one file without imports, so it can be mounted into any image that has Node.
await build({
  ...shared,
  entryPoints: { server: 'src/stub/standalone.ts' },
  outdir: 'dist/stub',
  outExtension: { '.js': '.mjs' },
});

/**
 * Parts of libraries that bindstack does not use, by the name under which they import them.
 * @type {Readonly<Record<string, {by: RegExp, code: string}>>}
 */
const UNUSED = {
  // For commands that are separate programs; bindstack has none. Saves 5 ms of every start.
  'node:child_process': { by: /[\\/]commander[\\/]/, code: 'export default {};' },
  // For questions that open an editor, which bindstack never asks: tables of every character set.
  '@inquirer/external-editor': { by: /./, code: 'export const editAsync = undefined;' },
  // The client's old API before collections; bindstack sends GraphQL itself (smoke/session.ts). Saves 0.7 MB.
  'graphql-request': { by: /./, code: 'export class GraphQLClient {}' },
};

/** What bindstack uses of node:crypto. */
const CRYPTO = ['createHash', 'randomBytes', 'randomInt', 'randomUUID'];

/** @type {import('rolldown').Plugin} */
const lean = {
  name: 'lean',
  resolveId(id, importer = '') {
    if (UNUSED[id]?.by.test(importer)) return `\0unused:${id}`;
    return id === 'node:crypto' ? '\0crypto' : null;
  },
  load(id) {
    // `import` copies this module and calls all its getters, Web Crypto included: 4 ms of every start (Node 20). Loading
    // the module takes as long again, and few commands need it.
    if (id === '\0crypto')
      return CRYPTO.map(
        (name) =>
          `export const ${name} = (...given) => process.getBuiltinModule('node:crypto').${name}(...given);`,
      ).join('\n');
    return UNUSED[id.replace('\0unused:', '')]?.code ?? null;
  },
  // A single character beyond Latin-1 makes V8 store the whole file with two bytes per character.
  async renderChunk(code) {
    return (await transform(code, { charset: 'ascii', format: 'esm', target, minify: true })).code;
  },
};

// The command. esbuild makes one chunk per set of commands that share a module, and a command would then load 33 of
// them, at one millisecond each (measured). rolldown groups them.
const { output } = await rolldown({
  cwd: root,
  input: { bin: 'src/bin.ts' },
  platform: 'node',
  plugins: [handlebarsForVite, lean],
  // Diffs of words, JSON and sentences, which bindstack does not use.
  treeshake: { moduleSideEffects: [{ test: /[\\/]node_modules[\\/]diff[\\/]/, sideEffects: false }] },
  transform: { target, define },
  // The ES modules, so unused code is left out; the package gives Node CommonJS.
  resolve: {
    alias: {
      yaml: fileURLToPath(new URL('browser/dist/index.js', import.meta.resolve('yaml/package.json'))),
    },
  },
  output: {
    dir: 'dist',
    minify: false,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {
      groups: [
        // Also used by the entry: in one of the groups below, the entry would load that whole group.
        {
          name: 'common',
          test: /[\\/]src[\\/](?:errors|formats[\\/]quoting|options[\\/]runTargets|terminal[\\/](?:failure|output|pasteable))\.ts$|[\\/](?:commander|picocolors)[\\/]/,
          priority: 5,
        },
        {
          name: 'libraries',
          test: /[\\/]node_modules[\\/](?:zod[\\/]v4[\\/](?:core|mini)|yaml)[\\/]/,
          priority: 4,
        },
        // Ten times slower to build than the small variant, which is enough where no method of it is used.
        {
          name: 'schemas',
          test: /[\\/]node_modules[\\/]zod[\\/]v4[\\/](?:classic|locales)[\\/]/,
          priority: 3,
        },
        // The configuration, which most commands load.
        {
          name: 'configuration',
          test: /[\\/]src[\\/](?:(?:facts(?![\\/](?:documentation|imageBind[\\/](?!limits)))|capabilities|options|stack(?![\\/](?:listenSettings|requirements|consequence))|formats(?![\\/](?:partialText|placeholder|goDuration|quantity|decodeText|textWidth|xml)))[\\/]|files[\\/](?:replaceFile|atomicWrite|interruptedRun)|config[\\/](?!editConfig)|saved[\\/](?:load|keptSecrets)\.|stub[\\/]bundledStub|commands[\\/]reports)/,
          priority: 2,
        },
        // Rendering. Commands that only read files do not load it: it is a third of all that the others load.
        {
          name: 'rendering',
          test: /(?<!client[\w.]*\.(?:py|ts))\.hbs$|[\\/]src[\\/](?:render[\\/](?!client)|files[\\/](?:plannedFiles|manifest|journal|envFile)|saved[\\/](?:saveConfig|configLocation))|[\\/]node_modules[\\/](?:handlebars|diff)[\\/]/,
          priority: 1,
        },
      ],
    },
  },
});
const bundled = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));

// The web page, for `bindstack web` and `npm run build:site`.
const pageModules = await buildPage(fileURLToPath(new URL('../dist/web', import.meta.url)), {
  version,
  stubServer: await readFile(new URL('../dist/stub/server.mjs', import.meta.url), 'utf8'),
});
await writeFile(new URL('../dist/licences.txt', import.meta.url), licencesOf([...bundled, ...pageModules]));
await chmod(new URL('../dist/bin.js', import.meta.url), 0o755);
