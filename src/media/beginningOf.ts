import { open } from 'node:fs/promises';

/** Enough to recognize formats, texts and tables, and for every header. */
const LENGTH = 64 * 1024;

/** The first bytes of a file. @throws the error of the system */
export async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LENGTH), 0, LENGTH, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
