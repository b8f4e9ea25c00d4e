import { dayToIso } from '../../src-renderer/model/zone'
import type { IsoDate } from '../../src-renderer/model/schema'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { Condition } from '../../src-renderer/query/sql/condition'
import { tableSql } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { inBrackets, statement } from '../../src-renderer/query/sql/statement'
import { activeDays, userDaysTable } from './activeDays'
import { completeSql } from './completeness'
import { calendar, isShownSql } from './dataDates'
import { storedUsers } from './eventsInScope'

const DAY_MICROS = 86_400_000_000
/** Users between two looks at whether somebody cancelled. */
const CHUNK = 4096
/** The same in rows. */
const ROW_CHUNK = 1 << 18

/**
 * Each local date on which a user was active, once, as events of a timeline: `date`, and its midnight as their time.
 * Their place in the log is made of user and date, so that it is theirs alone; there is room for 4 million dates.
 */
export function activeDayRows(
  scope: Scope,
  active: readonly Condition[],
): Pick<SequenceRequest, 'from' | 'stored' | 'where'> {
  const days = userDaysTable(scope, active)
  return {
    ...(days === null
      ? {}
      : { stored: { table: days, from: tableSql(days), where: 'TRUE', time: 'date', ...storedUsers(scope) } }),
    from: inBrackets(
      statement(
        activeDays(scope, active),
        `SELECT
  user_key,
  date,
  date::TIMESTAMP AS ts,
  user_key::BIGINT * 4194304 + (date - DATE '1970-01-01') + 2097152 AS _source
FROM active_days`,
      ),
    ),
    where: 'TRUE',
  }
}

/** The `sequence` of a plan whose kernel goes by eachUserDays(); none where others than users count. */
export function daySequence(
  scope: Scope,
  active: readonly Condition[],
  asked: Pick<SequenceRequest, 'analysis' | 'values' | 'range' | 'rule'>,
): Pick<QueryPlan, 'sequence'> {
  if (scope.entity.length > 0) return {}
  return { sequence: { ...asked, ...activeDayRows(scope, active), columns: {}, beside: dataDaysSql(scope) } }
}

/** SELECT of all dates of the data: `day`, its number, `complete`, and whether it is `shown`. */
export function dataDaysSql(scope: Scope): string {
  return statement(
    calendar(scope),
    `SELECT
  date - DATE '1970-01-01' AS day,
  ${completeSql('date', 'date')} AS complete,
  ${isShownSql(scope)} AS shown
FROM calendar
ORDER BY day`,
  )
}

/** A date of the data. */
export interface DataDay {
  readonly date: IsoDate
  readonly complete: boolean
  readonly shown: boolean
}

/** The dates of the data in order, where dataDaysSql() was asked beside the events. */
export function dataDays({ beside }: KernelRun): readonly DataDay[] {
  return (beside?.rows() ?? []).map(({ day, complete, shown }) => ({
    date: dayToIso(Number(day)),
    complete: complete === true,
    shown: shown === true,
  }))
}

/**
 * Told of a user's active days, days[0] to days[count - 1] in order, as numbers of the data's dates. The array is used
 * again for the next user.
 */
export type VisitDays = (days: Int32Array, count: number) => void

/** The number of each event's date since 1970 in an activeDayRows() timeline, which keeps them. */
export async function dayNumbers({ timeline, pace }: Pick<KernelRun, 'timeline' | 'pace'>): Promise<Int32Array> {
  const [days] = await timeline.once('days', [], async () => {
    const { at } = timeline
    const made = new Int32Array(at.length)
    for (let row = 0; row < at.length; row += 1) {
      if (row % ROW_CHUNK === 0) await pace()
      made[row] = Math.round(at[row]! / DAY_MICROS)
    }
    return [made]
  })
  return days as Int32Array
}

/** The number since 1970 of the first date of the data. */
export function firstDay({ beside }: KernelRun): number {
  return Number(beside?.rowCount === 0 ? 0 : beside?.value(0, 'day'))
}

/** Goes through the active days of each user of an activeDayRows() timeline. */
export async function eachUserDays(run: KernelRun, visit: VisitDays): Promise<void> {
  const { users, starts } = run.timeline
  const first = firstDay(run)
  const numbers = await dayNumbers(run)
  let days = new Int32Array(1024)
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await run.pace()
    const [from, to] = [starts[user]!, starts[user + 1]!]
    if (to - from > days.length) days = new Int32Array(2 * (to - from))
    for (let row = from; row < to; row += 1) days[row - from] = numbers[row]! - first
    visit(days, to - from)
  }
}

/** How many there are on each date, from when each comes and goes. */
export class Presence {
  readonly #changes: Int32Array

  constructor(days: number) {
    this.#changes = new Int32Array(days + 1)
  }

  /** So many more are there from `begin` until before `end`; nobody where that is no day. */
  add(begin: number, end: number, many = 1): void {
    const last = this.#changes.length - 1
    if (begin >= end || begin >= last) return
    this.#changes[begin]! += many
    this.#changes[Math.min(end, last)]! -= many
  }

  counts(): readonly number[] {
    let there = 0
    return Array.from(this.#changes.subarray(0, -1), (change) => (there += change))
  }
}
