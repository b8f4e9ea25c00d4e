import { required } from '../../../src-renderer/base/required'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure, KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import { statement } from '../../../src-renderer/query/sql/statement'
import { cellsCtes } from '../credits'
import { drillAttribution } from '../drill'
import { listCredits, readSums, type CreditSums } from '../finishCredits'
import { journeys, NO_TOUCH } from '../journeys'
import { keepRows } from '../keepRows'
import { modelsAsked, type AttributionModel } from '../models'
import { CREDIT_RULE, modelNeeds } from '../plan'
import { sumCredits } from '../sumCredits'
import { spendTable, spentCte } from './spend'

export type Tier = 'excellent' | 'good' | 'break-even' | 'poor'

/** The tier of a return on spend. */
export function tierOf(roas: number): Tier {
  return roas >= 3 ? 'excellent' : roas >= 2 ? 'good' : roas >= 1 ? 'break-even' : 'poor'
}

/** SQL: the credits of campaigns, and in rows with `spend` what each cost. Throws `bad-parameter` and `not-found`. */
export function planRoas(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const spend = spendTable(values, catalog, eventSource(catalog, source).columns)
  const models = modelsAsked(values)
  const { ctes, plan, within, sequence } = journeys(
    { ...values, channel: spend.channel },
    catalog,
    source,
    modelNeeds(models, values),
  )
  const { range: _range, ...rest } = plan
  return {
    // A dated table of spend lies outside the dates that touches need.
    ...(spend.date === null ? plan : rest),
    sql: statement(
      [...ctes, ...cellsCtes(models), spentCte(spend, within)],
      `SELECT
  *,
  NULL::DOUBLE AS spend
FROM cells
UNION ALL BY NAME
SELECT channel, spend
FROM spent
ORDER BY ALL`,
    ),
    ...(sequence === null
      ? {}
      : {
          sequence: {
            ...sequence,
            analysis: 'attribution-roas',
            values,
            beside: statement([spentCte(spend, within)], 'SELECT channel, spend\nFROM spent'),
            rule: `${CREDIT_RULE} Each campaign's value is then set against its spend.`,
          },
        }),
    finish: { analysis: 'attribution-roas', values },
    notes: [
      `spend: ${spend.spend.name} of ${spend.table.name} by ${spend.campaign.name}${spend.date === null ? ', all dates' : ''}`,
      ...(plan.notes ?? []),
    ],
  }
}

/** Credits set against spend. */
export function finishRoas(answer: ResultTable, values: ParameterValues): ResultTable {
  const models = modelsAsked(values)
  const sums = readSums(
    keepRows(answer, 'spend', (one) => one === null),
    models,
  )
  return returnTable(
    sums,
    keepRows(answer, 'spend', (one) => one !== null),
    models,
  )
}

/** The same from a timeline. */
export async function passRoas(run: KernelRun): Promise<ResultTable> {
  const models = modelsAsked(run.values)
  return returnTable(await sumCredits(run, models), required(run.beside), models)
}

/** Credits beside spend: `spent` has channel and spend. */
function returnTable(sums: CreditSums, spent: ResultTable, models: readonly AttributionModel[]): ResultTable {
  const spends = new Map(spent.rows().map((row) => [String(row['channel']), Number(row['spend'])]))
  const credits = listCredits(sums, models)
  const rows = models.flatMap(({ name }) => {
    const credited = credits.filter((one) => one.model === name)
    const known = new Set(credited.map((one) => one.channel))
    const idle = [...spends.keys()]
      .filter((channel) => !known.has(channel))
      .sort()
      .map((channel) => ({ channel, model: name, conversions: 0, value: 0 }))
    return [
      ...credited.filter((one) => one.channel !== NO_TOUCH),
      ...idle,
      ...credited.filter((one) => one.channel === NO_TOUCH),
    ].map(({ channel, model, conversions, value }) => {
      const spend = channel === NO_TOUCH ? null : (spends.get(channel) ?? null)
      const roas = spend === null || spend <= 0 ? null : value / spend
      return {
        campaign: channel,
        model,
        spend,
        conversions,
        value,
        roas,
        tier: roas === null ? null : tierOf(roas),
        cpa: spend === null || conversions <= 0 ? null : spend / conversions,
      }
    })
  })
  return computedResult(
    [
      { name: 'campaign', type: 'string' },
      { name: 'model', type: 'string' },
      { name: 'spend', type: 'double' },
      { name: 'conversions', type: 'double' },
      { name: 'value', type: 'double' },
      { name: 'roas', type: 'double' },
      { name: 'tier', type: 'string' },
      { name: 'cpa', type: 'double' },
    ],
    rows,
  )
}

/** The users whose conversions a campaign was credited for. */
export function drillRoas(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const spend = spendTable(values, catalog, eventSource(catalog, source).columns)
  const figure = {
    row: { ...row, channel: row['campaign'] ?? null },
    column: ['roas', 'cpa', 'value'].includes(column) ? 'value' : column,
  }
  return drillAttribution(figure, { ...values, channel: spend.channel }, catalog, source)
}
