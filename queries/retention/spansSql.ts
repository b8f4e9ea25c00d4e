import { timestampLiteral } from '../../src-renderer/query/sql/literal'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { unitNumberSql } from '../events/calendarUnit'
import { dataDates } from '../events/dataDates'
import { breakdownOf } from './breakdown'
import { entries, needsDatesOnly } from './entriesSql'
import { returns } from './returnsSql'
import { cohortKeys, periodMicros, type RetentionQuestion } from './question'

/**
 * WITH query of the entries with last_observable: the last period that could be observed, at most the last one shown;
 * below 0 for none. With brackets it is the number (from 0) of the last bracket that could be observed whole.
 */
export function observedEntries(question: RetentionQuestion): Cte {
  const { clock, unit, periods, scope, catalog, brackets, breakdown } = question
  // A rolling period can be observed when it is over: entry + (k + 1) lengths are not after the newest event.
  const age =
    clock === 'calendar'
      ? `${unitNumberSql('last_date', unit, catalog)} - cohort_unit`
      : `(epoch_us(${timestampLiteral(scope.source.nowTs ?? 0)}) - epoch_us(entry_ts)) // ${periodMicros(question)} - 1`
  const last =
    brackets === null
      ? `least(\n    ${periods},\n    ${age}\n  )`
      : `CASE\n${brackets
          .map((bracket, index) => `    WHEN ${age} >= ${bracket.last} THEN ${index}\n`)
          .reverse()
          .join('')}    ELSE -1\n  END`
  const columns = [
    'user_key',
    'cohort_unit',
    ...(needsDatesOnly(question) ? [] : ['entry_ts']),
    ...(breakdown === null ? [] : ['entry_group']),
    `(${last})::INTEGER AS last_observable`,
  ]
  return {
    name: 'observed_entries',
    about: `Each entry with the last ${brackets === null ? 'period' : 'bracket'} of it that could be observed`,
    keep: 'MATERIALIZED',
    sql: `SELECT
  ${columns.join(',\n  ')}
FROM entries${clock === 'calendar' ? '\nCROSS JOIN data_dates' : ''}${
      breakdown === null
        ? ''
        : '\nJOIN entry_values USING (user_key, cohort_unit)\nJOIN entry_groups USING (entry_value)'
    }`,
  }
}

/** Spans, before the last WITH query is named. */
interface Spans {
  readonly before: readonly Cte[]
  readonly sql: string
}

/**
 * Spans of (user_key, cohort_unit, entry_group with a breakdown, first_retained, last_retained): the entry counts as
 * retained in every period (or bracket) from the first to the last. Each criterion is such spans, which keeps the work
 * linear in the number of periods. Those of one entry do not overlap.
 */
function spansByCriterion(question: RetentionQuestion): Spans {
  const keys = `user_key, ${cohortKeys(question)}`
  const inFirst = `UNION ALL
SELECT ${keys}, 0, 0
FROM returns
WHERE period = 0
  AND last_observable >= 0`
  switch (question.criterion) {
    case 'on':
      return {
        before: [],
        sql: `SELECT ${keys}, period AS first_retained, period AS last_retained
FROM returns
WHERE period <= last_observable`,
      }
    // There is one return: the last.
    case 'on-or-after':
      return {
        before: [],
        sql: `SELECT ${keys}, 0 AS first_retained, least(period, last_observable) AS last_retained
FROM returns
WHERE least(period, last_observable) >= 0`,
      }
    case 'on-or-before':
      return {
        before: [],
        sql: `SELECT ${keys}, min(period) AS first_retained, any_value(last_observable) AS last_retained
FROM returns
WHERE period >= 1
GROUP BY ${keys}
HAVING min(period) <= any_value(last_observable)
${inFirst}`,
      }
    case 'streak':
      return {
        before: [
          {
            name: 'numbered_returns',
            about: 'Returns after the first period in order: the n-th is in period n as long as none is missing',
            sql: `SELECT
  ${keys},
  period,
  row_number() OVER (PARTITION BY user_key, cohort_unit ORDER BY period) AS return_number
FROM returns
WHERE period BETWEEN 1 AND last_observable`,
          },
        ],
        sql: `SELECT ${keys}, 1 AS first_retained, max(period) AS last_retained
FROM numbered_returns
WHERE return_number = period
GROUP BY ${keys}
${inFirst}`,
      }
    case 'bracket':
      return {
        before: [
          {
            name: 'bracket_returns',
            about: 'Returns with the number of the bracket that their period is in',
            sql: `SELECT
  ${keys},
  last_observable,
  CASE
${(question.brackets ?? [])
  .map(({ first, last }, index) => `    WHEN period BETWEEN ${first} AND ${last} THEN ${index}\n`)
  .join('')}  END AS bracket_number
FROM returns`,
          },
        ],
        sql: `SELECT DISTINCT ${keys}, bracket_number AS first_retained, bracket_number AS last_retained
FROM bracket_returns
WHERE bracket_number <= last_observable`,
      }
  }
}

const ABOUT_SPANS = 'Each entry with the spans of periods in which it counts as retained, both ends included'

/**
 * WITH queries up to `retained_spans`; neighbours are one where a span must go on for as long as the entry is retained.
 */
function retainedSpans(question: RetentionQuestion): readonly Cte[] {
  const { before, sql } = spansByCriterion(question)
  if (question.denominator === 'cohort') return [...before, { name: 'retained_spans', about: ABOUT_SPANS, sql }]
  const keys = `user_key, ${cohortKeys(question)}`
  const byEntry = 'PARTITION BY user_key, cohort_unit ORDER BY first_retained'
  return [
    ...before,
    { name: 'separate_spans', about: ABOUT_SPANS, sql },
    {
      name: 'span_begins',
      about: 'Which of them do not go on from the one before',
      sql: `SELECT
  ${keys},
  first_retained,
  last_retained,
  (
    first_retained > coalesce(lag(last_retained) OVER (${byEntry}) + 1, -1)
  )::INTEGER AS begins
FROM separate_spans`,
    },
    {
      name: 'span_runs',
      about: 'Those that go on from one another have one number',
      sql: `SELECT
  ${keys},
  first_retained,
  last_retained,
  sum(begins) OVER (${byEntry}) AS run_number
FROM span_begins`,
    },
    {
      name: 'retained_spans',
      about: 'Spans that go on for as long as the entry is retained',
      sql: `SELECT ${keys}, min(first_retained) AS first_retained, max(last_retained) AS last_retained
FROM span_runs
GROUP BY ${keys}, run_number`,
    },
  ]
}

/**
 * WITH queries that find who entered and when each was retained: `observed_entries` (user_key, cohort_unit,
 * last_observable; entry_ts unless dates are enough; entry_group with a breakdown), one row an entry, and
 * `retained_spans` (user_key, cohort_unit, entry_group, first_retained, last_retained).
 */
export function spans(question: RetentionQuestion): readonly Cte[] {
  const { breakdown } = question
  const twice = question.criterion === 'on-or-before' || question.criterion === 'streak'
  return [
    dataDates(question.scope),
    ...entries(question, { days: true, entries: breakdown !== null }),
    ...(breakdown === null ? [] : breakdownOf(question, breakdown)),
    observedEntries(question),
    ...returns(question, twice ? 'MATERIALIZED' : undefined),
    ...retainedSpans(question),
  ]
}
