import type { ChartSpec, HeatmapCell, Series, SeriesPoint } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/definition'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { readUnit, type Unit } from '../lifecycle/calendarUnit'
import { readPeriods } from './question'

interface Cell { readonly cohort: string; readonly size: number; readonly period: number; readonly eligible: number; readonly users: number; readonly pct: number }

/** Curves beside the pooled one: more than six lines cannot be told apart. */
const COHORT_CURVES = 5
const Z_95 = 1.959964

function readCells(result: ResultTable): readonly Cell[] {
  return result.rows().map((row) => ({
    cohort: row['cohort'] as string, size: row['size'] as number, period: row['period'] as number,
    eligible: row['eligible'] as number, users: row['users'] as number, pct: row['pct'] as number,
  }))
}

/** The 95 % interval of a share in percent, after Wilson. */
export function wilsonInterval(users: number, eligible: number): { readonly low: number; readonly high: number } {
  const share = users / eligible
  const middle = (share + Z_95 ** 2 / (2 * eligible)) / (1 + Z_95 ** 2 / eligible)
  const half = Z_95 * Math.sqrt(share * (1 - share) / eligible + Z_95 ** 2 / (4 * eligible ** 2)) / (1 + Z_95 ** 2 / eligible)
  return { low: 100 * Math.max(0, middle - half), high: 100 * Math.min(1, middle + half) }
}

export function pooledPoint(period: number, eligible: number, users: number): SeriesPoint {
  return { x: period, y: 100 * users / eligible, ...wilsonInterval(users, eligible) }
}

/** Pooled over cohorts: all retained by all eligible users of each period. */
export function pooledCurve(cells: readonly Cell[]): Series {
  const sums = new Map<number, { eligible: number; users: number }>()
  for (const cell of cells) {
    const sum = sums.get(cell.period) ?? { eligible: 0, users: 0 }
    sums.set(cell.period, { eligible: sum.eligible + cell.eligible, users: sum.users + cell.users })
  }
  return { name: 'All cohorts', points: [...sums].sort(([a], [b]) => a - b).map(([period, sum]) => pooledPoint(period, sum.eligible, sum.users)) }
}

/**
 * The last observable period of a calendar cohort that was cut short by the end of the data is in the unit of the newest
 * event, which is not over. Rolling periods are only shown once they are.
 */
function isRunning(last: Cell, cell: Cell, values: ParameterValues): boolean {
  return values['clock'] !== 'rolling' && cell.period === last.period && last.period < readPeriods(values)
}

export function cohortLabel(cohort: string, unit: Unit): string {
  return unit === 'month' ? cohort.slice(0, 7) : cohort
}

export function retentionCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const cells = readCells(result)
  const cohorts = new Map<string, Cell[]>()
  for (const cell of cells) {
    const row = cohorts.get(cell.cohort)
    if (row === undefined) cohorts.set(cell.cohort, [cell])
    else row.push(cell)
  }
  const longest = cells.reduce((most, cell) => Math.max(most, cell.period), 0)
  const pooled = pooledCurve(cells)
  const first = pooled.points.find((point) => point.x === 1)
  const size = [...cohorts.values()].reduce((sum, row) => sum + row[0]!.size, 0).toLocaleString('en-US')
  const summary = cells.length === 0 ? 'Nobody started in these dates, or no period is over yet.'
    : `${cohorts.size.toLocaleString('en-US')} cohorts, ${size} entries${first?.y === null || first === undefined ? '' : `; ${first.y.toFixed(1)} % retained in ${unit} 1`}. Blank cells cannot be observed yet.`
  const detail = (cell: Cell, last: Cell): string =>
    `${cell.users.toLocaleString('en-US')} of ${cell.eligible.toLocaleString('en-US')} users${isRunning(last, cell, values) ? `; this ${unit} holds the newest event and may still grow` : ''}`
  const heatCells = (row: readonly Cell[]): (HeatmapCell | null)[] => {
    const byPeriod = new Map(row.map((cell) => [cell.period, cell]))
    return Array.from({ length: longest + 1 }, (_, period) => {
      const cell = byPeriod.get(period)
      return cell === undefined ? null : { value: cell.pct, detail: detail(cell, row.at(-1)!) }
    })
  }
  const largest = [...cohorts.values()].sort((a, b) => b[0]!.size - a[0]!.size).slice(0, COHORT_CURVES).sort((a, b) => (a[0]!.cohort < b[0]!.cohort ? -1 : 1))
  const curves = largest.map((row): Series => ({
    name: cohortLabel(row[0]!.cohort, unit),
    points: row.map((cell) => ({ x: cell.period, y: cell.pct, ...(isRunning(row.at(-1)!, cell, values) ? { incomplete: true } : {}) })),
  }))
  const axis = `${unit[0]!.toUpperCase()}${unit.slice(1)}s since the start`
  return [
    {
      kind: 'heatmap', title: 'Retention by cohort', summary, rowLabel: 'Cohort', columnLabel: axis, format: 'percent', ignoreColumns: [0],
      rows: [...cohorts.values()].map((row) => ({ label: cohortLabel(row[0]!.cohort, unit), size: row[0]!.size, cells: heatCells(row) })),
      columns: cells.length === 0 ? [] : Array.from({ length: longest + 1 }, (_, period) => String(period)),
    },
    {
      kind: 'line', title: 'Retention curves',
      summary: `All cohorts pooled, with a 95 % interval${curves.length > 1 ? `, and the ${curves.length} largest cohorts` : ''}; a period counts the users who can have reached it.`,
      x: { label: axis, type: 'number' }, y: { label: 'Retained', format: 'percent', zero: true },
      series: [pooled, ...(curves.length > 1 ? curves : [])],
    },
  ]
}
