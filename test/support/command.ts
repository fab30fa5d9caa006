import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Path of the built command. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** Result of a run of the built command. */
export interface CommandResult {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** In addition to the variables of every run; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs this program with these first arguments instead of the built command. */
  readonly program?: readonly [string, ...string[]];
}

/** The built command. */
export const BUILT: NonNullable<CommandOptions['program']> = [process.execPath, BIN];

/** Variables of this shell or of vitest that would change the command's behavior. */
const FOREIGN =
  /^(?:BINDSTACK_|VITEST|LAB_|NODE_|npm_|(?:WEAVIATE_API_KEY|NO_COLOR|FORCE_COLOR|CI|DEV|PROD|MODE|TEST)$)/;

/** The environment of a user's shell: without what this shell, npm or vitest sets for the command. */
export function cleanEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}

/** Words of a command line; a string is split at spaces. */
export function words(line: string | readonly string[]): string[] {
  return typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : [...line];
}

/** A running command. */
export class RunningCommand {
  readonly #child: ChildProcess;
  /** Resolves when it exits; never rejects. */
  readonly ended: Promise<CommandResult>;
  #stdout = '';
  #stderr = '';

  constructor(line: string | readonly string[], { cwd, env = {}, program = BUILT }: CommandOptions) {
    const [file, ...first] = program;
    this.#child = spawn(file, [...first, ...words(line)], {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = once(this.#child, 'close').then(() => ({
      exitCode: this.#child.exitCode,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  get stdout(): string {
    return this.#stdout;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits until standard error or standard output contains a text. */
  async said(text: string): Promise<void> {
    const isSaid = () => this.#stderr.includes(text) || this.#stdout.includes(text);
    const streams = [this.#child.stderr, this.#child.stdout];
    let look = () => {};
    const heard = new Promise<void>((resolve) => {
      look = () => isSaid() && resolve();
    });
    for (const stream of streams) stream?.on('data', look);
    look();
    await Promise.race([heard, this.ended]);
    for (const stream of streams) stream?.off('data', look);
    if (!isSaid()) throw new Error(`ended without saying ${JSON.stringify(text)}: ${this.#stderr}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Sends a signal and waits for the end. */
  async endedBy(signal: NodeJS.Signals): Promise<CommandResult> {
    this.signal(signal);
    return this.ended;
  }
}

/** The `n`th line of a text, from 0. */
export function lineOf(text: string, n = 0): string {
  return text.split('\n')[n] ?? '';
}

/** Lines that only a stack trace has. */
export function stackTrace(text: string): string[] {
  return text.split('\n').filter((line) => /^ {4}at /.test(line));
}

/** The errors in what a command has said; one is usual. */
export function errorsIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line.startsWith('error: '));
}
