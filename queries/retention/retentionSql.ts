import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { unitStartSql } from '../events/calendarUnit'
import { bracketLabel } from './brackets'
import { breakdownName, OTHER } from './breakdown'
import { cohortKeys, type RetentionQuestion } from './question'
import { spansWith } from './spansSql'

/**
 * SELECT of (cohort keys, period, eligible, users): what is added to both counts from that period on. Sums of it are
 * the counts of each period.
 */
function changesSql(question: RetentionQuestion): string {
  const keys = cohortKeys(question)
  const entered = (period: string, counted: string): string =>
    `SELECT ${keys}, ${period} AS period, ${counted} AS eligible, 0 AS users FROM ages WHERE reach >= 0`
  if (question.denominator === 'cohort') {
    return `${entered('0', 'entries')}
    UNION ALL ${entered('reach + 1', '-entries')}
    UNION ALL SELECT ${keys}, low, 0, entries FROM retained
    UNION ALL SELECT ${keys}, high + 1, 0, -entries FROM retained`
  }
  // Period 0 has none before it: all who entered. After it a span from low to high is counted from low + 1 on, and once
  // more where it ends.
  return `${entered('0', 'entries')}
    UNION ALL ${entered('1', '-entries')}
    UNION ALL SELECT ${keys}, 0, 0, entries FROM retained WHERE low = 0
    UNION ALL SELECT ${keys}, 1, 0, -entries FROM retained WHERE low = 0
    UNION ALL SELECT ${keys}, low + 1, entries, CASE WHEN high > low THEN entries ELSE 0 END FROM retained
    UNION ALL SELECT ${keys}, high + 1, 0, -entries FROM retained WHERE high > low
    UNION ALL SELECT ${keys}, least(high + 1, reach) + 1, -entries, 0 FROM retained`
}

/**
 * One row per cohort and observable period: grp with a breakdown (and its place), cohort (number of its unit), size,
 * nth (of the period or bracket), eligible, users; in `counts`, for the statements that follow. A cohort of which
 * nothing can be observed yet has a row for its first period, with nobody eligible, so that no cohort is missing. Small
 * cohorts are left out; `hidden` counts them.
 */
