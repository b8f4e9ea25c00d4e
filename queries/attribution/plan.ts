import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { computedResult } from '../../src-renderer/query/analysis/computedResult'
import { literal } from '../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { cellsSql, creditsSql, needsChain, needsOf } from './credits'
import { creditsOf, listCredits, readCells, tallyCells } from './finishCredits'
import { journeys, type JourneyNeeds } from './journeys'
import { modelsAsked, type AttributionModel } from './models'
import { textOf } from './parameters'

const DAY_MICROS = 86_400e6

/** SQL of a touch's weight under time decay, over t, done and newest. Throws `bad-parameter`. */
function decaySql(values: ParameterValues): string {
  if (values['decay'] === 'inverse-root') return `1 / sqrt((done - t) / ${literal(DAY_MICROS)}::DOUBLE + 1)`
  const days = values['half_life_days']
  if (typeof days !== 'number' || !(days > 0))
    throw badParameter('half_life_days', JSON.stringify(days ?? null), ' must be greater than 0.')
  // Against the newest touch, not the conversion: the shares are the same, and old touches do not all vanish to 0.
  return `pow(2, (t - newest) / ${literal(days * DAY_MICROS)}::DOUBLE)`
}

/** What the models that are asked for need to know of journeys. Throws `bad-parameter`. */
export function modelNeeds(models: readonly AttributionModel[], values: ParameterValues): JourneyNeeds {
  return needsOf(models, decaySql(values), textOf(values, 'direct_channel') ?? 'direct')
}

/** SQL for attribution. `lookbackNote` as of `journeys`. Throws `bad-parameter` and `not-found`. */
export function planAttribution(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  lookbackNote?: string,
): QueryPlan {
  const models = modelsAsked(values)
  const { ctes, plan } = journeys(values, catalog, source, modelNeeds(models, values), lookbackNote)
  const chain = needsChain(models)
  return {
    ...plan,
    sql: `WITH ${ctes.join(',\n')},\n${chain ? `${cellsSql(models)}\nSELECT * FROM cells ORDER BY ALL` : creditsSql(models)}`,
    ...(chain ? { finish: { analysis: 'attribution', values } } : {}),
  }
}

/** Credits from what cellsSql gives: the Markov model's equations are solved here. */
export function finishAttribution(answer: ResultTable, values: ParameterValues): ResultTable {
  const models = modelsAsked(values)
  const cells = readCells(answer, models)
  return computedResult(
    [
      { name: 'channel', type: 'string' },
      { name: 'model', type: 'string' },
      { name: 'conversions', type: 'double' },
      { name: 'value', type: 'double' },
    ],
    listCredits(cells, models, creditsOf(tallyCells(cells))).map(({ channel, model, conversions, value }) => ({
      channel,
      model,
      conversions,
      value,
    })),
  )
}
