/** A list with one of it so many places further, as far as the ends; as it is where it is not there. */
export function movedBy<T>(list: readonly T[], isOne: (one: T) => boolean, by: number): readonly T[] {
  const at = list.findIndex(isOne)
  const one = list[at]
  if (one === undefined) return list
  const to = Math.max(0, Math.min(list.length - 1, at + by))
  return list.toSpliced(at, 1).toSpliced(to, 0, one)
}
