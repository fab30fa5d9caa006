import pc from 'picocolors';
import { now as clock } from '../clock.ts';
import { presentable } from '../formats/presentable.ts';
import { liveLine } from './liveLine.ts';

type Colors = ReturnType<typeof pc.createColors>;

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly color: boolean;
  /** Whether a program reads standard output that may apply a diff. */
  readonly exactDiffs: boolean;
  /** Progress as JSON, an event a line, instead of text. */
  readonly jsonLines?: boolean;
}

/** What a step is about, for programs. */
export interface StepSubject {
  readonly phase?: string;
  readonly service?: string;
}

/** One step that takes a while: a live line on a terminal, plain lines elsewhere. */
export interface Step {
  /** What is being waited for now. */
  update(text: string, amount?: { readonly bytes: number; readonly total: number }): void;
  done(text: string): void;
  fail(text: string): void;
  /** Ends without a line. */
  drop(): void;
}

/** How often a step says that it is still under way where there is no live line; milliseconds. */
const REMINDER = 30_000;

/** Standard output carries data only; everything meant for people goes to standard error. */
export class Output {
  readonly json: boolean;
  readonly colors: Colors;
  /** For what goes to standard output, which may be a pipe while the errors go to a terminal. */
  readonly dataColors: Colors;
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.json = options.json;
    this.colors = pc.createColors(options.color);
    this.dataColors = pc.createColors(options.color && options.stdout.isTTY === true);
  }

  /** Columns of the terminal; some more where there is none, or where it says 0 (`script`, `ssh -tt`). */
  get width(): number {
    return this.#options.stdout.columns || 120;
  }

  /** Data for a pipe or a file. */
  data(text: string): void {
    this.#options.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Text for people on standard output. */
  show(text: string): void {
    this.data(presentable(text, this.dataColors.isColorSupported));
  }

  /** A diff: exact where a program may apply it, text for people on a terminal and in the log of a CI job. */
  diff(text: string): void {
    if (this.#options.exactDiffs) this.data(text);
    else this.show(text);
  }

  /** The same output with its progress as JSON, an event a line. */
  withJsonLines(): Output {
    return new Output({ ...this.#options, jsonLines: true });
  }

  /** A line for people. */
  say(line = ''): void {
    if (this.#options.jsonLines) {
      if (line.trim() !== '') this.#event({ event: 'message', text: line.trim() });
    } else if (!this.#options.quiet) this.#people(line);
  }

  /** A warning, shown even when quiet. */
  warn(message: string, suggestion?: string): void {
    if (this.#options.jsonLines) {
      this.#event({ event: 'warning', text: message, ...(suggestion === undefined ? {} : { suggestion }) });
      return;
    }
    this.#people(`${this.colors.yellow('warning:')} ${message}`);
    if (suggestion !== undefined) this.#people(`    ${this.colors.dim('try:')} ${suggestion}`);
  }

  /** An error, shown always. */
  error(lines: string): void {
    this.#people(lines);
  }

  #people(text: string): void {
    this.#options.stderr.write(`${presentable(text, this.colors.isColorSupported)}\n`);
  }

  /**
   * Begins a step; it ends with `done` or `fail`.
   * @param brief too short for a line of its own where there is no live line
   */
  step(text: string, { brief = false, ...subject }: StepSubject & { brief?: boolean } = {}): Step {
    const { stderr, quiet, jsonLines } = this.#options;
    if (jsonLines) return this.#eventStep(text, subject);
    // A terminal of 0 columns has no room for a line that is rewritten: clearing it would never end.
    const live = !quiet && stderr.isTTY === true && stderr.columns !== 0;
    const started = clock();
    let waiting = text;
    const seconds = () => Math.round((clock() - started) / 1000);
    const shown = (now: string) => presentable(now, this.colors.isColorSupported).replaceAll('\n', ' ');
    const line = live ? liveLine(shown(text), stderr, this.colors.isColorSupported) : undefined;
    if (!live && !brief) this.say(`… ${text}`);
    const timer = setInterval(
      () => {
        if (line) line.show(`${shown(waiting)} ${this.colors.dim(`${seconds()} s`)}`);
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
        line?.show(`${shown(now)} ${this.colors.dim(`${seconds()} s`)}`);
      },
      done: (result) => end(this.colors.green('✔'), result),
      fail: (result) => end(this.colors.red('✖'), result),
      drop,
    };
  }

  #event(event: object): void {
    this.#options.stderr.write(`${JSON.stringify(event)}\n`);
  }

  /** A step as events: what is the same as before is not said again. */
  #eventStep(text: string, subject: StepSubject): Step {
    const started = clock();
    let last = '';
    const tell = (event: string, now: string, amount: object = {}) => {
      if (event === 'progress' && now === last) return;
      last = now;
      this.#event({ event, ...subject, text: now, elapsedMs: clock() - started, ...amount });
    };
    tell('start', text);
    return {
      update: (now, amount) => tell('progress', now, amount),
      done: (line) => tell('done', line),
      fail: (line) => tell('fail', line),
      drop: () => {},
    };
  }
}
