import { formatValue } from '../../src-renderer/chart/format'
import type { CellsChart } from '../../src-renderer/chart/marks/cells'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { NO_TOUCH } from './journeys'
import { isAdditive, modelLabel } from './models'

/** Rows of a table of channels or campaigns that can be read at once. */
export const MOST_ROWS = 20

/** A column for each model; one that counts conversions more than once is not to be held against the others. */
export function modelColumns(models: readonly string[]): CellsChart['columns'] {
  const isMixed = models.some(isAdditive)
  return models.map((model) => ({
    label: modelLabel(model),
    ...(isMixed && !isAdditive(model) ? { apart: true as const } : {}),
  }))
}

/** What a reader must know of columns that stand apart; '' where none does. */
export function apartNote(columns: CellsChart['columns']): string {
  const apart = columns.filter((column) => column.apart === true).map((column) => column.label)
  return apart.length === 0
    ? ''
    : ` ${apart.join(', ')} counts a conversion for each channel that took part, so its bars have a scale of their own.`
}

type Credit = Record<string, unknown> & {
  readonly index: number
  readonly channel: string
  readonly model: string
  readonly conversions: number
  readonly value: number
}

/**
 * Tables of conversions, and of value where there is any, by channel and model, with a bar in each cell, from rows with
 * channel, model, conversions and value. With the columns low and high (value_low, value_high), cells show intervals.
 */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows().map((row, index) => ({ ...row, index }) as Credit)
  const models = [...new Set(rows.map((row) => row.model))]
  const totals = new Map<string, number>()
  for (const row of rows) totals.set(row.channel, (totals.get(row.channel) ?? 0) + row.conversions)
  const channels = [...totals]
    .filter(([channel]) => channel !== NO_TOUCH)
    .sort(([, a], [, b]) => b - a)
    .map(([channel]) => channel)
  const shown = [...channels.slice(0, MOST_ROWS), NO_TOUCH]
  const columns = modelColumns(models)
  const first = models[0]
  const credits = rows.filter((row) => row.model === first)
  const best = credits.find((row) => row.channel !== NO_TOUCH)
  const all = credits.reduce((sum, row) => sum + row.conversions, 0)
  const rest = channels.length - MOST_ROWS
  const count = (number: number): string => formatValue(number, 'decimal')
  const summary =
    best === undefined || first === undefined
      ? 'No conversion has a touch before it in these dates.'
      : `${modelLabel(first)} gives most to ${best.channel}: ${count(best.conversions)} of ${count(all)} conversions.` +
        (rest > 0 ? ` ${rest} more channels are in the table.` : '') +
        apartNote(columns)
  const tableOf = (
    title: string,
    column: 'conversions' | 'value',
    value: CellsChart['value'],
    low: string,
    high: string,
  ): ChartSpec => ({
    kind: 'cells',
    title,
    summary: column === 'conversions' ? summary : 'The value of the conversions, shared in the same way.',
    rowLabel: 'Channel',
    columnLabel: models.length === 1 ? '' : 'Model',
    value,
    columns,
    rows: shown.map((channel) => ({
      label: channel,
      ...(channel === NO_TOUCH ? { tone: 'quiet' as const } : {}),
      cells: models.map((model) => {
        const row = rows.find((one) => one.model === model && one.channel === channel)
        if (row === undefined) return { value: 0 }
        const [from, to] = [row[low], row[high]]
        const interval = typeof from === 'number' && typeof to === 'number' ? { low: from, high: to } : {}
        return { value: row[column], ...interval, figure: { row: row.index, column } }
      }),
    })),
  })
  return [
    tableOf('Conversions by channel', 'conversions', { label: 'Conversions', format: 'decimal' }, 'low', 'high'),
    ...(rows.some((row) => row.value !== 0)
      ? [tableOf('Value by channel', 'value', { label: 'Value', format: 'money' }, 'value_low', 'value_high')]
      : []),
  ]
}
