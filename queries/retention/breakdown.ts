import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { eventsSql } from '../events/activeDays'
import type { Breakdown, RetentionQuestion } from './question'

/** What a value that is NULL is called, and what the values beyond the limit are together. */
const NO_VALUE = '(none)'
export const OTHER = 'Other'

const RESULT_COLUMNS = [
  'cohort',
  'size',
  'period',
  'bracket',
  'eligible',
  'users',
  'pct',
  'cohorts',
  'cohort_users',
  'hidden_cohorts',
  'complete',
]

/** The breakdown's column in the result: named as in the log, unless the result has a column of that name. */
export function breakdownName(column: string): string {
  return RESULT_COLUMNS.includes(column.toLowerCase()) ? `${column} at entry` : column
}

/**
 * WITH queries over `entries`: `entry_values` (user_key, unit, entry_value: the column's value at the start event, that
 * of the first in the file where several share its moment) and `value_names` (entry_value, grp: the value, or "Other"
 * beyond the limit). Missing values are a group of their own and never part of "Other".
 */
export function breakdownWith(question: RetentionQuestion, { column, limit }: Breakdown): string {
  const starts = [question.startSql, question.filterSql].filter((part) => part !== null && part !== 'TRUE')
  return `entry_values AS (
  SELECT a.user_key, a.unit, arg_min(s.entry_value, s.place) AS entry_value
  FROM entries a JOIN (
    SELECT user_key, ts AS start_ts, _source AS place, coalesce(${identifier(column)}::VARCHAR, ${literal(NO_VALUE)}) AS entry_value
    FROM ${eventsSql(question.scope)}${starts.length === 0 ? '' : ` WHERE ${starts.join(' AND ')}`}) s ON s.user_key = a.user_key AND s.start_ts = a.entry_ts
  GROUP BY ALL),
value_names AS (
  SELECT entry_value, CASE WHEN entry_value = ${literal(NO_VALUE)} OR row_number() OVER (PARTITION BY entry_value = ${literal(NO_VALUE)} ORDER BY count(*) DESC, entry_value) <= ${limit} THEN entry_value ELSE ${literal(OTHER)} END AS grp
  FROM entry_values GROUP BY entry_value)`
}
