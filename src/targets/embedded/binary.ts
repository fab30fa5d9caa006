import { access, constants, mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { versionInTag } from '../../formats/versionNumber.ts';
import type { Step } from '../../terminal/output.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { storeInCache, verifyCached } from './cachedServer.ts';
import { downloadRelease } from './releaseArchive.ts';

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
  const { env, cwd, out } = context;
  const explicit = given ?? (env['BINDSTACK_WEAVIATE_BINARY'] || undefined);
  if (explicit !== undefined) return explicitBinary(resolve(cwd, explicit));
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new Failure('environment', {
      code: 'platform',
      message: `Weaviate has no server binary for ${process.platform}`,
      suggestion: 'use Docker: bindstack up --target compose',
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

  const step = out.step(`Weaviate ${version}: fetching the release archive (about 60 MB)`);
  const tried: string[] = [];
  for (const [how, attempt] of [
    ['release archive', downloadRelease],
    ['Go toolchain', buildWithGo],
  ] as const) {
    const result = await attempt({ ...context, step }, version, cached);
    if (result === 'done') {
      step.done(`Weaviate ${version} is now in the cache ${out.colors.dim(`(from the ${how})`)}`);
      return cached;
    }
    tried.push(`${how}: ${result}`);
  }
  step.fail(`could not get Weaviate ${version}`);
  throw new Failure('environment', {
    code: 'no-weaviate-binary',
    message: `the server of Weaviate ${version} was not found and could not be downloaded or built`,
    detail: [`cache: ${cached} does not exist`, 'PATH: no weaviate of this version', ...tried].join('\n'),
    suggestion: 'use --weaviate-binary PATH, install Go 1.26 or newer, or use --target compose',
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

export const goVersion: ProgramCommand = { command: 'go', args: ['version'] };

/** Builds the server of a version into a directory. */
function goInstall(version: string, directory: string): ProgramCommand {
  return {
    command: 'go',
    args: ['install', `github.com/weaviate/weaviate/cmd/weaviate-server@v${version}`],
    // A static binary, like the one in the release.
    env: { GOBIN: directory, CGO_ENABLED: '0' },
  };
}

/**
 * Builds the server of a version with the Go toolchain and stores it in the cache. Takes some minutes.
 * @returns `done`, or why it failed
 */
async function buildWithGo(
  { run, signal, step }: Pick<Context, 'run' | 'signal'> & { readonly step: Step },
  version: string,
  target: string,
): Promise<string> {
  const { notFound, stdout } = await runProgram(run, goVersion);
  if (notFound) return 'not installed';
  const directory = dirname(target);
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(directory, 'build-'));
  step.update(
    `building Weaviate ${version} with ${stdout.split(' ')[2] ?? 'go'} (once, takes 3 to 10 minutes)`,
  );
  try {
    const { exitCode, stderr } = await runProgram(run, goInstall(version, scratch));
    signal.throwIfAborted();
    if (exitCode !== 0) return stderr.trim().split('\n').slice(-3).join('\n');
    await storeInCache(join(scratch, 'weaviate-server'), target);
    return 'done';
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
