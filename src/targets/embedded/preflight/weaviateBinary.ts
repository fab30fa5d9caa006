import { delimiter, join, resolve } from 'node:path';
import type { Context } from '../../../context.ts';
import { versionInTag } from '../../../formats/versionNumber.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { runProgram } from '../../shared/program.ts';
import { cachedBinary, isExecutable } from '../binary.ts';
import { BUILD_COST, goVersion } from '../goBuild.ts';
import { ARCHIVE_SIZE, type Problem, releaseProblem } from '../releaseArchive.ts';

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
  /** Why the release archive cannot be downloaded; undefined if it can, or if it is not needed. */
  readonly releaseProblem: Problem | undefined;
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

/** Looks for a server and for ways to get one. The network is used only if there is no server in the cache. */
export async function probeBinary(
  { env, cwd, run, signal }: Pick<Context, 'env' | 'cwd' | 'run' | 'signal'>,
  tag: string,
  option: string | undefined,
): Promise<BinaryProbe> {
  const named = option ?? (env['BINDSTACK_WEAVIATE_BINARY'] || undefined);
  const given = named === undefined ? undefined : resolve(cwd, named);
  const version = versionInTag(tag);
  const nothing = { cached: undefined, onPath: undefined, releaseProblem: undefined, go: undefined };
  if (given !== undefined) {
    return { tag, version, given: { path: given, works: await isExecutable(given) }, ...nothing };
  }
  if (version === undefined) return { tag, version, given: undefined, ...nothing };
  const cached = cachedBinary(env, version);
  if (await isExecutable(cached)) return { tag, version, given: undefined, ...nothing, cached };
  const [onPath, release, go] = await Promise.all([
    firstOnPath(env['PATH'] ?? ''),
    releaseProblem({ env, signal }, version),
    runProgram(run, goVersion),
  ]);
  return {
    tag,
    version,
    given: undefined,
    cached: undefined,
    onPath,
    releaseProblem: release,
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
  if (probe.releaseProblem === undefined)
    return check.pass(`will be downloaded, ${ARCHIVE_SIZE}${candidate}`);
  if (go !== undefined) return check.pass(`will be built with ${go} (${BUILD_COST})${candidate}`);
  const install = [
    ...(probe.releaseProblem.suggestion === undefined ? [] : [probe.releaseProblem.suggestion]),
    'install Go 1.26 or newer (https://go.dev/dl), or use --weaviate-binary PATH, or Docker: bindstack generate --out stack && bindstack up --cwd stack',
  ].join('; ');
  return onPath === undefined
    ? check.fail(
        `not found, and no way to get it: ${probe.releaseProblem.why}, and Go is not installed`,
        install,
      )
    : check.warn(`only ${onPath}, if it has this version`, install);
}
