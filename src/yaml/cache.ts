/** A function that computes its result once per key object and keeps it as long as that object exists. */
export function memoized<Key extends object, Value extends object>(
  make: (key: Key) => Value,
): (key: Key) => Value {
  const results = new WeakMap<Key, Value>();
  return (key) => {
    const value = results.get(key) ?? make(key);
    results.set(key, value);
    return value;
  };
}

/** A change needs four: the text before and after, and a part of each. */
const CACHE_SIZE = 4;

/**
 * Caches the results for the last few texts. Detecting the kind of a file, checking it and changing it all parse the
 * same text, which takes most of the time for a large file. Results must not be modified; changes use a clone.
 */
export class RecentCache<Made> {
  readonly #entries: { readonly text: string; readonly made: Made }[] = [];

  of(text: string, make: () => Made): Made {
    const index = this.#entries.findIndex((one) => one.text === text);
    const known = this.#entries[index];
    if (known) this.#entries.splice(index, 1);
    const made = known ? known.made : make();
    this.#entries.unshift({ text, made });
    this.#entries.length = Math.min(this.#entries.length, CACHE_SIZE);
    return made;
  }
}
