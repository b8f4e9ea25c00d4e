import { seededRandom } from '../../../../src-renderer/stats/random'
import type { RandomLog, RandomScope } from '../../randomLog'
import type { Choice } from '../../trends/trends/choices'
import { referenceTrends } from '../../trends/trends/reference'

export interface ChangePointChoice extends Pick<Choice, 'measures' | 'formulas'> {
  readonly scope: RandomScope
  readonly interval: 'day' | 'week'
  readonly take_out: 'weekdays' | 'nothing'
  readonly p_limit: number
  readonly least_buckets: number
  readonly most_changes: number
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const squares = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + (one - mean(numbers)) ** 2, 0)

/** Each split by the squares that it takes away, computed anew. */
function best(numbers: readonly number[], least: number): { readonly at: number; readonly gain: number } | null {
  let found: { at: number; gain: number } | null = null
  for (let at = least; at <= numbers.length - least; at++) {
    const gain = squares(numbers) - squares(numbers.slice(0, at)) - squares(numbers.slice(at))
    if (found === null || gain > found.gain + 1e-9 * Math.abs(found.gain) + 1e-12) found = { at, gain }
  }
  return found
}

/** The same by the means of both sides, from running sums: 999 orders are many. */
function gainOf(numbers: readonly number[], least: number): number {
  const sums = [0]
  for (const one of numbers) sums.push(sums.at(-1)! + one)
  const [count, all] = [numbers.length, sums.at(-1)!]
  return Math.max(
    ...sums.map((sum, at) =>
      at < least || count - at < least
        ? 0
        : ((at * (count - at)) / count) * (sum / at - (all - sum) / (count - at)) ** 2,
    ),
  )
}

/** The definition's 999 orders, shuffled from the last place on. */
function pOf(numbers: readonly number[], gain: number, least: number): number {
  const random = seededRandom(20_240_601)
  const order = [...numbers]
  let asGood = 1
  for (let round = 0; round < 999; round++) {
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1))
      ;[order[last], order[other]] = [order[other]!, order[last]!]
    }
    if (gainOf(order, least) >= gain * (1 - 1e-9)) asGood++
  }
  return asGood / 1000
}

interface Change {
  readonly at: number
  readonly p: number
}

function changesOf(numbers: readonly number[], { least_buckets, most_changes, p_limit }: ChangePointChoice): Change[] {
  const ends = [0, numbers.length]
  const found: Change[] = []
  while (found.length < most_changes) {
    const candidates = ends.slice(1).flatMap((end, place) => {
      const part = numbers.slice(ends[place], end)
      const split = best(part, least_buckets)
      if (split === null || split.gain < 1e-9) return []
      const p = pOf(part, split.gain, least_buckets)
      return p > p_limit ? [] : [{ at: ends[place]! + split.at, p, gain: split.gain }]
    })
    const [next] = candidates.sort((a, b) => b.gain - a.gain)
    if (next === undefined) break
    found.push({ at: next.at, p: next.p })
    ends.push(next.at)
    ends.sort((a, b) => a - b)
  }
  return found.sort((a, b) => a.at - b.at)
}

interface TrendRow {
  readonly date: string
  readonly series: string
  readonly value: number | null
  readonly complete: boolean
}

/** By the definition, over the naive answer of Trends. */
export function referenceChangePoint(log: RandomLog, choice: ChangePointChoice): readonly object[] {
  const asked: Choice = {
    ...choice,
    window: 1,
    adjustment: null,
    breakdown: [],
    limit: 5,
    underOneValue: false,
    per: [],
    byActive: false,
    weekStart: null,
    intervals: false,
  }
  const all = referenceTrends(log, asked) as readonly TrendRow[]
  const rows: object[] = []
  for (const series of new Set(all.map((row) => row.series))) {
    const own = all.filter((row) => row.series === series)
    const looked: (number | null)[] = own.map(({ value, complete }) => (complete ? value : null))
    const season = choice.take_out === 'nothing' || choice.interval === 'week' ? 1 : 7
    if (season > 1 && own.length >= 3 * season) {
      const away = looked.map((value, at) => {
        const week = looked.slice(Math.max(0, at - 3), at + 4)
        return value === null || week.length < 7 || week.includes(null) ? null : value - mean(week as number[])
      })
      const weekday = Array.from({ length: 7 }, (_, day) =>
        away.filter((value, at): value is number => value !== null && at % 7 === day),
      )
      if (weekday.every((list) => list.length > 0)) {
        const middle = mean(weekday.map(mean))
        looked.forEach((value, at) => {
          if (value !== null) looked[at] = value - mean(weekday[at % 7]!) + middle
        })
      }
    }
    const places = looked.flatMap((value, at) => (value === null ? [] : [at]))
    const numbers = places.map((at) => looked[at]!)
    const changes = changesOf(numbers, choice)
    const ends = [...changes.map(({ at }) => at), numbers.length]
    own.forEach(({ date, value, complete }, at) => {
      const place = places.indexOf(at)
      const part = ends.findIndex((end) => place < end)
      const levelOf = (which: number): number => mean(numbers.slice(which === 0 ? 0 : ends[which - 1], ends[which]))
      const change = changes.find((one) => one.at === place && place >= 0)
      const level = place < 0 ? null : levelOf(part)
      const before = change === undefined ? null : levelOf(part - 1)
      rows.push({
        date,
        series,
        value,
        level,
        change: before === null ? null : level! - before,
        change_pct: before === null || before === 0 ? null : (100 * (level! - before)) / Math.abs(before),
        p: change?.p ?? null,
        complete,
      })
    })
  }
  return rows
}
