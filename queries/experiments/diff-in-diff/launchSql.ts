import { addDays } from '../../../src-renderer/model/isoDate'
import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import { dateLiteral, identifier, literal } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, whereLines } from '../../events/eventsInScope'
import { positionSql } from '../../events/position'
import type { LaunchQuestion } from './question'

/** Names that a group with the launch goes by. */
export const TREATED_NAMES = ['treated', 'treatment', 'test', 'new', 'on', 'true', '1', 'b']

/**
 * WITH queries up to `change`: one row per user and comparison (launch, and placebo: the same, one period earlier) with user_key,
 * comparison, is_treated, before and after (the metric in the days before and after).
 */
export function changeCtes(question: LaunchQuestion): readonly Cte[] {
  const { scope, launch, days, group, treated, measure, eventSql, value } = question
  const date = (shift: number): string => dateLiteral(addDays(launch, shift))
  const what = measure === 'sum' ? 'coalesce(sum(value), 0)' : measure === 'count' ? 'count(*)::DOUBLE' : '1.0'
  const likely = `lower(group_name) IN (${TREATED_NAMES.map(literal).join(', ')})`
  const treatedSql =
    treated === null
      ? `(
    SELECT coalesce(min(group_name) FILTER (${likely}), min(group_name))
    FROM member
  )`
      : literal(treated)
  const metricIn = (period: number): string => `coalesce(sum(measured) FILTER (period = ${period}), 0)`
  return [
    eventsInScope(scope),
    {
      name: 'user_groups',
      about: 'When events before the launch first and last name each group of a user',
      sql: `
SELECT
  user_key,
  ${identifier(group.name)}::VARCHAR AS group_name,
  min(local_date(ts)) AS first_date,
  max(${positionSql('file')}) AS last_position
FROM events_in_scope
WHERE ${identifier(group.name)} IS NOT NULL
  AND local_date(ts) < ${date(0)}
GROUP BY ALL`,
    },
    {
      name: 'member',
      about: 'The group of each user: the last that they name',
      sql: `
SELECT user_key, arg_max(group_name, last_position) AS group_name, min(first_date) AS first_date
FROM user_groups
GROUP BY user_key`,
    },
    {
      name: 'metric_events',
      about: `Events that the metric counts: after the launch (2), before it (1), and one period earlier (0)`,
      sql: `
SELECT
  user_key,
  CASE
    WHEN local_date(ts) >= ${date(0)} THEN 2
    WHEN local_date(ts) >= ${date(-days)} THEN 1
    ELSE 0
  END AS period${value === null ? '' : `,\n  ${identifier(value.name)}::DOUBLE AS value`}
FROM events_in_scope
WHERE ${whereLines(eventSql, `local_date(ts) >= ${date(-2 * days)}`, `local_date(ts) < ${date(days)}`)}`,
    },
    {
      name: 'metric',
      about: 'The metric of each user in each period',
      sql: `
SELECT
  user_key,
  period,
  (${what})::DOUBLE AS measured
FROM metric_events
GROUP BY user_key, period`,
    },
    {
      name: 'per_user',
      about: 'The three periods side by side, with and without the launch',
      sql: `
SELECT
  member.user_key,
  member.group_name = ${treatedSql} AS is_treated,
  member.first_date,
  ${metricIn(0)} AS earlier_period,
  ${metricIn(1)} AS before_launch,
  ${metricIn(2)} AS after_launch
FROM member
LEFT JOIN metric USING (user_key)
GROUP BY member.user_key, member.group_name, member.first_date`,
    },
    {
      name: 'change',
      about: 'Before and after the launch, and of the placebo for users who were there that early',
      sql: `
SELECT
  user_key,
  'launch' AS comparison,
  is_treated,
  before_launch AS "before",
  after_launch AS "after"
FROM per_user
UNION ALL
SELECT
  user_key,
  'placebo' AS comparison,
  is_treated,
  earlier_period AS "before",
  before_launch AS "after"
FROM per_user
WHERE first_date < ${date(-days)}`,
    },
  ]
}

/** What launchSql gives. */
export const SIDES = resultColumns({
  comparison: { about: 'launch or placebo.', format: 'text' },
  is_treated: { about: 'Whether the group had the launch.', format: 'boolean' },
  users: { about: 'Users of the side.', format: 'integer' },
  mean_before: { about: 'Mean of the metric before.', format: 'decimal' },
  mean_after: { about: 'Mean of the metric after.', format: 'decimal' },
  mean: { about: "Mean of each user's change.", format: 'decimal' },
  variance: { about: 'Its sample variance.', format: 'decimal' },
})

/** One row per comparison and side, as SIDES says. */
export function launchSql(question: LaunchQuestion): string {
  return statement(
    changeCtes(question),
    `
SELECT
  comparison,
  is_treated,
  count(*) AS users,
  avg("before") AS mean_before,
  avg("after") AS mean_after,
  avg("after" - "before") AS mean,
  coalesce(var_samp("after" - "before"), 0) AS variance
FROM change
GROUP BY comparison, is_treated
ORDER BY comparison, is_treated`,
  )
}

/** Users who did something in the days after the launch, and belong to no group because nothing of theirs before it names one. */
export function launchLeftOut({ scope, launch, days, group }: LaunchQuestion): readonly LeftOut[] {
  const date = (shift: number): string => dateLiteral(addDays(launch, shift))
  return [
    {
      name: 'no-group',
      sql: statement(
        [
          eventsInScope(scope),
          {
            name: 'member',
            about: 'Users with a group before the launch',
            sql: `
SELECT user_key
FROM events_in_scope
WHERE ${identifier(group.name)} IS NOT NULL
  AND local_date(ts) < ${date(0)}`,
          },
        ],
        `
SELECT count(DISTINCT user_key)
FROM events_in_scope
WHERE local_date(ts) >= ${date(0)}
  AND local_date(ts) < ${date(days)}
  AND user_key NOT IN (SELECT user_key FROM member)`,
      ),
      one: '1 user without a group before the launch is left out',
      many: '{n} users without a group before the launch are left out',
    },
  ]
}
