import { literal } from '../../src-renderer/query/sql/literal'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { onDatesSql, whereClause } from '../events/eventsInScope'

/** What of a journey is wanted beyond its touches in order; each costs a pass over them. */
export interface JourneyNeeds {
  /**
   * The column `decay`, SQL over touched_at, converted_at and newest_touch_at (of the newest touch before the
   * conversion), all in microseconds.
   */
  readonly decay?: string
  /** `chosen_nth`: the last touch whose channel is not this one. */
  readonly direct?: string
  /** `first_of_channel` and `distinct_channels`. */
  readonly distinct?: boolean
  /** `following`: the channel of the user's next touch. */
  readonly following?: boolean
  /**
   * The CTE `missed_touches` (user_key, channel, following, nth, weight = 1): touches of users that no conversion
   * followed within the lookback.
   */
  readonly missed?: boolean
  /** More columns of touches by name, SQL over the event table: `is_click`. */
  readonly columns?: Readonly<Record<string, string>>
  /** The columns `_file` and `_line` of conversions: where each stands in the log. */
  readonly origin?: boolean
  /** Which events are touches, instead of the parameter `touches`: SQL over the event table, never NULL. */
  readonly touches?: string
}

/** What the WITH queries of journeys are made of: SQL over the event table, dates and needs. */
export interface JourneyPieces {
  readonly conversion: string
  readonly touches: string
  /** The touch's channel as text; NULL and '' are no touch. */
  readonly channel: string
  /** How a channel is called in the answer. */
  readonly channelName: string
  readonly amount: string
  readonly dates: { readonly fromDate: string | null; readonly toDate: string | null }
  readonly lookbackMicros: number | null
  readonly needs: JourneyNeeds
}

const lines = (...columns: readonly (string | readonly string[] | false)[]): string =>
  columns.flatMap((one) => (one === false ? [] : one)).join(',\n  ')

const spanOf = ({ lookbackMicros }: JourneyPieces): string | null =>
  lookbackMicros === null ? null : literal(BigInt(lookbackMicros))

function conversionsCte({ conversion, amount, dates, needs }: JourneyPieces): Cte {
  return {
    name: 'conversions',
    about: 'Conversions on the dates asked for, numbered: who, when (microseconds) and of what value',
    sql: `SELECT
  ${lines(
    'row_number() OVER (ORDER BY user_key, ts, _source) AS conversion_number',
    'user_key',
    'epoch_us(ts) AS converted_at',
    `${amount} AS amount`,
    needs.origin === true && ['_file', '_line'],
  )}
FROM events_in_scope${whereClause(conversion, onDatesSql('local_date(ts)', dates))}`,
  }
}

function seenCte({ conversion, touches, channel, channelName, dates, needs }: JourneyPieces): Cte {
  const missed = needs.missed === true
  const inDates = onDatesSql('local_date(ts)', { fromDate: dates.fromDate, toDate: null })
  return {
    name: 'seen_touches',
    about: `Touches up to the last date asked for${missed ? '' : ' of the users who convert'}: who, when, and the channel`,
    sql: `SELECT
  ${lines(
    'user_key',
    'epoch_us(ts) AS touched_at',
    '_source AS place_in_log',
    `${channelName} AS channel`,
    Object.entries(needs.columns ?? {}).map(([name, sql]) => `${sql} AS ${name}`),
    missed && dates.fromDate !== null && `${inDates} AS in_dates`,
  )}
FROM events_in_scope${whereClause(
      touches,
      `NOT (${conversion})`,
      `${channel} IS NOT NULL`,
      `${channel} <> ''`,
      onDatesSql('local_date(ts)', { fromDate: null, toDate: dates.toDate }),
      missed ? null : 'user_key IN (SELECT user_key FROM conversions)',
    )}`,
  }
}

function touchesCte({ needs }: JourneyPieces): Cte {
  return {
    name: 'touches',
    about: "Touches of the users who convert, numbered in each user's order",
    sql: `SELECT
  ${lines(
    'user_key',
    'touched_at',
    'channel',
    Object.keys(needs.columns ?? {}),
    'row_number() OVER journey AS touch_number',
    needs.following === true && 'lead(channel) OVER journey AS following',
    needs.distinct === true && 'lag(touched_at) OVER same_channel AS same_channel_before',
  )}
FROM seen_touches${needs.missed === true ? '\nWHERE user_key IN (SELECT user_key FROM conversions)' : ''}
WINDOW
  journey AS (PARTITION BY user_key ORDER BY touched_at, place_in_log)${
    needs.distinct === true
      ? ',\n  same_channel AS (PARTITION BY user_key, channel ORDER BY touched_at, place_in_log)'
      : ''
  }`,
  }
}

function reachedCte(pieces: JourneyPieces): Cte {
  const span = spanOf(pieces)
  return {
    name: 'reached_conversions',
    about: `Conversions with a touch ${span === null ? '' : 'within the lookback '}before them, and when the newest was`,
    sql: `SELECT
  conversion_number,
  conversions.user_key,
  converted_at,
  amount,
  touched_at AS newest_touch_at
FROM conversions
ASOF JOIN touches ON conversions.user_key = touches.user_key
  AND converted_at > touched_at${whereClause(span === null ? null : `touched_at >= converted_at - ${span}`)}`,
  }
}

/**
 * With a lookback, conversions and touches are laid into spans of its length, so that a conversion is compared with the
 * touches of its own span and the one before, not with all of its user's.
 */
