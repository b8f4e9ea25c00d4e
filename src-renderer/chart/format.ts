import { format } from 'd3-format'
import { utcFormat } from 'd3-time-format'
import { DAY_MS } from '../model/isoDate'
import type { ValueFormat } from './chartBase'

const INTEGER = format(',.0f')
const DATE_DAY = utcFormat('%a %-d %b %Y')
const DATE_TIME = utcFormat('%a %-d %b %Y %H:%M')

/** Milliseconds of `YYYY-MM-DD`, optionally with a time, read as UTC; NaN when it is neither. */
export function parseDate(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return Number.NaN
  return Date.parse(
    text.length === 10 ? `${text}T00:00:00Z` : /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text.replace(' ', 'T')}Z`,
  )
}

/** "Mon 3 Mar 2025", with the time of day unless it is midnight; text that is no date comes back as it is. */
export function formatDate(value: string | number): string {
  const ms = typeof value === 'number' ? value : parseDate(value)
  if (Number.isNaN(ms)) return String(value)
  return ms % DAY_MS === 0 ? DATE_DAY(new Date(ms)) : DATE_TIME(new Date(ms))
}

/** Seconds as people say them: "0.4 s", "45 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? '−' : ''
  const whole = Math.abs(seconds)
  if (whole < 10) return `${sign}${trimZeros(whole.toFixed(1))} s`
  const rounded = Math.round(whole)
  if (rounded < 60) return `${sign}${rounded} s`
  const parts =
    rounded < 3600
      ? ([
          [60, 'min'],
          [1, 's'],
        ] as const)
      : rounded < 86_400
        ? ([
            [3600, 'h'],
            [60, 'min'],
          ] as const)
        : ([
            [86_400, 'd'],
            [3600, 'h'],
          ] as const)
  const [[large, largeUnit], [small, smallUnit]] = parts
  const units = Math.round(rounded / small)
  const major = Math.floor((units * small) / large),
    minor = units - (major * large) / small
  return `${sign}${INTEGER(major)} ${largeUnit}${minor === 0 ? '' : ` ${minor} ${smallUnit}`}`
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function withSign(value: number, text: string): string {
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

/** Digits after the point that keep about three significant figures. */
function precision(magnitude: number, most: number): number {
  if (magnitude === 0 || magnitude >= 100) return 0
  return Math.min(most, magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : Math.ceil(-Math.log10(magnitude)) + 2)
}

/**
 * A number in full, as tooltips, labels and the spoken text give it: 1,135 · 56.7 % · 0.231 · 3 min 20 s · 1,204.50.
 */
export function formatValue(value: number, valueFormat: ValueFormat): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'no value' : value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  switch (valueFormat) {
    case 'integer':
      return withSign(value, INTEGER(size))
    case 'percent':
      return withSign(
        value,
        size === 0 || size === 100 ? `${size} %` : `${format(`,.${size > 0 && size < 0.1 ? 2 : 1}f`)(size)} %`,
      )
    case 'share':
      return formatValue(100 * value, 'percent')
    case 'money':
      return withSign(value, format(',.2f')(size))
    case 'seconds':
      return formatDuration(value)
    case 'date':
      return formatDate(value)
    case 'ratio':
      return withSign(value, trimZeros(format(`,.${Math.max(3, precision(size, 6))}f`)(size)))
    case 'decimal':
    case 'text':
      return withSign(value, trimZeros(format(`,.${Math.max(size >= 1000 ? 0 : 2, precision(size, 6))}f`)(size)))
  }
}

/** A count with its thousands set off: "12,345"; what is no whole number keeps two decimals at most. */
export function formatCount(value: number | bigint): string {
  if (typeof value === 'bigint')
    return String(value)
      .replace(/\B(?=(\d{3})+$)/g, ',')
      .replace('-', '−')
  return formatValue(value, Number.isInteger(value) ? 'integer' : 'decimal')
}

/** A number with so many decimals, no more and no less: "−3.20", "1,204.5". */
export function formatFixed(value: number, decimals: number): string {
  return withSign(value, format(`,.${decimals}f`)(Math.abs(value)))
}

/** How many digits stand after the point of a number's text. */
export function decimalsOf(text: string): number {
  return (text.split('.')[1] ?? '').length
}

/** A number's text with at least so many digits after the point: "50" is "50.00". */
export function padDecimals(text: string, decimals: number): string {
  const missing = decimals - decimalsOf(text)
  return missing <= 0 ? text : `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(missing)}`
}

/** A formatter for figures that stand side by side: those of few decimals all with the same number of them. */
export function evenFormat(values: readonly number[], valueFormat: ValueFormat): (value: number) => string {
  const text = (value: number): string => formatValue(value, valueFormat)
  if (valueFormat !== 'decimal') return text
  const most = values.reduce((one, value) => Math.max(one, decimalsOf(text(value))), 0)
  return most > 2 ? text : (value) => (Number.isFinite(value) ? padDecimals(text(value), most) : text(value))
}

/** A formatter for the ticks of one axis: all with the same number of decimals, large numbers as 10k and 2.5M. */
export function tickFormat(ticks: readonly number[], valueFormat: ValueFormat): (value: number) => string {
  if (valueFormat === 'seconds' || valueFormat === 'date') return (value) => formatValue(value, valueFormat)
  if (valueFormat === 'share') {
    // Multiples of a step are no exact quotients.
    const percent = (tick: number): number => Number((100 * tick).toFixed(6))
    const text = tickFormat(ticks.map(percent), 'percent')
    return (value) => text(percent(value))
  }
  const largest = Math.max(0, ...ticks.map(Math.abs))
  const [divisor, unit] =
    largest >= 1e9 ? [1e9, 'B'] : largest >= 1e6 ? [1e6, 'M'] : largest >= 1e4 ? [1e3, 'k'] : [1, '']
  const decimals = Math.max(
    0,
    ...ticks.map((tick) => (trimZeros(Math.abs(tick / divisor).toFixed(6)).split('.')[1] ?? '').length),
  )
  const number = format(`,.${decimals}f`)
  return (value) =>
    value === 0
      ? `0${valueFormat === 'percent' ? ' %' : ''}`
      : withSign(value, `${number(Math.abs(value) / divisor)}${unit}${valueFormat === 'percent' ? ' %' : ''}`)
}

/** A place on a numbered axis in words: "Day 7" under "Day" or "Days since the start", else "Planned miles: 7". */
export function placeOf(axisLabel: string, value: string): string {
  const unit = /^(\w+?)s? since\b/.exec(axisLabel)?.[1] ?? axisLabel
  return unit === '' ? value : /\s/.test(unit) ? `${unit}: ${value}` : `${unit} ${value}`
}

/** A count and its noun in the number that fits: "1 user", "2,222 users". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${INTEGER(count)} ${count === 1 ? one : many}`
}
