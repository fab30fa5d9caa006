import { Output } from '../../src/terminal/output.ts';

interface Captured {
  readonly out: Output;
  /** Text written to standard output. */
  readonly data: () => string;
  /** Text written to standard error. */
  readonly said: () => string;
}

/** A terminal instead of a pipe. */
interface TerminalSize {
  readonly columns: number;
}

function stream(terminal?: TerminalSize): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  // Output only writes, and checks whether the stream is a terminal.
  return {
    stream: { write, isTTY: terminal !== undefined, ...terminal } as unknown as NodeJS.WriteStream,
    text: () => text,
  };
}

/** The real output, without colors, captured as strings. */
export function capturedOutput({
  json = false,
  quiet = false,
  color = false,
  terminal,
  commands = (text) => text,
}: {
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
  terminal?: TerminalSize;
  commands?: (text: string) => string;
} = {}): Captured {
  const stdout = stream(terminal);
  const stderr = stream(terminal);
  const out = new Output({
    commands,
    stdout: stdout.stream,
    stderr: stderr.stream,
    quiet,
    json,
    color,
    exactDiffs: true,
  });
  return { out, data: stdout.text, said: stderr.text };
}
