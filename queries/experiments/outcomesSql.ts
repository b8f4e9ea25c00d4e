import { resultColumns } from '../../src-renderer/query/analysis/resultColumns'
import { literal } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { positionSql } from '../events/position'
import { countedCtes } from './assignmentSql'
import { eventSqlsOf, figuresOf, type Metric, type Term, type UserFigure } from './metric'
import type { ExperimentQuestion } from './question'

/** Whose events: those after the exposure, in the window, or those in the time before it. */
type Side = 'after' | 'before'

/** A metric's figures added up, over the columns of per_user. */
export function termsSql(question: ExperimentQuestion, terms: readonly Term[], side: Side): string {
  const figures = figuresOf(question.metrics).map((figure) => JSON.stringify(figure))
  const sum = terms.map(({ factor, figure }) => {
    const column = `${side}_${figures.indexOf(JSON.stringify(figure)) + 1}`
    return factor === 1 ? column : `${literal(factor)} * ${column}`
  })
  return sum.length === 1 ? sum.join('') : `(${sum.join(' + ')})`
}

/** The columns of metric_events that figures are made of: which events count, and what is summed. */
function eventColumns(question: ExperimentQuestion): {
  readonly which: readonly string[]
  readonly amounts: readonly string[]
} {
  const figures = figuresOf(question.metrics)
  return {
    which: [...new Set(figures.map(({ eventSql }) => eventSql))],
    amounts: [...new Set(figures.flatMap(({ amountSql }) => (amountSql === null ? [] : [amountSql])))],
  }
}

function figureSql({ kind, amountSql }: UserFigure, filter: string, amounts: readonly string[]): string {
  const amount = amountSql === null ? '' : `event.amount_${amounts.indexOf(amountSql) + 1}`
  switch (kind) {
    case 'did':
      return `(count(*) ${filter} > 0)::INTEGER::DOUBLE`
    case 'count':
      return `(count(*) ${filter})::DOUBLE`
    case 'sum':
      return `coalesce(sum(${amount}) ${filter}, 0)`
    case 'values':
      return `(count(${amount}) ${filter})::DOUBLE`
    case 'days':
      return `(count(DISTINCT local_date(event.ts)) ${filter})::DOUBLE`
  }
}

/**
 * WITH queries up to `per_user`: one row per compared user with user_key, variant and exposed_at; for metric i events_i (the
 * events that it counts, in the window) and first_at_i (the first of them); and for each figure that termsSql adds up its
 * value after the exposure and, where CUPED asks for it, before.
 */
