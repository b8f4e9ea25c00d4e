import type { ChartSpec, Series } from '../../src-renderer/chart/spec'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { NO_TOUCH } from './credits'
import { MODELS } from './models'

const MAX_CHANNELS = 12
const MAX_SERIES = 6

function labelOf(model: string): string {
  return MODELS.find((one) => one.name === model)?.label ?? model
}

/** Bars of conversions, and of value where there is any, by channel and model. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const models = [...new Set(rows.map((row) => row['model'] as string))]
  const totals = new Map<string, number>()
  for (const row of rows) totals.set(row['channel'] as string, (totals.get(row['channel'] as string) ?? 0) + (row['conversions'] as number))
  const channels = [...totals].filter(([channel]) => channel !== NO_TOUCH).sort(([, a], [, b]) => b - a).map(([channel]) => channel)
  const shown = [...channels.slice(0, MAX_CHANNELS), NO_TOUCH]
  // Participation counts a conversion several times, so it would stretch the axis that the others share.
  const drawn = models.length === 1 ? models : models.filter((model) => MODELS.find((one) => one.name === model)?.additive !== false).slice(0, MAX_SERIES)
  const seriesOf = (column: string): readonly Series[] => drawn.map((model) => ({
    name: labelOf(model),
    points: shown.map((channel) => ({ x: channel, y: rows.find((row) => row['model'] === model && row['channel'] === channel)?.[column] as number | undefined ?? 0 })),
  }))
  const first = models[0]
  const credits = rows.filter((row) => row['model'] === first)
  const best = credits.find((row) => row['channel'] !== NO_TOUCH)
  const all = credits.reduce((sum, row) => sum + (row['conversions'] as number), 0)
  const rest = channels.length - MAX_CHANNELS
  const summary = best === undefined || first === undefined ? 'No conversion has a touch before it in these dates.'
    : `${labelOf(first)} gives most to ${best['channel'] as string}: ${(best['conversions'] as number).toLocaleString('en-US', { maximumFractionDigits: 1 })} of ${all.toLocaleString('en-US', { maximumFractionDigits: 1 })} conversions.${rest > 0 ? ` ${rest} more channels are in the table.` : ''}`
  const bars = (title: string, column: string, label: string, format: 'decimal' | 'money'): ChartSpec => ({
    kind: 'bar', layout: 'grouped', direction: 'horizontal', title, summary: column === 'conversions' ? summary : 'The value of the conversions, shared in the same way.',
    x: { label: 'Channel', type: 'category' }, y: { label, format }, series: seriesOf(column),
  })
  const hasValue = rows.some((row) => row['value'] !== 0)
  return [bars('Conversions by channel', 'conversions', 'Conversions', 'decimal'), ...(hasValue ? [bars('Value by channel', 'value', 'Value', 'money')] : [])]
}
