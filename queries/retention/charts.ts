import type { HeatmapCell, HeatmapChart } from '../../src-renderer/chart/marks/heatmap'
import type { ChartSpec, Series } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { markOf } from '../events/completeness'
import { brokenBy, byText } from '../events/brokenBy'
import { readUnit, type Unit } from '../events/calendarUnit'
import { capitalized } from '../events/texts'
import {
  byCohort,
  hiddenCohorts,
  isRated,
  ofWhat,
  periodName,
  ratePoint,
  rateSeries,
  readGroups,
  together,
  type Cell,
  type Group,
  type Rate,
  type Rated,
} from './cells'
import { bracketsOf } from './question'

/** More lines than these cannot be told apart. */
const MOST_CURVES = 6
const COHORT_CURVES = 5
export const ALL_COHORTS = 'All cohorts'

const count = (value: number): string => value.toLocaleString('en-US')

function cohortLabel(cohort: string, unit: Unit): string {
  return unit === 'month' ? cohort.slice(0, 7) : cohort
}

/** "Days since the start". */
function axisLabel(unit: Unit): string {
  return `${capitalized(unit)}s since the start`
}

/** What a retained user did, for the axis: the criterion in words. */
function retainedLabel(values: ParameterValues): string {
  switch (values['criterion']) {
    case 'on-or-after':
      return 'Retained on or after'
    case 'on-or-before':
      return 'Retained on or before'
    case 'streak':
      return 'Retained without a gap'
    default:
      return 'Retained'
  }
}

/** Periods or brackets that there are, in order, for the heads of columns. */
function columnsOf(rates: readonly Rate[]): readonly Rate[] {
  return [...new Map(rates.map((rate) => [rate.period, rate])).values()].sort((a, b) => a.period - b.period)
}

/** A row of a heatmap before its cells are in their columns. */
interface HeatmapRow {
  readonly label: string
  /** Null where it is not known. */
  readonly size: number | null
  readonly rates: readonly Rate[]
  readonly cell: (rate: Rated) => HeatmapCell
}

function heatmap(
  title: string,
  summary: string,
  rowLabel: string,
  rows: readonly HeatmapRow[],
  values: ParameterValues,
): HeatmapChart {
  const columns = columnsOf(rows.flatMap((row) => row.rates))
  return {
    kind: 'heatmap',
    title,
    summary,
    rowLabel,
    columnLabel: axisLabel(readUnit(values)),
    format: 'percent',
    ...(columns[0]?.period === 0 ? { ignoreColumns: [0] } : {}),
    rows: rows.map(({ label, size, rates, cell }) => {
      const byPeriod = new Map(rates.map((rate) => [rate.period, rate]))
      return {
        label,
        size,
        cells: columns.map(({ period }) => {
          const rate = byPeriod.get(period)
          return rate === undefined || !isRated(rate) ? null : cell(rate)
        }),
      }
    }),
    columns: columns.map((column) => column.label),
  }
}

/** Curves over periods; bars over brackets, which have no even distance. */
export function curves(
  title: string,
  summary: string,
  series: readonly Series[],
  rates: readonly Rate[],
  values: ParameterValues,
): ChartSpec {
  const y = { label: retainedLabel(values), format: 'percent' as const, zero: true }
  const label = axisLabel(readUnit(values))
  if (bracketsOf(values) === null) return { kind: 'line', title, summary, x: { label, type: 'number' }, y, series }
  const labels = new Map(rates.map((rate) => [rate.period, rate.label]))
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title,
    summary,
    x: { label, type: 'category', ordered: true },
    y,
    series: series.map((one) => ({
      ...one,
      points: one.points.map((point) => ({ ...point, x: labels.get(Number(point.x)) ?? point.x })),
    })),
  }
}

/** "with a 95 % interval", where there is one. */
export function intervalWords(values: ParameterValues): string {
  return values['mean'] === 'simple'
    ? 'every cohort weighing the same'
    : values['mean'] === 'weighted'
      ? 'every cohort weighing as many as it has users'
      : 'with the 95 % interval after Wilson'
}

function sizeOf(cells: readonly Cell[]): number {
  return byCohort(cells).reduce((sum, { size }) => sum + size, 0)
}

function hiddenWords(result: ResultTable): string {
  const hidden = hiddenCohorts(result)
  if (hidden === null) return ''
  return hidden === 0
    ? ' No cohort is hidden.'
    : ` ${count(hidden)} small ${hidden === 1 ? 'cohort is' : 'cohorts are'} hidden.`
}

