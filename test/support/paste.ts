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

/** Shell words, quoted or not, also continued behind a backslash, up to the punctuation or the prose after a command. */
const WORDS = /(?:'[^']*'|"[^"]*"|\\['\n]|[^,;:()&|'"\\\n]|:(?=\S))*/;

/**
 * The bindstack commands in what was printed, each as a user would select it.
 * @param program another program, or another name by which bindstack was called
 */
export function commandsIn(output: string, program = 'bindstack'): string[] {
  const command = new RegExp(`(?<![\\w/.-])${program} (?=[a-z-])${WORDS.source}`, 'g');
  return [...new Set([...output.matchAll(command)].map(([text]) => text.trim()))];
}
