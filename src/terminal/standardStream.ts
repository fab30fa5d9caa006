import { fstatSync, statSync, writeSync } from 'node:fs';

/** What output needs of standard output and standard error. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Whether a descriptor may be a terminal: neither a file, a pipe, nor the null device. */
function mayBeTerminal(descriptor: 1 | 2): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isCharacterDevice() && stats.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true;
  }
}

/**
 * Standard output or standard error. Node's own streams are loaded only for a terminal, and when a pipe is full and does
 * not wait: loading them takes 3 ms of every start.
 * @param nodeStream Node's stream
 * @param failed is called with the error of a write
 */
export function standardStream(
  descriptor: 1 | 2,
  nodeStream: () => NodeJS.WriteStream,
  failed: (error: NodeJS.ErrnoException) => void,
): TextStream {
  const nodes = () => {
    const stream = nodeStream();
    if (!stream.listeners('error').includes(failed)) stream.on('error', failed);
    return stream;
  };
  if (mayBeTerminal(descriptor)) return nodes();
  let isNodes = false;
  let isBroken = false;
  return {
    write(text) {
      if (isBroken) return;
      let rest = Buffer.from(text);
      while (!isNodes && rest.length > 0) {
        try {
          rest = rest.subarray(writeSync(descriptor, rest));
        } catch (error) {
          // Another process has made the pipe one that does not wait.
          if ((error as NodeJS.ErrnoException).code === 'EAGAIN') isNodes = true;
          else {
            isBroken = true;
            failed(error as NodeJS.ErrnoException);
            return;
          }
        }
      }
      if (rest.length > 0) nodes().write(rest);
    },
  };
}
