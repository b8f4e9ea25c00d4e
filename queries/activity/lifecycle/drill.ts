import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, timestampLiteral } from '../../../src-renderer/query/sql/literal'
import { scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange, readActive } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { activeUnits } from './activeUnits'
import { unitNumberSql } from '../../events/calendarUnit'
import { clockNumberSql, isClockUnit, LONGEST_UNIT_DAYS, readTimeUnit } from '../../events/clockUnit'
import { timeText } from '../../events/timeText'

/** Who is in each group, over what a user did in the unit, in the one before and earlier. */
const GROUPS: Readonly<Record<string, { readonly words: string; readonly condition: string }>> = {
  new: { words: 'New users', condition: 'now AND NOT before AND NOT earlier' },
  returning: { words: 'Returning users', condition: 'now AND before' },
  resurrecting: { words: 'Users who came back', condition: 'now AND NOT before AND earlier' },
  dormant: { words: 'Users who fell dormant', condition: 'before AND NOT now' },
}

/** The users of a group in a unit, with when they were first active and last up to the end of the unit (local). */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const group = GROUPS[column]
  if (group === undefined) return null
  const asked = scope(values, catalog, source)
  const unit = readTimeUnit(values)
  const begins = row[isClockUnit(unit) ? 'ts' : 'date']
  const { moments } = activeUnits(asked, readActive(values), unit)
  const listed = (number: string, words: string, range: ReturnType<typeof partitionRange>): Drill => ({
    title: `${group.words} of the ${unit} of ${words}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        [
          ...moments,
          {
            name: 'user_units',
            about: `What each user did in the ${unit}, in the one before and earlier`,
            sql: `SELECT
  user_key,
  bool_or(unit = ${number}) AS now,
  bool_or(unit = ${number} - 1) AS before,
  bool_or(unit < ${number} - 1) AS earlier,
  min(moment) AS first_active,
  max(moment) FILTER (unit <= ${number}) AS last_active
FROM active_moments
GROUP BY user_key`,
          },
        ],
        `SELECT user_key, first_active, last_active
FROM user_units
WHERE ${group.condition}`,
      ),
      range,
    ),
  })
  if (isClockUnit(unit)) {
    return typeof begins !== 'number'
      ? null
      : listed(
          clockNumberSql(timestampLiteral(begins), unit),
          `${timeText(begins).slice(0, 16).replace('T', ' ')} UTC`,
          partitionRange(asked, null, 0),
        )
  }
  return typeof begins !== 'string'
    ? null
    : listed(
        unitNumberSql(dateLiteral(begins), unit, asked.catalog),
        begins,
        partitionRange({ ...asked, toDate: begins }, null, unit === 'day' ? 0 : LONGEST_UNIT_DAYS),
      )
}
