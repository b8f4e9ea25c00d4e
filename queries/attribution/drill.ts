import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { literal } from '../../src-renderer/query/sql/literal'
import { statement } from '../../src-renderer/query/sql/statement'
import { whereLines } from '../events/eventsInScope'
import { needsChain, weightColumn, weightedTouches } from './credits'
import { journeys, NO_TOUCH } from './journeys'
import { modelLabel, modelsAsked } from './models'
import { modelNeeds } from './plan'

/**
 * The users whose conversions a channel was credited for, with how many of their conversions took part, the credit and
 * the value that they bring: the credits sum to the figure. Markov does not credit single conversions: for it, the users
 * with the channel on their way to a conversion.
 */
export function drillAttribution(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { channel, model: name } = row
  if (typeof channel !== 'string' || typeof name !== 'string' || (column !== 'conversions' && column !== 'value'))
    return null
  const asked = { ...values, model: name }
  const models = modelsAsked(asked)
  const [model] = models
  const { ctes, plan } = journeys(asked, catalog, source, needsChain(models) ? {} : modelNeeds(models, asked))
  if (channel === NO_TOUCH) {
    return {
      title: 'Users with conversions that no touch came before',
      kind: 'users',
      plan: {
        ...plan,
        sql: statement(
          ctes,
          `SELECT user_key, count(*)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value"
FROM untouched
GROUP BY user_key
ORDER BY conversions DESC, user_key`,
        ),
      },
    }
  }
  const share = model === undefined || model.weight === null ? null : weightColumn(model)
  const columns = [
    'user_key',
    'count(DISTINCT conversion_number)::BIGINT AS conversions',
    ...(share === null ? [] : [`sum(${share})::DOUBLE AS credit`, `sum(amount * ${share})::DOUBLE AS credited_value`]),
  ]
  return {
    title:
      share === null
        ? `Users with ${channel} on the way to a conversion (Markov credits channels, not users)`
        : `Users with conversions credited to ${channel}, ${modelLabel(name)}`,
    kind: 'users',
    plan: {
      ...plan,
      sql: statement(
        [...ctes, ...weightedTouches(models)],
        `SELECT
  ${columns.join(',\n  ')}
FROM ${share === null ? 'journey_touches' : 'weighted_touches'}
WHERE ${whereLines(`channel = ${literal(channel)}`, share === null ? null : `${share} > 0`)}
GROUP BY user_key
ORDER BY ${share === null ? '' : 'credit DESC, '}conversions DESC, user_key`,
      ),
    },
  }
}
