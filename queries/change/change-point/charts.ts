import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { pText } from '../../../src-renderer/stats/pText'
import { isClockUnit } from '../../events/clockUnit'
import { markOf } from '../../events/completeness'
import { capitalized, pluralText } from '../../events/texts'
import { drawnSeries, type DrawnSeries } from '../../trends/answeredSeries'
import { readInterval } from '../../trends/question'
import { FIGURES } from './columns'

type Row = DrawnSeries<typeof FIGURES>['rows'][number]

interface Looked extends DrawnSeries<typeof FIGURES> {
  readonly changes: readonly Row[]
}

function seriesOf(result: ResultTable, values: ParameterValues): readonly Looked[] {
  return drawnSeries(FIGURES, result, values).map((one) => ({
    ...one,
    changes: one.rows.filter(({ change }) => change !== null),
  }))
}

const momentText = (x: string): string => (x.length === 10 ? x : `${x.slice(0, 16).replace('T', ' ')} UTC`)

function changeText({ change, change_pct, level, x, p }: Row): string {
  const now = level ?? 0
  const before = now - (change ?? 0)
  const percent = change_pct === null ? '' : `, ${change_pct > 0 ? '+' : ''}${formatValue(change_pct, 'percent')}`
  return (
    `on ${momentText(x)} from ${formatValue(before, 'decimal')} to ${formatValue(now, 'decimal')}${percent}` +
    (p === null ? '' : ` (${pText(p)})`)
  )
}

function summaryOf({ changes, rows }: Looked, unit: string): string {
  if (rows.every(({ level }) => level === null)) return `There is no complete ${unit} with a figure.`
  if (changes.length === 0) return 'One level all along: no split is more than luck.'
  return `${pluralText(changes.length, 'change')} of the level: ${changes.map(changeText).join('; ')}.`
}

/** Each series with its levels; where they change, the bucket is marked. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readInterval(values)
  return seriesOf(result, values).map((looked): ChartSpec => {
    const { name, rows, changes, format } = looked
    return {
      kind: 'line',
      title: `${capitalized(name)} and the level it runs on`,
      summary: summaryOf(looked, unit),
      x: { label: `${capitalized(unit)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' },
      y: { label: name, format, zero: true },
      series: [
        {
          name,
          points: rows.map((row) => ({
            x: row.x,
            y: row.value,
            figure: { row: row.row, column: 'value' },
            ...markOf(row),
          })),
        },
        { name: 'Level', tone: 'compared', points: rows.map(({ x, level }) => ({ x, y: level })) },
        ...(changes.length === 0
          ? []
          : [
              {
                name: 'Change',
                marker: 'diamond' as const,
                tone: 'notable' as const,
                points: rows.map(({ x, change, level }) => ({ x, y: change === null ? null : level })),
              },
            ]),
      ],
    }
  })
}

/** More tiles than these do not stand in a row. */
const MOST_TILES = 6

/** The largest change of each series. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  return seriesOf(result, values)
    .slice(0, MOST_TILES)
    .map(({ name, changes, rows }): Kpi => {
      const largest = changes.toSorted((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0))[0]
      const spark = rows.map((row) => ({ y: row.value, ...markOf(row) }))
      return {
        label: `${name}, largest change`,
        value: largest?.change ?? null,
        format: 'decimal',
        detail: largest === undefined ? 'none found' : changeText(largest),
        spark,
      }
    })
}
