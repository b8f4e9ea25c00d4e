import type { AddUp } from '../../../src-renderer/query/contract/cte'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import type { ActiveUnits } from './activeUnits'

const CALENDAR: Cte = {
  name: 'calendar',
  about: 'Each unit shown, so that those without activity have a row',
  sql: `SELECT unnest(range(first, last + 1)) AS unit
FROM shown_units
WHERE first IS NOT NULL`,
}

/** SELECT of the units shown: `unit`, its number, when it `begins`, and whether it is `complete`. */
export function shownUnitsSql({ shown, start, complete }: ActiveUnits): string {
  return statement(
    [...shown, CALENDAR],
    `SELECT unit, ${start('unit')} AS begins, ${complete('unit')} AS complete
FROM calendar
CROSS JOIN shown_units
ORDER BY unit`,
  )
}

/** A row for each unit shown: who is new, returns, comes back or falls dormant, by a user's units before and after. */
export function lifecycleSql({ active, shown, column, start, complete }: ActiveUnits): AddUp {
  return {
    each: [
      ...active,
      {
        name: 'neighbours',
        about: 'Each active unit of a user, with the one before and the one after',
        keep: 'MATERIALIZED',
        sql: `SELECT
  unit,
  lag(unit) OVER by_unit AS previous,
  lead(unit) OVER by_unit AS next
FROM active_units
WINDOW by_unit AS (PARTITION BY user_key ORDER BY unit)`,
      },
      {
        name: 'present',
        about: 'Users active in each unit, by when they were before',
        sql: `SELECT
  unit,
  count(*) FILTER (previous IS NULL) AS new,
  count(*) FILTER (previous = unit - 1) AS "returning",
  count(*) FILTER (previous < unit - 1) AS resurrecting
FROM neighbours
GROUP BY unit`,
        adds: { by: ['unit'], sums: ['new', 'returning', 'resurrecting'] },
      },
      {
        name: 'absent',
        about: 'Users active in the unit before and not in this one',
        sql: `SELECT unit + 1 AS unit, count(*) AS dormant
FROM neighbours
WHERE next IS DISTINCT FROM unit + 1
GROUP BY 1`,
        adds: { by: ['unit'], sums: ['dormant'] },
      },
    ],
    all: [...shown, CALENDAR],
    select: `SELECT
  ${start('unit')} AS ${column},
  coalesce(new, 0)::BIGINT AS new,
  coalesce("returning", 0)::BIGINT AS "returning",
  coalesce(resurrecting, 0)::BIGINT AS resurrecting,
  coalesce(dormant, 0)::BIGINT AS dormant,
  ${complete('unit')} AS complete
FROM calendar
CROSS JOIN shown_units
LEFT JOIN present USING (unit)
LEFT JOIN absent USING (unit)
ORDER BY unit`,
  }
}
