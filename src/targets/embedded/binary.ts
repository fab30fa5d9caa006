import { access, constants, open, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { withLock } from '../../files/lock.ts';
import { versionInTag } from '../../formats/versionNumber.ts';
import type { Step } from '../../terminal/output.ts';
import { runProgram } from '../shared/program.ts';
import { verifyCached } from './cachedServer.ts';
import { BUILD_COST, buildWithGo, goVersion } from './goBuild.ts';
import { ARCHIVE_SIZE, downloadRelease, type Problem } from './releaseArchive.ts';

type BinaryContext = Pick<Context, 'env' | 'cwd' | 'run' | 'out' | 'signal'>;

/** Whether a path is an executable file. */
export async function isExecutable(path: string): Promise<boolean> {
  // access() alone would accept a directory too.
  return Promise.all([stat(path), access(path, constants.X_OK)]).then(
    ([stats]) => stats.isFile(),
    () => false,
  );
}

/** Where the server of a version is cached: `$XDG_CACHE_HOME/bindstack/weaviate/VERSION/weaviate`. */
export function cachedBinary(env: Context['env'], version: string): string {
  return join(
    env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'bindstack',
    'weaviate',
    version,
    'weaviate',
  );
}

/**
 * Path of a Weaviate server of the configured version: `--weaviate-binary` or BINDSTACK_WEAVIATE_BINARY, else the
 * cache, the PATH, the release archive or the Go toolchain, whichever has it first.
 * @throws Failure (environment) that lists what was tried
 */
export async function findBinary(
  context: BinaryContext,
  tag: string,
  given: string | undefined,
): Promise<string> {
  const { env, cwd } = context;
  const explicit = given ?? (env['BINDSTACK_WEAVIATE_BINARY'] || undefined);
  if (explicit !== undefined) return explicitBinary(resolve(cwd, explicit));
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new Failure('environment', {
      code: 'platform',
      message: `Weaviate has no server binary for ${process.platform}`,
      suggestion: 'use Docker: bindstack generate --out stack && bindstack up --cwd stack',
    });
  }
  const version = versionInTag(tag);
  if (version === undefined) {
    throw new Failure('usage', {
      code: 'version-unknown',
      message: `the tag ${tag} does not contain a version of Weaviate`,
      suggestion: 'use --weaviate-tag with a version, or --weaviate-binary PATH',
    });
  }
  const cached = cachedBinary(env, version);
  if (await isExecutable(cached)) {
    await verifyCached(cached);
    return cached;
  }
  const onPath = await binaryOnPath(env['PATH'] ?? '', version);
  if (onPath !== undefined) return onPath;

  return obtain(context, version, cached);
}

/** Milliseconds to wait for another run that is getting the same server: longer than it takes to build. */
const OTHER_RUN = 30 * 60_000;

/**
 * Downloads or builds the server of a version, once for all projects and runs of this machine.
 * @throws Failure (environment) that lists what was tried
 */
async function obtain(context: BinaryContext, version: string, cached: string): Promise<string> {
  const { out, run, signal } = context;
  const directory = dirname(cached);
  let waiting: Step | undefined;
  const onWait = () => {
    waiting ??= out.step(`waiting for another bindstack, which is getting Weaviate ${version}`);
  };
  const lock = { waitMs: OTHER_RUN, signal, onWait };
  return withLock(directory, 'server', lock, async () => {
    waiting?.drop();
    if (await isExecutable(cached)) return cached;
    // Of a run that was killed.
    const scratch = join(directory, 'unfinished');
    await rm(scratch, { recursive: true, force: true });
    const isDone = async (title: string, how: string, attempt: (step: Step) => Promise<'done' | Problem>) => {
      const step = out.step(title);
      try {
        const result = await attempt(step);
        if (result !== 'done') return result;
        step.done(`Weaviate ${version} is now in the cache ${out.colors.dim(`(${how})`)}`);
        return undefined;
      } finally {
        step.drop();
      }
    };
    const download = await isDone(`downloading Weaviate ${version} (${ARCHIVE_SIZE})`, 'downloaded', (step) =>
      downloadRelease({ ...context, step }, version, cached, scratch),
    );
    if (download === undefined) return cached;
    const { notFound, stdout } = await runProgram(run, goVersion);
    const go = stdout.split(' ')[2] ?? 'go';
    if (notFound) throw notObtained(version, cached, { 'release archive': download });
    out.warn(
      `could not download Weaviate ${version}: ${download.why}; building it with ${go} instead (${BUILD_COST})`,
      download.suggestion,
    );
    const build = await isDone(`building Weaviate ${version} with ${go}`, `built with ${go}`, (step) =>
      buildWithGo({ run, signal, step }, version, cached, scratch),
    );
    if (build === undefined) return cached;
    throw notObtained(version, cached, { 'release archive': download, [go]: build });
  }).finally(() => waiting?.drop());
}

function notObtained(version: string, cached: string, tried: Readonly<Record<string, Problem>>): Failure {
  const problems = Object.values(tried);
  const own = problems.flatMap(({ suggestion }) => suggestion ?? []);
  return new Failure('environment', {
    code: 'no-weaviate-binary',
    message: `the server of Weaviate ${version} was not found and could not be downloaded or built`,
    detail: [
      `cache: ${cached} does not exist`,
      'PATH: no weaviate of this version',
      ...Object.entries(tried).map(([how, { why }]) => `${how}: ${why}`),
      ...(problems.length === 1 ? ['Go: not installed'] : []),
    ].join('\n'),
    suggestion: [
      ...own,
      `${problems.length === 1 ? 'install Go 1.26 or newer (https://go.dev/dl), or ' : ''}use --weaviate-binary PATH, or Docker: bindstack generate --out stack && bindstack up --cwd stack`,
    ].join('; '),
  });
}

async function explicitBinary(path: string): Promise<string> {
  if (await isExecutable(path)) return path;
  throw new Failure('usage', {
    code: 'no-weaviate-binary',
    message: `${path} is not an executable file`,
    suggestion: 'set --weaviate-binary (or BINDSTACK_WEAVIATE_BINARY) to the path of a Weaviate server',
  });
}

async function binaryOnPath(path: string, version: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(directory, 'weaviate');
    if ((await isExecutable(candidate)) && (await isServerVersion(candidate, version))) return candidate;
  }
  return undefined;
}

/**
 * Whether a file is the Weaviate server of a version. The server has no flag that prints its version, but Go writes the
 * main module and its version into each binary (`go version -m` reads the same lines).
 */
async function isServerVersion(path: string, version: string): Promise<boolean> {
  // The lookahead marks the end of the version: 1.38.1 is neither 1.38.11 nor 1.38.1-rc.0.
  const moduleVersion = new RegExp(
    `\tgithub\\.com/weaviate/weaviate\tv${version.replaceAll('.', '\\.')}(?![\\w.+-])`,
    'g',
  );
  const size = 1 << 20;
  const file = await open(path);
  try {
    // Longer than a step, so a match that begins in this step is complete in the buffer, with what follows it.
    const buffer = Buffer.alloc(size + 100);
    for (let position = 0; ; position += size) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return false;
      const text = buffer.toString('latin1', 0, bytesRead);
      for (const { index } of text.matchAll(moduleVersion)) if (index < size) return true;
    }
  } finally {
    await file.close();
  }
}
