import { Writable } from 'node:stream';

export interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

const SHOW_CURSOR = '\u001b[?25h';

/** The cursor movements and erasures with which each drawing of a question begins. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled with them
const BEGINNING = /^(?:\u001b\[\d*[ABGK])+/;

/** Passes everything on to the terminal, and remembers the last drawing. */
class Screen extends Writable {
  readonly isTTY = true;
  #drawing = '';
  readonly #terminal: NodeJS.WriteStream;

  constructor(terminal: NodeJS.WriteStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  override _write(text: string | Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    const drawing = String(text).replace(BEGINNING, '');
    // A mere cursor movement is not a drawing.
    if (drawing !== '') this.#drawing = drawing;
    this.#terminal.write(text);
    done();
  }

  /** Draws the question again, below what the shell has printed. */
  redraw(): void {
    this.#terminal.write(this.#drawing);
  }
}

/**
 * Makes Ctrl-Z work while a question is open: stops bindstack and what has started it, such as npm, as the terminal
 * itself would do outside raw mode; after `fg`, restores raw mode and draws the question again. The key must not reach
 * readline, which would stop bindstack alone and then leave the input paused, nor inquirer, for which it is a letter.
 */
export async function withSuspend<T>(
  { input, output }: Streams,
  ask: (screen: NodeJS.WritableStream) => Promise<T>,
): Promise<T> {
  const screen = new Screen(output);
  // Windows has no job control.
  if (process.platform === 'win32') return ask(screen);
  const emit = input.emit.bind(input);
  const suspend = () => {
    input.setRawMode(false);
    output.write(SHOW_CURSOR);
    // Returns after SIGCONT; at once if there is no shell that could continue this process.
    process.kill(0, 'SIGTSTP');
    input.setRawMode(true);
    screen.redraw();
  };
  input.emit = ((event: string, ...given: readonly unknown[]) => {
    const key = given[1] as { name?: string; ctrl?: boolean } | undefined;
    if (event !== 'keypress' || key?.name !== 'z' || !key.ctrl) return emit(event, ...given);
    suspend();
    return true;
  }) as typeof input.emit;
  try {
    return await ask(screen);
  } finally {
    Reflect.deleteProperty(input, 'emit');
  }
}
