import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** Milliseconds after which a text counts as missing. */
const PATIENCE = 30_000;

export const KEYS = { enter: '\r', down: '\u001b[B', space: ' ', ctrlC: '\u0003' } as const;

export interface TerminalOptions {
  readonly cwd: string;
  readonly cols?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A program to run instead of the built command. */
  readonly program?: string;
}

/** The built command in a real pseudo-terminal. */
export class Terminal {
  readonly #pty: IPty;
  readonly exit: Promise<number>;
  #output = '';
  /** Length of the output that `waitFor` has already consumed. */
  #seen = 0;

  constructor(args: readonly string[], { cwd, cols = 80, env = {}, program }: TerminalOptions) {
    const { PATH = '', HOME = '' } = process.env;
    this.#pty = spawn(program ?? process.execPath, [...(program ? [] : [BIN]), ...args], {
      cwd,
      cols,
      rows: 60,
      env: { PATH, HOME, TERM: 'xterm-256color', ...env },
    });
    this.#pty.onData((data) => {
      this.#output += data;
    });
    this.exit = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
    onTestFinished(() => this.#pty.kill('SIGKILL'));
  }

  /** All output, including control sequences. */
  get raw(): string {
    return this.#output;
  }

  /** All output, without control sequences. */
  get text(): string {
    return stripVTControlCharacters(this.#output).replaceAll('\r', '');
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#pty.write(key);
  }

  /** Sends a signal to the program, as `kill` does. */
  kill(signal: string): void {
    this.#pty.kill(signal);
  }

  /** Waits until a text appears after the text of the previous call. */
  async waitFor(wanted: string): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const at = this.text.indexOf(wanted, this.#seen);
      if (at !== -1) {
        this.#seen = at + wanted.length;
        return;
      }
      if (Date.now() > deadline) throw new Error(`no "${wanted}" in:\n${this.text.slice(this.#seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits for a question and types the answer. */
  async answer(question: string, ...keys: readonly string[]): Promise<void> {
    await this.waitFor(`? ${question}`);
    this.press(...keys, KEYS.enter);
    // inquirer marks an answered question.
    await this.waitFor(`✔ ${question}`);
  }
}
