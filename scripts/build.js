// Bundles the command into dist/: a small entry, and a separate chunk per command that is loaded when the command runs.
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { minify } from '@swc/core';
import { build, transform } from 'esbuild';
import { build as rolldown } from 'rolldown';
import { handlebarsForVite } from './handlebarsTemplates.js';
import { licencesOf } from './licences.js';
import { buildExplorePage, buildPage } from './page.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

const target = 'node20.17';
/** @param {string} name of an installed package */
const installed = async (name) =>
  JSON.parse(await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8'))
    .version;
// Installed by the user, or by the command that needs them (media/libraries.ts).
const libraries = ['sharp', 'exifr', 'music-metadata'].map(async (name) => [name, await installed(name)]);
const define = {
  BINDSTACK_VERSION: JSON.stringify(version),
  WEAVIATE_CLIENT_VERSION: JSON.stringify(await installed('weaviate-client')),
  MEDIA_LIBRARY_VERSIONS: JSON.stringify(Object.fromEntries(await Promise.all(libraries))),
};

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
  // The client's old API before collections; bindstack sends GraphQL itself (weaviate/session.ts). Saves 0.7 MB.
  'graphql-request': { by: /./, code: 'export class GraphQLClient {}' },
  // For servers, and for clients without generated code; Weaviate's client is neither. Saves 0.3 MB.
  './server': { by: /[\\/]grpc-js[\\/]/, code: 'export class Server {}' },
  './server-credentials': { by: /[\\/]grpc-js[\\/]/, code: 'export class ServerCredentials {}' },
  './server-interceptors': { by: /[\\/]grpc-js[\\/]/, code: 'export class ServerInterceptingCall {}' },
  // How a client spreads its load over several servers, which only their configuration can turn on.
  './load-balancer-outlier-detection': { by: /[\\/]grpc-js[\\/]/, code: 'export const setup = () => {};' },
  './load-balancer-weighted-round-robin': { by: /[\\/]grpc-js[\\/]/, code: 'export const setup = () => {};' },
  '@grpc/proto-loader': { by: /[\\/]grpc-js[\\/]/, code: 'export const loadSync = undefined;' },
};

/**
 * Parts of files that bindstack does not use.
 * @type {readonly {file: RegExp, without: (code: string) => string}[]}
 */
const UNUSED_PARTS = [
  // The messages of Weaviate's gRPC API as JSON: 0.2 MB.
  {
    file: /weaviate-client[\\/].*[\\/]proto[\\/]/,
    without: (code) => code.replaceAll(/^ {4}(?:from|to)JSON\(\w+\) \{\n[\s\S]*?\n {4}\},\n/gm, ''),
  },
  // Whether standard output is a terminal, which bindstack finds out itself: loads Node's streams, 3 ms of every start.
  {
    file: /[\\/]picocolors[\\/]picocolors\.js$/,
    without: (code) => code.replace('(p.stdout || {}).isTTY', 'false'),
  },
  // All spinners but the one that is shown.
  {
    file: /cli-spinners[\\/]spinners\.json$/,
    without: (code) => JSON.stringify({ dots: JSON.parse(code).dots }),
  },
];

/**
 * Loads a module of Node when it is first used: child_process, crypto, stream, … take 1 to 4 ms each, and few commands use
 * all that their chunks import. `fs` and `path` are loaded by Node itself.
 * @param {string} code of a chunk
 */
