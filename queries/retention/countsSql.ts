import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { dataDates } from '../events/dataDates'
import { cohortColumns, cohortKeys, type RetentionQuestion } from './question'
import { spans } from './spansSql'

/**
 * SELECT of (cohort keys, period_number, eligible, users): what is added to both counts from that period on. Sums of it
 * are the counts of each period.
 */
function changesSql(question: RetentionQuestion): string {
  const keys = cohortKeys(question)
  const entered = (period: string, counted: string): string =>
    `SELECT ${keys}, ${period} AS period_number, ${counted} AS eligible, 0 AS users
FROM entry_counts
WHERE last_observable >= 0`
  const retained = (period: string, eligible: string, users: string, where = ''): string =>
    `SELECT\n  ${keys},\n  ${period},\n  ${eligible},\n  ${users}\nFROM span_counts${where === '' ? '' : `\nWHERE ${where}`}`
  const parts =
    question.denominator === 'cohort'
      ? [
          entered('0', 'entries'),
          entered('last_observable + 1', '-entries'),
          retained('first_retained', '0', 'entries'),
          retained('last_retained + 1', '0', '-entries'),
        ]
      : // Period 0 has none before it: all who entered. After it a span is counted from the period after its first on,
        // and once more where it ends.
        [
          entered('0', 'entries'),
          entered('1', '-entries'),
          retained('0', '0', 'entries', 'first_retained = 0'),
          retained('1', '0', '-entries', 'first_retained = 0'),
          retained('first_retained + 1', 'entries', 'CASE WHEN last_retained > first_retained THEN entries ELSE 0 END'),
          retained('last_retained + 1', '0', '-entries', 'last_retained > first_retained'),
          retained('least(last_retained + 1, last_observable) + 1', '-entries', '0'),
        ]
  return parts.join('\nUNION ALL\n')
}

/** Spans of entries counted by cohort; with the entries' last observable period where the period before counts. */
function spanCounts(question: RetentionQuestion): Cte {
  const keys = cohortKeys(question)
  const byEntry = question.denominator === 'previous'
  return {
    name: 'span_counts',
    about: 'How many entries of each cohort have the same span',
    keep: 'MATERIALIZED',
    sql: `SELECT
  ${keys},
  first_retained,
  last_retained,${byEntry ? '\n  last_observable,' : ''}
  count(*) AS entries
FROM retained_spans${
      byEntry
        ? '\nJOIN (SELECT user_key, cohort_unit, last_observable FROM observed_entries) AS observed' +
          '\n  USING (user_key, cohort_unit)'
        : ''
    }
GROUP BY ALL`,
    adds: {
      by: [...cohortColumns(question), 'first_retained', 'last_retained', ...(byEntry ? ['last_observable'] : [])],
      sums: ['entries'],
    },
  }
}

/**
 * WITH queries up to `period_counts`, one row per cohort and observable period: entry_group with a breakdown,
 * cohort_unit, size, period_number (of the period or bracket), eligible, users. A cohort of which nothing can be
 * observed yet has a row for its first period, with nobody eligible, so that no cohort is missing. Small cohorts are
 * left out; `hidden_cohorts` counts them, and `cohort_sizes` has all.
 */
export function periodCounts(question: RetentionQuestion): Pick<AddUp, 'each' | 'all'> {
  const keys = cohortKeys(question)
  const each: readonly Cte[] = [
    ...spans(question),
    {
      name: 'entry_counts',
      about: 'How many entries of each cohort could be observed for as long',
      sql: `SELECT ${keys}, last_observable, count(*) AS entries\nFROM observed_entries\nGROUP BY ALL`,
      adds: { by: [...cohortColumns(question), 'last_observable'], sums: ['entries'] },
    },
    spanCounts(question),
  ]
  const all: readonly Cte[] = [
    dataDates(question.scope),
    {
      name: 'cohort_sizes',
      about: 'Each cohort with its entries, and the last period that any of them could be observed in',
      sql: `SELECT ${keys}, sum(entries) AS size, max(last_observable) AS last_period
FROM entry_counts
GROUP BY ${keys}`,
    },
    ...(question.minSize > 1
      ? [
          {
            name: 'hidden_cohorts',
            about: 'How many cohorts are too small to be shown',
            sql: `SELECT count(*) AS cohorts\nFROM cohort_sizes\nWHERE size < ${question.minSize}`,
          },
        ]
      : []),
    {
      name: 'count_changes',
      about: 'By how much each count changes from one period to the next: entries come into a period and leave it',
      sql: changesSql(question),
    },
    {
      name: 'period_changes',
      about: 'The same, summed up for each cohort and period',
      sql: `SELECT ${keys}, period_number, sum(eligible) AS eligible, sum(users) AS users
FROM count_changes
GROUP BY ALL`,
    },
    {
      name: 'cohort_periods',
      about: 'Each cohort with each period that could be observed',
      sql: `SELECT ${keys}, size, unnest(range(0, greatest(last_period, 0) + 1))::INTEGER AS period_number
FROM cohort_sizes${question.minSize > 1 ? `\nWHERE size >= ${question.minSize}` : ''}`,
    },
    {
      name: 'period_counts',
      about: 'Counts of each cohort and period: the changes up to it, summed up',
      sql: `SELECT
  ${keys},
  size::BIGINT AS size,
  period_number,
  (sum(coalesce(eligible, 0)) OVER until_then)::BIGINT AS eligible,
  (sum(coalesce(users, 0)) OVER until_then)::BIGINT AS users
FROM cohort_periods
LEFT JOIN period_changes USING (${keys}, period_number)
WINDOW until_then AS (PARTITION BY ${keys} ORDER BY period_number)`,
    },
  ]
  return { each, all }
}
