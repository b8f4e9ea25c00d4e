import { elementAt } from '../../../src-renderer/base/required'
import type { RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { heldOut, holtWinters, seasonalNaive, type HeldOut, type Method } from '../../../src-renderer/stats/forecast'
import { isClockUnit } from '../../events/clockUnit'
import { unitStartDate, type TimeUnit } from '../../events/timeUnits'
import { answeredSeries, bucketResult, completeValues, type Bucket } from '../answeredSeries'
import { readInterval } from '../question'
import { FIGURES } from './columns'

const HOUR_MICROS = 3_600_000_000
const METHODS: Readonly<Record<string, Method>> = { 'holt-winters': holtWinters, 'seasonal-naive': seasonalNaive }
/** Seasons of an interval, in buckets, the longest first. */
const SEASONS: Readonly<Partial<Record<TimeUnit, readonly number[]>>> = {
  hour: [168, 24],
  day: [7],
  week: [52],
  month: [12],
}
const LEAST_SEASONS = 3
const LEAST_BUCKETS = 4
const ERRORS = { '95': 1.96, '80': 1.28 }

interface Said extends HeldOut {
  readonly method: string
  readonly ahead: readonly number[]
}

type Row = RowOf<typeof FIGURES> & Pick<Bucket, 'begins'>

function seasonOf(unit: TimeUnit, count: number): number {
  return (SEASONS[unit] ?? []).find((length) => count >= LEAST_SEASONS * length) ?? 1
}

/** What both methods say of a series, the better one first. */
function saidOf(values: readonly (number | null)[], season: number, ahead: number): readonly Said[] {
  const held = Math.min(Math.floor(values.length / 2), ahead + season)
  return Object.entries(METHODS)
    .flatMap(([name, method]): readonly Said[] => {
      const tried = heldOut(method, values, season, held, ahead)
      const whole = method(values, season)
      return tried === null || whole === null ? [] : [{ ...tried, method: name, ahead: whole.ahead(ahead) }]
    })
    .sort((a, b) => (a.error ?? Infinity) - (b.error ?? Infinity))
}

/** When the bucket so many after another begins. */
function later(begins: string | number, unit: TimeUnit, count: number): string | number {
  if (typeof begins === 'number') return begins + count * HOUR_MICROS
  if (isClockUnit(unit)) return begins
  return unit === 'week' ? unitStartDate(begins, 'day', 1, 7 * count) : unitStartDate(begins, unit, 1, count)
}

/** The rows of a series: its buckets as they were, and those to come. */
function rowsOfSeries(series: string, buckets: readonly Bucket[], values: ParameterValues): readonly Row[] {
  const unit = readInterval(values)
  const ahead = typeof values['ahead'] === 'number' ? values['ahead'] : 14
  const plain = ({ begins, value, complete }: Bucket): Row => ({
    begins,
    series,
    value,
    complete,
    forecast: null,
    low: null,
    high: null,
    held_out: false,
    method: null,
    held_out_error: null,
    other_error: null,
  })
  const first = buckets.findIndex(({ complete }) => complete)
  const last = buckets.findLastIndex(({ complete }) => complete)
  const learnt = completeValues(buckets.slice(first, last + 1))
  const known = learnt.filter((value) => value !== null)
  const said = saidOf(learnt, seasonOf(unit, learnt.length), ahead)
  const chosen = said.find(({ method }) => method === values['method']) ?? said[0]
  if (first < 0 || known.length < LEAST_BUCKETS || chosen === undefined) return buckets.map(plain)
  const errors = ERRORS[values['band'] === '80' ? '80' : '95']
  const floor = known.every((value) => value >= 0) ? 0 : -Infinity
  const about = {
    method: chosen.method,
    held_out_error: chosen.error,
    other_error: said.find((one) => one !== chosen)?.error ?? null,
  }
  const banded = (forecast: number, step: number): Pick<Row, 'forecast' | 'low' | 'high'> => {
    const half = errors * elementAt(chosen.spread, step)
    return { forecast, low: Math.max(floor, forecast - half), high: Math.max(floor, forecast + half) }
  }
  const start = last + 1 - chosen.next.length
  const past = buckets.slice(0, last + 1).map((bucket, at): Row => {
    const row = { ...plain(bucket), ...about }
    return at < start ? row : { ...row, ...banded(elementAt(chosen.next, at - start), 0), held_out: true }
  })
  const end = elementAt(buckets, last).begins
  const coming = chosen.ahead.map((forecast, step): Row => {
    const bucket = buckets[last + 1 + step]
    const begins = bucket?.begins ?? later(end, unit, step + 1)
    return { ...plain(bucket ?? { begins, series, value: null, complete: false }), ...about, ...banded(forecast, step) }
  })
  return [...past, ...coming]
}

/** Each series with what comes after it. */
export function finishForecast(answer: ResultTable, values: ParameterValues): ResultTable {
  const rows = [...answeredSeries(answer, values)].flatMap(([series, buckets]) => rowsOfSeries(series, buckets, values))
  return bucketResult(FIGURES, rows, values)
}
