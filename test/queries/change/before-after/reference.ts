import tCdf from '@stdlib/stats-base-dists-t-cdf'
import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { countedEvents } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import type { AskedMeasure } from '../../trends/trends/choices'
import { referenceTrends } from '../../trends/trends/reference'

export interface BeforeAfterChoice {
  readonly scope: RandomScope
  readonly measures: readonly AskedMeasure[]
  readonly days: number
  readonly date: string | null
}

const DAY = 86_400_000
const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY

/** The date and the days around it; null where a side has none. */
export function around(log: RandomLog, choice: BeforeAfterChoice): { date: string; days: number } | null {
  const counted = countedEvents(log, choice.scope)
  if (counted === null) return null
  const { first, last, over } = counted
  const date = choice.date ?? addDays(first, Math.ceil(between(first, last) / 2))
  const days = Math.min(choice.days, between(first, date), between(date, over) + 1)
  return days < 1 ? null : { date, days }
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const variance = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + (one - mean(numbers)) ** 2, 0) / (numbers.length - 1)

/** Both tests as one: a difference, the square of its error, and degrees of freedom. */
function test(difference: number, square: number, degrees: number) {
  const error = Math.sqrt(square)
  if (error <= 1e-12 * Math.abs(difference)) return { low: difference, high: difference, p: difference === 0 ? 1 : 0 }
  const half = tQuantile(0.975, degrees) * error
  return { low: difference - half, high: difference + half, p: 2 * tCdf(-Math.abs(difference / error), degrees) }
}

/** By the definition, over the naive answer of Trends by day. */
export function referenceBeforeAfter(log: RandomLog, choice: BeforeAfterChoice): readonly object[] {
  const { date, days } = around(log, choice)!
  const trend = referenceTrends(log, {
    scope: { ...choice.scope, from: addDays(date, -days), to: addDays(date, days - 1) },
    measures: choice.measures,
    interval: 'day',
    formulas: [],
    window: 1,
    adjustment: null,
    breakdown: [],
    limit: 5,
    underOneValue: false,
    per: [],
    byActive: false,
    weekStart: null,
    intervals: false,
  }) as readonly { date: string; series: string; value: number | null; complete: boolean }[]
  const rows = choice.measures.map(({ name }) => {
    const own = trend.filter((row) => row.series === name && row.complete && row.value !== null)
    let before = own.filter((row) => row.date < date)
    let after = own.filter((row) => row.date >= date)
    const isPaired = days % 7 === 0
    if (isPaired) {
      before = before.filter((row) => after.some((other) => between(row.date, other.date) === days))
      after = after.filter((row) => before.some((other) => between(other.date, row.date) === days))
    }
    const [x, y] = [before.map((row) => row.value!), after.map((row) => row.value!)]
    const differences = y.map((value, at) => value - x[at]!)
    const known = x.length > 0 && y.length > 0
    const difference = known ? mean(y) - mean(x) : null
    let tested: { low: number; high: number; p: number } | null = null
    if (isPaired && x.length > 1) tested = test(mean(differences), variance(differences) / x.length, x.length - 1)
    if (!isPaired && x.length > 1 && y.length > 1) {
      const [a, b] = [variance(x) / x.length, variance(y) / y.length]
      const degrees = (a + b) ** 2 / (a ** 2 / (x.length - 1) + b ** 2 / (y.length - 1))
      tested = test(difference!, a + b, degrees)
    }
    return {
      series: name,
      before: x.length > 0 ? mean(x) : null,
      after: y.length > 0 ? mean(y) : null,
      difference,
      low: tested?.low ?? null,
      high: tested?.high ?? null,
      change_pct: difference === null || mean(x) === 0 ? null : (100 * difference) / Math.abs(mean(x)),
      p: tested?.p ?? null,
      days: Math.min(x.length, y.length),
    }
  })
  const ps = rows.flatMap(({ p }) => (p === null ? [] : [p])).sort((a, b) => a - b)
  return rows.map(({ days: pairs, ...row }) => {
    // Of all p at least as large, the least that p times their number over their rank comes to.
    const { p } = row
    const q =
      p === null ? null : Math.min(1, ...ps.flatMap((one, at) => (one >= p ? [(one * ps.length) / (at + 1)] : [])))
    return { ...row, q, days: pairs }
  })
}
