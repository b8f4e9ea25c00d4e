import { elementAt } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { NO_TOUCH } from '../journeys'
import { modelLabel } from '../models'

const MOST_CHANNELS = 12
const MOST_MODELS = 6

/** For each model, bars by channel with one colour for each lookback. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const distinct = (name: string): readonly string[] => [...new Set(rows.map((row) => row[name] as string))]
  const totals = new Map<string, number>()
  for (const row of rows)
    totals.set(row['channel'] as string, (totals.get(row['channel'] as string) ?? 0) + (row['conversions'] as number))
  const channels = [
    ...[...totals]
      .filter(([channel]) => channel !== NO_TOUCH)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_CHANNELS)
      .map(([channel]) => channel),
    NO_TOUCH,
  ]
  const without = rows.filter((row) => row['channel'] === NO_TOUCH && row['model'] === rows[0]?.['model'])
  return distinct('model')
    .slice(0, MOST_MODELS)
    .map((model): ChartSpec => ({
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: `Conversions by channel, ${modelLabel(model)}`,
      summary: `Without a touch: ${without.map((row) => `${(row['conversions'] as number).toLocaleString('en-US')} with a lookback of ${row['lookback'] as string}`).join(', ')}.`,
      x: { label: 'Channel', type: 'category' },
      y: { label: 'Conversions', format: 'decimal' },
      series: distinct('lookback').map((lookback) => ({
        name: lookback,
        points: channels.map((channel) => {
          const row = rows.findIndex(
            (one) => one['lookback'] === lookback && one['model'] === model && one['channel'] === channel,
          )
          return row < 0
            ? { x: channel, y: 0 }
            : { x: channel, y: elementAt(rows, row)['conversions'] as number, figure: { row, column: 'conversions' } }
        }),
      })),
    }))
}
