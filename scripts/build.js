// Bundles the command into dist/: one small entry, each command in a chunk of its own that is read when called.
import { chmod, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { handlebarsForEsbuild } from './handlebarsTemplates.js';
import { buildPage } from './page.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.17',
  define: { BINDSTACK_VERSION: JSON.stringify(version) },
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

await build({
  ...shared,
  entryPoints: { bin: 'src/bin.ts' },
  outdir: 'dist',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // Heavy, and needed by `smoke` only: it stays an ordinary dependency.
  external: ['weaviate-client'],
  plugins: [handlebarsForEsbuild],
  // Some bundled CommonJS libraries ask for Node's modules through require.
  banner: {
    js: "import { createRequire as bindstackRequire } from 'node:module'; const require = bindstackRequire(import.meta.url);",
  },
});
// The configurator, for `bindstack web` and `npm run build:site`.
await buildPage(fileURLToPath(new URL('../dist/web', import.meta.url)), {
  version,
  standInServer: await readFile(new URL('../dist/stub/server.mjs', import.meta.url), 'utf8'),
});
await chmod(new URL('../dist/bin.js', import.meta.url), 0o755);
