import { addUnits } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'
import type { AskedMeasure } from '../trends/choices'
import { referenceTrends } from '../trends/reference'

export interface ForecastChoice {
  readonly scope: RandomScope
  readonly measures: readonly AskedMeasure[]
  readonly interval: 'day' | 'week' | 'month'
  readonly ahead: number
  readonly method: 'auto' | 'holt-winters' | 'seasonal-naive'
  readonly band: '95' | '80'
}

type Values = readonly (number | null)[]
/** What is said, having seen `seen` and learnt from its first `learnt`, of the next `steps`; null for too few. */
type Says = (seen: Values, learnt: number, season: number, steps: number) => readonly number[] | null

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length

const naive: Says = (seen, learnt, season, steps) => {
  if (seen.slice(0, learnt).every((value) => value === null)) return null
  return Array.from({ length: steps }, (_, step) => {
    let at = seen.length + step
    do at -= season
    while (at >= seen.length)
    while (at >= 0 && seen[at] === null) at -= season
    return at >= 0 ? seen[at]! : seen.findLast((value) => value !== null)!
  })
}

/** Holt-Winters by its equations, every level, trend and season kept. */
function run(seen: Values, season: number, weights: readonly [number, number, number]) {
  const first = seen.slice(0, 2 * season) as readonly number[]
  const [one, two] = [mean(first.slice(0, season)), mean(first.slice(season))]
  const b = [(two - one) / season]
  const l = [one - (b[0]! * (season + 1)) / 2]
  const s = Array.from({ length: season }, (_, at) =>
    season === 1 ? 0 : (first[at]! - one + first[at + season]! - two) / 2,
  )
  const errors: number[] = []
  seen.forEach((y, t) => {
    const drift = 0.98 * b[t]!
    if (y !== null) errors.push(y - (l[t]! + drift + s[t]!))
    l.push(y === null ? l[t]! + drift : weights[0] * (y - s[t]!) + (1 - weights[0]) * (l[t]! + drift))
    b.push(y === null ? drift : weights[1] * (l[t + 1]! - l[t]!) + (1 - weights[1]) * drift)
    s.push(y === null || season === 1 ? s[t]! : weights[2] * (y - l[t + 1]!) + (1 - weights[2]) * s[t]!)
  })
  return { l: l.at(-1)!, b: b.at(-1)!, s: s.slice(-season), squares: errors.reduce((sum, e) => sum + e * e, 0) }
}

const winters: Says = (seen, learnt, season, steps) => {
  const from = seen.slice(0, learnt)
  if (from.length < 2 * season || from.slice(0, 2 * season).includes(null)) return null
  let best: { squares: number; weights: readonly [number, number, number] } | null = null
  for (const a of [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9])
    for (const b of [0, 0.01, 0.05, 0.1, 0.3])
      for (const c of season === 1 ? [0] : [0.05, 0.1, 0.3, 0.5]) {
        const { squares } = run(from, season, [a, b, c])
        if (best === null || squares < best.squares) best = { squares, weights: [a, b, c] }
      }
  const { l, b, s } = run(seen, season, best!.weights)
  return Array.from({ length: steps }, (_, step) => {
    let rise = 0
    for (let k = 1; k <= step + 1; k++) rise += 0.98 ** k * b
    return l + rise + s[step % season]!
  })
}

interface TrendRow {
  readonly date: string
  readonly series: string
  readonly value: number | null
  readonly complete: boolean
}

/** By the definition, over the naive answer of Trends. */
export function referenceForecast(log: RandomLog, choice: ForecastChoice): readonly object[] {
  const rows = referenceTrends(log, {
    ...choice,
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
  }) as readonly TrendRow[]
  const nothing = { forecast: null, low: null, high: null, held_out: false }
  const unsaid = { method: null, held_out_error: null, other_error: null }
  const none = rows.map(({ complete, ...row }) => ({ ...row, ...nothing, ...unsaid, complete }))
  const first = rows.findIndex((row) => row.complete)
  const end = rows.findLastIndex((row) => row.complete) + 1
  const learnt = rows.slice(Math.max(first, 0), end).map(({ value, complete }) => (complete ? value : null))
  const known = learnt.filter((value) => value !== null)
  if (known.length < 4) return none
  const longest = { day: 7, week: 52, month: 12 }[choice.interval]
  const season = learnt.length >= 3 * longest ? longest : 1
  const { ahead } = choice
  const held = Math.min(Math.floor(learnt.length / 2), ahead + season)
  const start = learnt.length - held
  const methods = Object.entries({ 'holt-winters': winters, 'seasonal-naive': naive }).flatMap(([name, says]) => {
    if (says(learnt.slice(0, start), start, season, 1) === null) return []
    const errors: number[][] = Array.from({ length: ahead }, () => [])
    const next = Array.from({ length: held }, (_, one) => {
      const said = says(learnt.slice(0, start + one), start, season, ahead)!
      said.forEach((value, step) => {
        const came = learnt[start + one + step] ?? null
        if (came !== null) errors[step]!.push(came - value)
      })
      return said[0]!
    })
    const all = errors.flat().map(Math.abs)
    const spread = errors.map((_, step) =>
      Math.max(
        0,
        ...errors.slice(0, step + 1).map((list) => (list.length === 0 ? 0 : Math.sqrt(mean(list.map((e) => e * e))))),
      ),
    )
    return [
      {
        name,
        next,
        spread,
        error: all.length === 0 ? null : mean(all),
        coming: says(learnt, learnt.length, season, ahead)!,
      },
    ]
  })
  const better = methods.toSorted((a, b) => (a.error ?? Infinity) - (b.error ?? Infinity))
  const used = methods.find(({ name }) => name === choice.method) ?? better[0]
  if (used === undefined) return none
  const floor = known.some((value) => value < 0) ? -Infinity : 0
  const about = {
    method: used.name,
    held_out_error: used.error,
    other_error: methods.find((one) => one !== used)?.error ?? null,
  }
  const band = (forecast: number, step: number): object => {
    const half = (choice.band === '80' ? 1.28 : 1.96) * used.spread[step]!
    return { forecast, low: Math.max(floor, forecast - half), high: Math.max(floor, forecast + half) }
  }
  const past = rows.slice(0, end).map(({ complete, ...row }, at) => {
    const place = at - (end - held)
    const said = place < 0 ? nothing : { ...band(used.next[place]!, 0), held_out: true }
    return { ...row, ...said, ...about, complete }
  })
  const last = rows[end - 1]!
  const coming = used.coming.map((forecast, step) => {
    const row = rows[end + step]
    const date = addUnits(last.date, choice.interval, step + 1)
    const { complete, ...bucket } = row ?? { date, series: last.series, value: null, complete: false }
    return { ...bucket, ...band(forecast, step), held_out: false, ...about, complete }
  })
  return [...past, ...coming]
}
