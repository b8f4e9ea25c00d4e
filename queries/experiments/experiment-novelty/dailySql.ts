import { elementAt } from '../../../src-renderer/base/required'
import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { literal } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { whereLines } from '../../events/eventsInScope'
import { positionSql } from '../../events/position'
import { countedCtes } from '../assignmentSql'
import type { UserFigure } from '../metric'
import type { ExperimentQuestion } from '../question'

const DAY_MICROS = 86_400e6

/** The one figure of each user that is compared. */
function figureOf({ metrics }: ExperimentQuestion): UserFigure {
  return elementAt(metrics[0].over, 0).figure
}

/**
 * WITH queries up to `eligible` (counted users with full_days: whole days that they have had by the newest event) and `did`
 * (user_key, variant, day, events, total).
 */
export function userDaysCtes(question: ExperimentQuestion, days: number): readonly Cte[] {
  const { scope } = question
  const { eventSql, amountSql } = figureOf(question)
  const dayMicros = `${literal(DAY_MICROS)}::BIGINT`
  const day = `(epoch_us(event.ts) - epoch_us(eligible.exposed_at)) // ${dayMicros}`
  return [
    ...countedCtes(question),
    {
      name: 'eligible',
      about: 'How many whole days each of them has had by the newest event',
      sql: `
SELECT
  user_key,
  variant,
  exposed_at,
  exposed_position,
  least(
    ${literal(days)},
    (${literal(scope.source.nowTs ?? 0)} - epoch_us(exposed_at)) // ${dayMicros}
  ) AS full_days
FROM counted`,
    },
    {
      name: 'metric_events',
      about: 'Events that the metric counts',
      sql: `
SELECT
  user_key,
  ts,
  ${positionSql('file')} AS position,
  ${amountSql ?? '0'} AS value
FROM events_in_scope
WHERE ${whereLines(eventSql)}`,
    },
    {
      name: 'did',
      about: 'What users did on each of their days since the exposure',
      sql: `
SELECT
  eligible.user_key,
  any_value(eligible.variant) AS variant,
  ${day} AS day,
  count(*) AS events,
  coalesce(sum(event.value), 0) AS total
FROM eligible
JOIN metric_events AS event
  ON event.user_key = eligible.user_key
  AND event.position > eligible.exposed_position
WHERE ${day} < eligible.full_days
GROUP BY eligible.user_key, day`,
    },
  ]
}

/** What dailySql gives. */
export const DAYS = resultColumns({
  day: { about: 'Days since the exposure.', format: 'integer' },
  variant: { about: 'The variant.', format: 'text' },
  users: { about: 'Users who have had the day.', format: 'integer' },
  converters: { about: 'Those who did the event on it.', format: 'integer' },
  mean: { about: 'Mean of the metric per user.', format: 'decimal' },
  variance: { about: 'Its sample variance.', format: 'decimal' },
})

/** One row per day and variant with users who have had the day, as DAYS says. */
export function dailySql(question: ExperimentQuestion, days: number): string {
  const { kind } = figureOf(question)
  const measured = `(${kind === 'did' ? '1.0' : kind === 'count' ? 'events' : 'total'})::DOUBLE`
  return statement(
    [
      ...userDaysCtes(question, days),
      { name: 'days', about: 'The days shown', sql: `SELECT unnest(range(${literal(days)})) AS day` },
      {
        name: 'users_by_days',
        about: 'How many users have had so many whole days',
        sql: `
SELECT variant, full_days, count(*) AS users
FROM eligible
GROUP BY variant, full_days`,
      },
      {
        name: 'sizes',
        about: 'How many users have had each day',
        sql: `
SELECT
  days.day,
  users_by_days.variant,
  sum(users_by_days.users)::BIGINT AS users
FROM days
JOIN users_by_days ON users_by_days.full_days > days.day
GROUP BY days.day, users_by_days.variant`,
      },
      {
        name: 'sums',
        about: 'What they did on it',
        sql: `
SELECT
  day,
  variant,
  count(*) AS converters,
  sum(${measured}) AS total,
  sum(${measured} * ${measured}) AS total_of_squares
FROM did
GROUP BY day, variant`,
      },
    ],
    `
SELECT
  sizes.day,
  sizes.variant,
  sizes.users,
  coalesce(sums.converters, 0) AS converters,
  coalesce(sums.total, 0) / sizes.users AS mean,
  CASE
    WHEN sizes.users < 2 THEN 0
    ELSE greatest(
      0,
      (
        coalesce(sums.total_of_squares, 0)
        - coalesce(sums.total, 0) * coalesce(sums.total, 0) / sizes.users
      ) / (sizes.users - 1)
    )
  END AS variance
FROM sizes
LEFT JOIN sums
  ON sums.day = sizes.day
  AND sums.variant = sizes.variant
ORDER BY sizes.day, sizes.variant`,
  )
}
