import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateDifference, type FigureCounts } from '../../../queries/definitions/difference'

/** How one definition sees a user. */
type Seen = 'counted' | 'eligible' | 'out'
type User = readonly [a: Seen, b: Seen]

function countsOf(users: readonly User[]): FigureCounts {
  const count = (holds: (a: Seen, b: Seen) => boolean): number => users.filter(([a, b]) => holds(a, b)).length
  const counted = (seen: Seen): boolean => seen === 'counted'
  const eligible = (seen: Seen): boolean => seen !== 'out'
  return {
    both: count((a, b) => counted(a) && counted(b)),
    only_a: count((a, b) => counted(a) && !counted(b)),
    only_b: count((a, b) => counted(b) && !counted(a)),
    eligible_a: count((a) => eligible(a)),
    eligible_b: count((_, b) => eligible(b)),
    eligible_both: count((a, b) => eligible(a) && eligible(b)),
    a_eligible_b: count((a, b) => counted(a) && eligible(b)),
    b_eligible_a: count((a, b) => counted(b) && eligible(a)),
  }
}

/** The definition, user by user: each adds to both rates, and the squares of what it adds to the difference sum up. */
function naive(users: readonly User[]) {
  const rateOf = (side: 0 | 1) => {
    const eligible = users.filter((user) => user[side] !== 'out')
    return { n: eligible.length, rate: eligible.filter((user) => user[side] === 'counted').length / eligible.length }
  }
  const [a, b] = [rateOf(0), rateOf(1)]
  const adds = (seen: Seen, { n, rate }: { n: number; rate: number }): number =>
    seen === 'out' ? 0 : ((seen === 'counted' ? 1 : 0) - rate) / n
  const variance = users.reduce((sum, user) => sum + (adds(user[1], b) - adds(user[0], a)) ** 2, 0)
  const margin = 1.959963984540054 * Math.sqrt(variance)
  const difference = b.rate - a.rate
  return [100 * difference, 100 * Math.max(-1, difference - margin), 100 * Math.min(1, difference + margin)]
}

describe('the difference of two definitions of one rate', () => {
  it('is what it is user by user', () => {
    const seen = fc.constantFrom<Seen>('counted', 'eligible', 'out')
    fc.assert(
      fc.property(fc.array(fc.tuple(seen, seen), { maxLength: 40 }), (users) => {
        const found = rateDifference(countsOf(users))
        if (users.every(([a]) => a === 'out') || users.every(([, b]) => b === 'out')) {
          expect(found).toBeNull()
          return
        }
        const wanted = naive(users)
        for (const [index, value] of [found!.difference, found!.low, found!.high].entries())
          expect(value).toBeCloseTo(wanted[index]!, 5)
      }),
    )
  })

  it('is narrow where few count differently, however many there are', () => {
    const users: readonly User[] = [
      ...Array.from({ length: 500 }, (): User => ['counted', 'counted']),
      ...Array.from({ length: 490 }, (): User => ['eligible', 'eligible']),
      ...Array.from({ length: 10 }, (): User => ['counted', 'eligible']),
    ]
    // 10 of 1,000 fewer: the paired interval is 1.96 × √(10 − 0.1) / 1,000; of strangers it would be ± 4.4 points.
    const { a, b, difference, low, high } = rateDifference(countsOf(users))!
    expect([a, b, difference].map((value) => value.toFixed(3))).toEqual(['51.000', '50.000', '-1.000'])
    expect(high - low).toBeCloseTo((2 * 100 * 1.959964 * Math.sqrt(10 - 0.1)) / 1000, 4)
  })
})
