import { addDays } from '../../../src-renderer/model/isoDate'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import { dateLiteral, identifier, literal } from '../../../src-renderer/query/sql/literal'
import { positionSql } from '../../events/position'
import type { LaunchQuestion } from './question'

/** Names that a group with the launch goes by. */
const TREATED_NAMES = ['treated', 'treatment', 'test', 'new', 'on', 'true', '1', 'b']

/**
 * WITH queries up to `change`: one row per user and comparison (launch, and placebo: the same, one period earlier) with user_key,
 * comparison, is_treated, before and after (the metric in the days before and after).
 */
export function changeSql({ scope, launch, days, group, treated, measure, eventSql, value }: LaunchQuestion): string {
  const date = (shift: number): string => dateLiteral(addDays(launch, shift))
  const what = measure === 'sum' ? 'coalesce(sum(value), 0)' : measure === 'count' ? 'count(*)::DOUBLE' : '1.0'
  const treatedSql =
    treated === null
      ? `(SELECT coalesce(min(g) FILTER (lower(g) IN (${TREATED_NAMES.map(literal).join(', ')})), min(g)) FROM member)`
      : literal(treated)
  return `member AS (
  SELECT user_key, arg_max(${identifier(group.name)}::VARCHAR, ${positionSql('file')}) AS g, min(local_date(ts)) AS first_date
  FROM ${scope.from} WHERE ${scope.where} AND ${identifier(group.name)} IS NOT NULL AND local_date(ts) < ${date(0)}
  GROUP BY user_key),
metric_days AS (
  SELECT user_key, CASE WHEN local_date(ts) >= ${date(0)} THEN 2 WHEN local_date(ts) >= ${date(-days)} THEN 1 ELSE 0 END AS period${value === null ? '' : `, ${identifier(value.name)}::DOUBLE AS value`}
  FROM ${scope.from} WHERE ${scope.where} AND ${eventSql} AND local_date(ts) >= ${date(-2 * days)} AND local_date(ts) < ${date(days)}),
metric AS (SELECT user_key, period, (${what})::DOUBLE AS y FROM metric_days GROUP BY user_key, period),
per_user AS (
  SELECT m.user_key, m.g = ${treatedSql} AS is_treated, m.first_date, coalesce(sum(y) FILTER (period = 0), 0) AS y0, coalesce(sum(y) FILTER (period = 1), 0) AS y1, coalesce(sum(y) FILTER (period = 2), 0) AS y2
  FROM member m LEFT JOIN metric USING (user_key) GROUP BY m.user_key, m.g, m.first_date),
change AS (
  SELECT user_key, 'launch' AS comparison, is_treated, y1 AS "before", y2 AS "after" FROM per_user
  UNION ALL
  SELECT user_key, 'placebo', is_treated, y0, y1 FROM per_user WHERE first_date < ${date(-days)})`
}

/** One row per comparison and side: users, the means before and after, and mean and variance of each user's change. */
export function launchSql(question: LaunchQuestion): string {
  return `WITH ${changeSql(question)}
SELECT comparison, is_treated, count(*) AS users, avg("before") AS mean_before, avg("after") AS mean_after, avg("after" - "before") AS mean, coalesce(var_samp("after" - "before"), 0) AS variance
FROM change GROUP BY comparison, is_treated ORDER BY comparison, is_treated`
}

/** Users who did something in the days after the launch, and belong to no group because nothing of theirs before it names one. */
export function launchLeftOut({ scope, launch, days, group }: LaunchQuestion): readonly LeftOut[] {
  const date = (shift: number): string => dateLiteral(addDays(launch, shift))
  const before = `SELECT user_key FROM ${scope.from} WHERE ${scope.where} AND ${identifier(group.name)} IS NOT NULL AND local_date(ts) < ${date(0)}`
  return [
    {
      name: 'no-group',
      sql: `SELECT count(DISTINCT user_key) FROM ${scope.from}
    WHERE ${scope.where} AND local_date(ts) >= ${date(0)} AND local_date(ts) < ${date(days)} AND user_key NOT IN (${before})`,
      one: '1 user without a group before the launch is left out',
      many: '{n} users without a group before the launch are left out',
    },
  ]
}
