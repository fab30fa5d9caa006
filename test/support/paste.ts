import { spawnSync } from 'node:child_process';
import { BIN, cleanEnvironment } from './command.ts';
import type { Place } from './place.ts';

/** The ways to call bindstack, all of which run the built command. */
const PROGRAMS = `run() { "${process.execPath}" "${BIN}" "$@"; }
bindstack() { run "$@"; }
npx() { shift; run "$@"; }
npm() { shift 2; run "$@"; }`;

/** Runs a printed command as if pasted into the shell in which bindstack was called. */
export function paste(
  place: Place,
  line: string,
  env: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('/bin/sh', ['-c', `${PROGRAMS}\n${line}`], {
    cwd: place.directory,
    encoding: 'utf8',
    env: { ...cleanEnvironment(), TMPDIR: place.scratch, ...env },
  });
}
