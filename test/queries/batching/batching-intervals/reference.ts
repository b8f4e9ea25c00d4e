import { fisherTest, needsExact } from '../../../../src-renderer/stats/exact'
import { welch } from '../../../../src-renderer/stats/means'
import { compareProportions } from '../../../../src-renderer/stats/proportions'
import { wilson } from '../../../../src-renderer/stats/wilson'
import { meanOf, varianceOf } from '../../experiments/experiment/reference'
import { outcomesOf, within, type Options, type Outcome } from '../reference'
import type { Service } from '../service'

const MEASURES: readonly (readonly [name: string, unit: number, of: (one: Outcome) => number | null])[] = [
  ['minutes', 1, (one) => one.minutes],
  ['delay', 1, (one) => one.delay],
  ['wait', 1, (one) => one.wait],
  ['on_time', 100, (one) => (one.isOnTime === null ? null : Number(one.isOnTime))],
]

const sample = (values: readonly number[]) => ({
  count: values.length,
  mean: meanOf(values),
  variance: varianceOf(values),
})
const count = (values: readonly number[]) => ({
  successes: values.reduce((sum, value) => sum + value, 0),
  trials: values.length,
})
const nameOf = ({ trip }: Outcome): string =>
  trip === null ? 'individual' : [trip.algorithm, trip.version].filter((part) => part !== null).join(' ')

/** Each measure of each way to carry against the individual deliveries (else the most frequent way), by the library's tests. */
export function referenceIntervals(
  service: Service,
  from: string | null,
  to: string | null,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) => (from === null && to === null) || (one.date !== '' && within(one.date, from, to)),
  )
  return MEASURES.flatMap(([measure, unit, of]) => {
    const sides = new Map<string, number[]>()
    for (const one of outcomes) {
      const value = of(one)
      if (value !== null) sides.set(nameOf(one), [...(sides.get(nameOf(one)) ?? []), value])
    }
    const base = sides.has('individual')
      ? 'individual'
      : [...sides].sort((one, two) => two[1].length - one[1].length || (one[0] < two[0] ? -1 : 1))[0]?.[0]
    return [...sides]
      .sort(([one], [two]) => (one < two ? -1 : 1))
      .map(([algorithm, values]) => {
        const row = {
          measure,
          algorithm,
          is_baseline: algorithm === base,
          deliveries: values.length,
          mean: unit * meanOf(values),
          ...(unit === 100 ? { mean_low: 100 * wilson(count(values).successes, values.length).low } : {}),
        }
        if (algorithm === base) return row
        const against = sides.get(base!)!
        const found =
          unit === 100 ? compareProportions(count(values), count(against)) : welch(sample(values), sample(against))
        if (found === null) return { ...row, difference: null }
        const exact = unit === 100 && needsExact(count(values), count(against))
        return {
          ...row,
          difference: unit * found.difference,
          p: exact ? fisherTest(count(values), count(against)) : found.p,
        }
      })
  })
}
