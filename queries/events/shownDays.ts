import type { IsoDate } from '../../src-renderer/model/schema'
import { dayToIso } from '../../src-renderer/model/zone'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { Scope } from '../../src-renderer/query/sql/source'
import { statement } from '../../src-renderer/query/sql/statement'
import { completeSql } from './completeness'
import { shownCalendar } from './dataDates'

/** SELECT of the dates shown, in order: `day`, the days since 1970, and `complete`. */
export function shownDaysSql(scope: Scope): string {
  return statement(
    shownCalendar(scope),
    `SELECT date - DATE '1970-01-01' AS day, ${completeSql('date', 'date')} AS complete
FROM calendar
ORDER BY day`,
  )
}

/** A date shown, as `date` and `complete` of a row. */
export interface ShownDay {
  readonly date: IsoDate
  readonly complete: boolean
}

/** The dates shown, in order, where shownDaysSql() was asked beside the events. */
export function shownDays({ beside }: KernelRun): readonly ShownDay[] {
  return (beside?.rows() ?? []).map(({ day, complete }) => ({
    date: dayToIso(Number(day)),
    complete: complete === true,
  }))
}

/** The place of a day among the dates shown; -1 where it is none. */
export function shownPlaces({ beside }: KernelRun): (day: number) => number {
  const days = beside?.rowCount ?? 0
  const first = days === 0 ? 0 : Number(beside?.value(0, 'day'))
  return (day) => (day >= first && day < first + days ? day - first : -1)
}
