import { decimalsOf, formatCount, formatFixed, formatValue, padDecimals } from '../chart/format'
import type { ResultColumn, ResultType } from '../query/contract/result'
import type { ResultValue } from '../query/contract/result'

export type CellFormat = ResultColumn['format']

/** How a column is shown when nobody described it. */
export function formatOfType(type: ResultType): CellFormat {
  switch (type) {
    case 'integer':
      return 'integer'
    case 'double':
    case 'decimal':
      return 'decimal'
    case 'date':
      return 'date'
    case 'timestamp':
      return 'datetime'
    case 'boolean':
      return 'boolean'
    case 'string':
    case 'json':
    case 'list':
      return 'text'
  }
}

/** Numbers stand to the right. */
export function isNumeric(format: CellFormat): boolean {
  return format !== 'text' && format !== 'boolean' && format !== 'date' && format !== 'datetime'
}

/** Microseconds since 1970 as `2024-01-31 09:30:00`, with milliseconds or microseconds only where there are any. */
export function formatTimestamp(tsMicros: number): string {
  const millis = Math.floor(tsMicros / 1000)
  const micros = tsMicros - millis * 1000
  const date = new Date(millis)
  if (Number.isNaN(date.getTime())) return String(tsMicros)
  const text = date.toISOString().replace('T', ' ').replace('Z', '')
  if (micros !== 0) return `${text}${String(micros).padStart(3, '0')}`
  return text.endsWith('.000') ? text.slice(0, -4) : text
}

/** More decimals than these are not made even: figures of many sizes stand in one column then. */
const MOST_DECIMALS = 2

/** The decimals that a column's figures are written with so that they stand under each other; 0 where each has its own. */
export function evenDecimals(values: Iterable<ResultValue>, format: CellFormat): number {
  if (format !== 'decimal') return 0
  let most = 0
  for (const value of values)
    if (typeof value === 'number' && Number.isFinite(value))
      most = Math.max(most, decimalsOf(formatCell(value, format)))
  return most > MOST_DECIMALS ? 0 : most
}

/**
 * A value as a person reads it. Percent columns hold 0–100. NULL is the empty text: the grid draws it muted as "null".
 * `decimals` are the least that a decimal is written with.
 */
export function formatCell(value: ResultValue, format: CellFormat, decimals = 0): string {
  const text = cellText(value, format)
  return decimals > 0 && format === 'decimal' && typeof value === 'number' && Number.isFinite(value)
    ? padDecimals(text, decimals)
    : text
}

function cellText(value: ResultValue, format: CellFormat): string {
  if (value === null) return ''
  if (typeof value === 'bigint') return format === 'text' ? value.toString() : formatCount(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  if (format === 'datetime') return formatTimestamp(value)
  if (format === 'text' || format === 'date' || format === 'boolean') return String(value)
  if (!Number.isFinite(value)) return String(value)
  const own = format === 'integer' && !Number.isInteger(value) ? 'decimal' : format
  // A label rounds large figures to whole ones; a cell keeps its cents.
  if (own === 'decimal' && Math.abs(value) >= 1000 && !Number.isInteger(value))
    return formatFixed(value, 2).replace(/\.?0+$/, '')
  // Under its column's own name a part of one stays one.
  return formatValue(value, own === 'share' ? 'ratio' : own)
}
