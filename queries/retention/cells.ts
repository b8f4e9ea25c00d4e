import type { Series, SeriesPoint } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { wilson } from '../../src-renderer/stats/wilson'
import { markOf } from '../events/completeness'
import { readUnit } from '../events/calendarUnit'
import { breakdownName } from './breakdown'
import { breakdownColumn } from './question'

/** A rate of some period, of one cohort or of several together. */
export interface Rate {
  /** Its row in the result; of several cohorts, the first of theirs. */
  readonly row: number
  readonly period: number
  /** The period, or the bracket: "4-7". */
  readonly label: string
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

export interface Cell extends Rate {
  readonly cohort: string
  readonly size: number
}

/** Rows of one value of the breakdown, or all rows under the name null. */
export interface Group<R extends Rate> {
  readonly name: string | null
  readonly rates: readonly R[]
}

/**
 * Rates by value of the breakdown, in the order of the result; the rows of `retention` are cells, those of
 * `retention-summary` are not.
 */
export function readGroups(result: ResultTable, values: ParameterValues): readonly Group<Cell>[] {
  const column = breakdownColumn(values)
  const groups = new Map<string | null, Cell[]>()
  for (const [row, cells] of result.rows().entries()) {
    const name = column === null ? null : String(cells[breakdownName(column)])
    const period = cells['period'] as number
    const cell: Cell = {
      row,
      period,
      label: String(cells['bracket'] ?? period),
      eligible: cells['eligible'] as number,
      users: cells['users'] as number,
      pct: cells['pct'] as number | null,
      ...(cells['cohorts'] === undefined ? {} : { cohorts: cells['cohorts'] as number }),
      complete: cells['complete'] !== false,
      weight: Number(cells['cohort_users'] ?? cells['size'] ?? 0),
      cohort: String(cells['cohort'] ?? ''),
      size: Number(cells['size'] ?? 0),
    }
    const known = groups.get(name)
    if (known === undefined) groups.set(name, [cell])
    else known.push(cell)
  }
  return [...groups].map(([name, rates]) => ({ name, rates }))
}

/** Cells by cohort. */
export function byCohort(cells: readonly Cell[]): ReadonlyMap<string, readonly Cell[]> {
  const cohorts = new Map<string, Cell[]>()
  for (const cell of cells) {
    const row = cohorts.get(cell.cohort)
    if (row === undefined) cohorts.set(cell.cohort, [cell])
    else row.push(cell)
  }
  return cohorts
}

/**
 * Rates of each period put together, of those that are over: pooled (all retained by all eligible), or their mean,
 * simple or weighted by size.
 */
export function together(rates: readonly Rate[], values: ParameterValues): readonly Rate[] {
  const periods = new Map<number, Rate[]>()
  for (const rate of rates.filter((one) => one.complete)) {
    const some = periods.get(rate.period)
    if (some === undefined) periods.set(rate.period, [rate])
    else some.push(rate)
  }
  return [...periods.values()]
    .map((some): Rate => {
      const eligible = some.reduce((sum, one) => sum + one.eligible, 0)
      const users = some.reduce((sum, one) => sum + one.users, 0)
      const pooled = {
        row: some[0]!.row,
        period: some[0]!.period,
        label: some[0]!.label,
        eligible,
        users,
        complete: true,
      }
      if (values['mean'] !== 'simple' && values['mean'] !== 'weighted')
        return { ...pooled, pct: eligible === 0 ? null : (100 * users) / eligible }
      const rated = some.filter((one) => one.pct !== null)
      const cohorts = rated.reduce((sum, one) => sum + (one.cohorts ?? 1), 0)
      const weigh = (one: Rate): number => (values['mean'] === 'simple' ? (one.cohorts ?? 1) : (one.weight ?? 0))
      const weight = rated.reduce((sum, one) => sum + weigh(one), 0)
      return {
        ...pooled,
        cohorts,
        weight,
        pct: weight === 0 ? null : rated.reduce((sum, one) => sum + one.pct! * weigh(one), 0) / weight,
      }
    })
    .sort((a, b) => a.period - b.period)
}

/** "day 7", or "days 4-7" for a bracket. */
export function periodName(rate: Rate, values: ParameterValues): string {
  return `${readUnit(values)}${rate.label.includes('-') ? 's' : ''} ${rate.label}`
}

/** "55 of 96 users", or how many cohorts a mean is of. */
export function ofWhat(rate: Rate, values: ParameterValues): string {
  if (rate.cohorts !== undefined)
    return `mean of ${rate.cohorts.toLocaleString('en-US')} ${rate.cohorts === 1 ? 'cohort' : 'cohorts'}`
  return `${rate.users.toLocaleString('en-US')} of ${rate.eligible.toLocaleString('en-US')} ${values['entry'] === 'recurring' ? 'entries' : 'users'}`
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
