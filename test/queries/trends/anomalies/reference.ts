import type { RandomLog, RandomScope } from '../../randomLog'
import { referenceTrends } from '../trends/reference'
import type { AskedMeasure, Choice as TrendChoice } from '../trends/choices'

export interface AnomalyChoice {
  readonly scope: RandomScope
  /** A figure, or measures of Trends in its place. */
  readonly figure: { readonly metric: 'users' | 'events'; readonly events: readonly string[] }
  readonly measures: readonly AskedMeasure[]
  readonly formulas: TrendChoice['formulas']
  readonly interval: 'hour' | 'day' | 'week' | 'month'
  readonly rolling: number | null
  readonly limits: {
    readonly look_for: 'drops' | 'rises' | 'both'
    readonly medium_pct: number
    readonly high_pct: number
    readonly buckets_before: number
    readonly z_threshold: number
    readonly weeks: number
    readonly least_weeks: number
  }
}

interface TrendRow {
  readonly date?: string
  readonly ts?: number
  readonly series: string
  readonly value: number | null
  readonly complete: boolean
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}

/** The series that is watched, as a question of Trends. */
function trendOf({ scope, figure, measures, formulas, interval, rolling }: AnomalyChoice): TrendChoice {
  const { metric, events } = figure
  const own: AskedMeasure =
    metric === 'events'
      ? { name: 'Events', event: null, measure: 'count', events, ofUsers: true }
      : { name: 'Active users', event: null, measure: 'users', events }
  return {
    scope,
    interval,
    measures: measures.length === 0 ? [own] : measures,
    formulas,
    window: rolling ?? 1,
    adjustment: null,
    breakdown: [],
    limit: 5,
    underOneValue: false,
    per: [],
    byActive: false,
    weekStart: null,
    intervals: false,
  }
}

/** "Mon, 23": what buckets of one season share; nothing where all do. */
function seasonReader({ interval, scope }: AnomalyChoice): (row: TrendRow) => string {
  if (interval === 'week' || interval === 'month') return () => ''
  const timeZone = interval === 'hour' ? (scope.timezone ?? 'UTC') : 'UTC'
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    ...(interval === 'hour' ? { hour: '2-digit' } : {}),
  })
  return ({ ts, date }) => format.format(ts === undefined ? Date.parse(date!) : ts / 1000)
}

/** How many buckets before, at least and at most, one of the same season lies. */
function seasonReach({ interval, limits: { weeks } }: AnomalyChoice): readonly [number, number] {
  if (interval === 'hour') return [12, 168 * weeks + 12]
  return [1, (interval === 'day' ? 7 : 1) * weeks]
}

function flag(pct: number | null, { medium_pct, high_pct }: AnomalyChoice['limits']): 'high' | 'medium' | null {
  if (pct === null || pct <= medium_pct) return null
  return pct > high_pct ? 'high' : 'medium'
}

/** Anomalies by the definition: each bucket's figure by Trends, then a look at the buckets before it. */
export function referenceAnomalies(log: RandomLog, choice: AnomalyChoice): readonly object[] {
  const { limits } = choice
  const trend = trendOf(choice)
  const beginOf = (row: TrendRow): string | number => row.ts ?? row.date!
  const all = referenceTrends(log, { ...trend, scope: { ...trend.scope, from: null } }) as readonly TrendRow[]
  const shown = referenceTrends(log, trend) as readonly TrendRow[]
  const current = shown
    .filter((row) => row.complete)
    .map(beginOf)
    .at(-1)
  const seasonOf = seasonReader(choice)
  const [least, most] = seasonReach(choice)
  const lines = new Map<string, (TrendRow & { readonly season: string })[]>()
  for (const row of all) {
    const line = lines.get(row.series) ?? []
    lines.set(row.series, line)
    line.push({ ...row, season: seasonOf(row) })
  }
  return shown.map((row) => {
    const own = lines.get(row.series)!
    const at = own.findIndex((one) => beginOf(one) === beginOf(row))
    const known = (rows: readonly (TrendRow | undefined)[]): readonly number[] =>
      rows.flatMap((one) => (one === undefined || !one.complete || one.value === null ? [] : [one.value]))
    const before = known(own.slice(Math.max(0, at - limits.buckets_before), at))
    const mean =
      before.length < limits.buckets_before ? null : before.reduce((sum, one) => sum + one, 0) / before.length
    const change =
      row.value === null || mean === null || mean === 0 ? null : (100 * (row.value - mean)) / Math.abs(mean)
    const season = known(
      own.slice(Math.max(0, at - most), Math.max(0, at - least + 1)).filter((one) => one.season === own[at]!.season),
    )
    const median = season.length >= limits.least_weeks ? middle(season) : null
    const mad = median === null ? null : middle(season.map((one) => Math.abs(one - median)))
    const z =
      row.value === null || median === null || mad === null || mad === 0 ? null : (row.value - median) / (1.4826 * mad)
    const band = mad === null ? null : limits.z_threshold * 1.4826 * mad
    const isCount =
      trend.formulas.length === 0
        ? ['count', 'users', 'distinct'].includes(trend.measures.find(({ name }) => name === row.series)!.measure)
        : row.series === 'A' && ['count', 'users', 'distinct'].includes(trend.measures[0]!.measure)
    const low = band === null ? null : median! - band
    const beyond = z === null ? null : limits.look_for === 'drops' ? -z : limits.look_for === 'rises' ? z : Math.abs(z)
    const pctDown = change === null || limits.look_for === 'rises' || !row.complete ? null : -change
    const pctUp = change === null || limits.look_for === 'drops' || !row.complete ? null : change
    return {
      ...(row.ts === undefined ? { date: row.date } : { ts: row.ts }),
      value: row.value,
      mean_before: mean,
      change_pct: change,
      drop: flag(pctDown, limits),
      median,
      mad,
      robust_z: z,
      expected_low: low === null ? null : isCount ? Math.max(0, low) : low,
      expected_high: band === null ? null : median! + band,
      outlier: row.complete && beyond !== null && beyond > limits.z_threshold,
      complete: row.complete,
      current: beginOf(row) === current && row.complete,
      rise: flag(pctUp, limits),
      series: row.series,
    }
  })
}
