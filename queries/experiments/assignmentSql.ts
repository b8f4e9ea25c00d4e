import { dateLiteral, identifier, literal } from '../../src-renderer/query/sql/literal'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, whereLines } from '../events/eventsInScope'
import { positionSql } from '../events/position'
import type { ExperimentQuestion } from './question'

/**
 * WITH queries up to `assigned`: one row per user whose first exposure falls in the dates, with exposed_at,
 * exposed_position (its place in the log), variant (of the first exposure), is_single (no other variant was ever seen) and
 * is_over (the window has ended at the newest event, or there is none).
 */
export function assignedCtes({ scope, variant, exposureSql, windowMicros }: ExperimentQuestion): readonly Cte[] {
  const named = variant === null ? "'all'" : identifier(variant.name)
  const dates = [
    ...(scope.fromDate === null ? [] : [`local_date(min(first_ts)) >= ${dateLiteral(scope.fromDate, 'from')}`]),
    ...(scope.toDate === null ? [] : [`local_date(min(first_ts)) <= ${dateLiteral(scope.toDate, 'to')}`]),
  ]
  const isOver =
    windowMicros === null ? 'TRUE' : `epoch_us(min(first_ts)) <= ${literal((scope.source.nowTs ?? 0) - windowMicros)}`
  return [
    eventsInScope(scope),
    {
      name: 'exposures',
      about: variant === null ? 'Events that expose a user' : 'Events that show a user a variant',
      sql: `
SELECT
  user_key,
  ts,
  ${positionSql('file')} AS position,
  ${named}::VARCHAR AS variant
FROM events_in_scope
WHERE ${whereLines(exposureSql, `${named} IS NOT NULL`)}`,
    },
    {
      name: 'user_variants',
      about: 'When each user first saw each variant',
      sql: `
SELECT user_key, variant, min(ts) AS first_ts, min(position) AS first_position
FROM exposures
GROUP BY user_key, variant`,
    },
    {
      name: 'assigned',
      about: 'Users by the first variant that they saw, whether they saw no other, and whether their window is over',
      sql: `
SELECT
  user_key,
  min(first_ts) AS exposed_at,
  min(first_position) AS exposed_position,
  arg_min(variant, first_position) AS variant,
  count(*) = 1 AS is_single,
  ${isOver} AS is_over
FROM user_variants
GROUP BY user_key${dates.length === 0 ? '' : `\nHAVING ${dates.join('\n  AND ')}`}`,
    },
  ]
}

/** WITH queries up to `counted`: the users compared, of one variant and with the window over unless recent ones are wanted. */
export function countedCtes(question: ExperimentQuestion): readonly Cte[] {
  return [
    ...assignedCtes(question),
    {
      name: 'counted',
      about: `Users compared: those of one variant${question.includeRecent ? '' : ', with their window over'}`,
      sql: `
SELECT user_key, exposed_at, exposed_position, variant
FROM assigned
WHERE ${whereLines('is_single', question.includeRecent ? null : 'is_over')}`,
    },
  ]
}
