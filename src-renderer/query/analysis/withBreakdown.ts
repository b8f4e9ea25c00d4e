import { mapFigures } from '../../chart/figures'
import type { ChartSpec } from '../../chart/spec'
import { required } from '../../base/required'
import type { Analysis, ChangeSide, Drill, Kpi, Unexplained } from '../contract/analysis'
import type { ParameterValues } from '../contract/parameter'
import type { QueryPlan } from '../contract/plan'
import { refuse } from '../sql/refuse'
import type { ResultTable } from '../contract/result'
import {
  BREAKDOWN_PARAMETERS,
  breakdownNames,
  breakdownOf,
  breakdownRequest,
  sliceTerms,
  undivided,
  valuesBehind,
} from './breakdown'
import { partsTogether, type DividedPart } from './partsTogether'
import { tableSlice } from './tableSlice'

/** Rows of a result that stand together under the same values of the first columns. */
function runsOf(
  table: ResultTable,
  names: readonly string[],
): readonly { readonly start: number; readonly count: number }[] {
  const runs: { start: number; count: number }[] = []
  let before: string | null = null
  for (let row = 0; row < table.rowCount; row++) {
    const key = JSON.stringify(names.map((name) => table.value(row, name)))
    const last = runs.at(-1)
    if (last !== undefined && key === before) last.count++
    else runs.push({ start: row, count: 1 })
    before = key
  }
  return runs
}

/** How values of a breakdown are called in titles. */
function labelOf(table: ResultTable, row: number, names: readonly string[]): string {
  return names.map((name) => String(table.value(row, name) ?? '(none)')).join(', ')
}

/**
 * An analysis that can be broken down by any columns: it is asked once for each of their most frequent values, and once
 * for the others, and the answers stand under each other behind columns of the values. Each part is the analysis of the
 * users, of the events, or of the rows of plain tables that have these values, so that it means what its definition
 * says. Analyses with a breakdown of their own keep it, unless that is of one value alone.
 */
export function withBreakdown(analysis: Analysis): Analysis {
  const takes = (name: string): boolean => analysis.parameters.some((spec) => spec.name === name)
  if (analysis.standsAlone === true || !takes('filter') || analysis.refuses?.['breakdown'] !== undefined)
    return analysis
  const dividesItself = analysis.dividesByOneValue === true
  if (takes('breakdown') && !dividesItself) return analysis
  if (analysis.counted === undefined && (analysis.reads !== 'events' || !takes('segment'))) return analysis
  const isDivided = (values: ParameterValues): boolean =>
    breakdownOf(values).length > 0 && (!dividesItself || values['breakdown_users'] === 'each-value')
  const namesOf = (values: ParameterValues): readonly string[] => breakdownNames(analysis, values)
  return {
    ...analysis,
    parameters: [
      ...analysis.parameters,
      ...BREAKDOWN_PARAMETERS.filter(
        ({ name }) => !takes(name) && (name !== 'breakdown_users' || analysis.counted === undefined),
      ),
    ],
    plan(values, catalog, source): QueryPlan {
      const reason = isDivided(values) ? (analysis.undividable?.(values) ?? null) : null
      if (reason !== null) refuse('breakdown', breakdownOf(values), reason)
      const plan = analysis.plan(isDivided(values) ? undivided(values) : values, catalog, source)
      return isDivided(values) ? { ...plan, breakdown: breakdownRequest(analysis, values, catalog, source) } : plan
    },
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            if (!isDivided(values)) return analysis.drill?.(figure, values, catalog, source) ?? null
            const names = namesOf(values)
            const slice = names.map((name) => {
              const value = figure.row[name] ?? null
              return value === null ? null : String(value)
            })
            if (names.includes(figure.column)) return null
            const request = breakdownRequest(analysis, values, catalog, source)
            const row = Object.fromEntries(Object.entries(figure.row).filter(([name]) => !names.includes(name)))
            const found = analysis.drill?.({ ...figure, row }, valuesBehind(request, slice), catalog, source) ?? null
            return found === null
              ? null
              : { ...found, title: `${found.title} (${slice.map((value) => value ?? '(none)').join(', ')})` }
          },
        }),
    ...(analysis.changeSide === undefined
      ? {}
      : {
          changeSide: (figure, values, catalog, source): ChangeSide | Unexplained => {
            const names = isDivided(values) ? namesOf(values) : []
            const row = Object.fromEntries(Object.entries(figure.row).filter(([name]) => !names.includes(name)))
            const found = required(analysis.changeSide?.({ ...figure, row }, undivided(values), catalog, source))
            if ('why' in found || names.length === 0) return found
            if (values['breakdown_users'] !== 'each-value')
              return { why: 'each user stands under one value here; let users stand under each value of their events' }
            const slice = sliceTerms(
              breakdownOf(values),
              names.map((name) => figure.row[name] ?? null),
            )
            return slice === null
              ? { why: '"Other" stands for several values' }
              : { ...found, which: [...found.which, ...slice] }
          },
        }),
    ...(analysis.charts === undefined
      ? {}
      : {
          charts: (table, values, model): readonly ChartSpec[] => {
            if (!isDivided(values)) return analysis.charts?.(table, values, model) ?? []
            const names = namesOf(values)
            if (analysis.dividedCharts !== undefined) {
              const labels = Array.from({ length: table.rowCount }, (_, row) => labelOf(table, row, names))
              return analysis.dividedCharts(tableSlice(table, 0, table.rowCount, names), labels, undivided(values))
            }
            const parts = runsOf(table, names).flatMap(({ start, count }): readonly DividedPart[] => {
              const [first] = analysis.charts?.(tableSlice(table, start, count, names), undivided(values)) ?? []
              if (first === undefined) return []
              const chart = mapFigures(first, (figure) => ({ ...figure, row: figure.row + start }))
              return [{ label: labelOf(table, start, names), chart }]
            })
            return [
              ...partsTogether(parts, names),
              ...parts.map(({ label, chart }) => ({ ...chart, title: `${label}: ${chart.title}` })),
            ]
          },
        }),
    ...(analysis.kpis === undefined
      ? {}
      : {
          kpis: (table, values, more): readonly Kpi[] =>
            isDivided(values) ? [] : (analysis.kpis?.(table, values, more) ?? []),
        }),
  }
}
