import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { positionSql } from '../../events/position'
import { countedSql } from '../assignmentSql'
import type { ExperimentQuestion } from '../question'

const DAY_MICROS = 86_400e6

/** WITH queries `eligible` (counted users with full_days: whole days that they have had by the newest event) and `did` (user_key, day, events, total). */
export function userDaysSql(question: ExperimentQuestion, days: number): string {
  const { scope, metrics, value } = question
  return `${countedSql(question)},
eligible AS (SELECT user_key, variant, exposed_at, exposed_o, least(${literal(days)}, (${literal(scope.source.nowTs ?? 0)} - epoch_us(exposed_at)) // ${literal(DAY_MICROS)}::BIGINT) AS full_days FROM counted),
metric_events AS (SELECT user_key, ts, ${positionSql('file')} AS o, ${value === null ? '0' : `${identifier(value.name)}::DOUBLE`} AS value FROM ${scope.from} WHERE ${scope.where} AND ${metrics[0]!.eventSql}),
did AS (
  SELECT c.user_key, any_value(c.variant) AS variant, (epoch_us(e.ts) - epoch_us(c.exposed_at)) // ${literal(DAY_MICROS)}::BIGINT AS day, count(*) AS events, coalesce(sum(e.value), 0) AS total
  FROM eligible c JOIN metric_events e ON e.user_key = c.user_key AND e.o > c.exposed_o
  WHERE (epoch_us(e.ts) - epoch_us(c.exposed_at)) // ${literal(DAY_MICROS)}::BIGINT < c.full_days
  GROUP BY c.user_key, day)`
}

/** One row per day and variant with users who have had the day: users, converters, mean and variance of the metric. */
export function dailySql(question: ExperimentQuestion, days: number): string {
  const measure = question.metrics[0]!.measure
  const y = measure === 'converted' ? '1.0' : measure === 'count' ? 'events' : 'total'
  return `WITH ${userDaysSql(question, days)},
days AS (SELECT unnest(range(${literal(days)})) AS day),
sizes AS (SELECT d.day, c.variant, sum(c.users)::BIGINT AS users FROM days d JOIN (SELECT variant, full_days, count(*) AS users FROM eligible GROUP BY variant, full_days) c ON c.full_days > d.day GROUP BY d.day, c.variant),
sums AS (SELECT day, variant, count(*) AS converters, sum((${y})::DOUBLE) AS s, sum((${y})::DOUBLE * (${y})::DOUBLE) AS ss FROM did GROUP BY day, variant)
SELECT n.day, n.variant, n.users, coalesce(s.converters, 0) AS converters, coalesce(s.s, 0) / n.users AS mean,
  CASE WHEN n.users < 2 THEN 0 ELSE greatest(0, (coalesce(s.ss, 0) - coalesce(s.s, 0) * coalesce(s.s, 0) / n.users) / (n.users - 1)) END AS variance
FROM sizes n LEFT JOIN sums s ON s.day = n.day AND s.variant = n.variant
ORDER BY n.day, n.variant`
}
