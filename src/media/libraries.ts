import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire, Module } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';

/** What reads and prepares media. Too large for this package, so they are installed when a command needs them first. */
export interface MediaLibraries {
  readonly sharp: typeof import('sharp').default;
  readonly exifr: typeof import('exifr');
  readonly musicMetadata: typeof import('music-metadata');
}

type Name = 'sharp' | 'exifr' | 'music-metadata';

/** Of the installation; about 50 MB on disk. */
const DOWNLOAD = 'about 20 MB';

const load = createRequire(import.meta.url);

type LibraryContext = Pick<Context, 'env' | 'run' | 'out' | 'signal'>;

/**
 * The libraries from where Node finds them (an installation of the user), or from the cache.
 * @param mayInstall installs them into the cache if they are in neither place
 * @param beside where Node looks for packages
 * @returns undefined if they are missing and may not be installed
 * @throws Failure (environment) if they cannot be installed
 */
export async function loadLibraries(
  context: LibraryContext,
  mayInstall: boolean,
  beside: readonly string[] = load.resolve.paths('sharp') ?? [],
): Promise<MediaLibraries | undefined> {
  const cache = libraryCache(context.env);
  const places = [...beside, join(cache, 'node_modules')];
  const find = (name: Name) => places.find((place) => existsSync(join(place, name, 'package.json')));
  const isMissing = (name: Name) => find(name) === undefined;
  const names = Object.keys(MEDIA_LIBRARY_VERSIONS) as Name[];
  if (names.some(isMissing)) {
    if (!mayInstall) return undefined;
    await install(context, cache);
  }
  const directory = (name: Name) => join(find(name) ?? '', name);
  const sharp = load(directory('sharp')) as MediaLibraries['sharp'];
  boundMemory(sharp);
  return {
    sharp,
    exifr: load(directory('exifr')) as MediaLibraries['exifr'],
    // An ES module, which require cannot load in Node 20.17.
    musicMetadata: (await importModule(
      pathToFileURL(join(directory('music-metadata'), 'lib', 'index.js')).href,
    )) as MediaLibraries['musicMetadata'],
  };
}

/**
 * `import()`, from a module that Node compiles: V8 does not let code import that it has read from a cache of compiled code
 * (Node 20.20: ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING), as the chunks of the build are (start/chunkLoader.ts).
 */
function importModule(url: string): Promise<unknown> {
  const compiled = new Module('importModule') as Module & { _compile(code: string, file: string): void };
  compiled._compile('module.exports = (url) => import(url)', fileURLToPath(import.meta.url));
  return (compiled.exports as (url: string) => Promise<unknown>)(url);
}

/** Several pictures are prepared at once, each in one thread, and none of them is kept. */
function boundMemory(sharp: MediaLibraries['sharp']): void {
  sharp.concurrency(1);
  sharp.cache(false);
}

/** `$XDG_CACHE_HOME/bindstack/libraries/NAME@VERSION…-PLATFORM`: other versions do not replace these. */
function libraryCache(env: Context['env']): string {
  const versions = Object.entries(MEDIA_LIBRARY_VERSIONS).map((entry) => entry.join('@'));
  return join(
    env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'bindstack',
    'libraries',
    [...versions, process.platform, process.arch].join('-'),
  );
}

/** Installs the libraries beside the cache and renames the directory when it is complete. */
async function install({ run, out, signal }: LibraryContext, cache: string): Promise<void> {
  const packages = Object.entries(MEDIA_LIBRARY_VERSIONS).map((entry) => entry.join('@'));
  const step = out.step(`installing ${packages.join(', ')} into ${dirname(cache)}, once (${DOWNLOAD})`);
  let scratch: string | undefined;
  try {
    await mkdir(dirname(cache), { recursive: true });
    scratch = await mkdtemp(`${cache}.`);
    await writeFile(join(scratch, 'package.json'), '{"private":true}\n');
    const args = [
      'install',
      '--prefix',
      scratch,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    const { exitCode, stderr, notFound } = await run('npm', [...args, ...packages], { cwd: scratch, signal });
    signal.throwIfAborted();
    if (notFound) throw cannotInstall('npm is not on the PATH');
    if (exitCode !== 0) throw cannotInstall(stderr.trim());
    await rename(scratch, cache).catch((error: unknown) => {
      // Another run was faster.
      if (!existsSync(join(cache, 'node_modules'))) throw error;
    });
    step.done(`installed ${packages.join(', ')}`);
  } catch (error) {
    if (error instanceof Failure || signal.aborted) throw error;
    throw cannotInstall(error instanceof Error ? error.message : String(error));
  } finally {
    step.drop();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

function cannotInstall(detail: string): Failure {
  const names = Object.keys(MEDIA_LIBRARY_VERSIONS).join(' ');
  return new Failure('environment', {
    code: 'no-media-libraries',
    message: 'the libraries that prepare media could not be installed',
    detail,
    suggestion: `check that npm reaches its registry, or install them yourself: npm install --global ${names}; --original works without them`,
  });
}
