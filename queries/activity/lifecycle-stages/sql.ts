import type { AddUp } from '../../../src-renderer/query/contract/cte'
import type { Condition } from '../../../src-renderer/query/sql/condition'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { activeDays } from '../../events/activeDays'
import { completeSql } from '../../events/completeness'
import { calendar, dataDates, isShownSql } from '../../events/dataDates'
import { STAGES, type Stage, type Thresholds } from '../stages'

/** WITH query `runs`: from an active day to the next one a user goes through the stages, each for a run of days. */
function runs({ newDays, atRiskDays, churnedDays }: Thresholds): Cte {
  const settled = `first_active + ${newDays}`
  const ends: readonly [Stage, string, string][] = [
    ['active', `greatest(date, ${settled})`, `least(date + ${atRiskDays}, next_date)`],
    ['at_risk', `greatest(date + ${atRiskDays}, ${settled})`, `least(date + ${churnedDays}, next_date)`],
    ['churned', `greatest(date + ${churnedDays}, ${settled})`, 'next_date'],
  ]
  const each = [
    `SELECT 'new' AS stage, date AS begins, ${settled} AS ends\nFROM active_spans\nWHERE date = first_active`,
    ...ends.map(
      ([stage, begins, until]) =>
        `SELECT '${stage}' AS stage, ${begins} AS begins, ${until} AS ends\nFROM active_spans`,
    ),
  ]
  return {
    name: 'runs',
    about: 'The stages that a user goes through after each active day, with the days on which they begin and end',
    sql: each.join('\nUNION ALL\n'),
  }
}

/**
 * One pass over distinct user-days: a run of days in a stage adds one where it begins and takes it away where it ends;
 * running sums are the users of each stage.
 */
export function stagesSql(scope: Scope, active: readonly Condition[], thresholds: Thresholds): AddUp {
  const each = (column: (stage: Stage) => string): string => STAGES.map((stage) => `  ${column(stage)}`).join(',\n')
  return {
    each: [
      ...activeDays(scope, active),
      dataDates(scope),
      {
        name: 'active_spans',
        about: 'Each active day of a user, with their first one and the next one',
        keep: 'MATERIALIZED',
        sql: `SELECT
  date,
  min(date) OVER (PARTITION BY user_key) AS first_active,
  coalesce(lead(date) OVER (PARTITION BY user_key ORDER BY date), last_date + 1) AS next_date
FROM active_days, data_dates`,
      },
      runs(thresholds),
      {
        name: 'steps',
        about: 'Users who come into a stage and leave it, by date',
        sql: `SELECT begins AS date, stage, count(*) AS change
FROM runs
WHERE begins < ends
GROUP BY ALL
UNION ALL
SELECT ends AS date, stage, -count(*) AS change
FROM runs
WHERE begins < ends
GROUP BY ALL`,
        adds: { by: ['date', 'stage'], sums: ['change'] },
      },
    ],
    all: [
      ...calendar(scope),
      {
        name: 'changes',
        about: 'How the number of users in each stage changes, by date',
        sql: `SELECT
  date,
${each((stage) => `sum(change) FILTER (stage = '${stage}') AS "${stage}"`)}
FROM steps
GROUP BY date`,
      },
      {
        name: 'daily',
        about: 'The changes added up: users in each stage',
        sql: `SELECT
  date,
  first_date,
  last_date,
  over_date,
${each((stage) => `sum(coalesce("${stage}", 0)) OVER (ORDER BY date) AS "${stage}"`)}
FROM calendar
LEFT JOIN changes USING (date)`,
      },
    ],
    select: `SELECT
  date,
${each((stage) => `"${stage}"::BIGINT AS "${stage}"`)},
  ${completeSql('date', 'date')} AS complete
FROM daily
WHERE ${isShownSql(scope)}
ORDER BY date`,
  }
}
