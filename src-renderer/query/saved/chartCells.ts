import { isIsoDate } from '../../model/isoDate'
import type { ValueFormat } from '../../chart/spec'
import type { ResultTable, ResultValue } from '../contract/result'

/** What a chart is called and says. */
export interface ChartWords {
  readonly title: string
  readonly summary: string
}

/** A value as a number; null for what is none. */
export function numberOf(value: ResultValue | undefined): number | null {
  const read = value === null || value === undefined || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(read) ? read : null
}

/** A value as the name of something. */
export function nameOfCell(value: ResultValue | undefined): string {
  return value === null || value === undefined ? 'none' : String(value)
}

const PERCENT = /_(pct|percent)$/

/** Whole numbers read as such; columns that are called percentages as percentages. */
export function formatOf(values: Iterable<number | null>, names: readonly string[] = []): ValueFormat {
  if (names.length > 0 && names.every((name) => PERCENT.test(name))) return 'percent'
  for (const value of values) if (value !== null && !Number.isInteger(value)) return 'decimal'
  return 'integer'
}

/** A column's name in words: `mean_minutes` is "mean minutes", `conversion_pct` is "conversion"; others stay as they are. */
export function columnWords(name: string): string {
  return /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name) ? name.replace(PERCENT, '').replaceAll('_', ' ') : name
}

/** A column along an axis: its kind, and the place of each row; null for a row that has none. */
export interface AxisColumn {
  readonly type: 'date' | 'number' | 'category'
  readonly places: readonly (string | number | null)[]
}

export function axisColumn(table: ResultTable, name: string): AxisColumn {
  const isTime = table.columns.some((column) => column.name === name && column.type === 'timestamp')
  // Microseconds of a timestamp as the text that a date axis reads.
  const values = table
    .column(name)
    .map((value) => (isTime && typeof value === 'number' ? new Date(value / 1000).toISOString() : value))
  const known = values.filter((value) => value !== null)
  const isDate = isTime || known.every((value) => typeof value === 'string' && isIsoDate(value))
  const isNumber = known.every((value) => typeof value === 'number' || typeof value === 'bigint')
  const type = isDate ? 'date' : isNumber ? 'number' : 'category'
  // A row without a value has no place on an axis; among names it is one of its own.
  const places = values.map((value) => {
    if (value === null) return type === 'category' ? 'none' : null
    return typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? String(value) : value
  })
  return { type, places }
}
