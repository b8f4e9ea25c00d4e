import type { ChartSpec, Series } from '../../src-renderer/chart/spec'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { NO_TOUCH } from './journeys'
import { isAdditive, modelLabel, MODELS_DRAWN_FIRST } from './models'

const MAX_CHANNELS = 12
const MAX_SERIES = 6

/** The models to draw: one that was asked for alone, else the additive ones, as participation's sums would stretch the axis that the others share. */
function drawnModels(models: readonly string[]): readonly string[] {
  if (models.length === 1) return models
  const additive = models.filter(isAdditive)
  const drawn = new Set(
    [...MODELS_DRAWN_FIRST.filter((name) => additive.includes(name)), ...additive].slice(0, MAX_SERIES),
  )
  return models.filter((name) => drawn.has(name))
}

const count = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 1 })

/**
 * Bars of conversions, and of value where there is any, by channel and model, from rows with channel, model, conversions
 * and value. With the columns low and high (value_low, value_high), intervals are drawn around them.
 */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result
    .rows()
    .map(
      (row, index) =>
        ({ ...row, index }) as Record<string, unknown> & {
          index: number
          channel: string
          model: string
          conversions: number
          value: number
        },
    )
  const models = [...new Set(rows.map((row) => row.model))]
  const totals = new Map<string, number>()
  for (const row of rows) totals.set(row.channel, (totals.get(row.channel) ?? 0) + row.conversions)
  const channels = [...totals]
    .filter(([channel]) => channel !== NO_TOUCH)
    .sort(([, a], [, b]) => b - a)
    .map(([channel]) => channel)
  const shown = [...channels.slice(0, MAX_CHANNELS), NO_TOUCH]
  const seriesOf = (column: 'conversions' | 'value', low: string, high: string): readonly Series[] =>
    drawnModels(models).map((model) => ({
      name: modelLabel(model),
      points: shown.map((channel) => {
        const row = rows.find((one) => one.model === model && one.channel === channel)
        if (row === undefined) return { x: channel, y: 0 }
        const interval =
          typeof row[low] === 'number' && typeof row[high] === 'number' ? { low: row[low], high: row[high] } : {}
        return { x: channel, y: row[column], ...interval, figure: { row: row.index, column } }
      }),
    }))
  const first = models[0]
  const credits = rows.filter((row) => row.model === first)
  const best = credits.find((row) => row.channel !== NO_TOUCH)
  const all = credits.reduce((sum, row) => sum + row.conversions, 0)
  const rest = channels.length - MAX_CHANNELS
  const summary =
    best === undefined || first === undefined
      ? 'No conversion has a touch before it in these dates.'
      : `${modelLabel(first)} gives most to ${best.channel}: ${count(best.conversions)} of ${count(all)} conversions.${rest > 0 ? ` ${rest} more channels are in the table.` : ''}`
  const bars = (
    title: string,
    column: 'conversions' | 'value',
    label: string,
    format: 'decimal' | 'money',
    low: string,
    high: string,
  ): ChartSpec => ({
    kind: 'bar',
    layout: 'grouped',
    direction: 'horizontal',
    title,
    summary: column === 'conversions' ? summary : 'The value of the conversions, shared in the same way.',
    x: { label: 'Channel', type: 'category' },
    y: { label, format },
    series: seriesOf(column, low, high),
  })
  const hasValue = rows.some((row) => row.value !== 0)
  return [
    bars('Conversions by channel', 'conversions', 'Conversions', 'decimal', 'low', 'high'),
    ...(hasValue ? [bars('Value by channel', 'value', 'Value', 'money', 'value_low', 'value_high')] : []),
  ]
}
