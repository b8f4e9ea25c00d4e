import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { literal } from '../../src-renderer/query/sql/literal'
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
  const { channel, model } = row
  if (typeof channel !== 'string' || typeof model !== 'string' || (column !== 'conversions' && column !== 'value'))
    return null
  const asked = { ...values, model }
  const models = modelsAsked(asked)
  const weight = models[0]?.weight ?? null
  const { ctes, plan } = journeys(asked, catalog, source, weight === null ? {} : modelNeeds(models, asked))
  if (channel === NO_TOUCH) {
    return {
      title: 'Users with conversions that no touch came before',
      kind: 'users',
      plan: {
        ...plan,
        sql: `WITH ${ctes.join(',\n')}\nSELECT k AS user_key, count(*)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value" FROM untouched GROUP BY k ORDER BY conversions DESC, user_key`,
      },
    }
  }
  const credits =
    weight === null ? '' : `, sum(${weight})::DOUBLE AS credit, sum(amount * (${weight}))::DOUBLE AS credited_value`
  return {
    title:
      weight === null
        ? `Users with ${channel} on the way to a conversion (Markov credits channels, not users)`
        : `Users with conversions credited to ${channel}, ${modelLabel(model)}`,
    kind: 'users',
    plan: {
      ...plan,
      sql: `WITH ${ctes.join(',\n')}
SELECT k AS user_key, count(DISTINCT c)::BIGINT AS conversions${credits} FROM touched
WHERE channel = ${literal(channel)}${weight === null ? '' : ` AND (${weight}) > 0`} GROUP BY k ORDER BY ${weight === null ? '' : 'credit DESC, '}conversions DESC, user_key`,
    },
  }
}
