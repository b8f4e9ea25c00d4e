import { dateLiteral, identifier, literal } from '../../src-renderer/query/sql/literal'
import { positionSql } from '../events/position'
import type { ExperimentQuestion } from './question'

/**
 * WITH queries `exposures` and `assigned`: one row per user whose first exposure falls in the dates, with exposed_at, exposed_o
 * (its place in the log), variant (of the first exposure), is_single (no other variant was ever seen) and is_over (the window
 * has ended at the newest event, or there is none).
 */
export function assignedSql({ scope, variant, exposureSql, windowMicros }: ExperimentQuestion): string {
  const named = variant === null ? "'all'" : identifier(variant.name)
  const dates = [
    ...(scope.fromDate === null ? [] : [`local_date(min(ts)) >= ${dateLiteral(scope.fromDate, 'from')}`]),
    ...(scope.toDate === null ? [] : [`local_date(min(ts)) <= ${dateLiteral(scope.toDate, 'to')}`]),
  ]
  const isOver =
    windowMicros === null ? 'TRUE' : `epoch_us(min(ts)) <= ${literal((scope.source.nowTs ?? 0) - windowMicros)}`
  return `exposures AS (
  SELECT user_key, ts, ${positionSql('file')} AS o, ${named}::VARCHAR AS variant
  FROM ${scope.from} WHERE ${scope.where} AND ${exposureSql} AND ${named} IS NOT NULL),
assigned AS (
  SELECT user_key, min(ts) AS exposed_at, min(o) AS exposed_o, arg_min(variant, o) AS variant, min(variant) = max(variant) AS is_single, ${isOver} AS is_over
  FROM exposures GROUP BY user_key${dates.length === 0 ? '' : `\n  HAVING ${dates.join(' AND ')}`})`
}

/** The assigned users who are compared: of one variant, and with the window over unless recent ones are wanted. */
export function countedSql(question: ExperimentQuestion): string {
  return `${assignedSql(question)},
counted AS (SELECT user_key, exposed_at, exposed_o, variant FROM assigned WHERE is_single${question.includeRecent ? '' : ' AND is_over'})`
}
