import type { MeasureKind } from '../../../src-renderer/model/measure'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { anyConditionSql, readConditions } from '../../../src-renderer/query/sql/condition'
import { badParameter, refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import type { TimeUnit } from '../../events/timeUnits'
import { questionOf, readSeries, type AskedSeries, type Part, type TrendQuestion } from '../question'
import { LOOKS } from './parameters'

export interface Thresholds {
  readonly lookFor: (typeof LOOKS)[number]
  readonly mediumPct: number
  readonly highPct: number
  readonly bucketsBefore: number
  readonly z: number
  readonly weeks: number
  readonly leastWeeks: number
}

/** What is watched, and what is held to be unusual. */
export interface AnomalyQuestion {
  /** The series, with the buckets that its own windows reach back for. */
  readonly trend: TrendQuestion
  readonly thresholds: Thresholds
}

/** A season: after how many buckets the same one comes again, and by how many a change of clocks can move it. */
export interface Season {
  readonly length: number
  readonly slack: number
}

/** Days are held against the same weekdays, hours against the same hours of the week, longer buckets against all. */
export function seasonOf(unit: TimeUnit): Season {
  if (unit === 'hour') return { length: 168, slack: 12 }
  return { length: unit === 'day' ? 7 : 1, slack: 0 }
}

/** Buckets before the first one shown that say what was to be expected of it. */
export function lookBack({ trend: { unit }, thresholds: { bucketsBefore, weeks } }: AnomalyQuestion): number {
  const { length, slack } = seasonOf(unit)
  return Math.max(bucketsBefore, length * weeks + slack)
}

export function hasMeasures(values: ParameterValues): boolean {
  return values['measures'] !== null && values['measures'] !== undefined
}

/** What the figure is called that is watched where no measures are given. */
function figureName(values: ParameterValues): string {
  return values['metric'] === 'events' ? 'Events' : 'Active users'
}

/** Whether a part is a whole number that cannot be below 0. */
function isCount({ kind }: Part): boolean {
  return kind === 'count' || kind === 'users' || kind === 'distinct'
}

/** For each series, whether it is a count of its own: whole, and never below 0. */
export function countSeries({ series, parts }: TrendQuestion): readonly boolean[] {
  return series.map(({ formula }) => {
    const part = formula.kind === 'name' ? parts.find((one) => one.measure.name === formula.name) : undefined
    return part !== undefined && isCount(part)
  })
}

function readThresholds(values: ParameterValues): Thresholds {
  const number = (name: string, standard: number): number =>
    typeof values[name] === 'number' ? values[name] : standard
  const thresholds = {
    lookFor: LOOKS.find((one) => one === values['look_for']) ?? 'both',
    mediumPct: number('medium_pct', 15),
    highPct: number('high_pct', 25),
    bucketsBefore: number('buckets_before', 7),
    z: number('z_threshold', 3.5),
    weeks: number('weeks', 8),
    leastWeeks: number('least_weeks', 3),
  }
  const { highPct, mediumPct } = thresholds
  if (highPct < mediumPct)
    throw badParameter('high_pct', String(highPct), ` must be at least medium_pct (${mediumPct}), not ${highPct}.`)
  return thresholds
}

/** The figure as a series of Trends: users of the events chosen, or those of them that have a user. */
function readFigure(values: ParameterValues, { source: { columns } }: Scope): AskedSeries {
  if ((values['formula'] ?? null) !== null)
    refuse('formula', values['formula'], 'a formula is over measures; give them, too')
  const conditions = readConditions(values['events'] ?? null, 'events')
  const kind: MeasureKind = values['metric'] === 'events' ? 'count' : 'users'
  const which = [
    ...(conditions.length === 0 ? [] : [anyConditionSql(conditions, columns)]),
    ...(kind === 'count' ? ['user_key IS NOT NULL'] : []),
  ].join(' AND ')
  const name = figureName(values)
  return {
    series: [{ name, formula: { kind: 'name', name, column: 0 } }],
    parts: [
      {
        measure: { name, event: null, measure: kind, column: null },
        kind,
        is: which === '' ? 'TRUE' : 'is_1',
        amount: null,
      },
    ],
    conditions: which === '' ? [] : [[which, 'is_1']],
    amounts: [],
  }
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readQuestion(values: ParameterValues, catalog: Catalog, source: string | null): AnomalyQuestion {
  const asked = scope(values, catalog, source)
  const events = values['events'] ?? []
  if (hasMeasures(values) && Array.isArray(events) && events.length > 0)
    refuse('events', events, 'these are the events of the figure; a measure names its own event')
  const lines = hasMeasures(values) ? readSeries(values, asked) : readFigure(values, asked)
  return { trend: questionOf(values, asked, lines), thresholds: readThresholds(values) }
}
