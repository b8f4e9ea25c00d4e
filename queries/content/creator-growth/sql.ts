import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import { unitCompleteSql } from '../../events/completeness'
import { columnSql, KINDS } from '../../events/contentColumns'
import { dataDates, shownDates } from '../../events/dataDates'
import { eventsInScope } from '../../events/eventsInScope'
import { anyKindSql } from '../contentEvents'

/**
 * A row for each creator and unit from their first one on: what they have, what they had before, and by how much it
 * grew.
 */
export function creatorGrowthSql(asked: Scope, values: ParameterValues, unit: Unit): string {
  const number = (date: string): string => unitNumberSql(date, unit, asked.catalog)
  const creator = columnSql(asked, values, 'creator')
  const shown = shownDates(asked)
  const least = Number(values['least_previous'] ?? 1)
  return statement(
    [
      eventsInScope(asked),
      dataDates(asked),
      {
        name: 'shown_units',
        about: `The first and the last ${unit} shown, by their numbers`,
        sql: `SELECT
  first_date,
  over_date,
  ${number(shown.from)} AS from_unit,
  ${number(shown.to)} AS to_unit
FROM data_dates
WHERE ${shown.from} <= ${shown.to}`,
      },
      {
        name: 'counted',
        about: `Views, likes, shares and comments by creator and ${unit}`,
        sql: `SELECT
  ${creator}::VARCHAR AS creator,
  ${number('local_date(ts)')} AS unit,
  count(*) AS engagement
FROM events_in_scope
WHERE ${anyKindSql(asked, values, KINDS)}
  AND ${creator} IS NOT NULL
GROUP BY 1, 2`,
      },
      {
        name: 'creator_units',
        about: `Each ${unit} from a creator's first one to the last shown`,
        sql: `SELECT creator, unnest(range(min(unit), (SELECT to_unit FROM shown_units) + 1))::INTEGER AS unit
FROM counted
GROUP BY creator`,
      },
      {
        name: 'followed',
        about: `Each with the ${unit} before`,
        sql: `SELECT
  creator,
  unit,
  coalesce(engagement, 0) AS engagement,
  lag(coalesce(engagement, 0)) OVER (PARTITION BY creator ORDER BY unit) AS previous
FROM creator_units
LEFT JOIN counted USING (creator, unit)`,
      },
      {
        name: 'shown',
        about: 'Those shown, and whether the data cover the two wholly',
        sql: `SELECT
  creator,
  unit,
  engagement,
  previous,
  ${unitCompleteSql('unit', unit, asked.catalog)} AS complete,
  ${unitCompleteSql('unit - 1', unit, asked.catalog)} AS previous_complete
FROM followed, shown_units
WHERE unit BETWEEN from_unit AND to_unit`,
      },
    ],
    `SELECT
  ${unitStartSql('unit', unit, asked.catalog)} AS date,
  creator,
  engagement::BIGINT AS engagement,
  previous::BIGINT AS previous,
  CASE
    WHEN complete AND previous_complete AND previous >= ${least}
    THEN 100 * (engagement - previous) / previous::DOUBLE
  END AS growth_pct,
  complete
FROM shown
ORDER BY unit, engagement DESC, creator`,
  )
}
