import { Output } from '../../src/output/output.ts';

interface Captured {
  readonly out: Output;
  /** What went to standard output. */
  readonly data: () => string;
  /** What went to standard error. */
  readonly said: () => string;
}

function stream(): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  // Output writes, and asks whether it is a terminal: nothing else of a stream is used.
  return { stream: { write, isTTY: false } as unknown as NodeJS.WriteStream, text: () => text };
}

/** The real output, without colours, into strings. */
export function capturedOutput({ json = false, quiet = false, color = false } = {}): Captured {
  const stdout = stream();
  const stderr = stream();
  const out = new Output({ stdout: stdout.stream, stderr: stderr.stream, quiet, json, color });
  return { out, data: stdout.text, said: stderr.text };
}
