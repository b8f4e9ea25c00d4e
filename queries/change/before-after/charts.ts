import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { pText } from '../../../src-renderer/stats/pText'
import { countText, pluralText } from '../../events/texts'
import { seriesTitles } from '../../trends/trends/lines'
import { COLUMNS } from './columns'

/** Up to this share of false ones, figures are called changed. */
const SURE = 0.05

/** How far each figure moved, in percent of what it was. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const titles = seriesTitles(values)
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const isSure = ({ q }: { readonly q: number | null }): boolean => q !== null && q <= SURE
  const percent = (row: (typeof rows)[number], value: number | null): number | null =>
    value === null || row.before === null || row.before === 0 ? null : (100 * value) / Math.abs(row.before)
  const text = (value: number | null): string => (value === null ? 'nothing' : formatValue(value, 'decimal'))
  const sure = rows.filter(isSure).length
  const days = Math.max(0, ...rows.map((row) => row.days))
  return [
    {
      kind: 'interval',
      title: 'What moved, in percent of what it was',
      rowLabel: 'Figure',
      summary:
        days === 0
          ? 'There are no whole days on both sides of the date.'
          : `${countText(sure)} of ${pluralText(rows.length, 'figure')} changed beyond chance (coloured by direction), ` +
            `over ${pluralText(days, 'day')} on each side.`,
      x: { label: 'Change', format: 'percent' },
      toneLabels: { good: 'Rose', bad: 'Fell', open: 'Not told apart' },
      rows: rows.map((row) => ({
        label: titles.get(row.series) ?? row.series,
        estimate: row.change_pct,
        low: percent(row, row.low),
        high: percent(row, row.high),
        detail: `${text(row.before)} → ${text(row.after)}${row.p === null ? '' : `, ${pText(row.p)}`}`,
        figure: { row: row.index, column: 'after' },
        ...(isSure(row) ? { tone: (row.difference ?? 0) > 0 ? ('good' as const) : ('bad' as const) } : {}),
      })),
    },
  ]
}
