import { readConditions } from '../../src-renderer/query/condition'
import type { Catalog, Drill, Figure, ParameterValues } from '../../src-renderer/query/definition'
import { dateLiteral } from '../../src-renderer/query/literal'
import { scope } from '../../src-renderer/query/source'
import { activeDaysSql, partitionRange } from '../active-users/activeDays'
import { scopedPlan } from '../active-users/scopedPlan'
import { readUnit, unitNumberSql } from './calendarUnit'

/** Who is in each group, over what a user did in the unit, in the one before and earlier. */
const GROUPS: Readonly<Record<string, { readonly words: string; readonly condition: string }>> = {
  new: { words: 'New users', condition: 'now AND NOT before AND NOT earlier' },
  returning: { words: 'Returning users', condition: 'now AND before' },
  resurrecting: { words: 'Users who came back', condition: 'now AND NOT before AND earlier' },
  dormant: { words: 'Users who fell dormant', condition: 'before AND NOT now' },
}

/** The users of a group in a unit, with their first active date and their last one up to the end of the unit. */
export function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog, source: string | null): Drill | null {
  const group = GROUPS[column]
  const date = row['date']
  if (group === undefined || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const unit = readUnit(values)
  const number = unitNumberSql(dateLiteral(date), unit, catalog)
  return {
    title: `${group.words} of the ${unit} of ${date}`, kind: 'users',
    plan: scopedPlan(asked, `SELECT user_key, first_active, last_active
FROM (
  SELECT user_key, bool_or(unit = ${number}) AS now, bool_or(unit = ${number} - 1) AS before, bool_or(unit < ${number} - 1) AS earlier,
    min(date) AS first_active, max(date) FILTER (unit <= ${number}) AS last_active
  FROM (SELECT user_key, date, ${unitNumberSql('date', unit, catalog)} AS unit FROM (${activeDaysSql(asked, readConditions(values['active_events'] ?? null, 'active_events'))}))
  GROUP BY user_key)
WHERE ${group.condition}`, partitionRange({ ...asked, toDate: date }, null, unit === 'day' ? 0 : 31)),
  }
}
