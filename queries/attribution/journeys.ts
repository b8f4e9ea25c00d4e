import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { dateLiteral, identifier, literal } from '../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { readJourneyQuestion, textOf, type JourneyQuestion } from './parameters'

/** The row of conversions without a touch. */
export const NO_TOUCH = '(none)'
const DAY_MICROS = 86_400e6

/** What of a journey is wanted beyond its touches in order; each costs a pass over them. */
export interface JourneyNeeds {
  /** The column `decay`, SQL over t (of the touch), done (of the conversion) and newest (of its newest touch), all in microseconds. */
  readonly decay?: string
  /** `chosen_nth`: the last touch whose channel is not this one. */
  readonly direct?: string
  /** `first_of_channel` and `distinct_channels`. */
  readonly distinct?: boolean
  /** `following`: the channel of the user's next touch. */
  readonly following?: boolean
  /** The CTE `missed` (k, channel, following, nth, weight = 1): touches of users that no conversion followed within the lookback. */
  readonly missed?: boolean
  /** More columns of touches by name, SQL over the event table: `is_click`. */
  readonly columns?: Readonly<Record<string, string>>
  /** The columns `_file` and `_line` of conversions: where each stands in the log. */
  readonly origin?: boolean
  /** Which events are touches, instead of the parameter `touches`: SQL over the event table, never NULL. */
  readonly touches?: string
}

/** CTEs of a WITH, and what a plan needs to say beside its SQL. */
export interface Journeys {
  readonly within: Scope
  readonly question: JourneyQuestion
  /**
   * `conversions` (c, k, t, amount): the conversions, numbered, with their user and time;
   * `touched` (c, k, t, done, channel, nth, n, amount, conversions = 1, and what is needed): a row for each touch of each
   * conversion, nth of n, made as it is read and never kept, as there may be far more of them than events;
   * `untouched` (k, conversions = 1, amount): the conversions without a touch.
   */
  readonly ctes: readonly string[]
  readonly plan: Omit<QueryPlan, 'sql'>
}

/** The stored dates that can matter: conversions lie between from and to, touches within the lookback before. */
function datesNeeded(within: Scope, lookbackMicros: number | null): { from: string | null; to: string | null } {
  const slack = within.timezone === null ? 0 : 2
  const from =
    within.fromDate === null || lookbackMicros === null
      ? null
      : dayToIso(isoToDay(within.fromDate) - Math.ceil(lookbackMicros / DAY_MICROS) - 1 - slack)
  return { from, to: within.toDate === null ? null : dayToIso(isoToDay(within.toDate) + slack) }
}

/** Conversions without a touch, for answers that have no row for them. */
export function untouchedLeftOut(ctes: readonly string[]): readonly LeftOut[] {
  return [
    {
      name: 'no-touch',
      sql: `WITH ${ctes.join(',\n')} SELECT count(*) FROM untouched`,
      one: '1 conversion without a touch is left out',
      many: '{n} conversions without a touch are left out',
    },
  ]
}

/** The channel of a touch as text; one called like the row without a touch gets another name. */
export function channelSql(column: string): string {
  return `CASE WHEN ${column} = ${literal(NO_TOUCH)} THEN ${literal(`${NO_TOUCH} as a channel`)} ELSE ${column} END`
}

/**
 * With a lookback, conversions and touches are laid into spans of its length, so that a conversion is compared with the
 * touches of its own span and the one before, not with all of its user's.
 */
function pairsSql(columns: readonly string[], lookbackMicros: number | null): readonly string[] {
  const taken = `SELECT near.c, near.k, near.done, near.amount, near.newest, ${columns.map((one) => `touches.${one}`).join(', ')}`
  if (lookbackMicros === null)
    return [
      `paired AS NOT MATERIALIZED (${taken}\n  FROM touches JOIN reached near ON touches.k = near.k WHERE touches.t < near.done)`,
    ]
  const span = literal(BigInt(lookbackMicros))
  return [
    `near AS (SELECT *, unnest([done // ${span}, done // ${span} - 1]) AS span FROM reached)`,
    `paired AS NOT MATERIALIZED (${taken}
  FROM touches JOIN near ON touches.k = near.k AND touches.t // ${span} = near.span
  WHERE touches.t < near.done AND touches.t >= near.done - ${span})`,
  ]
}

/**
 * The CTEs of conversions and the touches before them, from JOURNEY_PARAMETERS. `lookbackNote` says what holds where the
 * lookback among `values` is not what was asked for. Throws `bad-parameter` and `not-found`.
 */
