import { formatCount, formatFixed } from '../../../src-renderer/chart/format'
import { elementAt, required } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'

const TYPES = ['click-through', 'view-through', '(none)'] as const
const MOST_CHANNELS = 15

function totals(result: ResultTable): { readonly all: number; readonly of: (type: string) => number } {
  const rows = result.rows()
  const of = (type: string): number =>
    rows.filter((row) => row['type'] === type).reduce((sum, row) => sum + Number(row['conversions']), 0)
  return { all: rows.reduce((sum, row) => sum + Number(row['conversions']), 0), of }
}

/** Stacked bars of conversions by channel and type. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const { of } = totals(result)
  const touched = of('click-through') + of('view-through')
  const byChannel = new Map<string, number>()
  for (const row of rows)
    byChannel.set(row['channel'] as string, (byChannel.get(row['channel'] as string) ?? 0) + Number(row['conversions']))
  const channels = [...byChannel]
    .sort(([a, m], [b, n]) => Number(a === '(none)') - Number(b === '(none)') || n - m)
    .map(([channel]) => channel)
  const shown =
    channels.length <= MOST_CHANNELS ? channels : [...channels.slice(0, MOST_CHANNELS - 1), required(channels.at(-1))]
  const percent =
    touched === 0
      ? ''
      : ` ${formatFixed((100 * of('view-through')) / touched, 1)} % of the conversions with a touch were only seen, never clicked.`
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'horizontal',
      title: 'Conversions after a click and after a view',
      summary: `${formatCount(of('click-through'))} conversions followed a click and ${formatCount(of('view-through'))} only a view.${percent}`,
      x: { label: 'Channel', type: 'category' },
      y: { label: 'Conversions', format: 'integer' },
      series: TYPES.filter((type) => of(type) > 0).map((type) => ({
        name: type === '(none)' ? 'Without a touch' : type === 'click-through' ? 'Click-through' : 'View-through',
        points: shown.map((channel) => {
          const row = rows.findIndex((one) => one['type'] === type && one['channel'] === channel)
          return row < 0
            ? { x: channel, y: 0 }
            : { x: channel, y: Number(elementAt(rows, row)['conversions']), figure: { row, column: 'conversions' } }
        }),
      })),
    },
  ]
}

/** All conversions, and the share of each type. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const { all, of } = totals(result)
  const touched = of('click-through') + of('view-through')
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole)
  const count = (number: number): string => formatCount(number)
  return [
    { label: 'Conversions', value: all, format: 'integer' },
    {
      label: 'With a touch',
      value: share(touched, all),
      format: 'percent',
      detail: `${count(touched)} of ${count(all)} conversions`,
    },
    {
      label: 'View-through',
      value: share(of('view-through'), touched),
      format: 'percent',
      detail: `${count(of('view-through'))} of ${count(touched)} with a touch`,
    },
  ]
}