function lazyBuiltins(code) {
  const declaration = /^let (node_\w+) = require\(("node:(?!fs"|path")[\w/]+")\);$/gm;
  let lazy = code;
  for (const [line, name = '', id] of code.matchAll(declaration)) {
    if (new RegExp(`\\b${name} = `, 'g').exec(lazy.replace(line, ''))) continue;
    // In parentheses: `new require(…).X()` would call require as a constructor.
    lazy = lazy.replace(line, '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `(require(${id}))`);
  }
  return lazy;
}

/**
 * Loads another chunk when something of it is first used, not when this one is loaded: a command that does not come to
 * the wrong value, the diff or the existing file never loads what only they need.
 * @param {string} code of a chunk
 */
function lazyChunks(code) {
  let lazy = code;
  for (const [line, name = '', file] of code.matchAll(/^const (require_\w+) = require\(("\.[^"]+")\);$/gm)) {
    const uses = lazy.replace(line, '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `(${name}())`);
    lazy = `let ${name}_loaded;const ${name} = () => ${name}_loaded ??= require(${file});\n${uses}`;
  }
  return lazy;
}

/**
 * Exports the values of a chunk as one object instead of a function for each: a tenth of the text of a chunk, and a
 * millisecond. A variable that changes after its chunk was loaded keeps its function.
 * @param {string} code of a chunk
 */
function plainExports(code) {
  const getter =
    /^Object\.defineProperty\(exports, ("[^"]+"), \{\n\s*enumerable: true,\n\s*get: function ?\(\) \{\n\s*return ([\w$]+);\n\s*\}\n\}\);$/gm;
  const properties = [...code.matchAll(getter)].map(([, name, local = '']) => {
    const assignments = code.matchAll(
      new RegExp(`(?<![.\\w$])${local.replaceAll('$', '\\$')} [?|&+-]*=(?!=)`, 'g'),
    );
    return [...assignments].length > 1 ? `get ${name}() { return ${local}; }` : `${name}: ${local}`;
  });
  if (properties.length === 0) return code;
  return `${code.replaceAll(getter, '')}\nmodule.exports = { ${properties.join(', ')} };`;
}

/** @type {import('rolldown').Plugin} */
const lean = {
  name: 'lean',
  resolveId(id, importer = '') {
    if (UNUSED[id]?.by.test(importer)) return `\0unused:${id}`;
    return null;
  },
  load: (id) => UNUSED[id.replace('\0unused:', '')]?.code ?? null,
  transform: {
    filter: { id: UNUSED_PARTS.map(({ file }) => file) },
    handler: (code, id) => UNUSED_PARTS.find(({ file }) => file.test(id))?.without(code),
  },
  // A single character beyond Latin-1 makes V8 store the whole file with two bytes per character.
  async renderChunk(code) {
    const { code: small } = await transform(plainExports(lazyChunks(lazyBuiltins(code))), {
      charset: 'ascii',
      format: 'cjs',
      target,
      minify: true,
    });
    return small;
  },
};

/** Chunks of modules that a start of `generate`, `check`, `validate` or `add` seldom comes to. */
const SELDOM = {
  difference: /[\\/]node_modules[\\/]diff[\\/]/,
  'further-templates': /[\\/]templates[\\/](?:kustom|plugin|backup|stub)[\w.-]*\.hbs$/,
  'yaml-printing':
    /[\\/]yaml[\\/]browser[\\/]dist[\\/](?:stringify[\\/](?!stringifyNumber)|compose[\\/]resolve-block-scalar)/,
  sizing: /[\\/]src[\\/](?:sizing[\\/](?:plan|predict)\.ts|facts[\\/](?:measuredSizes\.ts|sizing\.json))$/,
  writing: /[\\/]src[\\/](?:files[\\/](?:atomicWrite|specialFile)|processIdentity)\.ts$/,
  'config-file':
    /[\\/]src[\\/](?:config[\\/](?:configFile|configText|formWords)|options[\\/](?:jsonSchema|text)|formats[\\/](?:nearest|transfer))\.ts$|[\\/]fastest-levenshtein[\\/]/,
};

// The command. esbuild makes one chunk per set of commands that share a module, and a command would then load 33 of
// them, at one millisecond each (measured). rolldown groups them.
const { output } = await rolldown({
  cwd: root,
  input: { main: 'src/main.ts', checkWorker: 'src/commands/checkWorker.ts' },
  platform: 'node',
  // A dynamic import is for the source too: tests import one target without the others.
  checks: { ineffectiveDynamicImport: false },
  // Set implicitly by includeDependenciesRecursively, with a warning.
  preserveEntrySignatures: 'allow-extension',
  plugins: [handlebarsForVite, lean],
  // Diffs of words, JSON and sentences, which bindstack does not use.
  treeshake: { moduleSideEffects: [{ test: /[\\/]node_modules[\\/]diff[\\/]/, sideEffects: false }] },
  transform: { target, define },
  // The ES modules, so unused code is left out; the package gives Node CommonJS.
  resolve: {
    alias: {
      // Also imported as an ES module, by another library.
      long: createRequire(import.meta.url).resolve('long'),
      yaml: fileURLToPath(new URL('browser/dist/index.js', import.meta.resolve('yaml/package.json'))),
    },
  },
  output: {
    dir: 'dist',
    // Loads faster than ES modules, which cannot use compiled code of an earlier run either.
    format: 'cjs',
    minify: false,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {
      groups: [
        // Also used by the entry: in one of the groups below, the entry would load that whole group.
        {
          name: 'common',
          test: /[\\/]src[\\/](?:errors|formats[\\/]quoting|lint[\\/]rule|options[\\/]runTargets|terminal[\\/](?:failure|output|pasteable))\.ts$|[\\/](?:commander|picocolors)[\\/]/,
          priority: 5,
        },
        // What a start seldom comes to, so that it is not read with what surrounds it.
        ...Object.entries(SELDOM).map(([name, test]) => ({
          name,
          test,
          priority: 6,
          includeDependenciesRecursively: false,
        })),
        {
          name: 'yaml',
          test: /[\\/]node_modules[\\/]yaml[\\/]|[\\/]src[\\/]yaml[\\/](?:source|mapKeys|cache)\.ts$/,
          priority: 4,
        },
        {
          name: 'zod',
          test: /[\\/]node_modules[\\/]zod[\\/]v4[\\/](?:core|mini)[\\/]/,
          priority: 4,
        },
        {
          name: 'client-library',
          test: /[\\/]node_modules[\\/](?:weaviate-client|@grpc|nice-grpc[\w-]*|long|protobufjs)[\\/]/,
          priority: 4,
        },
        // Ten times slower to build than the small variant, which is enough where no method of it is used.
        {
          name: 'schemas',
          test: /[\\/]node_modules[\\/]zod[\\/]v4[\\/](?:classic|locales)[\\/]/,
          priority: 3,
        },
        // The rules of each kind of file, which a run with another kind of file does not need, and what they share.
        ...['compose', 'values', 'collection'].map((kind) => ({
          name: `lint-${kind}`,
          test: new RegExp(`[\\\\/]src[\\\\/]lint[\\\\/]${kind}[\\\\/](?!generated)`),
          priority: 3,
          includeDependenciesRecursively: false,
        })),
        {
          name: 'lint',
          test: /[\\/]src[\\/](?:lint[\\/](?!fix|report|documentation|collection[\\/]generated)|yaml[\\/](?:change|located|part|pieces|schema|schemaProblems)\.ts$)/,
          priority: 3,
          includeDependenciesRecursively: false,
        },
        {
          name: 'facts',
          test: /[\\/]src[\\/](?:facts(?![\\/](?:documentation|imageBind[\\/](?!limits)))|formats(?![\\/](?:partialText|placeholder|goDuration|period|rate|quantity|decodeText|textWidth|xml)))[\\/]/,
          priority: 3,
          includeDependenciesRecursively: false,
        },
        // The configuration, which most commands load.
        {
          name: 'configuration',
          test: /[\\/]src[\\/](?:(?:capabilities|options|stack(?![\\/](?:listenSettings|requirements|consequence)))[\\/]|files[\\/](?:replaceFile|atomicWrite|interruptedRun)|config[\\/](?!editConfig)|saved[\\/](?:load|keptSecrets)\.|stub[\\/]bundledStub)/,
          priority: 2,
        },
        // Running a stack: compressed together, this is 10 kB smaller than in the chunks of the commands.
        {
          name: 'running',
          test: /[\\/]src[\\/](?:targets|diagnosis)[\\/]/,
          priority: 1,
          includeDependenciesRecursively: false,
        },
        // Rendering. Commands that only read files do not load it: it is a third of all that the others load.
        {
          name: 'rendering',
          test: /(?<!client[\w.]*\.(?:py|ts)|backup\.\w+|query\.\w+)\.hbs$|[\\/]src[\\/](?:render[\\/](?!client)|files[\\/](?:plannedFiles|manifest|journal|envFile)|saved[\\/](?:saveConfig|configLocation))/,
          priority: 1,
        },
      ],
    },
  },
});

/**
 * Minifies code once more: SWC finds what the minifiers of the bundlers leave, 2 % of the package.
 * @param {string} code
 * @param {boolean} isAscii whether all else is written as escapes: strings of one byte per character start faster
 */
async function smaller(code, isAscii) {
  const format = { asciiOnly: isAscii };
  return (await minify(code, { compress: { passes: 2 }, mangle: true, module: false, format })).code;
}

const chunks = output.filter((part) => part.type === 'chunk');
const code = await Promise.all(chunks.map((chunk) => smaller(chunk.code, true)));
for (const [index, { fileName }] of chunks.entries())
  await writeFile(new URL(`../dist/${fileName}`, import.meta.url), code[index] ?? '');
const bundled = chunks.flatMap((chunk) => chunk.moduleIds);

// Large chunks of commands that start other programs or ask a server, which takes them much longer than unpacking.
const FAST = [
  ...Object.keys(SELDOM),
  ...[
    'add',
    'apply',
    'common',
    'configuration',
    'facts',
    'fix',
    'generate',
    'init',
    'lint',
    'lint-collection',
  ],
  ...['lint-compose', 'lint-values', 'rendering', 'reports', 'size', 'validate', 'yaml'],
];
const isLarge = (/** @type {(typeof chunks)[number]} */ { code, isEntry, name }) =>
  code.length > 20_000 && !isEntry && !FAST.includes(name);
for (const { fileName } of chunks.filter(isLarge)) {
  const chunk = new URL(`../dist/${fileName}`, import.meta.url);
  await writeFile(`${fileURLToPath(chunk)}.br`, brotliCompressSync(await readFile(chunk)));
  await rm(chunk);
}

// The entries of the command and of its workers, which load the rest.
const commands = await readdir(new URL('../src/commands', import.meta.url));
await build({
  ...shared,
  format: 'cjs',
  entryPoints: { bin: 'src/bin.ts', worker: 'src/worker.ts' },
  outdir: 'dist',
  define: {
    BINDSTACK_BUILD: JSON.stringify(createHash('sha256').update(code.join()).digest('hex').slice(0, 16)),
    BINDSTACK_COMMANDS: JSON.stringify(commands.map((file) => file.replace('.ts', ''))),
  },
});
await writeFile(new URL('../dist/package.json', import.meta.url), '{"type":"commonjs"}\n');

// The web page, for `bindstack web` and `npm run build:site`, and that of `bindstack explore`.
const pageModules = await buildPage(fileURLToPath(new URL('../dist/web', import.meta.url)), {
  version,
  stubServer: await readFile(new URL('../dist/stub/server.mjs', import.meta.url), 'utf8'),
});
const exploreModules = await buildExplorePage(fileURLToPath(new URL('../dist/explore', import.meta.url)));
for (const path of ['web/page.js', 'explore/explore.js']) {
  const file = new URL(`../dist/${path}`, import.meta.url);
  const script = await smaller(await readFile(file, 'utf8'), false);
  await writeFile(file, script);
  const compressed = new URL(`../dist/${path.replace(/^.*\//, '')}.br`, import.meta.url);
  await writeFile(compressed, brotliCompressSync(script));
}
await rm(new URL('../dist/explore/explore.js', import.meta.url));
const modules = [...bundled, ...pageModules, ...exploreModules];
await writeFile(new URL('../dist/licences.txt', import.meta.url), licencesOf(modules));
await chmod(new URL('../dist/bin.js', import.meta.url), 0o755);
