import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { handlebarsForEsbuild } from './handlebarsTemplates.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'src/web/page');

/**
 * Writes the configurator.
 * @param {string} directory
 * @param {{version: string, stubServer: string}} parts the version of bindstack, and the stub server as one file
 * @returns {Promise<string[]>} the modules it is built from
 */
export async function buildPage(directory, { version, stubServer }) {
  const define = { BINDSTACK_VERSION: JSON.stringify(version), STUB_SERVER: JSON.stringify(stubServer) };
  const modules = await buildBundle(directory, {
    define,
    plugins: [handlebarsForEsbuild],
    entryPoints: { page: 'src/web/page/main.tsx' },
  });
  await buildBundle(directory, { entryPoints: { page: 'src/web/page/page.css' } });
  for (const name of ['index.html', 'icon.svg']) await cp(join(page, name), join(directory, name));
  return modules;
}

/**
 * Writes the page of `bindstack explore`.
 * @param {string} directory
 * @returns {Promise<string[]>} the modules it is built from
 */
export async function buildExplorePage(directory) {
  await cp(join(root, 'src/web/explore/index.html'), join(directory, 'index.html'), { recursive: true });
  const entryPoints = ['src/web/explore/main.tsx', 'src/web/explore/explore.css'];
  return buildBundle(directory, { entryPoints: entryPoints.map((file) => ({ in: file, out: 'explore' })) });
}

/**
 * One plain script per page, because browsers load no modules from a page that is opened as a local file.
 * @param {string} directory
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<string[]>} the modules it is built from
 */
async function buildBundle(directory, options) {
  await mkdir(directory, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome111', 'firefox114', 'safari16.4'],
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: directory,
    logLevel: 'warning',
    ...options,
  });
  return Object.keys(metafile?.inputs ?? {}).map((path) => join(root, path));
}
