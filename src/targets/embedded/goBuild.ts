import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import type { Context, RunResult } from '../../context.ts';
import { tryParseJson } from '../../formats/parseJson.ts';
import { gigabytes } from '../../formats/size.ts';
import type { Step } from '../../terminal/output.ts';
import { probeDisk } from '../shared/preflight/machine.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { storeInCache } from './cachedServer.ts';
import type { Problem } from './releaseArchive.ts';

export const goVersion: ProgramCommand = { command: 'go', args: ['version'] };

/** Where Go keeps modules and compiled packages. */
const goDirectories: ProgramCommand = { command: 'go', args: ['env', '-json', 'GOMODCACHE', 'GOCACHE'] };

/** The Go module of Weaviate. */
const MODULE = 'github.com/weaviate/weaviate';

/** What a build needs, for messages. */
export const BUILD_COST = 'once, takes 3 to 10 minutes and 4 GB of disk';

/**
 * Builds the server of a version into a directory, with the settings of Weaviate's release (weaviate/weaviate
 * .goreleaser.yaml, and its Dockerfile for -trimpath and -s): static, without symbols, which makes it 146 MB instead of
 * 190 MB.
 * The server takes its version from its OpenAPI specification, not from the linker (adapters/handlers/rest/configure_api.go).
 * @param directory undefined to only list the packages that are to be compiled
 */
function goInstall(version: string, directory: string | undefined, jobs: number): ProgramCommand {
  const flags = ['-v', '-p', `${jobs}`, '-trimpath', '-ldflags', '-s -w -extldflags "-static"'];
  return {
    command: 'go',
    args: [
      'install',
      ...(directory === undefined ? ['-n'] : []),
      ...flags,
      `${MODULE}/cmd/weaviate-server@v${version}`,
    ],
    env: { ...(directory !== undefined && { GOBIN: directory }), CGO_ENABLED: '0' },
  };
}

/**
 * Bytes of memory: of the largest package, and of each further compiler (1.39.3 with Go 1.26: one compiler used 741 MB,
 * two and the Go tool together 873 MB, the linker 340 MB).
 */
const LARGEST_PACKAGE = 750e6;
const FURTHER_COMPILER = 300e6;

/** How many packages to compile at the same time: one per core, fewer if there is little memory. */
export function parallelJobs(cores: number, availableMemory: number): number {
  const further = Math.floor((availableMemory - LARGEST_PACKAGE) / FURTHER_COMPILER);
  return Math.max(1, Math.min(cores, 1 + further));
}

/** Bytes that a build adds to Go's caches: 2.0 GB of modules, 0.84 MB per package, and the server (1.39.3: 146 MB). */
const ALL_CACHES = 4e9;
const PER_PACKAGE = 0.85e6;
const LINKED = 0.4e9;

/** What a line of `go install -v` on standard error is about; with -n, the commands are there too. */
export function readGoLine(
  line: string,
): { readonly module: string } | { readonly package: string } | undefined {
  const [, module] = /^go: downloading (\S+) v\S+$/.exec(line) ?? [];
  if (module !== undefined) return { module };
  return /^[a-z][\w.~+/-]*$/.test(line) ? { package: line } : undefined;
}

type BuildContext = Pick<Context, 'run' | 'signal'> & { readonly step: Step };

const directoriesSchema = z.object({ GOMODCACHE: z.string(), GOCACHE: z.string() });

/** Why a directory of Go, which may not exist yet, has not enough space, if so. */
async function missingSpace(variable: string, path: string, needed: number): Promise<Problem | undefined> {
  let directory = path;
  let disk = await probeDisk(directory);
  while (!disk && directory !== dirname(directory)) {
    directory = dirname(directory);
    disk = await probeDisk(directory);
  }
  if (!disk || disk.free >= needed) return undefined;
  return {
    why: `building it needs ${gigabytes(needed)} in ${path}, which has ${gigabytes(disk.free)} free`,
    suggestion: `free some space, or set ${variable} to a directory on another disk`,
  };
}

/**
 * Builds the server of a version with the Go toolchain and stores it in the cache. Go keeps its own caches of modules
 * and compiled packages: a build that was interrupted continues where it ended.
 * @param scratch a directory that this function creates and removes
 * @returns `done`, or why it failed
 */
export async function buildWithGo(
  context: BuildContext,
  version: string,
  target: string,
  scratch: string,
): Promise<'done' | Problem> {
  const { run, signal, step } = context;
  const { stdout } = await runProgram(run, goDirectories);
  const { data: caches } = z.safeParse(directoriesSchema, tryParseJson(stdout));
  if (caches && !(await probeDisk(join(caches.GOMODCACHE, `${MODULE}@v${version}`)))) {
    const problem = await missingSpace('GOMODCACHE', caches.GOMODCACHE, ALL_CACHES);
    if (problem) return problem;
  }
  await mkdir(scratch, { recursive: true });
  const jobs = parallelJobs(availableParallelism(), process.availableMemory());
  const failed = ({ stderr }: RunResult): Problem => ({
    why: stderr.trim().split('\n').slice(-3).join('\n'),
  });
  try {
    let modules = 0;
    let total = 0;
    const listed = await runProgram(run, goInstall(version, undefined, jobs), {
      onErrorLine: (line) => {
        const about = readGoLine(line);
        if (about === undefined) return;
        if ('package' in about) total += 1;
        else {
          modules += 1;
          step.update(`building Weaviate ${version}: ${modules} Go modules downloaded, next ${about.module}`);
        }
      },
    });
    signal.throwIfAborted();
    if (listed.exitCode !== 0) return failed(listed);
    const problem = caches && (await missingSpace('GOCACHE', caches.GOCACHE, total * PER_PACKAGE + LINKED));
    if (problem) return problem;
    let started = 0;
    const built = await runProgram(run, goInstall(version, scratch, jobs), {
      onErrorLine: (line) => {
        const about = readGoLine(line);
        if (about === undefined || !('package' in about)) return;
        started += 1;
        step.update(
          `building Weaviate ${version}: ${started < total ? `package ${started} of ${total}` : 'linking'}`,
        );
      },
    });
    signal.throwIfAborted();
    if (built.exitCode !== 0) return failed(built);
    await storeInCache(join(scratch, 'weaviate-server'), target);
    return 'done';
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
