import { elementAt } from '../../src-renderer/base/required'
import { literal } from '../../src-renderer/query/sql/literal'
import { NO_TOUCH, type JourneyNeeds } from './journeys'
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

/** SQL of a model's weight; nothing for those that have none. */
function weighted(
  models: readonly AttributionModel[],
): readonly { readonly model: AttributionModel; readonly weight: string }[] {
  return models.flatMap((model) => (model.weight === null ? [] : [{ model, weight: model.weight }]))
}

/**
 * The credits by channel and model, from `touched` and `untouched` (see journeys), for models that have weights:
 * columns channel, model, conversions, value.
 */
export function creditsSql(models: readonly AttributionModel[]): string {
  const all = weighted(models)
  const list = (of: (index: number) => string): string => `unnest([${all.map((_, index) => of(index)).join(', ')}])`
  return `by_channel AS (
  SELECT channel, 0 AS place,
    ${all.map(({ weight }, index) => `sum(conversions * (${weight}))::DOUBLE AS c${index}, sum(amount * (${weight}))::DOUBLE AS v${index}`).join(',\n    ')}
  FROM touched GROUP BY channel
  UNION ALL SELECT ${literal(NO_TOUCH)}, 1, ${all.flatMap(() => ['coalesce(sum(conversions), 0)', 'coalesce(sum(amount), 0)']).join(', ')} FROM untouched),
listed AS (SELECT channel, place, ${list((index) => String(index))} AS model_place, ${list((index) => literal(elementAt(all, index).model.name))} AS model,
    ${list((index) => `c${index}`)} AS credit, ${list((index) => `v${index}`)} AS amount FROM by_channel)
SELECT channel, model, credit::DOUBLE AS conversions, amount::DOUBLE AS "value" FROM listed
ORDER BY model_place, place, credit DESC, channel`
}

/**
 * What finishCredits needs, summed: the credits of models that have weights, and the steps of journeys for those that have
 * none. From `touched`, `untouched` and `missed`; one row for each bucket (SQL over k; 0 for one of all), channel, channel
 * that follows (NULL: the journey ends) and whether the channel is the first; a row with channel NULL holds the conversions
 * without a touch. `missed` counts the steps of journeys without conversion, `conversions` those of the others.
 */
export function cellsSql(models: readonly AttributionModel[], bucket = '0'): string {
  const all = weighted(models)
  const chain = needsChain(models)
  const none = all
    .flatMap(() => ['0', '0'])
    .map((one) => `, ${one}`)
    .join('')
  return `cells AS (
  SELECT (${bucket})::INTEGER AS bucket, channel, ${chain ? 'CASE WHEN nth < n THEN following END' : 'NULL::VARCHAR'} AS following, ${chain ? 'nth = 1' : 'FALSE'} AS starts,
    sum(conversions)::DOUBLE AS conversions, sum(amount)::DOUBLE AS amount, 0::DOUBLE AS missed${all.map(({ weight }, index) => `,\n    sum(conversions * (${weight}))::DOUBLE AS c${index}, sum(amount * (${weight}))::DOUBLE AS v${index}`).join('')}
  FROM touched GROUP BY ALL
  UNION ALL SELECT (${bucket})::INTEGER, NULL, NULL, FALSE, sum(conversions), sum(amount), 0${none} FROM untouched GROUP BY ALL${
    chain
      ? `
  UNION ALL SELECT (${bucket})::INTEGER, channel, following, nth = 1, 0, 0, sum(weight)::DOUBLE${none} FROM missed GROUP BY ALL`
      : ''
  })`
}
