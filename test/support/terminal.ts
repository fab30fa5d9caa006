import { closeSync, constants, openSync } from 'node:fs';
import type { Socket } from 'node:net';
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

/** Milliseconds without output after which an exited program's output counts as read. */
const SILENCE = 50;

/**
 * Makes node-pty read all output before it reports the exit of the program. It closes the terminal 200 ms after the
 * exit, even if a busy machine has not read everything by then (unixTerminal.ts). And libuv takes a hang-up for the end,
 * although the terminal may hold more than its last read has returned (uv__stream_io): with this other end of the
 * terminal open, there is no hang-up.
 */
function readToTheEnd(pty: IPty, length: () => number): void {
  const { _socket: socket, ptsName } = pty as IPty & { readonly _socket: Socket; readonly ptsName: string };
  const otherEnd = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
  socket.once('close', () => closeSync(otherEnd));
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    if (error) return destroy(error);
    const before = length();
    setTimeout(() => (length() === before ? destroy() : socket.destroy()), SILENCE);
    return socket;
  };
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
    readToTheEnd(this.#pty, () => this.#output.length);
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
