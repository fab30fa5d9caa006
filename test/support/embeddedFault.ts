import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { StackStatus } from '../../src/targets/shared/stackState.ts';
import type { CommandResult } from './command.ts';
import { recordedProcesses } from './leftovers.ts';
import type { Place } from './place.ts';
import { weaviateBinary } from './requirements.ts';

export const UP = '--no-preflight --json --modalities text';

/** The real server, started by a script that runs these shell lines first. */
export function wrapped(lines: string): string {
  return `${lines}\nexec '${weaviateBinary}' "$@"`;
}

/** Starts a stack whose server is a script. */
export async function upWith(place: Place, script: string, flags = ''): Promise<CommandResult> {
  await writeFile(join(place.directory, 'server'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return place.run(await place.embedded(`${UP} --weaviate-binary server ${flags}`));
}

export async function expectNothingRuns(place: Place): Promise<void> {
  expect(await place.leftovers()).toEqual([]);
  expect(await recordedProcesses(place.directory)).toEqual([]);
}

export async function status(place: Place): Promise<StackStatus & { readonly exitCode: number | null }> {
  const { exitCode, stdout } = await place.run('status --target embedded --json');
  return { ...(JSON.parse(stdout) as StackStatus), exitCode };
}

/** Runs a system program; returns why it failed, or undefined. */
export function failureOf(program: string, ...args: string[]): string | undefined {
  const { status: code, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return code === 0 ? undefined : `${program}: ${error?.message ?? stderr.trim()}`;
}
