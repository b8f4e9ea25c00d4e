import type { AddUp } from '../../../src-renderer/query/contract/cte'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { activeDays, readActive } from '../../events/activeDays'
import { dataDates, shownDates } from '../../events/dataDates'

export const DEFAULT_WINDOW = 28

export function readWindow(values: ParameterValues): number {
  return typeof values['window_days'] === 'number' ? values['window_days'] : DEFAULT_WINDOW
}

/** WITH queries up to `last_day`: one row, to_date; none where it is before the data. */
function lastDay(asked: Scope): readonly Cte[] {
  const { to } = shownDates(asked)
  return [
    dataDates(asked),
    {
      name: 'last_day',
      about: 'The last day of the window',
      sql: `SELECT ${to} AS to_date\nFROM data_dates\nWHERE ${to} >= first_date`,
    },
  ]
}

/** WITH queries up to `active_users`: (user_key, days, last_active) of the users active in the window. */
export function windowUsers(asked: Scope, values: ParameterValues): readonly Cte[] {
  return [
    ...activeDays(asked, readActive(values)),
    ...lastDay(asked),
    {
      name: 'active_users',
      about: 'Users active in the window, with the number of their active days',
      sql: `SELECT user_key, count(*) AS days, max(date) AS last_active
FROM active_days, last_day
WHERE date > to_date - ${readWindow(values)}
  AND date <= to_date
GROUP BY user_key`,
    },
  ]
}

/** A row for each number of days of the window. */
export function powerUsersSql(asked: Scope, values: ParameterValues): AddUp {
  return {
    each: [
      ...windowUsers(asked, values),
      {
        name: 'histogram',
        about: 'Users by their number of active days',
        sql: 'SELECT days, count(*) AS users\nFROM active_users\nGROUP BY days',
        adds: { by: ['days'], sums: ['users'] },
      },
    ],
    all: [
      ...lastDay(asked),
      {
        name: 'possible_days',
        about: 'Each number of days that a user can have been active on',
        sql: `SELECT unnest(range(1, ${readWindow(values) + 1})) AS days\nFROM last_day`,
      },
      {
        name: 'counted',
        about: 'The histogram, with the numbers of days that nobody has',
        sql: `SELECT days, coalesce(users, 0) AS users
FROM possible_days
LEFT JOIN histogram USING (days)`,
      },
    ],
    select: `SELECT
  days::BIGINT AS days,
  users::BIGINT AS users,
  100 * users / nullif(sum(users) OVER (), 0)::DOUBLE AS share_pct,
  (sum(users) OVER (ORDER BY days DESC))::BIGINT AS users_at_least,
  100 * sum(users) OVER (ORDER BY days DESC) / nullif(sum(users) OVER (), 0)::DOUBLE AS at_least_pct
FROM counted
ORDER BY days`,
  }
}
