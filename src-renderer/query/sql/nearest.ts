import { elementAt } from '../../base/required'
/** Levenshtein distance, for "did you mean". */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(
        elementAt(previous, j) + 1,
        elementAt(current, j - 1) + 1,
        elementAt(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
    }
    previous = current
  }
  return elementAt(previous, b.length)
}

/** Up to three names that a mistyped name may have meant, nearest first. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase()
  return names
    .map((one) => ({
      one,
      far:
        one.toLowerCase().includes(wanted) || wanted.includes(one.toLowerCase())
          ? 1
          : distance(wanted, one.toLowerCase()),
    }))
    .filter(({ far }) => far <= Math.max(2, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => one)
}
