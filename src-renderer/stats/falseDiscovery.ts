/**
 * Benjamini and Hochberg's adjusted p values (1995, Journal of the Royal Statistical Society B 57), in the order given:
 * the share of false ones to be expected among all that are at least as sure. A null (nothing was tested) stays null and
 * does not count.
 */
export function benjaminiHochberg(ps: readonly (number | null)[]): (number | null)[] {
  const ranked = ps.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((one, two) => two.p - one.p)
  const adjusted: (number | null)[] = ps.map(() => null)
  let lowest = 1
  ranked.forEach(({ p, at }, place) => {
    lowest = Math.min(lowest, (p * ranked.length) / (ranked.length - place))
    adjusted[at] = lowest
  })
  return adjusted
}
