import type { ColumnType } from '../../model/schema'
import type { Cell } from '../contract'
import { detectTimeFormat } from '../time/detectTime'
import { isDateAlone } from '../time/isoTime'
import { readBoolean, readDouble, readInteger } from '../columns/numberText'

function isJson(cell: Cell): boolean {
  if (typeof cell !== 'string' || !/^\s*[{[]/.test(cell)) return false
  try {
    JSON.parse(cell)
    return true
  } catch {
    return false
  }
}

function fitsNumber(value: number | bigint): boolean {
  return typeof value === 'bigint' || !Number.isNaN(value)
}

/**
 * The narrowest type that all cells fit; nulls and empty texts do not count, and nothing but them is a string. Integers
 * only where every text is in canonical form (no leading zeros, no plus sign): `007` is a name, not a number.
 */
export function inferType(cells: readonly Cell[]): ColumnType {
  const known = cells.filter((cell) => cell !== null && cell !== '')
  if (known.length === 0) return 'string'
  if (known.every((cell) => readBoolean(cell) !== null)) return 'boolean'
  if (known.every((cell) => fitsNumber(readInteger(cell)))) return 'integer'
  if (known.every((cell) => typeof cell !== 'boolean' && fitsNumber(readDouble(cell)))) return 'double'
  if (known.every(isJson)) return 'json'
  if (known.every((cell) => typeof cell === 'string') && detectTimeFormat(known) === 'iso') {
    return known.every((cell) => isDateAlone(String(cell).trim())) ? 'date' : 'timestamp'
  }
  return 'string'
}
