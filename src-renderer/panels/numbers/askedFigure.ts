import { formatCount, formatFixed } from '../../chart/format'
import type { MarkFigure } from '../../chart/spec'
import type { Analysis, Figure } from '../../query/contract/analysis'
import type { ParameterValues } from '../../query/contract/parameter'
import type { ResultColumn, ResultTable, ResultValue } from '../../query/contract/result'
import { figureColumns, keyColumns } from '../../query/numbers/searchNumber'
import type { SaidNumber } from '../../query/numbers/saidNumber'

/** A key of an answer's rows, and the values that it has among those that the keys before it leave. */
export interface KeyChoice {
  readonly name: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

const textOf = (value: ResultValue | undefined): string => String(value ?? null)

/** Microseconds as a time of day in UTC. */
function timeText(micros: number): string {
  return `${new Date(micros / 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The columns of an answer that hold figures. */
export function shownFigures(analysis: Analysis, table: ResultTable): readonly ResultColumn[] {
  return figureColumns(analysis).filter(({ name }) => table.columns.some((column) => column.name === name))
}

function shownKeys(analysis: Analysis, values: ParameterValues, table: ResultTable): readonly string[] {
  return keyColumns(analysis, values).filter((key) => table.columns.some(({ name }) => name === key))
}

/** The row that a figure stands in; else the last one that is over. */
export function firstRow(table: ResultTable, start: MarkFigure | null): number {
  if (start !== null && start.row >= 0 && start.row < table.rowCount) return start.row
  const hasComplete = table.columns.some(({ name }) => name === 'complete')
  for (let row = table.rowCount - 1; hasComplete && row >= 0; row--)
    if (table.value(row, 'complete') === true) return row
  return table.rowCount - 1
}

/** What can be chosen to name a row; `row` is the one that is named now. */
export function keyChoices(
  analysis: Analysis,
  values: ParameterValues,
  table: ResultTable,
  row: number,
): readonly KeyChoice[] {
  // No rows, nothing to name.
  const keys = row < 0 ? [] : shownKeys(analysis, values, table)
  return keys.map((name, place): KeyChoice => {
    const before = keys.slice(0, place)
    const format = analysis.columns.find((one) => one.name === name)?.format
    const options = new Map<string, string>()
    for (let at = 0; at < table.rowCount; at++) {
      if (before.some((key) => textOf(table.value(at, key)) !== textOf(table.value(row, key)))) continue
      const value = table.value(at, name)
      options.set(
        textOf(value),
        typeof value === 'number' && format === 'datetime' ? timeText(value) : textOf(value ?? '(none)'),
      )
    }
    return {
      name,
      value: textOf(table.value(row, name)),
      options: [...options].map(([value, label]) => ({ value, label })),
    }
  })
}

/** The row after another value of one key was chosen: the other keys stay where such a row is. */
export function rowAfter(choices: readonly KeyChoice[], table: ResultTable, name: string, value: string): number {
  const wanted = choices.map((choice) => (choice.name === name ? { ...choice, value } : choice))
  const at = choices.findIndex((choice) => choice.name === name)
  const has = (row: number, keys: readonly KeyChoice[]): boolean =>
    keys.every((key) => textOf(table.value(row, key.name)) === key.value)
  const rows = Array.from({ length: table.rowCount }, (_, row) => row)
  return rows.find((row) => has(row, wanted)) ?? rows.find((row) => has(row, wanted.slice(0, at + 1))) ?? 0
}

/** A row's values of the keys. */
export function keysOfRow(analysis: Analysis, values: ParameterValues, table: ResultTable, row: number): Figure['row'] {
  return Object.fromEntries(shownKeys(analysis, values, table).map((key) => [key, table.value(row, key)]))
}

/** A value with two digits more than the figure was said with, so that it can be compared. */
export function comparableText(value: number, { half, isPercent }: SaidNumber): string {
  const digits = Math.max(0, Math.round(-Math.log10(2 * half)))
  return `${Number.isInteger(value) ? formatCount(value) : formatFixed(value, digits + 2)}${isPercent ? ' %' : ''}`
}
