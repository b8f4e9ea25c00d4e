import type { Cte } from '../../src-renderer/query/sql/statement'
import { NO_VALUE, OTHER, valueSql, wordSql } from '../events/brokenBy'
import { whereClause } from '../events/eventsInScope'
import type { Breakdown, RetentionQuestion } from './question'

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
 * WITH queries over `entries`: `entry_values` (user_key, cohort_unit, entry_value: the columns' value at the start
 * event (a list of texts, of several columns), that of the first in the file where several share its moment) and `entry_groups` (entry_value, entry_group:
 * the value, or "Other" beyond the limit). Missing values are a group of their own and never part of "Other".
 */
export function breakdownOf(question: RetentionQuestion, { columns, limit }: Breakdown): readonly Cte[] {
  const none = wordSql(columns, NO_VALUE)
  return [
    {
      name: 'start_values',
      about: 'Start events, of everybody, with the value that entries are broken down by',
      sql: `SELECT
  user_key,
  ts AS start_ts,
  _source AS file_position,
  coalesce(${valueSql(columns, question.scope.source.columns)}, ${none}) AS entry_value
FROM ${question.scope.from}${whereClause(question.startSql, question.filterSql)}`,
    },
    {
      name: 'entry_values',
      about: 'The value of each entry; of several start events at its moment, that of the first in the file',
      sql: `SELECT
  entries.user_key,
  entries.cohort_unit,
  arg_min(start_values.entry_value, start_values.file_position) AS entry_value
FROM entries
JOIN start_values ON start_values.user_key = entries.user_key
  AND start_values.start_ts = entries.entry_ts
GROUP BY ALL`,
    },
    {
      name: 'value_ranks',
      about: 'Values by how many entries have them; no value is ranked for itself',
      sql: `SELECT
  entry_value,
  entry_value = ${none} AS is_none,
  row_number() OVER (
    PARTITION BY entry_value = ${none}
    ORDER BY count(*) DESC, entry_value
  ) AS value_rank
FROM entry_values
GROUP BY entry_value`,
    },
    {
      name: 'entry_groups',
      about: `The ${limit} most frequent values, the others together`,
      sql: `SELECT
  entry_value,
  CASE WHEN is_none OR value_rank <= ${limit} THEN entry_value ELSE ${wordSql(columns, OTHER)} END AS entry_group
FROM value_ranks`,
    },
  ]
}
