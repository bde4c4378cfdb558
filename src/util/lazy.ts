/** Lazy values that take time: dynamic imports and what is opened at its first use. */

/**
 * @returns a function that makes the value at its first call and remembers it. A rejection is not remembered: the
 *   next call tries again, because a file may be replaced or a disk full for a moment only
 */
export function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    if (made) return made;
    const making = make();
    made = making;
    making.catch(() => {
      if (made === making) made = undefined;
    });
    return making;
  };
}

/** @returns a function that makes the value at its first call and remembers it */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
