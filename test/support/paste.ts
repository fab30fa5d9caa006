import { spawnSync } from 'node:child_process';
import { BIN, cleanEnvironment } from './command.ts';
import type { Place } from './place.ts';

/** Runs a printed command as if pasted into the shell in which bindstack was called. */
export function paste(
  place: Place,
  line: string,
  env: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('sh', ['-c', `bindstack() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`], {
    cwd: place.directory,
    encoding: 'utf8',
    env: { ...cleanEnvironment(), TMPDIR: place.scratch, ...env },
  });
}
