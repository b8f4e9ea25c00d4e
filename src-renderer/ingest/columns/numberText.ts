import type { Cell } from '../contract'

const MAX_INT64 = 2n ** 63n - 1n
const MIN_INT64 = -(2n ** 63n)
const DECIMAL = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * A cell as a whole number, when nothing is lost by keeping it so: `7`, `-12`, `"42"`, but not `"007"` or `"1.0"`.
 * Beyond ±2^53 as bigint. NaN: it is none.
 */
export function readInteger(cell: Cell): number | bigint {
  if (typeof cell === 'number') return Number.isSafeInteger(cell) && !Object.is(cell, -0) ? cell : NaN
  if (typeof cell === 'string') return readIntegerText(cell)
  if (typeof cell === 'bigint') return cell >= MIN_INT64 && cell <= MAX_INT64 ? cell : NaN
  return NaN
}

function readIntegerText(text: string): number | bigint {
  const length = text.length
  const negative = text.charCodeAt(0) === 45
  const start = negative ? 1 : 0
  const digits = length - start
  if (digits < 1 || digits > 19 || (text.charCodeAt(start) === 48 && length > 1)) return NaN
  let value = 0
  for (let i = start; i < length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  if (digits <= 15) return negative ? -value : value
  const exact = BigInt(text)
  if (exact < MIN_INT64 || exact > MAX_INT64) return NaN
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
}

/**
 * A cell as a double: decimals as near as doubles come, whole numbers only within ±2^53, where all are
 * exact. Text with leading zeros is a code, no number. NaN: it is none.
 */
export function readDouble(cell: Cell): number {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : NaN
  if (typeof cell !== 'string' || !DECIMAL.test(cell)) return NaN
  const value = Number(cell)
  if (!Number.isFinite(value)) return NaN
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[+-]?\d+$/.test(cell)) return NaN
  return value
}

/** A cell as true or false: booleans, and the words in any case. */
export function readBoolean(cell: Cell): boolean | null {
  if (typeof cell === 'boolean') return cell
  if (typeof cell !== 'string' || cell.length > 5) return null
  const text = cell.toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : null
}
