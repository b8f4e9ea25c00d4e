import { formatCount, formatFixed } from '../../chart/format'

/** One digit after the point, where it says something. */
function oneDigit(value: number): string {
  return formatFixed(value, 1).replace(/\.0$/, '')
}

/** `1234567` → `1,234,567`. */
export function countText(value: number): string {
  return formatCount(value)
}

/** A count with its noun: `1 row`, `2,000 rows`. */
export function nounText(value: number, one: string, many = `${one}s`): string {
  return `${countText(value)} ${value === 1 ? one : many}`
}

/** Bytes in the units of file managers: 1 kB is 1,000 bytes. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return nounText(bytes, 'byte')
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = -1
  do {
    value /= 1000
    unit++
  } while (value >= 999.95 && unit < units.length - 1)
  return `${value < 99.95 ? oneDigit(value) : formatCount(Math.round(value))} ${units[unit] ?? ''}`
}

/** `850 ms`, `1.2 s`, `2 min 5 s`, `1 h 10 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${oneDigit(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600)
    return seconds % 60 === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How long ago, in words; for lists of recent things. */
export function agoText(thenMs: number, nowMs: number): string {
  const minutes = Math.round((nowMs - thenMs) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return nounText(minutes, 'minute') + ' ago'
  if (minutes < 24 * 60) return nounText(Math.round(minutes / 60), 'hour') + ' ago'
  const days = Math.round(minutes / (24 * 60))
  if (days === 1) return 'yesterday'
  return days < 31 ? `${days} days ago` : `on ${new Date(thenMs).toISOString().slice(0, 10)}`
}
