import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { ParameterValues } from '../../src-renderer/query/definition'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { EVENT_KIND } from './plan'

const MOST_BARS = 20
/** Beyond this p after Holm's correction a difference may well be chance. */
const SURE = 0.05

/** What converters had more or less often than the lost, the surest differences first. */
export function liftCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows().map((row, index) => ({ row, index })).filter(({ row }) => row['lift'] !== null)
  const sure = result.rows().filter((row) => row['p_holm'] !== null && (row['p_holm'] as number) < SURE).length
  const shown = rows.slice(0, MOST_BARS).sort((a, b) => (b.row['lift'] as number) - (a.row['lift'] as number))
  const label = (row: (typeof rows)[number]['row']): string => (row['kind'] === EVENT_KIND ? `did ${row['value'] as string}` : `${row['kind'] as string} = ${row['value'] as string}`)
  return [{
    kind: 'bar', layout: 'grouped', direction: 'horizontal', title: 'What converters had more often than the lost',
    summary: result.rowCount === 0 ? 'There is nothing to compare: nobody entered, or nothing was frequent enough.'
      : `Share of the converted over share of the lost ${values['when'] === 'before' ? 'before' : 'within'} their attempt; 1 is no difference. ${sure.toLocaleString('en-US')} of ${result.rowCount.toLocaleString('en-US')} compared differ beyond chance (5 %, after Holm's correction). It says what goes with conversion, not what causes it.${rows.length > shown.length ? ` Shown: the ${shown.length} surest; the table has all.` : ''}`,
    x: { label: '', type: 'category' }, y: { label: 'Lift', format: 'ratio' },
    series: [{
      name: '', points: shown.map(({ row, index }) => ({
        x: label(row), y: row['lift'] as number, figure: { row: index, column: 'lift' },
        ...(row['lift_low'] === null ? {} : { low: row['lift_low'] as number, high: row['lift_high'] as number }),
        ...((row['p_holm'] as number | null ?? 1) < SURE ? {} : { incomplete: true }),
      })),
    }],
  }]
}
