/** Bytes of request bodies that are in memory at once; each is there several times (text, parsed, decoded). */
const BYTES_AT_ONCE = 64 * 1024 * 1024;

/**
 * Lets requests in as long as their bodies fit into memory together, in the order in which they came. One that is
 * larger than all the room is let in alone. The others wait on their connections, unread.
 */
export class Admission {
  readonly #limit: number;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  #bytes = 0;

  constructor(limit = BYTES_AT_ONCE) {
    this.#limit = limit;
  }

  /** The result of some work, which begins when there is room for so many bytes. */
  async within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ bytes, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#bytes -= bytes;
      this.#admit();
    }
  }

  #admit(): void {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      if (this.#bytes > 0 && this.#bytes + next.bytes > this.#limit) return;
      this.#waiting.shift();
      this.#bytes += next.bytes;
      next.enter();
    }
  }
}