export function perUserCtes(question: ExperimentQuestion): readonly Cte[] {
  const { metrics, windowMicros, preMicros } = question
  const { which, amounts } = eventColumns(question)
  const is = (eventSql: string): string => `event.is_${which.indexOf(eventSql) + 1}`
  const after = 'event.position > counted.exposed_position'
  const figures = figuresOf(metrics).flatMap((figure, index) => {
    const counted = (side: Side, when: string): string =>
      `${figureSql(figure, `FILTER (${is(figure.eventSql)} AND ${when})`, amounts)} AS ${side}_${index + 1}`
    return [counted('after', after), ...(preMicros > 0 ? [counted('before', 'event.ts < counted.exposed_at')] : [])]
  })
  const events = metrics.flatMap((metric, index) => {
    const any = eventSqlsOf(metric).map(is)
    const filter = `FILTER (${any.length === 1 ? any.join('') : `(${any.join(' OR ')})`} AND ${after})`
    return [`count(*) ${filter} AS events_${index}`, `min(event.ts) ${filter} AS first_at_${index}`]
  })
  return [
    ...countedCtes(question),
    {
      name: 'metric_events',
      about: 'Events that a metric counts, which of them it is, and what is summed',
      sql: `
SELECT
  ${[
    'user_key',
    'ts',
    `${positionSql('file')} AS position`,
    ...which.map((sql, index) => `${sql} AS is_${index + 1}`),
    ...amounts.map((sql, index) => `${sql} AS amount_${index + 1}`),
  ].join(',\n  ')}
FROM events_in_scope
WHERE (${which.join('\n  OR ')})`,
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
  ${[...events, ...figures].join(',\n  ')}
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

/** Where a metric's mean and variance per user are asked, and how. */
export interface MomentsSql {
  /** WITH queries behind those of perUserCtes. */
  readonly ctes: readonly Cte[]
  /** The relation with a row per user, with what per_user has. */
  readonly from: string
  readonly mean: string
  /** The sample variance between users; of a ratio that of what each user adds to it (delta method). */
  readonly variance: string
}

/** The mean and variance of a metric, aggregates over the users of a variant. */
export function momentsSql(question: ExperimentQuestion, metric: Metric, index: number): MomentsSql {
  const over = termsSql(question, metric.over, 'after')
  if (metric.kind !== 'ratio')
    return { ctes: [], from: 'per_user', mean: `avg(${over})`, variance: `coalesce(var_samp(${over}), 0)` }
  const [parts, from] = [`parts_${index}`, `deviations_${index}`]
  return {
    ctes: [
      {
        name: parts,
        about: 'What is divided and by what, of each user',
        sql: `
SELECT
  *,
  ${over} AS dividend,
  ${termsSql(question, metric.under, 'after')} AS divisor
FROM per_user`,
      },
      {
        name: from,
        about: 'What each user is above the ratio of all users of the variant: dividend less ratio times divisor',
        sql: `
SELECT
  *,
  dividend - divisor * (sum(dividend) OVER variant_users / nullif(sum(divisor) OVER variant_users, 0)) AS deviation
FROM ${parts}
WINDOW variant_users AS (PARTITION BY variant)`,
      },
    ],
    from,
    mean: 'sum(dividend) / nullif(sum(divisor), 0)',
    // Deviations this small beside what is divided are rounding, not spread.
    variance: `CASE
    WHEN max(abs(deviation)) > 1e-12 * max(abs(dividend))
      THEN coalesce(var_samp(deviation), 0) / (avg(divisor) * avg(divisor))
    ELSE 0
  END`,
  }
}

/** What outcomesSql gives. */
export const OUTCOMES = resultColumns({
  place: { about: 'Number of the metric.', format: 'integer' },
  metric: { about: 'What the metric is called.', format: 'text' },
  aim: { about: 'higher or lower: which way is better.', format: 'text' },
  role: { about: 'goal or guardrail.', format: 'text' },
  kind: { about: 'share, mean or ratio.', format: 'text' },
  measured: { about: 'What its mean is, in words.', format: 'text' },
  variant: { about: 'The variant.', format: 'text' },
  users: { about: 'Users compared.', format: 'integer' },
  converters: { about: 'Those with an event in the window that the metric counts.', format: 'integer' },
  mean: { about: 'Mean of the metric per user, or the ratio.', format: 'decimal', nullable: true },
  variance: { about: 'Its sample variance.', format: 'decimal' },
  pre_mean: { about: 'Mean of the same before the exposure.', format: 'decimal' },
  pre_variance: { about: 'Its sample variance.', format: 'decimal' },
  covariance: { about: 'Sample covariance of the two.', format: 'decimal' },
})

/** One row per metric (its number) and variant, as OUTCOMES says. */
export function outcomesSql(question: ExperimentQuestion): string {
  const moments = question.metrics.map((metric, index) => momentsSql(question, metric, index))
  const rows = question.metrics.map((metric, index) => {
    const { from = 'per_user', mean = '', variance = '' } = moments[index] ?? {}
    const adjusts = question.preMicros > 0 && metric.kind !== 'ratio'
    const [measured, earlier] = (['after', 'before'] as const).map((side) => termsSql(question, metric.over, side))
    return `SELECT
  ${index} AS place,
  ${literal(metric.label)} AS metric,
  ${literal(metric.better)} AS aim,
  ${literal(metric.role)} AS role,
  ${literal(metric.kind)} AS kind,
  ${literal(metric.measured)} AS measured,
  variant,
  count(*) AS users,
  count_if(events_${index} > 0)::BIGINT AS converters,
  (${mean})::DOUBLE AS mean,
  (${variance})::DOUBLE AS variance,
  ${adjusts ? `avg(${earlier})` : '0::DOUBLE'} AS pre_mean,
  ${adjusts ? `coalesce(var_samp(${earlier}), 0)` : '0::DOUBLE'} AS pre_variance,
  ${adjusts ? `coalesce(covar_samp(${earlier}, ${measured}), 0)` : '0::DOUBLE'} AS covariance
FROM ${from}
GROUP BY variant`
  })
  return statement(
    [...perUserCtes(question), ...moments.flatMap(({ ctes }) => ctes)],
    `${rows.join('\nUNION ALL\n')}\nORDER BY place, variant`,
  )
}
