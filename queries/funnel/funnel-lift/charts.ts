import { formatCount, formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { EVENT_KIND } from './kinds'

const MOST_ROWS = 20
/** Beyond this p after Holm's correction a difference may well be chance. */
const SURE = 0.05

/** What converters had more or less often than the lost, the surest differences first. */
export function liftCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result
    .rows()
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row['lift'] !== null)
  const sure = (row: (typeof rows)[number]['row']): boolean =>
    row['p_holm'] !== null && (row['p_holm'] as number) < SURE
  const surely = result.rows().filter(sure).length
  const shown = rows.slice(0, MOST_ROWS).sort((a, b) => (b.row['lift'] as number) - (a.row['lift'] as number))
  const without = result.rowCount - rows.length
  const label = (row: (typeof rows)[number]['row']): string =>
    row['kind'] === EVENT_KIND
      ? `did ${row['value'] as string}`
      : `${row['kind'] as string} = ${row['value'] as string}`
  const p = (value: number): string => (value < 0.001 ? 'below 0.001' : formatFixed(value, 3))
  return [
    {
      kind: 'interval',
      title: 'What converters had more often than the lost',
      rowLabel: 'What they did or had',
      summary:
        result.rowCount === 0
          ? 'There is nothing to compare: nobody entered, or nothing was frequent enough.'
          : `Share of the converted over share of the lost ${values['when'] === 'before' ? 'before' : 'within'} their attempt, with 95 % intervals; 1 is no difference. ${formatCount(surely)} of ${formatCount(result.rowCount)} compared ${surely === 1 ? 'differs' : 'differ'} beyond chance (5 %, after Holm's correction; coloured). It says what goes with conversion, not what causes it.${rows.length > shown.length ? ` Shown: the ${shown.length} surest; the table has all.` : ''}${without > 0 ? ` ${formatCount(without)} without a lift (no lost user had it) ${without === 1 ? 'is' : 'are'} in the table alone.` : ''}`,
      x: { label: 'Lift', format: 'ratio' },
      reference: 1,
      rows: shown.map(({ row, index }) => ({
        label: label(row),
        estimate: row['lift'] as number,
        low: row['lift_low'] as number | null,
        high: row['lift_high'] as number | null,
        detail: `${formatFixed(row['converted_pct'] as number, 1)} % of the converted, ${formatFixed(row['lost_pct'] as number, 1)} % of the lost; p ${p(row['p'] as number)}, corrected ${p(row['p_holm'] as number)}`,
        figure: { row: index, column: 'lift' },
        ...(sure(row) ? { tone: (row['lift'] as number) > 1 ? ('good' as const) : ('bad' as const) } : {}),
      })),
    },
  ]
}
