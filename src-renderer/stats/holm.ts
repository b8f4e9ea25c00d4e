/**
 * Holm's adjusted p values (Holm 1979), in the order given: the smallest p times m, the next times m - 1, never below
 * one before it, at most 1. A null (nothing was tested) stays null and does not count.
 */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const ranked = ps.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((one, two) => one.p - two.p)
  const adjusted: (number | null)[] = ps.map(() => null)
  let highest = 0
  ranked.forEach(({ p, at }, rank) => {
    highest = Math.min(1, Math.max(highest, p * (ranked.length - rank)))
    adjusted[at] = highest
  })
  return adjusted
}
