import { literal } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { NO_TOUCH } from './journeys'
import type { JourneyNeeds } from './journeySql'
import type { AttributionModel } from './models'

/** Whether some of the models cannot be had from single conversions, so that the plan needs finish(). */
export function needsChain(models: readonly AttributionModel[]): boolean {
  return models.some((model) => model.weight === null)
}

/** What the models need to know of a journey. `decay` as in JourneyNeeds. */
export function needsOf(models: readonly AttributionModel[], decay: string, direct: string): JourneyNeeds {
  const has = (...names: readonly string[]): boolean => models.some((model) => names.includes(model.name))
  const chain = needsChain(models)
  return {
    ...(has('time-decay') ? { decay } : {}),
    ...(has('last-non-direct') ? { direct } : {}),
    distinct: has('participation', 'shapley'),
    following: chain,
    missed: chain,
  }
}

/** A model with the weight of a touch, and the columns that hold it and its sums. */
interface Weighted {
  readonly model: AttributionModel
  readonly sql: string
  readonly weight: string
  readonly conversions: string
  readonly value: string
}

/** The columns of a model's credits in what cellsCtes give. */
export function creditColumns({ name }: AttributionModel): { readonly conversions: string; readonly value: string } {
  const word = name.replaceAll('-', '_')
  return { conversions: `${word}_conversions`, value: `${word}_value` }
}

/** The column of `weighted_touches` with a model's weight. */
export function weightColumn({ name }: AttributionModel): string {
  return `${name.replaceAll('-', '_')}_weight`
}

/** Those of the models that have weights. */
function weighted(models: readonly AttributionModel[]): readonly Weighted[] {
  return models.flatMap((model) =>
    model.weight === null ? [] : [{ model, sql: model.weight, weight: weightColumn(model), ...creditColumns(model) }],
  )
}

/** WITH query `weighted_touches`: `journey_touches` with the weight of each model that has weights; none where none has. */
export function weightedTouches(models: readonly AttributionModel[]): readonly Cte[] {
  const all = weighted(models)
  if (all.length === 0) return []
  return [
    {
      name: 'weighted_touches',
      about: `Each of these touches with its share of the conversion by ${all.length === 1 ? 'the' : 'each'} model`,
      keep: 'NOT MATERIALIZED',
      sql: `SELECT
  *,
  ${all.map(({ sql, weight }) => `${sql} AS ${weight}`).join(',\n  ')}
FROM journey_touches`,
    },
  ]
}

/** Columns with the sums of weights over conversions and over their value. */
const sums = (all: readonly Weighted[]): readonly string[] =>
  all.flatMap(({ weight, conversions, value }) => [
    `sum(conversions * ${weight})::DOUBLE AS ${conversions}`,
    `sum(amount * ${weight})::DOUBLE AS ${value}`,
  ])

const columnLines = (columns: readonly string[]): string => columns.join(',\n  ')

/**
 * The credits by channel and model, from `journey_touches` and `untouched` (see journeys), for models that have weights:
 * columns channel, model, conversions, value.
 */
function creditsSql(ctes: readonly Cte[], models: readonly AttributionModel[]): string {
  const all = weighted(models)
  const unnested = (items: readonly string[]): string => `unnest([\n    ${items.join(',\n    ')}\n  ])`
  return statement(
    [
      ...ctes,
      ...weightedTouches(models),
      {
        name: 'by_channel',
        about: 'Of each channel the credit by each model; last the conversions without a touch, for every model',
        sql: `SELECT
  ${columnLines(['channel', '0 AS place', ...sums(all)])}
FROM weighted_touches
GROUP BY channel
UNION ALL
SELECT
  ${columnLines([literal(NO_TOUCH), '1', ...all.map(() => 'coalesce(sum(conversions), 0), coalesce(sum(amount), 0)')])}
FROM untouched`,
      },
      {
        name: 'credits',
        about: 'The same with a row for each channel and model',
        sql: `SELECT
  ${columnLines([
    'channel',
    'place',
    `unnest(range(${all.length})) AS model_place`,
    `${unnested(all.map(({ model }) => literal(model.name)))} AS model`,
    `${unnested(all.map(({ conversions }) => conversions))} AS credit`,
    `${unnested(all.map(({ value }) => value))} AS amount`,
  ])}
FROM by_channel`,
      },
    ],
    `SELECT
  channel,
  model,
  credit::DOUBLE AS conversions,
  amount::DOUBLE AS "value"
FROM credits
ORDER BY model_place, place, credit DESC, channel`,
  )
}

/**
 * WITH queries up to `cells`: what finishCredits needs, summed; the credits of models that have weights, and the steps of
 * journeys for those that have none. From `journey_touches`, `untouched` and `missed_touches`; one row for each bucket
 * (SQL over user_key; 0 for one of all), channel, channel that follows (NULL: the journey ends) and whether the channel is
 * the first; a row with channel NULL holds the conversions without a touch. `missed` counts the steps of journeys without
 * conversion, `conversions` those of the others.
 */
export function cellsCtes(models: readonly AttributionModel[], bucket = '0'): readonly Cte[] {
  const all = weighted(models)
  const chain = needsChain(models)
  const none = all.map(() => '0, 0')
  const parts = [
    `SELECT
  ${columnLines([
    `${bucket}::INTEGER AS bucket`,
    'channel',
    `${chain ? 'CASE WHEN nth < touch_count THEN following END' : 'NULL::VARCHAR'} AS following`,
    `${chain ? 'nth = 1' : 'FALSE'} AS starts`,
    'sum(conversions)::DOUBLE AS conversions',
    'sum(amount)::DOUBLE AS amount',
    '0::DOUBLE AS missed',
    ...sums(all),
  ])}
FROM ${all.length === 0 ? 'journey_touches' : 'weighted_touches'}
GROUP BY ALL`,
    `SELECT
  ${columnLines([`${bucket}::INTEGER`, 'NULL', 'NULL', 'FALSE', 'sum(conversions)', 'sum(amount)', '0', ...none])}
FROM untouched
GROUP BY ALL`,
    ...(chain
      ? [
          `SELECT
  ${columnLines([`${bucket}::INTEGER`, 'channel', 'following', 'nth = 1', '0', '0', 'sum(weight)::DOUBLE', ...none])}
FROM missed_touches
GROUP BY ALL`,
        ]
      : []),
  ]
  return [
    ...weightedTouches(models),
    {
      name: 'cells',
      about: chain
        ? 'Conversions and credits by channel and the one that follows; in missed, journeys without conversion'
        : 'Conversions and credits by channel; without a channel, conversions without a touch',
      sql: parts.join('\nUNION ALL\n'),
    },
  ]
}

/** The credits by channel and model, or, where a model needs finish(), what finishCredits needs. */
export function creditsStatement(ctes: readonly Cte[], models: readonly AttributionModel[]): string {
  return needsChain(models)
    ? statement([...ctes, ...cellsCtes(models)], 'SELECT *\nFROM cells\nORDER BY ALL')
    : creditsSql(ctes, models)
}
