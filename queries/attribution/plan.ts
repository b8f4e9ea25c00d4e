import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { computedResult } from '../../src-renderer/query/analysis/computedResult'
import { literal } from '../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { creditsStatement, needsChain, needsOf } from './credits'
import { listCredits, readSums, type CreditSums } from './finishCredits'
import { journeys, sequenceOf, type Journeys } from './journeys'
import type { JourneyNeeds } from './journeySql'
import { modelsAsked, type AttributionModel } from './models'
import { readDecay, readDirect } from './parameters'
import { sumCredits } from './sumCredits'

const DAY_MICROS = 86_400e6

/** What the kernel of credits does, in words. */
export const CREDIT_RULE =
  "Each user's touches and conversions are walked once in order of time: the touches before a conversion, within the lookback, share it as the model says; a conversion without one is (none)."

/** SQL of a touch's weight under time decay, over touched_at, converted_at and newest_touch_at. Throws `bad-parameter`. */
function decaySql(values: ParameterValues): string {
  const decay = readDecay(values)
  if (decay === 'inverse-root') return `1 / sqrt((converted_at - touched_at) / ${literal(DAY_MICROS)}::DOUBLE + 1)`
  // Against the newest touch, not the conversion: the shares are the same, and old touches do not all vanish to 0.
  return `pow(2, (touched_at - newest_touch_at) / ${literal(decay.halfLifeMicros)}::DOUBLE)`
}

/** What the models that are asked for need to know of journeys. Throws `bad-parameter`. */
export function modelNeeds(models: readonly AttributionModel[], values: ParameterValues): JourneyNeeds {
  return needsOf(models, decaySql(values), readDirect(values))
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
  const { ctes, plan, sequence } = attributionJourneys(values, catalog, source)
  return {
    ...plan,
    sql: creditsStatement(ctes, models),
    ...sequenceOf(sequence, 'attribution', values, CREDIT_RULE),
    ...(needsChain(models) ? { finish: { analysis: 'attribution', values } } : {}),
  }
}

function creditTable(sums: CreditSums, models: readonly AttributionModel[]): ResultTable {
  return computedResult(
    [
      { name: 'channel', type: 'string' },
      { name: 'model', type: 'string' },
      { name: 'conversions', type: 'double' },
      { name: 'value', type: 'double' },
    ],
    listCredits(sums, models).map(({ channel, model, conversions, value }) => ({ channel, model, conversions, value })),
  )
}

/** Credits from what cellsCtes give: the Markov model's equations are solved here. */
export function finishAttribution(answer: ResultTable, values: ParameterValues): ResultTable {
  const models = modelsAsked(values)
  return creditTable(readSums(answer, models), models)
}

/** The same from a timeline. */
export async function passAttribution(run: KernelRun): Promise<ResultTable> {
  const models = modelsAsked(run.values)
  return creditTable(await sumCredits(run, models), models)
}
