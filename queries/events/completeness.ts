import type { SeriesPoint } from '../../src-renderer/chart/spec'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ResultValue } from '../../src-renderer/query/contract/result'
import type { Scope } from '../../src-renderer/query/sql/source'
import { unitStartSql, type CalendarUnit } from './calendarUnit'

type Row = Readonly<Record<string, ResultValue>>

/**
 * The one rule for what is counted over dates: boolean SQL over the columns of dataDatesSql(), whether a bucket is
 * complete. The local dates from `first` to `last` (DATE expressions) must lie within the data and be over: the date of
 * the newest event is not, a date that `as_of` reaches is.
 */
export function completeSql(first: string, last: string): string {
  const [begun, over] = [`${first} >= first_date`, `${last} <= over_date`]
  return begun.length + over.length <= 80 ? `(${begun} AND ${over})` : `(\n    ${begun}\n    AND ${over}\n  )`
}

/** completeSql() of the day, week or month of that number. */
export function unitCompleteSql(number: string, unit: CalendarUnit, catalog: Catalog): string {
  return completeSql(unitStartSql(number, unit, catalog), `${unitStartSql(`${number} + 1`, unit, catalog)} - 1`)
}

/** The column `complete` that says so, of every analysis with rows over dates; for resultColumns(). */
export function completeSpec(bucket = 'date') {
  return { about: `False where the ${bucket} is not over, or not wholly within the data.`, format: 'boolean' } as const
}

/** How a point of such a row is marked: drawn hollow or dashed. */
export function markOf(row: Row): Pick<SeriesPoint, 'incomplete'> {
  return row['complete'] === false ? { incomplete: true } : {}
}

/**
 * The row that figures of "the last" one are taken from, and its number: the last complete one, or the last where none
 * is; null for no rows.
 */
export function lastComplete<R extends Row>(rows: readonly R[]): { readonly row: R; readonly index: number } | null {
  const found = rows.findLastIndex((row) => row['complete'] !== false)
  const index = found < 0 ? rows.length - 1 : found
  const row = rows[index]
  return row === undefined ? null : { row, index }
}

/** "2024-03-10", and that it is not over where it is not. */
export function dateText(row: Row): string {
  return `${String(row['date'])}${row['complete'] === false ? ', not complete' : ''}`
}

/** For notes of what looks back from the last date shown: that this date is not over, or nothing. */
export function lastDayNote({ toDate, lastDate, overDate }: Scope): readonly string[] {
  if (lastDate === null || overDate === null || lastDate === overDate || (toDate !== null && toDate <= overDate))
    return []
  return [`the last day, ${lastDate}, is not over`]
}
