import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COLUMNS } from './columns'
import { STANDARD_ERRORS } from './sql'

/** A cell of the answer with its place in it. */
export interface Cell extends RowOf<typeof COLUMNS> {
  readonly index: number
}

/** All cohorts of which a period is over, put together: every user weighs the same. */
export interface Pooled {
  readonly period: number
  /** The users of these cohorts, and how many cohorts they are. */
  readonly size: number
  readonly cohorts: number
  readonly mean: number
  /** The 95 % interval around the mean; null for a single user. */
  readonly low: number | null
  readonly high: number | null
  /** What one of them cost; null where that is not known of all. */
  readonly spend: number | null
}

export function cellsOf(result: ResultTable): readonly Cell[] {
  return rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
}

/** Cells by cohort, in the answer's order. */
export function byCohort(cells: readonly Cell[]): ReadonlyMap<string, readonly Cell[]> {
  const cohorts = new Map<string, Cell[]>()
  for (const cell of cells) cohorts.set(cell.cohort, [...(cohorts.get(cell.cohort) ?? []), cell])
  return cohorts
}

/** The sum of squares around the cohort's own mean, from its interval. */
function squaresWithin({ size, low, high }: Cell): number {
  if (low === null || high === null) return 0
  const error = (high - low) / 2 / STANDARD_ERRORS
  return error * error * size * (size - 1)
}

/** What a user brought up to each period, over all cohorts of which it is over. */
export function pooled(cells: readonly Cell[]): readonly Pooled[] {
  const over = cells.filter((cell) => cell.complete)
  const periods = [...new Set(over.map((cell) => cell.period))].sort((a, b) => a - b)
  return periods.map((period): Pooled => {
    const some = over.filter((cell) => cell.period === period)
    const size = some.reduce((sum, cell) => sum + cell.size, 0)
    const mean = some.reduce((sum, cell) => sum + cell.size * cell.cumulative_per_user, 0) / size
    const squares = some.reduce(
      (sum, cell) => sum + squaresWithin(cell) + cell.size * (cell.cumulative_per_user - mean) ** 2,
      0,
    )
    const error = size < 2 ? null : STANDARD_ERRORS * Math.sqrt(squares / (size - 1) / size)
    return {
      period,
      size,
      cohorts: some.length,
      mean,
      low: error === null ? null : mean - error,
      high: error === null ? null : mean + error,
      spend: some.some((cell) => cell.spend_per_user === null)
        ? null
        : some.reduce((sum, cell) => sum + cell.size * (cell.spend_per_user ?? 0), 0) / size,
    }
  })
}
