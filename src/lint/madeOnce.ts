/**
 * A value that is made when it is first asked for, and kept. For schemas: one is hundreds of objects, several
 * milliseconds of a start, and a run needs that of one kind of file.
 */
export function madeOnce<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
