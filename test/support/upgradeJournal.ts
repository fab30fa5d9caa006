import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Waits until the journal says that a phase has begun. */
export async function reached(place: Place, phase: string): Promise<void> {
  while ((await phaseOf(place)) !== phase) await new Promise((resolve) => setTimeout(resolve, 5));
}
