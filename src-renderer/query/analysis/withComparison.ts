import { elementAt, required } from '../../base/required'
import { DAY_MS } from '../../model/isoDate'
import type { OtherX } from '../../chart/mark'
import { markOf, type ChartSpec } from '../../chart/marks'
import type { IsoDate } from '../../model/schema'
import { comparisonLabel, earlierDates, readComparison, sidesOf, type Side } from './compare'
import { comparedCharts } from './comparedCharts'
import type { Analysis, ChangeSide, Drill, Kpi, Unexplained } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { QueryPlan } from '../contract/plan'
import type { ResultTable } from '../contract/result'
import { resolveSegment } from '../sql/segmentSql'
import { eventSource, readAsOf } from '../sql/eventSource'
import { tableSlice } from './tableSlice'

/** The column that says which side a row is of. */
export const SIDE_COLUMN = 'compared'

function isCompared(values: ParameterValues): boolean {
  return values['compare'] !== null && values['compare'] !== undefined && values['compare'] !== ''
}

function planned(values: ParameterValues, catalog: Catalog, source: string | null): readonly [Side, Side] | null {
  if (!isCompared(values)) return null
  // Names that are not there are refused here, before either side is planned.
  resolveSegment(values['segment'], catalog)
  const asked = readComparison(required(values['compare']))
  if ('segment' in asked && typeof asked.segment === 'string') resolveSegment(asked.segment, catalog)
  const rules = new Map(
    (catalog.segments ?? []).flatMap((one) => (one.rule === null ? [] : [[one.name, one.rule] as const])),
  )
  return sidesOf(values, eventSource(catalog, source, readAsOf(values, catalog)).maxDate, rules)
}

function bothPlans(sides: readonly [Side, Side], plan: (values: ParameterValues) => QueryPlan): QueryPlan {
  const plans = sides.map(({ label, values }) => ({ label, plan: plan(values) }))
  return {
    sql: plans.map((one) => `-- ${one.label.replaceAll(/\s+/g, ' ')}\n${one.plan.sql};`).join('\n\n'),
    notes: [...(elementAt(plans, 0).plan.notes ?? []), `compared with ${sides[1].label}`],
    sides: plans,
  }
}

/** A result that holds both sides, taken apart again. */
export function sideTables(
  table: ResultTable,
): { readonly labels: readonly [string, string | null]; readonly tables: readonly [ResultTable, ResultTable] } | null {
  const compared = table.column(SIDE_COLUMN).map(String)
  const first = compared[0]
  if (first === undefined) return null
  const change = compared.findIndex((label) => label !== first)
  const count = change < 0 ? compared.length : change
  return {
    labels: [first, compared[count] ?? null],
    tables: [
      tableSlice(table, 0, count, [SIDE_COLUMN]),
      tableSlice(table, count, compared.length - count, [SIDE_COLUMN]),
    ],
  }
}

/**
 * Where a date of the earlier period stands in the present one: as many days after its start, at the nearest date that
 * the present side has.
 */
function placeInPeriod(values: ParameterValues, dates: readonly string[]): OtherX {
  const from = values['from']
  const asked = readComparison(required(values['compare']))
  const last = dates.at(-1)
  if (!('period' in asked || 'dates' in asked) || typeof from !== 'string' || last === undefined) return (x) => x
  const to: IsoDate = typeof values['to'] === 'string' && values['to'] !== '' ? values['to'] : last
  const byDays =
    Date.parse(from) - Date.parse(('dates' in asked ? asked.dates : earlierDates(asked.period, from, to)).from)
  const known = dates.map((date) => Date.parse(date))
  const spacing = known.length < 2 ? DAY_MS : (required(known.at(-1)) - elementAt(known, 0)) / (known.length - 1)
  return (x) => {
    const wanted = Date.parse(String(x)) + byDays
    const nearest = known.reduce(
      (best, one, index) => (Math.abs(one - wanted) < Math.abs(elementAt(known, best) - wanted) ? index : best),
      0,
    )
    return Math.abs(elementAt(known, nearest) - wanted) <= spacing / 2 ? elementAt(dates, nearest) : null
  }
}

