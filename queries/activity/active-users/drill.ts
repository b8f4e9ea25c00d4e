import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { activeDays, partitionRange, readActive } from '../../events/activeDays'

/** Days of the window that each column counts users in. */
const WINDOWS: Readonly<Record<string, number>> = { dau: 1, wau: 7, mau: 30 }

/** The users behind dau, wau and mau of a date, with the days of the window on which each was active. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const window = WINDOWS[column]
  const date = row['date']
  if (window === undefined || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const last = dateLiteral(date)
  const select =
    window === 1
      ? `SELECT user_key
FROM active_days
WHERE date = ${last}`
      : `SELECT user_key, count(*)::BIGINT AS active_days, max(date) AS last_active
FROM active_days
WHERE date BETWEEN ${last} - ${window - 1} AND ${last}
GROUP BY user_key`
  return {
    title: window === 1 ? `Users active on ${date}` : `Users active in the ${window} days to ${date}`,
    kind: 'users',
    plan: {
      sql: statement(activeDays(asked, readActive(values)), select),
      range: partitionRange({ ...asked, fromDate: date, toDate: date }, window - 1, 0),
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
    },
  }
}
