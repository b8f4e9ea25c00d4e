import type { ResultType } from '../query/contract/result'
import type { ResultValue } from '../query/contract/result'

/** Microseconds since 1970 as ISO 8601 UTC: with milliseconds, or with microseconds where there are any. */
export function isoTime(tsMicros: number | bigint): string {
  const micros = BigInt(tsMicros)
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n)
  const rest = micros - millis * 1000n
  const date = new Date(Number(millis))
  if (Number.isNaN(date.getTime())) return String(tsMicros)
  const text = date.toISOString()
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}

/** A number in full digits that read back as the same number: 1e21 is 1000000000000000000000, 1e-7 is 0.0000001. */
export function plainNumber(value: number): string {
  const text = Object.is(value, -0) ? '0' : String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const [, sign = '', first = '', rest = '', power = '0'] = match
  const digits = first + rest
  const point = 1 + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, '0')}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** A value as text files give it: exact numbers without exponents, ISO times, `true` and `false`, nothing for null. */
export function cellText(value: ResultValue, type: ResultType): string {
  if (value === null) return ''
  if (type === 'timestamp' && (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))))
    return isoTime(typeof value === 'number' ? Math.round(value) : value)
  if (typeof value === 'number') return plainNumber(value)
  return String(value)
}
