import { literal } from '../../src-renderer/query/literal'
import type { AttributionModel } from './models'

/** The row of conversions without a touch. */
export const NO_TOUCH = '(none)'

/**
 * The result of any attribution, from two CTEs that the caller gives:
 * `touched` (c, channel VARCHAR, nth, n, decay, conversions, amount): a row for each touch of each conversion (or of so many
 * like conversions), in the order nth of n; and `untouched` (conversions, amount): a row of the sums without a touch.
 */
export function creditsSql(models: readonly AttributionModel[], directChannel: string): string {
  const has = (name: string): boolean => models.some((model) => model.name === name)
  const direct = `lower(channel) = lower(${literal(directChannel)})`
  const extra = [
    ...(has('last-non-direct') ? [`coalesce(max(CASE WHEN NOT ${direct} THEN nth END) OVER (PARTITION BY c), n) AS chosen_nth`] : []),
    ...(has('participation') ? ['nth = min(nth) OVER (PARTITION BY c, channel) AS first_of_channel'] : []),
    ...(has('time-decay') ? ['sum(decay) OVER (PARTITION BY c) AS decays'] : []),
  ]
  const sums = models.flatMap((model, index) => [
    `sum(conversions * (${model.weight}))::DOUBLE AS c${index}`, `sum(amount * (${model.weight}))::DOUBLE AS v${index}`,
  ])
  const columns = models.flatMap((_, index) => [`c${index}`, `v${index}`]).join(', ')
  const untouched = models.flatMap(() => ['conversions', 'amount']).join(', ')
  const list = (of: (index: number) => string): string => `unnest([${models.map((_, index) => of(index)).join(', ')}])`
  return `weighted AS (SELECT c, channel, nth, n, decay, conversions, amount${extra.map((one) => `, ${one}`).join('')} FROM touched),
by_channel AS (
  SELECT CASE WHEN channel = ${literal(NO_TOUCH)} THEN ${literal(`${NO_TOUCH} as a channel`)} ELSE channel END AS channel, 0 AS place,
    ${sums.join(',\n    ')}
  FROM weighted GROUP BY channel
  UNION ALL SELECT ${literal(NO_TOUCH)}, 1, ${untouched} FROM untouched),
listed AS (SELECT channel, place, ${list((index) => String(index))} AS model_place, ${list((index) => literal(models[index]!.name))} AS model,
    ${list((index) => `c${index}`)} AS credit, ${list((index) => `v${index}`)} AS amount FROM (SELECT channel, place, ${columns} FROM by_channel))
SELECT channel, model, credit::DOUBLE AS conversions, amount::DOUBLE AS "value" FROM listed
ORDER BY model_place, place, credit DESC, channel`
}
