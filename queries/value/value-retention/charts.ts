import type { HeatmapCell, HeatmapChart } from '../../../src-renderer/chart/marks/heatmap'
import type { ChartSpec, Series } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readUnit } from '../../events/calendarUnit'
import { markOf } from '../../events/completeness'
import { capitalized, countText, pluralText } from '../../events/texts'
import { byCohort, cellsOf, pooled, type Cell } from './cells'

/** More lines than these beside that of all cohorts cannot be told apart. */
const COHORT_CURVES = 4

function heatmap(
  title: string,
  summary: string,
  cells: readonly Cell[],
  column: 'sum' | 'cumulative_per_user',
  values: ParameterValues,
): HeatmapChart {
  const unit = readUnit(values)
  const last = Math.max(-1, ...cells.map((cell) => cell.period))
  const cellOf = (cell: Cell | undefined): HeatmapCell | null =>
    cell === undefined
      ? null
      : {
          value: cell[column],
          detail:
            `${countText(cell.users)} of ${pluralText(cell.size, 'user')} brought something in it` +
            (cell.complete ? '' : `; this ${unit} is not over`),
          figure: { row: cell.index, column },
          ...markOf({ complete: cell.complete }),
        }
  return {
    kind: 'heatmap',
    title,
    summary,
    rowLabel: 'Cohort',
    columnLabel: `${capitalized(unit)}s since the start`,
    format: 'decimal',
    columns: Array.from({ length: last + 1 }, (_, period) => String(period)),
    rows: [...byCohort(cells)].map(([cohort, some]) => ({
      label: unit === 'month' ? cohort.slice(0, 7) : cohort,
      size: some[0]?.size ?? null,
      cells: Array.from({ length: last + 1 }, (_, period) => cellOf(some.find((cell) => cell.period === period))),
    })),
  }
}

/** All cohorts together with their interval, and the largest cohorts. */
function curves(cells: readonly Cell[], values: ParameterValues): readonly Series[] {
  const unit = readUnit(values)
  const all: Series = {
    name: 'All cohorts',
    points: pooled(cells).map(({ period, mean, low, high }) => ({
      x: period,
      y: mean,
      ...(low === null || high === null ? {} : { low, high }),
    })),
  }
  const cohorts = [...byCohort(cells)]
  if (cohorts.length < 2) return [all]
  const largest = [...cohorts]
    .sort(([, [a]], [, [b]]) => (b?.size ?? 0) - (a?.size ?? 0))
    .slice(0, COHORT_CURVES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    all,
    ...largest.map(([cohort, some]): Series => ({
      name: unit === 'month' ? cohort.slice(0, 7) : cohort,
      points: some.map((cell) => ({
        x: cell.period,
        y: cell.cumulative_per_user,
        figure: { row: cell.index, column: 'cumulative_per_user' },
        ...markOf({ complete: cell.complete }),
      })),
    })),
  ]
}

/** How much of what it cost each cohort has brought back by its last period that is over. */
function payback(cells: readonly Cell[], unit: string): ChartSpec {
  const cohorts = [...byCohort(cells)].flatMap(([cohort, some]) => {
    const last = some.filter((cell) => cell.complete).at(-1)
    const spend = last?.spend_per_user ?? null
    if (last === undefined || spend === null || spend <= 0) return []
    const paid = some.find((cell) => cell.paid_back === true)
    return [{ cohort, last, share: (100 * last.cumulative_per_user) / spend, paid: paid?.period ?? null }]
  })
  const paid = cohorts.filter((one) => one.paid !== null)
  const when = paid.map((one) => `${one.cohort} in ${unit} ${one.paid}`).slice(0, COHORT_CURVES)
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title: 'What cohorts have paid back of their spend',
    summary:
      `${paid.length} of ${pluralText(cohorts.length, 'cohort')} with a spend have paid it back` +
      (when.length === 0 ? '.' : `: ${when.join(', ')}${paid.length > when.length ? ' …' : ''}.`),
    x: { label: 'Cohort', type: 'category' },
    y: { label: 'Of the spend', format: 'percent', goal: 100 },
    series: [
      {
        name: '',
        points: cohorts.map(({ cohort, last, share }) => ({
          x: unit === 'month' ? cohort.slice(0, 7) : cohort,
          y: share,
          figure: { row: last.index, column: 'cumulative_per_user' },
        })),
      },
    ],
  }
}

/** Lifetime value so far as curves and by cohort, and what cohorts brought in each period. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const cells = cellsOf(result)
  const unit = readUnit(values)
  const spends = new Set(cells.map((cell) => cell.spend_per_user))
  const [spend] = spends.size === 1 ? spends : [null]
  const cohorts = byCohort(cells)
  const empty = 'Nobody started in these dates.'
  const series = curves(cells, values)
  const shown = series.length - 1
  const line: ChartSpec = {
    kind: 'line',
    title: 'Value per user since the start',
    summary:
      cells.length === 0
        ? empty
        : 'All cohorts of which a period is over, every user weighing the same, with the normal 95 % interval' +
          (shown === 0
            ? '.'
            : `; and ${shown < cohorts.size ? `the ${shown} largest` : 'each'} of ${cohorts.size} cohorts.`) +
          ((spend ?? null) === null ? '' : ' The line across is the spend per user.'),
    x: { label: `${capitalized(unit)}s since the start`, type: 'number' },
    y: {
      label: 'Value per user',
      format: 'decimal',
      zero: true,
      ...(typeof spend === 'number' ? { goal: spend } : {}),
    },
    series,
  }
  const blank = 'Blank cells cannot be observed yet; dashed ones are of a period that is not over.'
  return [
    line,
    ...(spends.size > 1 ? [payback(cells, unit)] : []),
    heatmap(
      'Value per user by cohort, up to each period',
      cells.length === 0 ? empty : blank,
      cells,
      'cumulative_per_user',
      values,
    ),
    heatmap(
      'Value by cohort in each period',
      cells.length === 0 ? empty : `What all users of a cohort brought. ${blank}`,
      cells,
      'sum',
      values,
    ),
  ]
}