function summaryOf(result: ResultTable, groups: readonly Group<Cell>[], values: ParameterValues): string {
  const cells = groups.flatMap((group) => group.rates)
  if (cells.length === 0)
    return values['min_size'] === null || values['min_size'] === undefined
      ? 'Nobody started in these dates, or no period is over yet.'
      : 'No cohort is as large as asked for, or no period is over yet.'
  const first = together(cells, values).find((rate) => rate.period >= 1)
  const at =
    first === undefined || first.pct === null
      ? ''
      : `; ${first.pct.toFixed(1)} % retained in ${periodName(first, values)}`
  const cohorts = new Set(cells.map((cell) => cell.cohort)).size
  const open = cells.every((cell) => cell.complete)
    ? ''
    : ` Dashed cells are of a ${readUnit(values)} that is not over; figures of all cohorts leave them out.`
  const entries = count(groups.reduce((sum, group) => sum + sizeOf(group.rates), 0))
  return (
    `${count(cohorts)} ${cohorts === 1 ? 'cohort' : 'cohorts'}, ${entries} entries${at}. ` +
    `Blank cells cannot be observed yet.${open}${hiddenWords(result)}`
  )
}

function byCohortCharts(result: ResultTable, group: Group<Cell>, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const cohorts = byCohort(group.rates)
  const all = together(group.rates, values)
  const cohortCell = (rate: Rated): HeatmapCell => ({
    value: rate.pct,
    figure: { row: rate.row, column: 'users' },
    ...markOf({ complete: rate.complete }),
    detail: `${ofWhat(rate, values)}${rate.complete ? '' : `; this ${unit} is not over, users may still come back`}`,
  })
  const allCell = (rate: Rated): HeatmapCell => ({
    value: rate.pct,
    detail: ofWhat(rate, values),
    figure: { row: rate.row, column: 'pooled_users' },
  })
  const largest = [...cohorts]
    .sort((a, b) => b.size - a.size)
    .slice(0, COHORT_CURVES)
    .sort((a, b) => (a.cohort < b.cohort ? -1 : 1))
  const cohortCurves = largest.map(({ cohort, cells }): Series => ({
    name: cohortLabel(cohort, unit),
    points: cells.map((cell) => ratePoint(cell, 'users')),
  }))
  const someOf =
    cohortCurves.length < cohorts.length
      ? `The ${cohortCurves.length} largest of ${count(cohorts.length)} cohorts`
      : 'Each cohort'
  const rows = cohorts.map(({ cohort, size, cells }) => ({
    label: cohortLabel(cohort, unit),
    size,
    rates: cells,
    cell: cohortCell,
  }))
  return [
    heatmap(
      'Retention by cohort',
      summaryOf(result, [group], values),
      'Cohort',
      [
        ...(rows.length > 1 ? [{ label: ALL_COHORTS, size: sizeOf(group.rates), rates: all, cell: allCell }] : []),
        ...rows,
      ],
      values,
    ),
    curves(
      bracketsOf(values) === null ? 'Retention curve' : 'Retention by bracket',
      `All cohorts together, ${intervalWords(values)}; a period counts the users who can have reached it.`,
      [rateSeries(ALL_COHORTS, all, 'pooled_users')],
      all,
      values,
    ),
    ...(cohortCurves.length < 2
      ? []
      : [
          curves(
            cohortCurves.length < cohorts.length ? 'Largest cohorts' : 'Cohorts',
            `${someOf}, with the 95 % interval after Wilson.`,
            cohortCurves,
            group.rates,
            values,
          ),
        ]),
  ]
}

/** All cohorts of one value of the breakdown together. */
export interface ValueRates {
  readonly name: string
  /** Null where it is not known. */
  readonly size: number | null
  readonly rates: readonly Rate[]
}

/**
 * A heatmap and curves by value of the breakdown `by`, each of all cohorts of the value together. `figureColumn` is the
 * figures'.
 */
export function byValueCharts(
  by: string,
  groups: readonly ValueRates[],
  summary: string,
  figureColumn: string,
  values: ParameterValues,
): readonly ChartSpec[] {
  const shown = groups.slice(0, MOST_CURVES)
  const rest = groups.length - shown.length
  const more = rest > 0 ? ` ${count(rest)} more ${rest === 1 ? 'value is' : 'values are'} in the heatmap.` : ''
  const chart = curves(
    `Retention by ${by}`,
    `All cohorts of a value together, ${intervalWords(values)}.${more}`,
    shown.map((group) => rateSeries(group.name, group.rates, figureColumn)),
    groups.flatMap((group) => group.rates),
    values,
  )
  const cell = (rate: Rated): HeatmapCell => ({
    value: rate.pct,
    detail: ofWhat(rate, values),
    figure: { row: rate.row, column: figureColumn },
  })
  const withSize = groups.every((group) => group.size !== null)
  const table = heatmap(
    `Retention by ${by} and ${readUnit(values)}`,
    summary,
    by,
    groups.map(({ name, size, rates }) => ({ label: name, size: withSize ? size : null, rates, cell })),
    values,
  )
  return [chart, table]
}

export function retentionCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const groups = readGroups(result, values)
  const by = brokenBy(values)
  if (by === null) return byCohortCharts(result, groups[0] ?? { name: null, rates: [] }, values)
  return byValueCharts(
    byText(by),
    groups.map(({ name, rates }) => ({ name: name ?? '', size: sizeOf(rates), rates: together(rates, values) })),
    summaryOf(result, groups, values),
    'pooled_users',
    values,
  )
}
