import { delimiter, join, resolve } from 'node:path';
import type { Context } from '../../../context.ts';
import { versionInTag } from '../../../formats/versionNumber.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { probeRequest } from '../../shared/preflight/timeouts.ts';
import { runProgram } from '../../shared/program.ts';
import { cachedBinary, goVersion, isExecutable } from '../binary.ts';
import { releaseArchive } from '../releaseArchive.ts';

/** Where a Weaviate server can be found or obtained; see ../binary.ts for the order. */
export interface BinaryProbe {
  readonly tag: string;
  /** Undefined if the tag does not contain a version. */
  readonly version: string | undefined;
  /** The file given by the user, and whether it is executable. */
  readonly given: { readonly path: string; readonly works: boolean } | undefined;
  /** The server in the cache, if there is one. */
  readonly cached: string | undefined;
  /** A `weaviate` of some version on the PATH. */
  readonly onPath: string | undefined;
  /** Whether the release archive can be downloaded. */
  readonly hasRelease: boolean;
  /** `go1.26.1`. */
  readonly go: string | undefined;
}

async function firstOnPath(path: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(directory, 'weaviate');
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function hasRelease(version: string, signal: AbortSignal): Promise<boolean> {
  const archive = releaseArchive(version, process.platform, process.arch);
  const url = `https://github.com/weaviate/weaviate/releases/download/v${version}/${archive}.sha256`;
  const { status } = await probeRequest(url, { method: 'HEAD', signal });
  return status !== undefined && status < 400;
}

/** Looks for a server and for ways to get one. The network is used only if there is no server in the cache. */
export async function probeBinary(
  { env, cwd, run, signal }: Pick<Context, 'env' | 'cwd' | 'run' | 'signal'>,
  tag: string,
  option: string | undefined,
): Promise<BinaryProbe> {
  const named = option ?? (env['BINDSTACK_WEAVIATE_BINARY'] || undefined);
  const given = named === undefined ? undefined : resolve(cwd, named);
  const version = versionInTag(tag);
  const nothing = { cached: undefined, onPath: undefined, hasRelease: false, go: undefined };
  if (given !== undefined) {
    return { tag, version, given: { path: given, works: await isExecutable(given) }, ...nothing };
  }
  if (version === undefined) return { tag, version, given: undefined, ...nothing };
  const cached = cachedBinary(env, version);
  if (await isExecutable(cached)) return { tag, version, given: undefined, ...nothing, cached };
  const [onPath, release, go] = await Promise.all([
    firstOnPath(env['PATH'] ?? ''),
    hasRelease(version, signal),
    runProgram(run, goVersion),
  ]);
  return {
    tag,
    version,
    given: undefined,
    cached: undefined,
    onPath,
    hasRelease: release,
    go: go.exitCode === 0 ? go.stdout.split(' ')[2] : undefined,
  };
}

/** Checks that there is a Weaviate server, or a way to get one. */
export function checkBinary(probe: BinaryProbe): CheckResult {
  const { tag, version, given, cached, onPath, go } = probe;
  const check = defineCheck(
    'weaviate-binary',
    'Weaviate server',
    `Weaviate ${version ?? tag}, or a way to get it`,
  );
  if (given) {
    return given.works
      ? check.pass(given.path)
      : check.fail(
          `${given.path} is not an executable file`,
          'set --weaviate-binary to the path of a Weaviate server',
        );
  }
  if (version === undefined) {
    return check.fail(
      `the tag ${tag} does not contain a version`,
      'use --weaviate-tag with a version, or --weaviate-binary PATH',
    );
  }
  if (cached !== undefined) return check.pass(`in the cache: ${cached}`);
  // Only `up` reads its version from the file (190 MB), because that takes a while.
  const candidate = onPath === undefined ? '' : `; ${onPath} is used if it has this version`;
  if (probe.hasRelease) return check.pass(`will be downloaded, about 60 MB${candidate}`);
  if (go !== undefined)
    return check.pass(`will be built with ${go} (once, takes 3 to 10 minutes)${candidate}`);
  const install =
    'install Go 1.26 or newer (https://go.dev/dl), or use --weaviate-binary PATH or --target compose';
  return onPath === undefined
    ? check.fail(
        'not found, and no way to get it: github.com does not respond, and Go is not installed',
        install,
      )
    : check.warn(`only ${onPath}, if it has this version`, install);
}
