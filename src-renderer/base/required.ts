/**
 * A value that the code around says is there: a fault of Lathe's own is named where it shows first, and nothing is
 * computed of `undefined`. Throws where it is not there.
 */
export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('A value that must be there is missing.')
  return value
}

/** The element at an index that the code around says is within the list. Throws where it is not. */
export function elementAt<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`There is no element ${index} in a list of ${list.length}.`)
  return value
}