function pairedCtes(pieces: JourneyPieces): readonly Cte[] {
  const { needs } = pieces
  const span = spanOf(pieces)
  const select = `SELECT
  ${lines(
    'conversion_number',
    'touches.user_key',
    'converted_at',
    'amount',
    'newest_touch_at',
    'touched_at',
    'channel',
    'touch_number',
    Object.keys(needs.columns ?? {}),
    needs.following === true && 'following',
    needs.distinct === true && 'same_channel_before',
  )}
FROM touches`
  const paired = {
    name: 'paired_touches',
    about: `Each of these conversions with each touch ${span === null ? '' : 'within the lookback '}before it`,
    keep: 'NOT MATERIALIZED',
  } as const
  if (span === null)
    return [
      {
        ...paired,
        sql: `${select}
JOIN reached_conversions reached ON touches.user_key = reached.user_key
WHERE touched_at < converted_at`,
      },
    ]
  return [
    {
      name: 'conversion_spans',
      about: 'Each of these conversions twice: in its own span of time, as long as the lookback, and in the one before',
      sql: `SELECT
  *,
  unnest([converted_at // ${span}, converted_at // ${span} - 1]) AS span
FROM reached_conversions`,
    },
    {
      ...paired,
      sql: `${select}
JOIN conversion_spans spans ON touches.user_key = spans.user_key
  AND touched_at // ${span} = spans.span
WHERE touched_at < converted_at
  AND touched_at >= converted_at - ${span}`,
    },
  ]
}

/** Whether a touch is the first of its channel before its conversion. */
function isFirstSql(pieces: JourneyPieces): string {
  const span = spanOf(pieces)
  return span === null
    ? 'same_channel_before IS NULL'
    : `same_channel_before IS NULL OR same_channel_before < converted_at - ${span}`
}

function totalsCte(pieces: JourneyPieces): Cte {
  const { decay, direct, distinct } = pieces.needs
  return {
    name: 'journey_totals',
    about: 'Of each of these conversions how many touches came before it, and the number of the first',
    sql: `SELECT
  ${lines(
    'conversion_number',
    'min(touch_number) AS first_touch_number',
    'count(*) AS touch_count',
    direct !== undefined &&
      `max(CASE WHEN NOT lower(channel) = lower(${literal(direct)}) THEN touch_number END) AS chosen_touch_number`,
    distinct === true &&
      `count(
    CASE WHEN ${isFirstSql(pieces)} THEN 1 END
  ) AS distinct_channels`,
    decay !== undefined && `sum(${decay}) AS decay_total`,
  )}
FROM paired_touches
GROUP BY conversion_number`,
  }
}

function journeyTouchesCte(pieces: JourneyPieces): Cte {
  const { columns, decay, direct, distinct, following } = pieces.needs
  return {
    name: 'journey_touches',
    about: 'Each touch before each conversion: the nth of touch_count, counted from the earliest',
    keep: 'NOT MATERIALIZED',
    sql: `SELECT
  ${lines(
    'paired_touches.conversion_number',
    'user_key',
    'touched_at',
    'converted_at',
    'channel',
    Object.keys(columns ?? {}),
    'touch_number - first_touch_number + 1 AS nth',
    'touch_count',
    '1 AS conversions',
    'amount',
    direct !== undefined && 'coalesce(chosen_touch_number - first_touch_number + 1, touch_count) AS chosen_nth',
    following === true && 'following',
    distinct === true && [`(${isFirstSql(pieces)}) AS first_of_channel`, 'distinct_channels'],
    decay !== undefined && [`${decay} AS decay`, 'decay_total'],
  )}
FROM paired_touches
JOIN journey_totals ON paired_touches.conversion_number = journey_totals.conversion_number`,
  }
}

const UNTOUCHED: Cte = {
  name: 'untouched',
  about: 'Conversions without such a touch',
  sql: `SELECT user_key, 1 AS conversions, amount
FROM conversions
WHERE conversion_number NOT IN (SELECT conversion_number FROM reached_conversions)`,
}

function missedCte(pieces: JourneyPieces): Cte {
  const span = spanOf(pieces)
  return {
    name: 'missed_touches',
    about: `Touches on the dates asked for that no conversion followed${span === null ? '' : ' within the lookback'}`,
    sql: `SELECT
  seen.user_key,
  channel,
  lead(channel) OVER journey AS following,
  row_number() OVER journey AS nth,
  1 AS weight
FROM seen_touches seen
ASOF LEFT JOIN conversions ON seen.user_key = conversions.user_key
  AND touched_at < converted_at${whereClause(
    span === null ? 'converted_at IS NULL' : `(converted_at IS NULL OR touched_at < converted_at - ${span})`,
    pieces.dates.fromDate === null ? null : 'in_dates',
  )}
WINDOW journey AS (PARTITION BY seen.user_key ORDER BY touched_at, place_in_log)`,
  }
}

/** The WITH queries of journeys (see Journeys), after `events_in_scope`. */
export function journeyCtes(pieces: JourneyPieces): readonly Cte[] {
  return [
    conversionsCte(pieces),
    seenCte(pieces),
    touchesCte(pieces),
    reachedCte(pieces),
    ...pairedCtes(pieces),
    totalsCte(pieces),
    journeyTouchesCte(pieces),
    UNTOUCHED,
    ...(pieces.needs.missed === true ? [missedCte(pieces)] : []),
  ]
}