export function countsWith(question: RetentionQuestion): string {
  const keys = cohortKeys(question)
  const byEntry = question.denominator === 'previous'
  return `WITH ${spansWith(question)},
ages AS (SELECT ${keys}, reach, count(*) AS entries FROM aged GROUP BY ALL),
sizes AS (SELECT ${keys}, sum(entries) AS size, max(reach) AS longest FROM ages GROUP BY ${keys}),
hidden AS (SELECT count(*) AS cohorts FROM sizes WHERE size < ${question.minSize}),
retained AS MATERIALIZED (${
    byEntry
      ? `SELECT ${keys}, low, high, reach, count(*) AS entries FROM spans JOIN (SELECT user_key, unit, reach ` +
        'FROM aged) USING (user_key, unit) GROUP BY ALL'
      : `SELECT ${keys}, low, high, count(*) AS entries FROM spans GROUP BY ALL`
  }),
changes AS (
  SELECT ${keys}, period AS nth, sum(eligible) AS eligible, sum(users) AS users
  FROM (
    ${changesSql(question)})
  GROUP BY ALL),
cells AS (SELECT ${keys}, size, unnest(range(0, greatest(longest, 0) + 1))::INTEGER AS nth FROM sizes WHERE size >= ${question.minSize}),
counts AS (
  SELECT ${keys}, size::BIGINT AS size, nth, (sum(coalesce(eligible, 0)) OVER until_then)::BIGINT AS eligible, (sum(coalesce(users, 0)) OVER until_then)::BIGINT AS users
  FROM cells LEFT JOIN changes USING (${keys}, nth)
  WINDOW until_then AS (PARTITION BY ${keys} ORDER BY nth))`
}

/**
 * Expressions for the result's first columns from `nth`: the period, and the bracket's label where there are brackets.
 */
function periodColumns({ brackets }: RetentionQuestion): string {
  return brackets === null
    ? 'nth AS period'
    : `[${brackets.map((bracket) => bracket.first).join(', ')}][nth + 1] AS period, ` +
        `[${brackets.map((bracket) => literal(bracketLabel(bracket))).join(', ')}][nth + 1] AS bracket`
}

/**
 * Boolean SQL over a cell's unit and number, and over_date of dataDatesSql: whether its period (of a bracket, the last
 * one) is over for the whole cohort. Rolling periods are only counted once they are.
 */
export function cellCompleteSql(
  { clock, unit, catalog, brackets }: RetentionQuestion,
  nth: string,
  overDate = 'over_date',
): string {
  if (clock === 'rolling') return 'TRUE'
  const period = brackets === null ? nth : `[${brackets.map((bracket) => bracket.last).join(', ')}][${nth} + 1]`
  return `${unitStartSql(`unit + ${period} + 1`, unit, catalog)} - 1 <= ${overDate}`
}

function groupColumn({ breakdown }: RetentionQuestion): string {
  return breakdown === null ? '' : `grp AS ${identifier(breakdownName(breakdown.column))}, `
}

/** Order of the values of a breakdown: by their entries, "Other" last. */
function groupOrder(question: RetentionQuestion): string {
  return question.breakdown === null ? '' : `grp = ${literal(OTHER)}, places.entries DESC, grp, `
}

function placesJoin(question: RetentionQuestion): string {
  return question.breakdown === null
    ? ''
    : ' JOIN (SELECT grp, sum(size) AS entries FROM sizes GROUP BY grp) places USING (grp)'
}

const hiddenColumn = ({ minSize }: RetentionQuestion): string =>
  minSize > 1 ? ', (SELECT cohorts FROM hidden)::BIGINT AS hidden_cohorts' : ''

/**
 * One row per cohort and observable period: cohort, size, period, eligible, users, pct, with the breakdown's column
 * before them, what options add, and complete.
 */
export function retentionSql(question: RetentionQuestion): string {
  return `${countsWith(question)}
SELECT ${groupColumn(question)}${unitStartSql('unit', question.unit, question.catalog)} AS cohort, size, ${periodColumns(question)}, eligible, users,
  100 * users::DOUBLE / nullif(eligible, 0)::DOUBLE AS pct${hiddenColumn(question)}, ${cellCompleteSql(question, 'nth')} AS complete
FROM counts CROSS JOIN bounds${placesJoin(question)}
ORDER BY ${groupOrder(question)}unit, nth`
}

const RATE = '100 * users::DOUBLE / nullif(eligible, 0)::DOUBLE'
const RATED = 'FILTER (eligible > 0)'

/** How cohorts become one rate, and what columns say of it. */
const MEANS: Readonly<Record<RetentionQuestion['mean'], { readonly sql: string; readonly columns: string }>> = {
  pooled: { sql: '100 * sum(users)::DOUBLE / nullif(sum(eligible), 0)::DOUBLE AS pct', columns: '' },
  simple: { sql: `avg(${RATE}) AS pct, count(nullif(eligible, 0)) AS cohorts`, columns: ', cohorts' },
  weighted: {
    sql:
      `sum(size * ${RATE}) ${RATED} / sum(size) ${RATED} AS pct, count(nullif(eligible, 0)) AS cohorts, ` +
      `(coalesce(sum(size) ${RATED}, 0))::BIGINT AS cohort_users`,
    columns: ', cohorts, cohort_users',
  },
}

/**
 * One row per period, cohorts put together, those left out for which it is not over: period, eligible, users, pct; and,
 * when it is a mean of the cohorts' rates, cohorts (those with a rate) and, weighted by size, cohort_users (the users
 * in them).
 */
export function summarySql(question: RetentionQuestion): string {
  const grouped = question.breakdown === null ? '' : 'grp, '
  return `${countsWith(question)},
pooled AS (
  SELECT ${grouped}nth, sum(eligible)::BIGINT AS eligible, sum(users)::BIGINT AS users, ${MEANS[question.mean].sql}
  FROM counts CROSS JOIN bounds WHERE ${cellCompleteSql(question, 'nth')} GROUP BY ${grouped}nth)
SELECT ${groupColumn(question)}${periodColumns(question)}, eligible, users, pct${MEANS[question.mean].columns}${hiddenColumn(question)}
FROM pooled${placesJoin(question)}
ORDER BY ${groupOrder(question)}nth`
}
