import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { MOST_ROWS } from '../charts'
import { NO_TOUCH } from '../journeys'
import { modelLabel } from '../models'

const MOST_MODELS = 6

/** For each model, a table of channels and lookbacks with a bar in each cell. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result
    .rows()
    .map((row, index) => ({
      index,
      lookback: row['lookback'] as string,
      model: row['model'] as string,
      channel: row['channel'] as string,
      conversions: row['conversions'] as number,
    }))
  const lookbacks = [...new Set(rows.map((row) => row.lookback))]
  const models = [...new Set(rows.map((row) => row.model))]
  const totals = new Map<string, number>()
  for (const { channel, conversions } of rows) totals.set(channel, (totals.get(channel) ?? 0) + conversions)
  const channels = [
    ...[...totals]
      .filter(([channel]) => channel !== NO_TOUCH)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_ROWS)
      .map(([channel]) => channel),
    NO_TOUCH,
  ]
  const without = rows
    .filter((row) => row.channel === NO_TOUCH && row.model === models[0])
    .map((row) => `${formatValue(row.conversions, 'decimal')} with a lookback of ${row.lookback}`)
  return models.slice(0, MOST_MODELS).map((model): ChartSpec => ({
    kind: 'cells',
    title: `Conversions by channel, ${modelLabel(model)}`,
    summary: `Without a touch: ${without.join(', ')}.`,
    rowLabel: 'Channel',
    columnLabel: 'Lookback',
    value: { label: 'Conversions', format: 'decimal' },
    columns: lookbacks.map((label) => ({ label })),
    rows: channels.map((channel) => ({
      label: channel,
      ...(channel === NO_TOUCH ? { tone: 'quiet' as const } : {}),
      cells: lookbacks.map((lookback) => {
        const row = rows.find((one) => one.lookback === lookback && one.model === model && one.channel === channel)
        return row === undefined
          ? { value: 0 }
          : { value: row.conversions, figure: { row: row.index, column: 'conversions' } }
      }),
    })),
  }))
}
