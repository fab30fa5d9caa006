// Bundles the command into dist/: one small entry, each command in a chunk of its own that is read when called.
import { chmod, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as rolldown } from 'rolldown';
import { handlebarsForVite } from './handlebarsTemplates.js';
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
  entryPoints: { server: 'src/inference/standalone.ts' },
  outdir: 'dist/stub',
  outExtension: { '.js': '.mjs' },
});

/**
 * commander reads it for commands that are programs of their own, of which bindstack has none: 5 ms of every start.
 * @type {import('rolldown').Plugin}
 */
const withoutChildProcess = {
  name: 'without-child-process',
  resolveId: (id, importer) =>
    id === 'node:child_process' && /[\\/]commander[\\/]/.test(importer ?? '') ? '\0no-child-process' : null,
  load: (id) => (id === '\0no-child-process' ? 'export default {};' : null),
};

// The command. esbuild makes a chunk for each set of commands that share a module, and a command would read 33 of
// them, at a millisecond each (measured); rolldown groups them.
await rolldown({
  cwd: root,
  input: { bin: 'src/bin.ts' },
  platform: 'node',
  // Heavy, and needed by `smoke` only: it stays an ordinary dependency.
  external: ['weaviate-client'],
  plugins: [handlebarsForVite, withoutChildProcess],
  transform: { target, define },
  // As modules, of which only what is used is taken; the package gives Node CommonJS.
  resolve: {
    alias: {
      yaml: fileURLToPath(new URL('browser/dist/index.js', import.meta.resolve('yaml/package.json'))),
    },
  },
  output: {
    dir: 'dist',
    minify: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {
      groups: [
        // What the entry reads as well: all else that these groups take with them would come along.
        {
          name: 'common',
          test: /[\\/]src[\\/](?:errors|options[\\/]releaseKeys)\.ts$|[\\/]commander[\\/]/,
          priority: 1,
        },
        {
          name: 'libraries',
          test: /[\\/]node_modules[\\/](?:zod[\\/]v4[\\/](?:core|mini)|yaml|handlebars)[\\/]/,
        },
        // What becomes of a configuration, which most commands read.
        { name: 'configuration', test: /[\\/]src[\\/](?:options|config|stack|render|files)[\\/]|\.hbs$/ },
      ],
    },
  },
});
// The configurator, for `bindstack web` and `npm run build:site`.
await buildPage(fileURLToPath(new URL('../dist/web', import.meta.url)), {
  version,
  standInServer: await readFile(new URL('../dist/stub/server.mjs', import.meta.url), 'utf8'),
});
await chmod(new URL('../dist/bin.js', import.meta.url), 0o755);
