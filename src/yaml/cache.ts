/** A function whose answer is kept as long as what it was asked about: it is asked again by each who needs it. */
export function memoized<Key extends object, Value extends object>(
  make: (key: Key) => Value,
): (key: Key) => Value {
  const kept = new WeakMap<Key, Value>();
  return (key) => {
    const value = kept.get(key) ?? make(key);
    kept.set(key, value);
    return value;
  };
}

/** What a change needs: a text before and after it, with a part of each. */
const CACHE_SIZE = 4;

/**
 * What was made of the last few texts: the kind of a file, its findings and a change each ask for the same text, and
 * reading it is most of what a large file costs. Nobody changes what is kept; a change is made to a clone.
 */
export class RecentCache<Made> {
  readonly #kept: { readonly text: string; readonly made: Made }[] = [];

  of(text: string, make: () => Made): Made {
    const index = this.#kept.findIndex((one) => one.text === text);
    const known = this.#kept[index];
    if (known) this.#kept.splice(index, 1);
    const made = known ? known.made : make();
    this.#kept.unshift({ text, made });
    this.#kept.length = Math.min(this.#kept.length, CACHE_SIZE);
    return made;
  }
}

/**
 * A value that is made when it is first asked for, and kept. For schemas: one is hundreds of objects, several
 * milliseconds of a start, and a run needs that of one kind of file.
 */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
