import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { computedResult } from '../../src-renderer/query/analysis/computedResult'
import { literal } from '../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { creditsStatement, needsChain, needsOf } from './credits'
import { creditsOf, listCredits, readCells, tallyCells } from './finishCredits'
import { journeys, type Journeys } from './journeys'
import type { JourneyNeeds } from './journeySql'
import { modelsAsked, type AttributionModel } from './models'
import { textOf } from './parameters'

const DAY_MICROS = 86_400e6

/** SQL of a touch's weight under time decay, over touched_at, converted_at and newest_touch_at. Throws `bad-parameter`. */
function decaySql(values: ParameterValues): string {
  if (values['decay'] === 'inverse-root')
    return `1 / sqrt((converted_at - touched_at) / ${literal(DAY_MICROS)}::DOUBLE + 1)`
  const days = values['half_life_days']
  if (typeof days !== 'number' || !(days > 0))
    throw badParameter('half_life_days', JSON.stringify(days ?? null), ' must be greater than 0.')
  // Against the newest touch, not the conversion: the shares are the same, and old touches do not all vanish to 0.
  return `pow(2, (touched_at - newest_touch_at) / ${literal(days * DAY_MICROS)}::DOUBLE)`
}

/** What the models that are asked for need to know of journeys. Throws `bad-parameter`. */
export function modelNeeds(models: readonly AttributionModel[], values: ParameterValues): JourneyNeeds {
  return needsOf(models, decaySql(values), textOf(values, 'direct_channel') ?? 'direct')
}

/** WITH queries of the journeys that the models asked for are about. `lookbackNote` as of `journeys`. */
export function attributionJourneys(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  lookbackNote?: string,
): Journeys {
  return journeys(values, catalog, source, modelNeeds(modelsAsked(values), values), lookbackNote)
}

/** SQL for attribution. Throws `bad-parameter` and `not-found`. */
export function planAttribution(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const models = modelsAsked(values)
  const { ctes, plan } = attributionJourneys(values, catalog, source)
  return {
    ...plan,
    sql: creditsStatement(ctes, models),
    ...(needsChain(models) ? { finish: { analysis: 'attribution', values } } : {}),
  }
}

/** Credits from what cellsCtes give: the Markov model's equations are solved here. */
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
