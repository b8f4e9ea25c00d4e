import { resultColumns } from '../../src-renderer/query/analysis/resultColumns'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { positionSql } from '../events/position'
import { countedCtes } from './assignmentSql'
import type { ExperimentQuestion, Metric } from './question'

/** What a metric is of one user, over the columns of per_user: `events` in the window, `earlier` before the exposure. */
export function measureSql({ measure }: Metric, index: number, side: 'events' | 'earlier'): string {
  if (measure === 'sum') return `coalesce(${side}_value_${index}, 0)`
  if (measure === 'days') return `${side}_days_${index}::DOUBLE`
  return measure === 'count' ? `${side}_${index}::DOUBLE` : `(${side}_${index} > 0)::INTEGER::DOUBLE`
}

/** What per_user says of a metric. */
function sumsSql({ measure }: Metric, index: number): readonly string[] {
  const after = `FILTER (is_metric_${index} AND event.position > counted.exposed_position)`
  const before = `FILTER (is_metric_${index} AND event.ts < counted.exposed_at)`
  return [
    `count(*) ${after} AS events_${index}`,
    `min(event.ts) ${after} AS first_at_${index}`,
    `count(*) ${before} AS earlier_${index}`,
    ...(measure === 'sum'
      ? [`sum(event.value) ${after} AS events_value_${index}`, `sum(event.value) ${before} AS earlier_value_${index}`]
      : []),
    ...(measure === 'days'
      ? [
          `count(DISTINCT local_date(event.ts)) ${after} AS events_days_${index}`,
          `count(DISTINCT local_date(event.ts)) ${before} AS earlier_days_${index}`,
        ]
      : []),
  ]
}

/**
 * WITH queries up to `per_user`: one row per compared user with user_key, variant, exposed_at and, for metric i, events_i
 * (its events in the window), first_at_i (the first of them), earlier_i (in the time before the exposure), and where a
 * column is summed events_value_0 and earlier_value_0, where days are counted events_days_0 and earlier_days_0.
 */
export function perUserCtes(question: ExperimentQuestion): readonly Cte[] {
  const { metrics, value, windowMicros, preMicros } = question
  const isMetric = metrics.map(({ eventSql }, index) => `${eventSql} AS is_metric_${index}`)
  const summed = value === null ? [] : [`${identifier(value.name)}::DOUBLE AS value`]
  return [
    ...countedCtes(question),
    {
      name: 'metric_events',
      about: 'Events that a metric counts, and which of the metrics it is',
      sql: `
SELECT
  ${['user_key', 'ts', `${positionSql('file')} AS position`, ...isMetric, ...summed].join(',\n  ')}
FROM events_in_scope
WHERE (${metrics.map(({ eventSql }) => eventSql).join(' OR ')})`,
    },
    {
      name: 'per_user',
      about:
        preMicros > 0
          ? 'What each user compared did after the exposure, in the window, and in the days before it'
          : 'What each user compared did after the exposure, in the window',
      sql: `
SELECT
  counted.user_key,
  counted.variant,
  counted.exposed_at,
  ${metrics.flatMap(sumsSql).join(',\n  ')}
FROM counted
LEFT JOIN metric_events AS event
  ON event.user_key = counted.user_key
  AND epoch_us(event.ts) >= epoch_us(counted.exposed_at) - ${literal(preMicros)}${
    windowMicros === null ? '' : `\n  AND epoch_us(event.ts) <= epoch_us(counted.exposed_at) + ${literal(windowMicros)}`
  }
GROUP BY counted.user_key, counted.variant, counted.exposed_at`,
    },
  ]
}

/** What outcomesSql gives. */
export const OUTCOMES = resultColumns({
  metric: { about: 'Number of the metric.', format: 'integer' },
  variant: { about: 'The variant.', format: 'text' },
  users: { about: 'Users compared.', format: 'integer' },
  converters: { about: 'Those who did the event in the window.', format: 'integer' },
  mean: { about: 'Mean of the metric per user.', format: 'decimal' },
  variance: { about: 'Its sample variance.', format: 'decimal' },
  pre_mean: { about: 'Mean of the same before the exposure.', format: 'decimal' },
  pre_variance: { about: 'Its sample variance.', format: 'decimal' },
  covariance: { about: 'Sample covariance of the two.', format: 'decimal' },
})

/** One row per metric (its number) and variant, as OUTCOMES says. */
export function outcomesSql(question: ExperimentQuestion): string {
  const rows = question.metrics.map((metric, index) => {
    const [measured, earlier] = [measureSql(metric, index, 'events'), measureSql(metric, index, 'earlier')]
    return `SELECT
  ${index} AS metric,
  variant,
  count(*) AS users,
  count_if(events_${index} > 0)::BIGINT AS converters,
  avg(${measured}) AS mean,
  coalesce(var_samp(${measured}), 0) AS variance,
  avg(${earlier}) AS pre_mean,
  coalesce(var_samp(${earlier}), 0) AS pre_variance,
  coalesce(covar_samp(${earlier}, ${measured}), 0) AS covariance
FROM per_user
GROUP BY variant`
  })
  return statement(perUserCtes(question), `${rows.join('\nUNION ALL\n')}\nORDER BY metric, variant`)
}
