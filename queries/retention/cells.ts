import { formatCount } from '../../src-renderer/chart/format'
import type { Series, SeriesPoint } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { rowsOf, type ColumnSpecs, type RowOf } from '../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { wilson } from '../../src-renderer/stats/wilson'
import { markOf } from '../events/completeness'
import { readUnit } from '../events/calendarUnit'
import { brokenBy, groupText } from '../events/brokenBy'
import { breakdownName } from './breakdown'
import {
  BRACKET_COLUMNS,
  COHORT_COLUMNS,
  HIDDEN_COLUMNS,
  MEAN_COLUMNS,
  SUMMARY_COLUMNS,
  WEIGHT_COLUMNS,
} from './columns'
import { bracketLabel, readBrackets } from './brackets'

/** A rate of some period, of one cohort or of several together. */
export interface Rate {
  /** Its row in the result; of several cohorts, the first of theirs. */
  readonly row: number
  readonly period: number
  /** The period, or the bracket: "4-7". */
  readonly label: string
  /** The bracket holds several periods. */
  readonly isSpan: boolean
  readonly eligible: number
  readonly users: number
  /** Null where nobody is eligible. */
  readonly pct: number | null
  /** Cohorts with a rate, where pct is a mean of theirs. */
  readonly cohorts?: number
  /** What the rate weighs in a mean weighted by size: the users of its cohorts. */
  readonly weight?: number
  /** Whether the period is over. */
  readonly complete: boolean
}

/** A rate of somebody. */
export type Rated = Rate & { readonly pct: number }

export const isRated = (rate: Rate): rate is Rated => rate.pct !== null

export interface Cell extends Rate {
  readonly cohort: string
  readonly size: number
}

/** Rows of one value of the breakdown, or all rows under the name null. */
export interface Group<R extends Rate> {
  readonly name: string | null
  readonly rates: readonly R[]
}

/** The rows of a result's columns that not every answer has; null where this one has none called `name`. */
function rowsWith<C extends ColumnSpecs>(columns: C, name: keyof C, result: ResultTable): readonly RowOf<C>[] | null {
  return result.columns.some((column) => column.name === name) ? rowsOf(columns, result) : null
}

/** How many cohorts are too small to be shown; null where all are, or where there are no rows. */
export function hiddenCohorts(result: ResultTable): number | null {
  return rowsWith(HIDDEN_COLUMNS, 'hidden_cohorts', result)?.[0]?.hidden_cohorts ?? null
}

/**
 * Rates by value of the breakdown, in the order of the result; the rows of `retention` are cells, those of
 * `retention-summary` are not.
 */
export function readGroups(result: ResultTable, values: ParameterValues): readonly Group<Cell>[] {
  const names = (brokenBy(values) ?? []).map((name) => result.column(breakdownName(name)))
  const cohorts = rowsWith(COHORT_COLUMNS, 'cohort', result)
  const brackets = rowsWith(BRACKET_COLUMNS, 'bracket', result)
  const spans = brackets === null ? new Set<string>() : spanLabels(values)
  const means = rowsWith(MEAN_COLUMNS, 'cohorts', result)
  const weights = rowsWith(WEIGHT_COLUMNS, 'cohort_users', result)
  const groups = new Map<string | null, Cell[]>()
  for (const [row, { period, eligible, users, pct }] of rowsOf(SUMMARY_COLUMNS, result).entries()) {
    const name = names.length === 0 ? null : groupText(names.map((texts) => String(texts[row])))
    const cohort = cohorts?.[row]
    const mean = means?.[row]
    const bracket = brackets?.[row]?.bracket
    const cell: Cell = {
      row,
      period,
      label: bracket ?? String(period),
      isSpan: bracket !== undefined && spans.has(bracket),
      eligible,
      users,
      pct,
      ...(mean && { cohorts: mean.cohorts }),
      complete: cohort?.complete ?? true,
      weight: weights?.[row]?.cohort_users ?? cohort?.size ?? 0,
      cohort: cohort?.cohort ?? '',
      size: cohort?.size ?? 0,
    }
    const known = groups.get(name)
    if (known === undefined) groups.set(name, [cell])
    else known.push(cell)
  }
  return [...groups].map(([name, rates]) => ({ name, rates }))
}

