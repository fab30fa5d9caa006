import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../../context.ts';
import type { Step } from '../../terminal/output.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import { keepInCache } from './cachedServer.ts';

type Needs = Pick<Context, 'run' | 'signal'> & { readonly step: Step };

export const goVersion: ProgramCommand = { command: 'go', args: ['version'] };

/** Builds the server of a version into a directory. */
function goInstall(version: string, directory: string): ProgramCommand {
  return {
    command: 'go',
    args: ['install', `github.com/weaviate/weaviate/cmd/weaviate-server@v${version}`],
    // A static binary, as the release has it.
    env: { GOBIN: directory, CGO_ENABLED: '0' },
  };
}

/**
 * Builds the server of a version with the Go toolchain into the cache: some minutes, once.
 * @returns `done`, or why it could not be had
 */
export async function buildWithGo(
  { run, signal, step }: Needs,
  version: string,
  target: string,
): Promise<string> {
  const { notFound, stdout } = await runProgram(run, goVersion);
  if (notFound) return 'not installed';
  const directory = dirname(target);
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(directory, 'build-'));
  step.update(`building Weaviate ${version} with ${stdout.split(' ')[2] ?? 'go'}: 3 to 10 minutes, once`);
  try {
    const { exitCode, stderr } = await runProgram(run, goInstall(version, scratch));
    signal.throwIfAborted();
    if (exitCode !== 0) return stderr.trim().split('\n').slice(-3).join('\n');
    await keepInCache(join(scratch, 'weaviate-server'), target);
    return 'done';
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
