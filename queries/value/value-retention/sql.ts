import { normalQuantile } from '../../../src-renderer/stats/normal'
import { literal, tableSql } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { unitNumberSql, unitStartSql } from '../../events/calendarUnit'
import { dataDates } from '../../events/dataDates'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
import { spendDateSql, spendSql } from '../../events/spend'
import { cellCompleteSql } from '../../retention/retentionSql'
import { observedEntries } from '../../retention/spansSql'
import type { RetentionQuestion } from '../../retention/question'
import { entered, type SpendTable, type ValueQuestion } from '../question'

/** How many standard errors the interval reaches to each side: 95 %. */
export const STANDARD_ERRORS = normalQuantile(0.975)

/**
 * WITH queries up to `valued_events` (user_key, cohort_unit, entry_ts, period, amount): what users brought at their start
 * or later, in periods that can be observed.
 */
export function valuedEvents({ cohorts, amount }: ValueQuestion): readonly Cte[] {
  const { scope, unit, catalog, returnSql, filterSql } = cohorts
  return [
    dataDates(scope),
    ...entered(cohorts),
    observedEntries(cohorts),
    {
      name: 'value_events',
      about: 'Events that bring a value, of everybody: those of users who did not enter meet no entry',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT user_key, ts, ${amount} AS amount
FROM ${scope.from}${whereClause(returnSql, filterSql, `${amount} IS NOT NULL`)}`,
    },
    {
      name: 'valued_periods',
      about: 'Those at the start of their user or later, with the period since then',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT
  observed_entries.*,
  (${unitNumberSql('local_date(value_events.ts)', unit, catalog)} - observed_entries.cohort_unit)::INTEGER AS period,
  value_events.amount
FROM value_events
JOIN observed_entries ON observed_entries.user_key = value_events.user_key
  AND value_events.ts >= observed_entries.entry_ts`,
    },
    {
      name: 'valued_events',
      about: 'Those of them in periods that are shown',
      keep: 'NOT MATERIALIZED',
      sql: 'SELECT *\nFROM valued_periods\nWHERE period <= last_observable',
    },
  ]
}

function isTable(spend: ValueQuestion['spend']): spend is SpendTable {
  return typeof spend === 'object' && spend !== null
}

/** WITH query `cohort_spend` (cohort_unit, spend): what was spent on the dates of each cohort that are asked for. */
function cohortSpend({ scope, unit, catalog }: RetentionQuestion, { table, amount, date }: SpendTable): Cte {
  const day = spendDateSql(date)
  return {
    name: 'cohort_spend',
    about: 'What was spent on the dates on which each cohort started',
    sql: `SELECT ${unitNumberSql(day, unit, catalog)} AS cohort_unit, sum(${spendSql(amount)}) AS spend
FROM ${tableSql(table.name)}${whereClause(`${day} IS NOT NULL`, onDatesSql(day, scope))}
GROUP BY 1`,
  }
}

function spendPerUserSql({ spend }: ValueQuestion): string {
  if (isTable(spend)) return 'cohort_spend.spend / size'
  return spend === null ? 'NULL::DOUBLE' : `${literal(spend)}::DOUBLE`
}

/**
 * One row per cohort and period that can be observed. The spread of what users brought so far needs no row for each user
 * and period: it is the sum of squares, which a user changes only in periods in which they bring something.
 */
export function valueRetentionSql(question: ValueQuestion): string {
  const { cohorts, spend } = question
  const mean = 'total / size'
  const each = spendPerUserSql(question)
  const error = `${literal(STANDARD_ERRORS)}::DOUBLE * sqrt(greatest(0, squares - total * total / size) / (size - 1) / size)`
  return statement(
    [
      ...valuedEvents(question),
      {
        name: 'user_periods',
        about: 'What each user brought in each period in which they brought something',
        sql: `SELECT user_key, cohort_unit, period, sum(amount) AS amount
FROM valued_events
GROUP BY user_key, cohort_unit, period`,
      },
      {
        name: 'user_totals',
        about: 'The same, with what they brought up to then',
        sql: `SELECT
  cohort_unit,
  period,
  amount,
  sum(amount) OVER (PARTITION BY user_key ORDER BY period) AS total
FROM user_periods`,
      },
      {
        name: 'period_changes',
        about: "By how much each period changes the sum of the users' totals, and of their squares",
        sql: `SELECT
  cohort_unit,
  period,
  count(*) AS users,
  sum(amount) AS sum,
  sum(amount * (2 * total - amount)) AS square_change
FROM user_totals
GROUP BY cohort_unit, period`,
      },
      {
        name: 'cohort_sizes',
        about: 'Users of each cohort, and the last period that can be observed',
        sql: `SELECT cohort_unit, count(*) AS size, max(last_observable) AS last_period
FROM observed_entries
GROUP BY cohort_unit`,
      },
      {
        name: 'cohort_periods',
        about: 'Each cohort with each period that could be observed',
        sql: `SELECT cohort_unit, size, unnest(range(0, last_period + 1))::INTEGER AS period\nFROM cohort_sizes`,
      },
      {
        name: 'period_figures',
        about: 'The changes of each period, and their sums up to it',
        sql: `SELECT
  cohort_unit,
  size,
  period,
  coalesce(users, 0) AS users,
  coalesce(sum, 0) AS sum,
  sum(coalesce(sum, 0)) OVER so_far AS total,
  sum(coalesce(square_change, 0)) OVER so_far AS squares
FROM cohort_periods
LEFT JOIN period_changes USING (cohort_unit, period)
WINDOW so_far AS (PARTITION BY cohort_unit ORDER BY period)`,
      },
      ...(isTable(spend) ? [cohortSpend(cohorts, spend)] : []),
    ],
    `SELECT
  ${unitStartSql('cohort_unit', cohorts.unit, cohorts.catalog)} AS cohort,
  size,
  period,
  users,
  sum::DOUBLE AS sum,
  sum / size AS per_user,
  ${mean} AS cumulative_per_user,
  CASE
    WHEN size > 1
    THEN ${mean} - ${error}
  END AS low,
  CASE
    WHEN size > 1
    THEN ${mean} + ${error}
  END AS high,
  ${each} AS spend_per_user,
  ${mean} >= spend_per_user AS paid_back,
  ${cellCompleteSql(cohorts, 'period')} AS complete
FROM period_figures
CROSS JOIN data_dates${isTable(spend) ? '\nLEFT JOIN cohort_spend USING (cohort_unit)' : ''}
ORDER BY cohort_unit, period`,
  )
}
