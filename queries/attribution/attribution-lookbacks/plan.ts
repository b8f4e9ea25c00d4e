import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure, KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { creditsStatement, needsChain } from '../credits'
import { drillAttribution } from '../drill'
import { listCredits, readSums, type CreditSums } from '../finishCredits'
import { NO_TOUCH, sequenceOf } from '../journeys'
import { keepRows } from '../keepRows'
import { modelsAsked, type AttributionModel } from '../models'
import { readLookback, textOf } from '../parameters'
import { attributionJourneys, CREDIT_RULE } from '../plan'
import { sumCredits } from '../sumCredits'

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

/** The WITH queries that all lists begin with alike: those that do not depend on the lookback. */
function shared(lists: readonly (readonly Cte[])[]): readonly Cte[] {
  const [first = []] = lists
  const differs = first.findIndex((cte, at) => lists.some((list) => list[at]?.sql !== cte.sql))
  return differs < 0 ? first : first.slice(0, differs)
}

/** SQL for the credits under each lookback. Throws `bad-parameter` and `not-found`. */
export function planLookbacks(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const lookbacks = readLookbacks(values)
  const note = `lookbacks: ${lookbacks.join(', ')}`
  const models = modelsAsked(values)
  const chain = needsChain(models)
  const all = lookbacks.map((lookback) => ({
    lookback,
    reach: readDuration(lookback) ?? Infinity,
    ...attributionJourneys({ ...values, lookback }, catalog, source, note),
  }))
  const widest = all.reduce((best, one) => (one.reach > best.reach ? one : best))
  const common = shared(all.map((one) => one.ctes))
  const modelPlace = `list_position([${models.map((model) => literal(model.name)).join(', ')}], model)`
  const columns = chain ? '*' : 'lookback, channel, model, conversions, "value"'
  const order = chain ? 'ALL' : `place, ${modelPlace}, channel = ${literal(NO_TOUCH)}, conversions DESC, channel`
  return {
    ...widest.plan,
    sql: statement(
      [
        ...common,
        ...all.map(({ lookback, ctes }, place) => ({
          name: `lookback_${place + 1}`,
          about: `Credits by touches ${lookback === 'none' ? 'however long before the conversion' : `within ${lookback} before the conversion`}`,
          sql: creditsStatement(ctes.slice(common.length), models),
        })),
        {
          name: 'lookbacks',
          about: 'All of them, one under the other',
          sql: all
            .map(
              ({ lookback }, place) =>
                `SELECT ${place} AS place, ${literal(lookback)} AS lookback, *\nFROM lookback_${place + 1}`,
            )
            .join('\nUNION ALL\n'),
        },
      ],
      `SELECT ${columns}\nFROM lookbacks\nORDER BY ${order}`,
    ),
    ...sequenceOf(widest.sequence, 'attribution-lookbacks', values, `${CREDIT_RULE} Once for each lookback.`),
    ...(chain ? { finish: { analysis: 'attribution-lookbacks', values } } : {}),
  }
}

/** Solves the Markov model for each lookback. */
export function finishLookbacks(answer: ResultTable, values: ParameterValues): ResultTable {
  const models = modelsAsked(values)
  return lookbackTable(
    readLookbacks(values).map((lookback) => {
      const rows = keepRows(answer, 'lookback', (one) => one === lookback)
      return { lookback, sums: readSums(rows, models) }
    }),
    models,
  )
}

/** The same from a timeline. */
export async function passLookbacks(run: KernelRun): Promise<ResultTable> {
  const models = modelsAsked(run.values)
  const all: { lookback: string; sums: CreditSums }[] = []
  for (const lookback of readLookbacks(run.values))
    all.push({ lookback, sums: await sumCredits(run, models, { lookback }) })
  return lookbackTable(all, models)
}

function lookbackTable(
  all: readonly { readonly lookback: string; readonly sums: CreditSums }[],
  models: readonly AttributionModel[],
): ResultTable {
  return computedResult(
    [
      { name: 'lookback', type: 'string' },
      { name: 'channel', type: 'string' },
      { name: 'model', type: 'string' },
      { name: 'conversions', type: 'double' },
      { name: 'value', type: 'double' },
    ],
    all.flatMap(({ lookback, sums }) =>
      listCredits(sums, models).map(({ channel, model, conversions, value }) => ({
        lookback,
        channel,
        model,
        conversions,
        value,
      })),
    ),
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
