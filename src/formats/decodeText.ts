/** In bytes. The largest values file seen so far has 90 kB. */
const MAX_SIZE = 2 * 1024 ** 2;

export type ReadText = { readonly text: string } | { readonly problem: string };

/** The problem with a file that is too large; undefined otherwise. */
export function fileSizeProblem(size: number): string | undefined {
  return size > MAX_SIZE
    ? `it has ${Math.round(size / 1024 ** 2)} MiB; the limit is ${MAX_SIZE / 1024 ** 2} MiB`
    : undefined;
}

/** Decodes UTF-8, the encoding that Compose, Helm and Weaviate read. */
export function decodeText(bytes: Uint8Array): ReadText {
  const problem = fileSizeProblem(bytes.length);
  if (problem !== undefined) return { problem };
  if (bytes.includes(0)) return { problem: 'it is not UTF-8 text' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: 'it is not UTF-8 text' };
  }
  return text.trim() === '' || text === '\uFEFF' ? { problem: 'it is empty' } : { text };
}
