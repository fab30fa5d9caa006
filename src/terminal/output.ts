import pc from 'picocolors';
import { now as clock } from '../clock.ts';
import { presentable, visibleJson } from '../formats/presentable.ts';
import { liveLine } from './liveLine.ts';
import type { TextStream } from './standardStream.ts';
import { wrapped } from './wrapped.ts';

type Colors = ReturnType<typeof pc.createColors>;

export interface OutputOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly color: boolean;
  /** Completes the bindstack commands in a text, so that the user can paste them. */
  readonly commands?: (text: string) => string;
  /** Whether standard output is read by a program, which may apply a diff. */
  readonly exactDiffs: boolean;
  /** Print progress as JSON, one event per line, instead of text. */
  readonly jsonLines?: boolean;
}

/** The subject of a step, for programs. */
export interface StepSubject {
  readonly phase?: string;
  readonly service?: string;
}

/** A step that takes a while: a live line on a terminal, plain lines elsewhere. */
export interface Step {
  /** Shows what the step is waiting for now. */
  update(text: string, amount?: { readonly bytes: number; readonly total: number }): void;
  done(text: string): void;
  fail(text: string): void;
  /** Ends the step without a line. */
  drop(): void;
}

/** Milliseconds between reminders that a step is still running, without a live line. */
const REMINDER = 30_000;

/** Text broken at words for a terminal. Pipes and files get whole lines, which can be searched. */
function wrappedFor(text: string, { isTTY, columns = 0 }: TextStream): string {
  return isTTY === true && columns > 0 ? wrapped(text, columns) : text;
}