/** The names of the brackets that hold several periods. */
function spanLabels(values: ParameterValues): ReadonlySet<string> {
  const brackets = readBrackets(values['brackets'] ?? null)
  return new Set(brackets.filter(({ first, last }) => first !== last).map(bracketLabel))
}

/** A cohort with its cells. */
export interface Cohort {
  readonly cohort: string
  readonly size: number
  readonly cells: readonly [Cell, ...Cell[]]
}

/** Cells by cohort. */
export function byCohort(cells: readonly Cell[]): readonly Cohort[] {
  return groupedBy(cells, (cell) => cell.cohort).map((some) => ({
    cohort: some[0].cohort,
    size: some[0].size,
    cells: some,
  }))
}

/** Lists of what has the same key, in the order in which keys come first. */
function groupedBy<T>(list: readonly T[], keyOf: (one: T) => string | number): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string | number, [T, ...T[]]>()
  for (const one of list) {
    const known = groups.get(keyOf(one))
    if (known === undefined) groups.set(keyOf(one), [one])
    else known.push(one)
  }
  return [...groups.values()]
}

/**
 * Rates of each period put together, of those that are over: pooled (all retained by all eligible), or their mean,
 * simple or weighted by size.
 */
export function together(rates: readonly Rate[], values: ParameterValues): readonly Rate[] {
  return groupedBy(
    rates.filter((one) => one.complete),
    (one) => one.period,
  )
    .map((some): Rate => {
      const eligible = some.reduce((sum, one) => sum + one.eligible, 0)
      const users = some.reduce((sum, one) => sum + one.users, 0)
      const pooled = {
        row: some[0].row,
        period: some[0].period,
        label: some[0].label,
        isSpan: some[0].isSpan,
        eligible,
        users,
        complete: true,
      }
      if (values['mean'] !== 'simple' && values['mean'] !== 'weighted')
        return { ...pooled, pct: eligible === 0 ? null : (100 * users) / eligible }
      const rated = some.filter(isRated)
      const cohorts = rated.reduce((sum, one) => sum + (one.cohorts ?? 1), 0)
      const weigh = (one: Rate): number => (values['mean'] === 'simple' ? (one.cohorts ?? 1) : (one.weight ?? 0))
      const weight = rated.reduce((sum, one) => sum + weigh(one), 0)
      return {
        ...pooled,
        cohorts,
        weight,
        pct: weight === 0 ? null : rated.reduce((sum, one) => sum + one.pct * weigh(one), 0) / weight,
      }
    })
    .sort((a, b) => a.period - b.period)
}

/** "day 7", or "days 4-7" for a bracket. */
export function periodName(rate: Rate, values: ParameterValues): string {
  return `${readUnit(values)}${rate.isSpan ? 's' : ''} ${rate.label}`
}

/** "55 of 96 users", or how many cohorts a mean is of. */
export function ofWhat(rate: Rate, values: ParameterValues): string {
  if (rate.cohorts !== undefined)
    return `mean of ${formatCount(rate.cohorts)} ${rate.cohorts === 1 ? 'cohort' : 'cohorts'}`
  const who = values['entry'] === 'recurring' ? 'entries' : 'users'
  return `${formatCount(rate.users)} of ${formatCount(rate.eligible)} ${who}`
}

/**
 * A rate as a point of a curve, with its 95 % interval after Wilson; a mean of rates has none. `column` is the
 * figure's.
 */
export function ratePoint(rate: Rate, column: string): SeriesPoint {
  const interval = rate.pct === null || rate.cohorts !== undefined ? null : wilson(rate.users, rate.eligible)
  return {
    x: rate.period,
    y: rate.pct,
    ...(interval === null ? {} : { low: 100 * interval.low, high: 100 * interval.high }),
    ...markOf({ complete: rate.complete }),
    figure: { row: rate.row, column },
  }
}

export function rateSeries(name: string, rates: readonly Rate[], column: string): Series {
  return { name, points: rates.map((rate) => ratePoint(rate, column)) }
}
