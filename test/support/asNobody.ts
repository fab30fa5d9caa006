import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type CommandResult, words } from './command.ts';
import type { Place } from './place.ts';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const NOBODY = '65534';

/** A command line as that user. */
function byNobody(...line: string[]): { program: string; args: string[] } {
  return { program: 'setpriv', args: ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', ...line] };
}

function succeeds({ program, args }: ReturnType<typeof byNobody>): boolean {
  return spawnSync(program, args).status === 0;
}

/** Why this machine has no user who can read the built command but not use the engine; undefined if it has one. */
export function noOtherUser(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can run it as another user';
  if (!succeeds(byNobody('test', '-r', BIN)))
    return 'no setpriv, or another user cannot read the built command';
  if (succeeds(byNobody('docker', 'ps'))) return 'every user may use the engine';
  try {
    accessSync('/var/run/docker.sock', constants.F_OK);
    return undefined;
  } catch {
    return 'the engine is not at /var/run/docker.sock';
  }
}

/** Runs the built command as an unprivileged user. */
export async function asNobody(place: Place, line: string): Promise<CommandResult> {
  await chmod(dirname(place.directory), 0o755);
  const { program, args } = byNobody(process.execPath, BIN, ...words(line));
  const child = spawn(program, args, {
    cwd: place.directory,
    env: { PATH: process.env['PATH'], HOME: place.directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}
