import type { AddUp } from '../../../src-renderer/query/contract/cte'
import type { Condition } from '../../../src-renderer/query/sql/condition'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { activeDays } from '../../events/activeDays'
import { completeSql } from '../../events/completeness'
import { calendar, isShownSql } from '../../events/dataDates'

/** Days in the windows of weekly and monthly active users, the day itself included. */
export const WEEK = 7
export const MONTH = 30

const USERS_BY_DATE = { by: ['date'], sums: ['users'] }

function leaving(name: string, days: number): Cte {
  return {
    name,
    about: `Users by the date on which they leave the window of ${days} days, or enter it anew`,
    sql: `SELECT least(date + ${days}, next_date) AS date, count(*) AS users
FROM active_spans
GROUP BY 1`,
    adds: USERS_BY_DATE,
  }
}

/**
 * One pass over distinct user-days: a user enters the window of k days on an active day d, and leaves it on d + k, or
 * earlier on the next active day, when that day lets them in anew. Running sums of the two are the active users.
 */
export function activeUsersSql(scope: Scope, active: readonly Condition[]): AddUp {
  const running = (left: string): string =>
    `sum(coalesce(entering.users, 0) - coalesce(${left}.users, 0)) OVER (ORDER BY date)`
  const each: readonly Cte[] = [
    ...activeDays(scope, active),
    {
      name: 'active_spans',
      about: 'Each active day of a user, with their next one',
      keep: 'MATERIALIZED',
      sql: `SELECT date, lead(date) OVER (PARTITION BY user_key ORDER BY date) AS next_date
FROM active_days`,
    },
    {
      name: 'entering',
      about: 'Users by active day: each day lets its users into both windows',
      sql: 'SELECT date, count(*) AS users\nFROM active_spans\nGROUP BY date',
      adds: USERS_BY_DATE,
    },
    leaving('leaving_week', WEEK),
    leaving('leaving_month', MONTH),
  ]
  const all: readonly Cte[] = [
    ...calendar(scope),
    {
      name: 'windows',
      about: 'Who has entered and not left, by date',
      sql: `SELECT
  date,
  first_date,
  last_date,
  over_date,
  coalesce(entering.users, 0) AS dau,
  ${running('leaving_week')} AS wau,
  ${running('leaving_month')} AS mau
FROM calendar
LEFT JOIN entering USING (date)
LEFT JOIN leaving_week USING (date)
LEFT JOIN leaving_month USING (date)`,
    },
  ]
  return {
    each,
    all,
    select: `SELECT
  date,
  dau::BIGINT AS dau,
  wau::BIGINT AS wau,
  mau::BIGINT AS mau,
  dau::DOUBLE / nullif(mau, 0)::DOUBLE AS dau_mau,
  date - ${WEEK - 1} >= first_date AS wau_complete,
  date - ${MONTH - 1} >= first_date AS mau_complete,
  ${completeSql('date', 'date')} AS complete
FROM windows
WHERE ${isShownSql(scope)}
ORDER BY date`,
  }
}
