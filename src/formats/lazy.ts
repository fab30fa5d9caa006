/**
 * A value that is created on first use and kept. Used for schemas: each is hundreds of objects and takes several
 * milliseconds of start-up, and a run needs the schema of only one kind of file.
 */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
