import type { ResultColumn, ResultType } from '../query/contract/result'
import type { ResultValue } from '../query/contract/result'

export type CellFormat = ResultColumn['format']

const INTEGER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const DECIMAL = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })
const RATIO = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 })
const PERCENT = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const MONEY = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

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

/** `45 s`, `12:30 min`, `3:05 h`, `2 d 4 h`. */
export function formatSeconds(seconds: number): string {
  const sign = seconds < 0 ? '-' : ''
  const total = Math.abs(seconds)
  if (total < 60) return `${sign}${total < 10 ? DECIMAL.format(total) : INTEGER.format(total)} s`
  const whole = Math.round(total)
  const pad = (value: number): string => String(value).padStart(2, '0')
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)}:${pad(whole % 60)} min`
  if (whole < 86_400) return `${sign}${Math.floor(whole / 3600)}:${pad(Math.floor((whole % 3600) / 60))} h`
  return `${sign}${INTEGER.format(Math.floor(whole / 86_400))} d ${Math.floor((whole % 86_400) / 3600)} h`
}

function formatNumber(value: number, format: CellFormat): string {
  switch (format) {
    case 'percent':
      return `${PERCENT.format(value)} %`
    case 'ratio':
      return RATIO.format(value)
    case 'seconds':
      return formatSeconds(value)
    case 'money':
      return MONEY.format(value)
    case 'integer':
      return Number.isInteger(value) ? INTEGER.format(value) : DECIMAL.format(value)
    default:
      return Math.abs(value) < 0.1 && value !== 0 ? SMALL.format(value) : DECIMAL.format(value)
  }
}

/**
 * A value as a person reads it. Percent columns hold 0–100. NULL is the empty text: the grid draws it muted as "null".
 */
export function formatCell(value: ResultValue, format: CellFormat): string {
  if (value === null) return ''
  if (typeof value === 'bigint') return format === 'text' ? value.toString() : value.toLocaleString('en')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  if (format === 'datetime') return formatTimestamp(value)
  if (format === 'text' || format === 'date' || format === 'boolean') return String(value)
  return Number.isFinite(value) ? formatNumber(value, format) : String(value)
}
