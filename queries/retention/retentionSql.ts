import { literal } from '../../src-renderer/query/sql/literal'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { unitStartSql } from '../events/calendarUnit'
import { bracketLabel } from './brackets'
import { OTHER, valueColumns, wordSql } from '../events/brokenBy'
import { breakdownName } from './breakdown'
import { periodCounts } from './countsSql'
import { whereClause } from '../events/eventsInScope'
import type { RetentionQuestion } from './question'

/**
 * Expressions for the result's first columns from period_number: the period, and the bracket's label where there are
 * brackets.
 */
function periodColumns({ brackets }: RetentionQuestion): readonly string[] {
  return brackets === null
    ? ['period_number AS period']
    : [
        `[${brackets.map((bracket) => bracket.first).join(', ')}][period_number + 1] AS period`,
        `[${brackets.map((bracket) => literal(bracketLabel(bracket))).join(', ')}][period_number + 1] AS bracket`,
      ]
}

/**
 * Boolean SQL over a cell's cohort_unit and number, and over_date of dataDatesSql: whether its period (of a bracket,
 * the last one) is over for the whole cohort. Rolling periods are only counted once they are.
 */
export function cellCompleteSql(
  { clock, unit, catalog, brackets }: RetentionQuestion,
  number: string,
  overDate = 'over_date',
): string {
  if (clock === 'rolling') return 'TRUE'
  const period = brackets === null ? number : `[${brackets.map((bracket) => bracket.last).join(', ')}][${number} + 1]`
  return `${unitStartSql(`cohort_unit + ${period} + 1`, unit, catalog)} - 1 <= ${overDate}`
}

function groupColumn({ breakdown }: RetentionQuestion): readonly string[] {
  return breakdown === null ? [] : valueColumns(breakdown.columns, 'entry_group', breakdownName)
}

/** What orders the values of a breakdown: their entries, "Other" last. */
function groupOrder({ breakdown }: RetentionQuestion): readonly string[] {
  if (breakdown === null) return []
  const isOther = `entry_group = ${wordSql(breakdown.columns, OTHER)}`
  return [isOther, 'group_sizes.group_entries DESC', 'entry_group']
}

/** WITH query `group_sizes` where there is a breakdown. */
function groupSizes({ breakdown }: RetentionQuestion): readonly Cte[] {
  if (breakdown === null) return []
  return [
    {
      name: 'group_sizes',
      about: 'Entries of each value, which the values are ordered by',
      sql: 'SELECT entry_group, sum(size) AS group_entries\nFROM cohort_sizes\nGROUP BY entry_group',
    },
  ]
}

const groupJoin = ({ breakdown }: RetentionQuestion): string =>
  breakdown === null ? '' : '\nJOIN group_sizes USING (entry_group)'

const hiddenColumn = ({ minSize }: RetentionQuestion): readonly string[] =>
  minSize > 1 ? ['(SELECT cohorts FROM hidden_cohorts)::BIGINT AS hidden_cohorts'] : []

const listed = (...columns: readonly (readonly string[])[]): string => columns.flat().join(',\n  ')

/**
 * One row per cohort and observable period: cohort, size, period, eligible, users, pct, with the breakdown's column
 * before them, what options add, and complete.
 */
export function retentionSql(question: RetentionQuestion): AddUp {
  const { each, all } = periodCounts(question)
  return {
    each,
    all: [...all, ...groupSizes(question)],
    select: `SELECT
  ${listed(
    groupColumn(question),
    [`${unitStartSql('cohort_unit', question.unit, question.catalog)} AS cohort`, 'size'],
    periodColumns(question),
    ['eligible', 'users', `${RATE} AS pct`],
    hiddenColumn(question),
    [`${cellCompleteSql(question, 'period_number')} AS complete`],
  )}
FROM period_counts
CROSS JOIN data_dates${groupJoin(question)}
ORDER BY ${[...groupOrder(question), 'cohort_unit', 'period_number'].join(', ')}`,
  }
}

const RATE = '100 * users::DOUBLE / nullif(eligible, 0)::DOUBLE'
const RATED = 'FILTER (eligible > 0)'

/** How cohorts become one rate, and what columns say of it. */
const MEANS: Readonly<
  Record<RetentionQuestion['mean'], { readonly sql: readonly string[]; readonly columns: readonly string[] }>
> = {
  pooled: { sql: ['100 * sum(users)::DOUBLE / nullif(sum(eligible), 0)::DOUBLE AS pct'], columns: [] },
  simple: { sql: [`avg(${RATE}) AS pct`, 'count(nullif(eligible, 0)) AS cohorts'], columns: ['cohorts'] },
  weighted: {
    sql: [
      `sum(size * ${RATE}) ${RATED} / sum(size) ${RATED} AS pct`,
      'count(nullif(eligible, 0)) AS cohorts',
      `(coalesce(sum(size) ${RATED}, 0))::BIGINT AS cohort_users`,
    ],
    columns: ['cohorts', 'cohort_users'],
  },
}

/**
 * One row per period, cohorts put together, those left out for which it is not over: period, eligible, users, pct; and,
 * when it is a mean of the cohorts' rates, cohorts (those with a rate) and, weighted by size, cohort_users (the users
 * in them).
 */
export function summarySql(question: RetentionQuestion): AddUp {
  const keys = [...(question.breakdown === null ? [] : ['entry_group']), 'period_number']
  const { each, all } = periodCounts(question)
  return {
    each,
    all: [
      ...all,
      ...groupSizes(question),
      {
        name: 'pooled_periods',
        about: 'Each period with all cohorts for which it is over',
        sql: `SELECT
  ${listed(keys, ['sum(eligible)::BIGINT AS eligible', 'sum(users)::BIGINT AS users'], MEANS[question.mean].sql)}
FROM period_counts
CROSS JOIN data_dates${whereClause(cellCompleteSql(question, 'period_number'))}
GROUP BY ${keys.join(', ')}`,
      },
    ],
    select: `SELECT
  ${listed(
    groupColumn(question),
    periodColumns(question),
    ['eligible', 'users', 'pct'],
    MEANS[question.mean].columns,
    hiddenColumn(question),
  )}
FROM pooled_periods${groupJoin(question)}
ORDER BY ${[...groupOrder(question), 'period_number'].join(', ')}`,
  }
}