/** Data goes to standard output; messages for people go to standard error. */
export class Output {
  readonly json: boolean;
  readonly colors: Colors;
  /** Colors for standard output, which may be a pipe although standard error is a terminal. */
  readonly dataColors: Colors;
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.json = options.json;
    this.colors = pc.createColors(options.color);
    this.dataColors = pc.createColors(options.color && options.stdout.isTTY === true);
  }

  /** Whether only results, warnings and errors are printed. */
  get quiet(): boolean {
    return this.#options.quiet;
  }

  /** Columns of the terminal; 120 without one, or if it reports 0 (`script`, `ssh -tt`). */
  get width(): number {
    return this.columns ?? 120;
  }

  /** Columns of the terminal, if standard output is one. */
  get columns(): number | undefined {
    return this.#options.stdout.columns || undefined;
  }

  /** Prints data for a pipe or a file. */
  data(text: string): void {
    this.#options.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Prints a result as JSON. */
  report(value: object): void {
    this.data(visibleJson(this.withPasteable(value)));
  }

  /** The same value with the commands in its suggestions completed, as in text for people. */
  withPasteable<T>(value: T): T {
    const complete = (key: string, part: unknown) =>
      key === 'suggestion' && typeof part === 'string' ? this.#pasteable(part) : part;
    return JSON.parse(JSON.stringify(value), complete);
  }

  #pasteable(text: string): string {
    return this.#options.commands?.(text) ?? text;
  }

  /** Prints text for people on standard output. */
  show(text: string): void {
    const shown = presentable(this.#pasteable(text), this.dataColors.isColorSupported);
    this.data(wrappedFor(shown, this.#options.stdout));
  }

  /** Prints a line of another program for people on standard output. A command in it is not meant for the user. */
  foreign(line: string): void {
    this.data(wrappedFor(presentable(line, this.dataColors.isColorSupported), this.#options.stdout));
  }

  /** Prints a line with links to files on standard output. Everything from outside in it must be `visible` already. */
  linked(line: string): void {
    this.data(wrappedFor(presentable(line, this.dataColors.isColorSupported, true), this.#options.stdout));
  }

  /** Whether standard output is a terminal. */
  get isTerminal(): boolean {
    return this.#options.stdout.isTTY === true;
  }

  /** Prints a diff: exact for programs, which may apply it; safe to display on a terminal and in a CI log. */
  diff(text: string): void {
    if (this.#options.exactDiffs) this.data(text);
    else this.data(presentable(text, this.dataColors.isColorSupported));
  }

  /** The same output with progress as JSON, one event per line. */
  withJsonLines(): Output {
    return new Output({ ...this.#options, jsonLines: true });
  }

  /** Prints an event for programs if progress is printed as JSON. @returns whether it is */
  event(event: object): boolean {
    const { jsonLines = false } = this.#options;
    if (jsonLines) this.#event(this.withPasteable(event));
    return jsonLines;
  }

  /** Prints a line for people. */
  say(line = ''): void {
    if (this.#options.jsonLines) this.#message(this.#pasteable(line));
    else if (!this.#options.quiet) this.#print(line);
  }

  /** Prints a warning, even with `--quiet`. */
  warn(message: string, suggestion?: string): void {
    if (this.#options.jsonLines) {
      this.#event(this.withPasteable({ event: 'warning', text: message, suggestion }));
      return;
    }
    this.#print(`${this.colors.yellow('warning:')} ${message}`);
    if (suggestion !== undefined) this.#print(`    ${this.colors.dim('try:')} ${suggestion}`);
  }

  /** Prints an error, even with `--quiet`. */
  error(lines: string): void {
    this.#print(lines);
  }

  /** Prints lines of a file for people, such as a diff: long lines are not broken. */
  quote(text: string): void {
    const { quiet, jsonLines, stderr } = this.#options;
    if (jsonLines) this.#message(text);
    else if (!quiet) stderr.write(`${presentable(text, this.colors.isColorSupported)}\n`);
  }

  #print(text: string): void {
    const { stderr } = this.#options;
    const shown = presentable(this.#pasteable(text), this.colors.isColorSupported);
    stderr.write(`${wrappedFor(shown, stderr)}\n`);
  }

  /**
   * Starts a step; `done`, `fail` or `drop` ends it.
   * @param brief the step is short: without a live line, it prints no line at the start
   */
  step(text: string, { brief = false, ...subject }: StepSubject & { brief?: boolean } = {}): Step {
    const { stderr, quiet, jsonLines } = this.#options;
    if (jsonLines) return this.#eventStep(text, subject);
    // On a terminal with 0 columns, clearing a live line would never end.
    const live = !quiet && stderr.isTTY === true && stderr.columns !== 0;
    const started = clock();
    let waiting = text;
    const seconds = () => Math.round((clock() - started) / 1000);
    const shown = (now: string) => presentable(now, this.colors.isColorSupported).replaceAll('\n', ' ');
    const shownWithTime = (now: string) => `${shown(now)} ${this.colors.dim(`(${seconds()} s)`)}`;
    // A terminal is always a stream of Node.
    const terminal = stderr as NodeJS.WriteStream;
    const line = live ? liveLine(shown(text), terminal, this.colors.isColorSupported) : undefined;
    if (!live && !brief) this.say(`… ${text}`);
    const timer = setInterval(
      () => {
        if (line) line.show(shownWithTime(waiting));
        else this.say(`… ${waiting} (${seconds()} s)`);
      },
      live ? 1000 : REMINDER,
    );
    timer.unref();
    const drop = () => {
      clearInterval(timer);
      line?.stop();
    };
    const end = (symbol: string, result: string) => {
      drop();
      this.say(`${symbol} ${result}`);
    };
    return {
      update: (now) => {
        waiting = now;
        line?.show(shownWithTime(now));
      },
      done: (result) => end(this.colors.green('✔'), result),
      fail: (result) => end(this.colors.red('✖'), result),
      drop,
    };
  }

  #message(line: string): void {
    const text = line.trim();
    if (text !== '') this.#event({ event: 'message', text });
  }

  #event(event: object): void {
    this.#options.stderr.write(`${JSON.stringify(event)}\n`);
  }

  /** A step as events; repeated progress texts are not printed again. */
  #eventStep(text: string, subject: StepSubject): Step {
    const started = clock();
    let last = '';
    const emit = (event: string, now: string, amount: object = {}) => {
      if (event === 'progress' && now === last) return;
      last = now;
      this.#event({ event, ...subject, text: now, elapsedMs: clock() - started, ...amount });
    };
    emit('start', text);
    return {
      update: (now, amount) => emit('progress', now, amount),
      done: (line) => emit('done', line),
      fail: (line) => emit('fail', line),
      drop: () => {},
    };
  }
}
