import type { Context } from '../../context.ts';
import { runProgram } from '../shared/program.ts';
import { inContainer } from './composeCommand.ts';
import type { Container } from './composeOutput.ts';

/** Milliseconds after which a health check counts as hanging, unless the container has a shorter timeout. */
const PATIENCE = 3000;

export interface FailedCheck {
  readonly state: 'fails';
  readonly exitCode: number;
  readonly output: string;
}

/** What a container's own health check says now. */
export type OwnHealth = { readonly state: 'passes' | 'hangs' | 'none' } | FailedCheck;

/**
 * Runs the health check of a running container at once. The engine runs it in the same way, but only once per interval,
 * so it sees that a service is ready up to that much later.
 */
export async function ownHealth(run: Context['run'], { id, healthCheck }: Container): Promise<OwnHealth> {
  const words = commandOf(healthCheck?.Test ?? []);
  if (words === undefined) return { state: 'none' };
  // The engine counts nanoseconds.
  const timeout = Math.min((healthCheck?.Timeout || Number.POSITIVE_INFINITY) / 1e6, PATIENCE);
  const { exitCode, stdout, stderr } = await runProgram(run, inContainer(id, words), { timeout });
  if (exitCode === undefined) return { state: 'hangs' };
  if (exitCode === 0) return { state: 'passes' };
  return { state: 'fails', exitCode, output: `${stdout}\n${stderr}`.trim() };
}

/** The command of a health check: `["CMD", …]` or `["CMD-SHELL", TEXT]`; `["NONE"]` disables it (moby health.go). */
function commandOf([kind, ...words]: readonly string[]): readonly string[] | undefined {
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : undefined;
}