function datesIn(charts: readonly ChartSpec[]): readonly string[] {
  return [...new Set(charts.flatMap((chart) => markOf(chart).dates?.(chart) ?? []))].sort()
}

/**
 * An analysis that also answers with `compare`: the result is both sides under each other, with a first column
 * `compared`; charts lay the other side over the first, figures carry the other side's value, and what stands behind a
 * figure is of its own side. Without `compare` nothing differs.
 */
export function withComparison(analysis: Analysis): Analysis {
  if (analysis.standsAlone === true || !analysis.parameters.some((spec) => spec.name === 'compare')) return analysis
  const own = (values: ParameterValues): ParameterValues => ({ ...values, compare: null })
  return {
    ...analysis,
    plan(values, catalog, source) {
      const sides = planned(values, catalog, source)
      return sides === null
        ? analysis.plan(values, catalog, source)
        : bothPlans(sides, (one) => analysis.plan(one, catalog, source))
    },
    ...(analysis.kpiPlan === undefined
      ? {}
      : {
          kpiPlan: (values, catalog, source): QueryPlan => {
            const sides = planned(values, catalog, source)
            return sides === null
              ? required(analysis.kpiPlan?.(values, catalog, source))
              : bothPlans(sides, (one) => required(analysis.kpiPlan?.(one, catalog, source)))
          },
        }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const sides = planned(values, catalog, source)
            if (sides === null) return analysis.drill?.(figure, values, catalog, source) ?? null
            const { [SIDE_COLUMN]: label, ...row } = figure.row
            const side = sides.find((one) => one.label === label)
            const found =
              side === undefined || figure.column === SIDE_COLUMN
                ? null
                : (analysis.drill?.({ ...figure, row }, side.values, catalog, source) ?? null)
            return found === null ? null : { ...found, title: `${found.title} (${required(side).label})` }
          },
        }),
    ...(analysis.changeSide === undefined
      ? {}
      : {
          changeSide: (figure, values, catalog, source): ChangeSide | Unexplained => {
            const { [SIDE_COLUMN]: label, ...row } = figure.row
            const side = planned(values, catalog, source)?.find((one) => one.label === label)
            const of = side?.values ?? values
            const found = required(analysis.changeSide?.({ ...figure, row }, of, catalog, source))
            return 'why' in found ? found : { ...found, segment: of['segment'] ?? null }
          },
        }),
    ...(analysis.charts === undefined
      ? {}
      : {
          charts: (table, values, model): readonly ChartSpec[] => {
            if (!isCompared(values)) return analysis.charts?.(table, values, model) ?? []
            const parts = sideTables(table)
            if (parts === null) return analysis.charts?.(tableSlice(table, 0, 0, [SIDE_COLUMN]), own(values)) ?? []
            const [first, second] = parts.tables.map((one) => analysis.charts?.(one, own(values), model) ?? []) as [
              readonly ChartSpec[],
              readonly ChartSpec[],
            ]
            return comparedCharts(
              first,
              second,
              [parts.labels[0], parts.labels[1] ?? comparisonLabel(readComparison(required(values['compare'])))],
              parts.tables[0].rowCount,
              placeInPeriod(values, datesIn(first)),
            )
          },
        }),
    ...(analysis.kpis === undefined
      ? {}
      : {
          kpis: (table, values, more): readonly Kpi[] => {
            if (!isCompared(values)) return analysis.kpis?.(table, values, more) ?? []
            const parts = sideTables(table)
            if (parts === null) return []
            const extra = more === null ? null : sideTables(more)
            const [first, second] = parts.tables.map(
              (one, index) => analysis.kpis?.(one, own(values), extra?.tables[index] ?? null) ?? [],
            ) as [readonly Kpi[], readonly Kpi[]]
            return first.map((kpi) => {
              const other = second.find((one) => one.label === kpi.label)
              return {
                ...kpi,
                compared: {
                  label: parts.labels[1] ?? comparisonLabel(readComparison(required(values['compare']))),
                  value: other?.value ?? null,
                  ...(other?.figure === undefined
                    ? {}
                    : { figure: { ...other.figure, row: other.figure.row + parts.tables[0].rowCount } }),
                },
              }
            })
          },
        }),
  }
}
