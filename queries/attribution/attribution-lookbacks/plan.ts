import { elementAt } from '../../../src-renderer/base/required'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { needsChain } from '../credits'
import { drillAttribution } from '../drill'
import { creditsOf, listCredits, readCells, tallyCells } from '../finishCredits'
import { NO_TOUCH } from '../journeys'
import { keepRows } from '../keepRows'
import { modelsAsked } from '../models'
import { readLookback, textOf } from '../parameters'
import { planAttribution } from '../plan'

const MOST_LOOKBACKS = 12

/** The lookbacks as texts: "1 day", "12 hours", "none". Throws `bad-parameter`. */
function readLookbacks(values: ParameterValues): readonly string[] {
  const text = textOf(values, 'lookbacks') ?? ''
  const parts = text
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(',')
    .map((part) => part.trim().replace(/^"|"$/g, '').toLowerCase())
    .filter((part) => part !== '')
  const found = parts.map((part) => (/^\d+(\.\d+)?$/.test(part) ? `${part} ${part === '1' ? 'day' : 'days'}` : part))
  for (const one of found) readLookback(one, 'lookbacks')
  if (found.length === 0 || found.length > MOST_LOOKBACKS)
    throw badParameter('lookbacks', text, ` must be 1 to ${MOST_LOOKBACKS} spans such as "1, 7, 30", not "${text}".`)
  return [...new Set(found)]
}

/** SQL for the credits under each lookback. Throws `bad-parameter` and `not-found`. */
export function planLookbacks(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const lookbacks = readLookbacks(values)
  const note = `lookbacks: ${lookbacks.join(', ')}`
  const plans = lookbacks.map((lookback) => planAttribution({ ...values, lookback }, catalog, source, note))
  const models = modelsAsked(values)
  const widest = plans.reduce(
    (best, plan, index) => {
      const reach = (at: number): number => readDuration(elementAt(lookbacks, at)) ?? Infinity
      return reach(index) > reach(plans.indexOf(best)) ? plan : best
    },
    elementAt(plans, 0),
  )
  const parts = plans
    .map(
      (plan, index) =>
        `SELECT ${index} AS place, ${literal(elementAt(lookbacks, index))} AS lookback, answer.* FROM (\n${plan.sql}\n) answer`,
    )
    .join('\nUNION ALL\n')
  const modelPlace = `list_position([${models.map((model) => literal(model.name)).join(', ')}], model)`
  const { finish: _finish, sql: _sql, ...rest } = widest
  if (needsChain(models))
    return {
      ...rest,
      sql: `SELECT * FROM (\n${parts})\nORDER BY ALL`,
      finish: { analysis: 'attribution-lookbacks', values },
    }
  return {
    ...rest,
    sql: `SELECT lookback, channel, model, conversions, "value" FROM (\n${parts})\nORDER BY place, ${modelPlace}, channel = ${literal(NO_TOUCH)}, conversions DESC, channel`,
  }
}

/** Solves the Markov model for each lookback. */
export function finishLookbacks(answer: ResultTable, values: ParameterValues): ResultTable {
  const models = modelsAsked(values)
  return computedResult(
    [
      { name: 'lookback', type: 'string' },
      { name: 'channel', type: 'string' },
      { name: 'model', type: 'string' },
      { name: 'conversions', type: 'double' },
      { name: 'value', type: 'double' },
    ],
    readLookbacks(values).flatMap((lookback) => {
      const cells = readCells(
        keepRows(answer, 'lookback', (one) => one === lookback),
        models,
      )
      return listCredits(cells, models, creditsOf(tallyCells(cells))).map(({ channel, model, conversions, value }) => ({
        lookback,
        channel,
        model,
        conversions,
        value,
      }))
    }),
  )
}

/** As the drill of *Attribution*, under the row's lookback. */
export function drillLookback(
  figure: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { lookback } = figure.row
  if (typeof lookback !== 'string') return null
  const drill = drillAttribution(figure, { ...values, lookback }, catalog, source)
  return drill === null ? null : { ...drill, title: `${drill.title}, lookback ${lookback}` }
}
