import { LatheError } from '../../src-renderer/model/error'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { conditionSql, readCondition, type Condition } from '../../src-renderer/query/condition'
import type { Catalog, ParameterValues, QueryPlan } from '../../src-renderer/query/definition'
import { readDuration } from '../../src-renderer/query/duration'
import { dateLiteral, identifier, literal } from '../../src-renderer/query/literal'
import { scope, type Scope } from '../../src-renderer/query/source'
import { channelColumn, columnNamed } from './channelColumn'
import { creditsSql } from './credits'
import { modelsNamed } from './models'

const DAY_MICROS = 86_400e6
/** What `value` says when conversions are to be counted only. */
const NO_VALUE = 'none'

interface AttributionOptions {
  readonly conversion: Condition
  readonly touches: Condition
  readonly channel: ColumnSchema
  readonly value: ColumnSchema | null
  /** null: no limit. */
  readonly lookbackMicros: number | null
  readonly halfLifeMicros: number
}

function textOf(values: ParameterValues, name: string): string | null {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function valueColumn(columns: readonly ColumnSchema[], name: string | null): ColumnSchema | null {
  if (name === NO_VALUE) return null
  return name === null ? columns.find((column) => column.name === 'value') ?? null : columnNamed(columns, name)
}

function readOptions(values: ParameterValues, columns: readonly ColumnSchema[]): AttributionOptions {
  const conversion = readCondition(values['conversion'] ?? null, 'conversion')
  if (conversion.event === null && conversion.where.length === 0) {
    throw new LatheError('bad-parameter', 'conversion: say which event is the conversion, such as "purchase".', { parameter: 'conversion', value: '' })
  }
  const halfLifeDays = values['half_life_days']
  if (typeof halfLifeDays !== 'number' || !(halfLifeDays > 0)) {
    throw new LatheError('bad-parameter', 'half_life_days must be greater than 0.', { parameter: 'half_life_days', value: JSON.stringify(halfLifeDays ?? null) })
  }
  const lookbackMicros = readDuration(textOf(values, 'lookback') ?? 'none', 'lookback')
  if (lookbackMicros === 0) throw new LatheError('bad-parameter', 'lookback must be longer than nothing; use "none" for no limit.', { parameter: 'lookback', value: '0' })
  return {
    conversion, touches: readCondition(values['touches'] ?? null, 'touches'), lookbackMicros,
    channel: channelColumn(columns, textOf(values, 'channel')), value: valueColumn(columns, textOf(values, 'value')),
    halfLifeMicros: halfLifeDays * DAY_MICROS,
  }
}

/** The stored dates that can matter: conversions lie between from and to, touches within the lookback before. */
function datesNeeded(within: Scope, lookbackMicros: number | null): { from: string | null; to: string | null } {
  const slack = within.timezone === null ? 0 : 2
  const from = within.fromDate === null || lookbackMicros === null ? null : dayToIso(isoToDay(within.fromDate) - Math.ceil(lookbackMicros / DAY_MICROS) - 1 - slack)
  return { from, to: within.toDate === null ? null : dayToIso(isoToDay(within.toDate) + slack) }
}

/**
 * Pairs of a conversion and a touch before it. With a lookback, both are laid into spans of its length, so that a
 * conversion is compared with the touches of its own span and the one before, not with all of its user's.
 */
function pairsSql(lookbackMicros: number | null): readonly string[] {
  if (lookbackMicros === null) {
    return [`pairs AS (SELECT conversions.c, conversions.amount, touches.channel, touches.t, touches.place
  FROM conversions JOIN touches ON conversions.k = touches.k WHERE touches.t < conversions.t)`]
  }
  const span = literal(BigInt(lookbackMicros))
  return [
    `near AS (SELECT c, k, t, amount, unnest([t // ${span}, t // ${span} - 1]) AS span FROM conversions)`,
    `pairs AS (SELECT near.c, near.amount, touches.channel, touches.t, touches.place
  FROM touches JOIN near ON touches.k = near.k AND touches.t // ${span} = near.span
  WHERE touches.t < near.t AND touches.t >= near.t - ${span})`,
  ]
}

/** SQL for attribution. Throws `bad-parameter` and `not-found`. */
export function planAttribution(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const within = scope(values, catalog, source)
  const { columns } = within.source
  const options = readOptions(values, columns)
  const models = modelsNamed(textOf(values, 'model') ?? 'all')
  const conversion = conditionSql(options.conversion, columns)
  const channel = identifier(options.channel.name)
  const amount = options.value === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(options.value.name)} AS DOUBLE), 0)`
  const dates = [
    ...(within.fromDate === null ? [] : [`local_date(ts) >= ${dateLiteral(within.fromDate, 'from')}`]),
    ...(within.toDate === null ? [] : [`local_date(ts) <= ${dateLiteral(within.toDate, 'to')}`]),
  ]
  // Against the newest touch, not the conversion: the shares are the same, and old touches do not all vanish to 0.
  const decay = `pow(2, (t - max(t) OVER (PARTITION BY c)) / ${literal(options.halfLifeMicros)}::DOUBLE)`
  const ctes = [
    `conversions AS (SELECT row_number() OVER () AS c, user_key AS k, epoch_us(ts) AS t, ${amount} AS amount
  FROM ${within.from} WHERE ${[within.where, conversion, ...dates].join(' AND ')})`,
    `touches AS (SELECT user_key AS k, epoch_us(ts) AS t, _source AS place, ${channel}::VARCHAR AS channel
  FROM ${within.from} WHERE ${within.where} AND ${conditionSql(options.touches, columns)} AND NOT (${conversion}) AND ${channel} IS NOT NULL AND ${channel}::VARCHAR <> ''
    AND user_key IN (SELECT k FROM conversions))`,
    ...pairsSql(options.lookbackMicros),
    `touched AS (SELECT c, channel, row_number() OVER (PARTITION BY c ORDER BY t, place) AS nth, count(c) OVER (PARTITION BY c) AS n,
    ${models.some((model) => model.name === 'time-decay') ? decay : '1'} AS decay, 1 AS conversions, amount FROM pairs)`,
    'untouched AS (SELECT count(c)::DOUBLE AS conversions, coalesce(sum(amount), 0) AS amount FROM conversions WHERE c NOT IN (SELECT c FROM pairs))',
  ]
  return {
    sql: `WITH ${ctes.join(',\n')},\n${creditsSql(models, textOf(values, 'direct_channel') ?? 'direct')}`,
    range: datesNeeded(within, options.lookbackMicros),
    ...(within.timezone === null ? {} : { timezone: within.timezone }),
    notes: [
      `channel: ${options.channel.name}`, `value: ${options.value?.name ?? 'none, conversions are counted'}`,
      options.lookbackMicros === null ? 'no lookback limit' : `lookback: ${textOf(values, 'lookback') ?? ''} before the conversion`, ...within.notes,
    ],
  }
}