export function journeys(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  needs: JourneyNeeds = {},
  lookbackNote?: string,
): Journeys {
  const within = scope(values, catalog, source)
  const { columns } = within.source
  const question = readJourneyQuestion(values, columns)
  const { lookbackMicros } = question
  const conversion = conditionSql(question.conversion, columns)
  const channel = `${identifier(question.channel.name)}::VARCHAR`
  const amount =
    question.value === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(question.value.name)} AS DOUBLE), 0)`
  const from = within.fromDate === null ? null : `local_date(ts) >= ${dateLiteral(within.fromDate, 'from')}`
  const to = within.toDate === null ? null : `local_date(ts) <= ${dateLiteral(within.toDate, 'to')}`
  const missed = needs.missed === true
  const more = Object.keys(needs.columns ?? {})
  const span = lookbackMicros === null ? null : literal(BigInt(lookbackMicros))
  const kept = [
    't',
    'channel',
    'i',
    ...more,
    ...(needs.following === true ? ['following'] : []),
    ...(needs.distinct === true ? ['same_before'] : []),
  ]
  const isFirst = span === null ? 'same_before IS NULL' : `(same_before IS NULL OR same_before < done - ${span})`
  const direct = needs.direct === undefined ? null : `lower(channel) = lower(${literal(needs.direct)})`
  const ctes = [
    `conversions AS (SELECT row_number() OVER () AS c, user_key AS k, epoch_us(ts) AS t, ${amount} AS amount${needs.origin === true ? ', _file, _line' : ''}
  FROM ${within.from} WHERE ${[within.where, conversion, from, to].filter((one) => one !== null).join(' AND ')})`,
    `seen AS (SELECT user_key AS k, epoch_us(ts) AS t, _source AS place, ${channelSql(channel)} AS channel${Object.entries(
      needs.columns ?? {},
    )
      .map(([name, sql]) => `, ${sql} AS ${name}`)
      .join('')}${missed && from !== null ? `, ${from} AS in_dates` : ''}
  FROM ${within.from} WHERE ${[within.where, needs.touches ?? conditionSql(question.touches, columns), `NOT (${conversion})`, `${channel} IS NOT NULL`, `${channel} <> ''`, to].filter((one) => one !== null).join(' AND ')}${missed ? '' : '\n    AND user_key IN (SELECT k FROM conversions)'})`,
    `touches AS (SELECT k, t, channel, ${more.map((one) => `${one}, `).join('')}row_number() OVER journey AS i${needs.following === true ? ', lead(channel) OVER journey AS following' : ''}${needs.distinct === true ? ',\n    lag(t) OVER (PARTITION BY k, channel ORDER BY t, place) AS same_before' : ''}
  FROM seen${missed ? ' WHERE k IN (SELECT k FROM conversions)' : ''} WINDOW journey AS (PARTITION BY k ORDER BY t, place))`,
    `reached AS (SELECT conversions.c, conversions.k, conversions.t AS done, conversions.amount, touches.t AS newest
  FROM conversions ASOF JOIN touches ON conversions.k = touches.k AND conversions.t > touches.t${span === null ? '' : `\n  WHERE touches.t >= conversions.t - ${span}`})`,
    ...pairsSql(kept, lookbackMicros),
    `totals AS (SELECT c, min(i) AS lowest, count(*) AS n${direct === null ? '' : `, max(CASE WHEN NOT ${direct} THEN i END) AS chosen`}${
      needs.distinct === true
        ? `,
    count(CASE WHEN ${isFirst} THEN 1 END) AS distinct_channels`
        : ''
    }${needs.decay === undefined ? '' : `,\n    sum(${needs.decay}) AS decays`}
  FROM paired GROUP BY c)`,
    `touched AS NOT MATERIALIZED (SELECT paired.c, k, t, done, channel, ${more.map((one) => `${one}, `).join('')}i - lowest + 1 AS nth, n, 1 AS conversions, amount${direct === null ? '' : ', coalesce(chosen - lowest + 1, n) AS chosen_nth'}${needs.following === true ? ', following' : ''}${
      needs.distinct === true
        ? `,
    ${isFirst} AS first_of_channel, distinct_channels`
        : ''
    }${needs.decay === undefined ? '' : `,\n    ${needs.decay} AS decay, decays`}
  FROM paired JOIN totals ON paired.c = totals.c)`,
    'untouched AS (SELECT k, 1 AS conversions, amount FROM conversions WHERE c NOT IN (SELECT c FROM reached))',
    ...(missed
      ? [
          `missed AS (SELECT seen.k, seen.channel, lead(seen.channel) OVER journey AS following, row_number() OVER journey AS nth, 1 AS weight
  FROM seen ASOF LEFT JOIN conversions ON seen.k = conversions.k AND seen.t < conversions.t
  WHERE (conversions.t IS NULL${span === null ? '' : ` OR seen.t < conversions.t - ${span}`})${from === null ? '' : ' AND in_dates'} WINDOW journey AS (PARTITION BY seen.k ORDER BY seen.t, place))`,
        ]
      : []),
  ]
  return {
    within,
    question,
    ctes,
    plan: {
      range: datesNeeded(within, lookbackMicros),
      ...(within.timezone === null ? {} : { timezone: within.timezone }),
      notes: [
        `channel: ${question.channel.name}`,
        `value: ${question.value?.name ?? 'none, conversions are counted'}`,
        lookbackNote ??
          (lookbackMicros === null
            ? 'no lookback limit'
            : `lookback: ${textOf(values, 'lookback') ?? ''} before the conversion`),
        ...within.notes,
      ],
    },
  }
}
