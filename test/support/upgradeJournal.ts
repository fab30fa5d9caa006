import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCommand } from './command.ts';
import type { Place } from './place.ts';

/** The file that exists while an upgrade is not finished. */
export function journalOf({ directory }: Place): string {
  return join(directory, '.bindstack/upgrade.json');
}

/** `0 restart`: step and phase of an unfinished upgrade; `back restore` of a rollback. */
export async function phaseOf(place: Place): Promise<string | undefined> {
  const text = await readFile(journalOf(place), 'utf8').catch(() => '{}');
  const { step, phase, back } = JSON.parse(text);
  return phase && (back ? `back ${back.phase}` : `${step} ${phase}`);
}

/** Waits until the journal of a running command says that a phase has begun. */
export async function reached(place: Place, phase: string, run: RunningCommand): Promise<void> {
  while ((await phaseOf(place)) !== phase) {
    if (!run.isRunning) throw new Error(`it ended before ${phase}: ${(await run.ended).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
