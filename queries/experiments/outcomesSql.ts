import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { positionSql } from '../events/position'
import { countedSql } from './assignmentSql'
import type { ExperimentQuestion, Metric } from './question'

/** What a metric is of one user, over the counts and sums of per_user: `n` in the window, `m` before the exposure. */
function measureSql({ measure }: Metric, index: number, side: 'n' | 'm'): string {
  if (measure === 'sum') return `coalesce(${side}_sum_${index}, 0)`
  return measure === 'count' ? `${side}_${index}::DOUBLE` : `(${side}_${index} > 0)::INTEGER::DOUBLE`
}

/**
 * WITH queries up to `per_user`: one row per compared user with user_key, variant, exposed_at and, for metric i, n_i (its
 * events in the window), first_i (the first of them), m_i (in the time before the exposure), and where a column is summed n_sum_0 and m_sum_0.
 */
export function perUserSql(question: ExperimentQuestion): string {
  const { scope, metrics, value, windowMicros, preMicros } = question
  const summed = value === null ? '' : `, ${identifier(value.name)}::DOUBLE AS value`
  const parts = metrics.flatMap(({ measure }, index) => {
    const after = `FILTER (is_${index} AND e.o > c.exposed_o)`,
      before = `FILTER (is_${index} AND e.ts < c.exposed_at)`
    return [
      `count(*) ${after} AS n_${index}`,
      `min(e.ts) ${after} AS first_${index}`,
      `count(*) ${before} AS m_${index}`,
      ...(measure === 'sum'
        ? [`sum(e.value) ${after} AS n_sum_${index}`, `sum(e.value) ${before} AS m_sum_${index}`]
        : []),
    ]
  })
  return `${countedSql(question)},
metric_events AS (
  SELECT user_key, ts, ${positionSql('file')} AS o, ${metrics.map(({ eventSql }, index) => `${eventSql} AS is_${index}`).join(', ')}${summed}
  FROM ${scope.from} WHERE ${scope.where} AND (${metrics.map(({ eventSql }) => eventSql).join(' OR ')})),
per_user AS (
  SELECT c.user_key, c.variant, c.exposed_at, ${parts.join(', ')}
  FROM counted c LEFT JOIN metric_events e ON e.user_key = c.user_key AND epoch_us(e.ts) >= epoch_us(c.exposed_at) - ${literal(preMicros)}
    ${windowMicros === null ? '' : `AND epoch_us(e.ts) <= epoch_us(c.exposed_at) + ${literal(windowMicros)}`}
  GROUP BY c.user_key, c.variant, c.exposed_at)`
}

/** One row per metric (its number) and variant: users, converters, and mean, variance and covariance of the metric and of the same before the exposure. */
export function outcomesSql(question: ExperimentQuestion): string {
  const rows = question.metrics.map((metric, index) => {
    const [y, x] = [measureSql(metric, index, 'n'), measureSql(metric, index, 'm')]
    return `SELECT ${index} AS metric, variant, count(*) AS users, count_if(n_${index} > 0)::BIGINT AS converters, avg(${y}) AS mean, coalesce(var_samp(${y}), 0) AS variance,
  avg(${x}) AS pre_mean, coalesce(var_samp(${x}), 0) AS pre_variance, coalesce(covar_samp(${x}, ${y}), 0) AS covariance
FROM per_user GROUP BY variant`
  })
  return `WITH ${perUserSql(question)}\n${rows.join('\nUNION ALL\n')}\nORDER BY metric, variant`
}
