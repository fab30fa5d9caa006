// Bundles the command into dist/: one small entry, each command in a chunk of its own that is read when called.
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

// The stand-in server is one file without imports, so that it can be mounted into any image that has Node.
await build({
  ...shared,
  entryPoints: { server: 'src/stub/standalone.ts' },
  outdir: 'dist/stub',
  outExtension: { '.js': '.mjs' },
});

/**
 * What libraries bring along and bindstack does not use, by the name that they import it under.
 * @type {Readonly<Record<string, {by: RegExp, code: string}>>}
 */
const UNUSED = {
  // For commands that are programs of their own, of which there are none: 5 ms of every start.
  'node:child_process': { by: /[\\/]commander[\\/]/, code: 'export default {};' },
  // Questions that open an editor, which are never asked: tables of every character set.
  '@inquirer/external-editor': { by: /./, code: 'export const editAsync = undefined;' },
  // What the client had before its collections; bindstack asks GraphQL itself (smoke/session.ts): 0.7 MB.
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
    // `import` makes a copy of this module with all its getters, Web Crypto among them: 4 ms of every start (Node 20),
    // and as much to read it at all, which few commands need.
    if (id === '\0crypto')
      return CRYPTO.map(
        (name) =>
          `export const ${name} = (...given) => process.getBuiltinModule('node:crypto').${name}(...given);`,
      ).join('\n');
    return UNUSED[id.replace('\0unused:', '')]?.code ?? null;
  },
  // One letter beyond Latin-1, and V8 keeps the whole file at two bytes a letter.
  async renderChunk(code) {
    return (await transform(code, { charset: 'ascii', format: 'esm', target, minify: true })).code;
  },
};

// The command. esbuild makes a chunk for each set of commands that share a module, and a command would read 33 of
// them, at a millisecond each (measured); rolldown groups them.
const { output } = await rolldown({
  cwd: root,
  input: { bin: 'src/bin.ts' },
  platform: 'node',
  plugins: [handlebarsForVite, lean],
  // Differences of words, JSON and sentences, which nothing here asks for.
  treeshake: { moduleSideEffects: [{ test: /[\\/]node_modules[\\/]diff[\\/]/, sideEffects: false }] },
  transform: { target, define },
  // As modules, of which only what is used is taken; the package gives Node CommonJS.
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
        // What the entry reads as well: all else that these groups take with them would come along.
        {
          name: 'common',
          test: /[\\/]src[\\/](?:errors|options[\\/]runTargets|terminal[\\/](?:failure|output))\.ts$|[\\/](?:commander|picocolors)[\\/]/,
          priority: 5,
        },
        {
          name: 'libraries',
          test: /[\\/]node_modules[\\/](?:zod[\\/]v4[\\/](?:core|mini)|yaml)[\\/]/,
          priority: 4,
        },
        // Ten times as slow to make as the small kind of it, which does where no method of it is needed.
        {
          name: 'schemas',
          test: /[\\/]node_modules[\\/]zod[\\/]v4[\\/](?:classic|locales)[\\/]/,
          priority: 3,
        },
        // A configuration, which most commands read.
        {
          name: 'configuration',
          test: /[\\/]src[\\/](?:(?:facts(?![\\/](?:documentation|imageBind[\\/](?!limits)))|capabilities|options|stack(?![\\/](?:listenSettings|requirements|consequence))|formats(?![\\/](?:partialText|placeholder|goDuration|quantity|textFrom|textWidth|xml)))[\\/]|files[\\/](?:replaceFile|atomicWrite|temporary|inside|interrupted)|config[\\/](?!editConfig)|saved[\\/](?:load|keptSecrets)\.|stub[\\/]bundledStub|commands[\\/]reports)/,
          priority: 2,
        },
        // What becomes of it. Not where files are only looked at: a third of all that is read otherwise.
        {
          name: 'rendering',
          test: /(?<!client\.(?:py|ts))\.hbs$|[\\/]src[\\/](?:render[\\/](?!client)|files[\\/](?:plan|manifest|journal|envFile|stale)|saved[\\/](?:saveConfig|description))|[\\/]node_modules[\\/](?:handlebars|diff)[\\/]/,
          priority: 1,
        },
      ],
    },
  },
});
const bundled = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));

// The configurator, for `bindstack web` and `npm run build:site`.
const pageModules = await buildPage(fileURLToPath(new URL('../dist/web', import.meta.url)), {
  version,
  stubServer: await readFile(new URL('../dist/stub/server.mjs', import.meta.url), 'utf8'),
});
await writeFile(new URL('../dist/licences.txt', import.meta.url), licencesOf([...bundled, ...pageModules]));
await chmod(new URL('../dist/bin.js', import.meta.url), 0o755);
