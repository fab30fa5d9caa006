/** Bytes; the largest values file that was seen is 90 kB. */
const MAX_SIZE = 2 * 1024 ** 2;

export type ReadText = { readonly text: string } | { readonly problem: string };

/** What is wrong with a file of this many bytes, if it is too many. */
export function sizeProblem(size: number): string | undefined {
  return size > MAX_SIZE
    ? `it has ${Math.round(size / 1024 ** 2)} MiB, and no such file has more than ${MAX_SIZE / 1024 ** 2} MiB`
    : undefined;
}

/** Text in UTF-8, which Compose, Helm and Weaviate read. */
export function decodeText(bytes: Uint8Array): ReadText {
  const problem = sizeProblem(bytes.length);
  if (problem !== undefined) return { problem };
  if (bytes.includes(0)) return { problem: 'it is not text in UTF-8' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: 'it is not text in UTF-8' };
  }
  return text.trim() === '' || text === '\uFEFF' ? { problem: 'it is empty' } : { text };
}
