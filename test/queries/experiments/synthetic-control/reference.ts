import { countedEvents } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import { referenceTrends } from '../../trends/trends/reference'

export interface SyntheticChoice {
  readonly scope: RandomScope
  readonly event: string | null
  readonly measure: string
  readonly days: number
  readonly before: number
  readonly treated: string
}

const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length

/** The best weights by moving weight between two series at a time, as far as pays, until nothing pays. */
export function naiveMix(goal: readonly number[], series: readonly (readonly number[])[]): number[] {
  const weights = series.map((_, at): number => (at === 0 ? 1 : 0))
  const slope = (which: number): number =>
    mean(
      goal.map(
        (one, day) =>
          2 * series[which]![day]! * (series.reduce((sum, other, at) => sum + weights[at]! * other[day]!, 0) - one),
      ),
    ) +
    0.002 * weights[which]!
  for (let round = 0; round < 20_000; round++) {
    const slopes = series.map((_, at) => slope(at))
    const to = slopes.indexOf(Math.min(...slopes))
    const givers = slopes.map((one, at) => (weights[at]! > 0 ? one : -Infinity))
    const from = givers.indexOf(Math.max(...givers))
    if (slopes[from]! - slopes[to]! < 1e-13) break
    const curve = 2 * mean(goal.map((_, day) => (series[to]![day]! - series[from]![day]!) ** 2)) + 0.004
    const moved = Math.min(weights[from]!, (slopes[from]! - slopes[to]!) / curve)
    weights[from] = weights[from]! - moved
    weights[to] = weights[to]! + moved
  }
  return weights
}

interface Window {
  readonly launch: string
  readonly before: number
  readonly days: number
  readonly groups: ReadonlyMap<string, readonly number[]>
  readonly dates: readonly string[]
}

/** The days and each group's figures on them; null where the definition has no answer. */
export function windowOf(log: RandomLog, choice: SyntheticChoice): Window | null {
  const counted = countedEvents(log, choice.scope)
  if (counted === null) return null
  const { first, last, over } = counted
  const launch = addDays(first, Math.ceil(between(first, last) / 2))
  const days = Math.min(choice.days, between(first, launch), between(launch, over) + 1)
  const before = Math.min(choice.before, between(first, launch))
  if (days < 1 || before < 2) return null
  const dates = Array.from({ length: before + days }, (_, at) => addDays(launch, at - before))
  const rows = referenceTrends(log, {
    scope: { ...choice.scope, from: dates[0]!, to: dates.at(-1)! },
    measures: [{ name: 'A', event: choice.event, measure: choice.measure }],
    interval: 'day',
    formulas: [],
    window: 1,
    adjustment: null,
    breakdown: ['city'],
    limit: 100,
    underOneValue: false,
    per: [],
    byActive: false,
    weekStart: null,
    intervals: false,
  }) as readonly { date: string; city: string; value: number }[]
  const groups = new Map<string, readonly number[]>()
  for (const name of new Set(rows.map((row) => row.city))) {
    const own = dates.map((date) => rows.find((row) => row.date === date && row.city === name)!.value)
    // A city that is itself called Other counts with that line, which is no group.
    if (name !== '(none)' && name !== 'Other' && mean(own.slice(0, before)) !== 0) groups.set(name, own)
  }
  if (!groups.has(choice.treated) || groups.size < 3) return null
  return { launch, before, days, groups, dates }
}

/** By the definition, over the naive answer of Trends by city. */
export function referenceSynthetic(log: RandomLog, choice: SyntheticChoice): readonly object[] {
  const { launch, before, groups, dates } = windowOf(log, choice)!
  const size = (name: string): number => mean(groups.get(name)!.slice(0, before))
  const index = (name: string): readonly number[] => groups.get(name)!.map((one) => one / size(name))
  const others = [...groups.keys()].filter((name) => name !== choice.treated)
  const fitted = (name: string, from: readonly string[]) => {
    const goal = index(name)
    const weights = naiveMix(
      goal.slice(0, before),
      from.map((other) => index(other).slice(0, before)),
    )
    const mixed = dates.map((_, day) => from.reduce((sum, other, at) => sum + weights[at]! * index(other)[day]!, 0))
    const squares = goal.map((one, day) => (one - mixed[day]!) ** 2)
    return { weights, mixed, quotient: mean(squares.slice(before)) / mean(squares.slice(0, before)) }
  }
  const own = fitted(choice.treated, others)
  const placebos = others.map(
    (name) =>
      fitted(
        name,
        others.filter((other) => other !== name),
      ).quotient,
  )
  const p = (1 + placebos.filter((one) => one >= own.quotient).length) / (1 + others.length)
  const mix = others
    .map((name, at) => ({ name, share: Math.round(100 * own.weights[at]!) }))
    .filter(({ share }) => share >= 1)
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .map(({ name, share }) => `${share} % ${name}`)
    .join(', ')
  return dates.map((date, day) => {
    const value = groups.get(choice.treated)![day]!
    const synthetic = size(choice.treated) * own.mixed[day]!
    return { date, value, synthetic, effect: value - synthetic, after: date >= launch, mix, p }
  })
}
