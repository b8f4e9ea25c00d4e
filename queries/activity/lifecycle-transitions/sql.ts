import type { AddUp } from '../../../src-renderer/query/contract/cte'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { activeDays, readActive } from '../../events/activeDays'
import { dataDates, shownDates } from '../../events/dataDates'
import { readThresholds, STAGES, stageSql } from '../stages'

/** How far back the first date lies when none is chosen. */
export const DEFAULT_DAYS = 7
/** Where users stand who had not been seen on the first date. */
export const UNSEEN = 'unseen'
export const FROM_STAGES = [...STAGES, UNSEEN] as const

/** WITH queries up to `compared_dates`: one row, from_date and to_date; none where the second is before the data. */
function comparedDates(asked: Scope): readonly Cte[] {
  const { to } = shownDates(asked)
  const from = asked.fromDate === null ? `to_date - ${DEFAULT_DAYS}` : dateLiteral(asked.fromDate, 'from')
  return [
    dataDates(asked),
    {
      name: 'compared_dates',
      about: 'The two dates',
      sql: `SELECT ${to} AS to_date, least(${from}, to_date) AS from_date
FROM data_dates
WHERE ${to} >= first_date`,
    },
  ]
}

/**
 * WITH queries up to `user_stages`: (user_key, stage_from, stage_to, last_active) of everybody seen up to the second
 * date.
 */
export function userStages(asked: Scope, values: ParameterValues): readonly Cte[] {
  const stageOn = (date: string, last: string): string => stageSql(date, 'first_active', last, readThresholds(values))
  return [
    ...activeDays(asked, readActive(values)),
    ...comparedDates(asked),
    {
      name: 'users_until_then',
      about: 'Users active up to the second date: when first and last, and when last up to the first date',
      sql: `SELECT
  user_key,
  any_value(from_date) AS from_date,
  any_value(to_date) AS to_date,
  min(date) AS first_active,
  max(date) AS last_active,
  max(date) FILTER (date <= from_date) AS last_before
FROM active_days, compared_dates
WHERE date <= to_date
GROUP BY user_key`,
    },
    {
      name: 'user_stages',
      about: 'The stage of each user on the two dates',
      sql: `SELECT
  user_key,
  last_active,
  CASE WHEN last_before IS NULL THEN '${UNSEEN}' ELSE ${stageOn('from_date', 'last_before')} END AS stage_from,
  ${stageOn('to_date', 'last_active')} AS stage_to
FROM users_until_then`,
    },
  ]
}

function places(name: string, about: string, stages: readonly string[]): Cte {
  return {
    name,
    about,
    columns: ['place', 'stage'],
    sql: `VALUES\n${stages.map((stage, index) => `  (${index}, '${stage}')`).join(',\n')}`,
  }
}

/** A row for each pair of stages, those without users, too. */
export function transitionsSql(asked: Scope, values: ParameterValues): AddUp {
  return {
    each: [
      ...userStages(asked, values),
      {
        name: 'counted',
        about: 'Users of each pair of stages',
        sql: 'SELECT stage_from, stage_to, count(*) AS users\nFROM user_stages\nGROUP BY ALL',
        adds: { by: ['stage_from', 'stage_to'], sums: ['users'] },
      },
    ],
    all: [
      ...comparedDates(asked),
      places('stages_from', 'The stages of the first date, in order', FROM_STAGES),
      places('stages_to', 'The stages of the second date, in order', STAGES),
      {
        name: 'pairs',
        about: 'All pairs of stages',
        sql: `SELECT
  from_date,
  to_date,
  stages_from.place AS place_from,
  stages_to.place AS place_to,
  stages_from.stage AS stage_from,
  stages_to.stage AS stage_to
FROM compared_dates
CROSS JOIN stages_from
CROSS JOIN stages_to`,
      },
    ],
    select: `SELECT
  from_date,
  to_date,
  stage_from,
  stage_to,
  coalesce(users, 0)::BIGINT AS users,
  100 * coalesce(users, 0) / nullif(sum(users) OVER (PARTITION BY stage_from), 0)::DOUBLE AS pct
FROM pairs
LEFT JOIN counted USING (stage_from, stage_to)
ORDER BY place_from, place_to`,
  }
}
