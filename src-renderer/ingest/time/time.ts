import { DAY_MS } from '../../model/isoDate'
import type { TsMicros } from '../../model/schema'
import { localToUtcReader } from '../../model/zone'
import type { Cell, CellColumn, TimeFormat } from '../contract'
import { compileIsoReader, readCanonical } from './isoTime'
import { PackedCells, TEXT } from '../bytes/packedCells'
import { compilePattern, isTimePattern, lackOf } from './timePattern'

/** Epoch numbers count as times between 1980 and 2100, and so no number has two units. */
const EPOCH_FROM_S = 315_532_800
export const EPOCH_TO_S = 4_102_444_800

/** Microseconds in one unit of an epoch format. */
const EPOCH_UNITS: Readonly<Record<string, number>> = {
  'epoch-s': 1_000_000,
  'epoch-ms': 1000,
  'epoch-us': 1,
  'epoch-ns': 0.001,
}

/** An epoch of mixed units: each number is read in the one that its size tells. */
const BY_SIZE = 'epoch-mixed'
/** Days since 1899-12-30, with the time of day as a fraction: how spreadsheets keep times. */
const EXCEL = 'excel'
const EXCEL_1970 = 25_569
/** 9999-12-31. */
const EXCEL_LAST = 2_958_466

/** Times outside (the years 1685 to 2255) are not exact as numbers of microseconds and read as NaN. */
const MAX_TS_MICROS = Number.MAX_SAFE_INTEGER

export function isTimeFormat(text: string): text is TimeFormat {
  return text === 'iso' || text === BY_SIZE || text === EXCEL || Object.hasOwn(EPOCH_UNITS, text) || isTimePattern(text)
}

/**
 * Makes a reader from one format, for many calls: a cell to microseconds UTC, NaN when it does not read (null, another
 * form, a date that does not exist, beyond the years 1685 to 2255). Digits below a microsecond are cut off. Text
 * without an offset is local to `timezone`: a skipped wall clock moves forward, one that comes twice is the earlier.
 * With `isDetected` an epoch's unit was seen in other values, not said by a person: a number of another unit's size is
 * read in that one, and one that is no time since 1980 in any unit does not read, so that nothing lands in 1970 by
 * accident; nor does anything in a pattern without a year. Throws RangeError for an unknown format or zone.
 */
export function compileTimeReader(format: TimeFormat, timezone: string, isDetected = false): (cell: Cell) => TsMicros {
  const toUtc = localToUtcReader(timezone)
  const unit = EPOCH_UNITS[format]
  if (format === BY_SIZE || (unit !== undefined && isDetected)) return readBySize
  if (format === EXCEL) return (cell) => within(readExcel(cell, toUtc))
  if (unit !== undefined) return (cell) => within(readEpoch(cell, unit))
  if (format === 'iso') {
    const read = compileIsoReader(toUtc)
    return (cell) => (typeof cell === 'string' ? within(read(cell)) : NaN)
  }
  if (lackOf(format) !== null) return () => NaN
  const read = compilePattern(format, timezone)
  return (cell) => {
    const time = typeof cell === 'string' ? read(cell.trim()) : typeof cell === 'number' ? read(String(cell)) : null
    if (time === null) return NaN
    return within((time.offsetMs === null ? toUtc(time.localMs) : time.localMs - time.offsetMs) * 1000 + time.micros)
  }
}

/** As compileTimeReader, for a column's cells by row: ISO times are read from the file's bytes where they lie there. */
export function compileColumnTimeReader(
  format: TimeFormat,
  timezone: string,
  isDetected = false,
): (cells: CellColumn, row: number) => TsMicros {
  const readCell = compileTimeReader(format, timezone, isDetected)
  const toUtc = localToUtcReader(timezone)
  return (cells, row) => {
    if (cells instanceof PackedCells && cells.kinds[row] === TEXT) {
      const { times } = cells.known
      if (times !== null) return times[row]!
      if (format !== 'iso') return readCell(cells.at(row) ?? null)
      const time = within(readCanonical(cells.bytes, cells.starts[row]!, cells.ends[row]!, toUtc))
      if (time === time) return time
    }
    return readCell(cells.at(row) ?? null)
  }
}

function within(tsMicros: number): number {
  return tsMicros >= -MAX_TS_MICROS && tsMicros <= MAX_TS_MICROS ? tsMicros : NaN
}

/** Spreadsheets write exponents (`1.7053128E+12`), some locales a decimal comma. */
const NUMBER_TEXT = /^-?\d+(?:[.,]\d+)?(?:[eE]\+?\d{1,2})?$/

/** A number or its text; a bigint where a text has more digits than a double. NaN for anything else. */
function numberOf(cell: Cell): number | bigint {
  if (typeof cell === 'number' || typeof cell === 'bigint') return cell
  if (typeof cell !== 'string') return NaN
  const text = cell.trim()
  if (!NUMBER_TEXT.test(text)) return NaN
  return text.length > 15 && /^-?\d+$/.test(text) ? BigInt(text) : Number(text.replace(',', '.'))
}

function readEpoch(cell: Cell, unit: number): number {
  return microsOf(numberOf(cell), unit)
}

function microsOf(value: number | bigint, unit: number): number {
  // A fraction of a second comes as the nearest double, which is off by up to a quarter of a microsecond: round that
  // away.
  if (typeof value === 'number') return unit < 1 ? Math.floor(value / 1000) : Math.round(value * unit)
  return unit < 1 ? Number((value - (((value % 1000n) + 1000n) % 1000n)) / 1000n) : Number(value) * unit
}

const SIZES = Object.entries(EPOCH_UNITS).map(([format, unit]) => ({
  format,
  unit,
  from: (EPOCH_FROM_S * 1_000_000) / unit,
  to: (EPOCH_TO_S * 1_000_000) / unit,
}))

/** The epoch format in which a cell is a time between 1980 and 2100; null when there is none. */
export function epochUnitOf(cell: Cell): TimeFormat | null {
  const value = Number(numberOf(cell))
  return SIZES.find(({ from, to }) => value >= from && value < to)?.format ?? null
}

function readBySize(cell: Cell): number {
  const value = numberOf(cell)
  const size = Number(value)
  for (const { unit, from, to } of SIZES) if (size >= from && size < to) return microsOf(value, unit)
  return NaN
}

/** Rounded to the millisecond, as far as spreadsheets go. */
function readExcel(cell: Cell, toUtc: (localMs: number) => number): number {
  const days = Number(numberOf(cell))
  if (!(days >= 1 && days < EXCEL_LAST)) return NaN
  return toUtc(Math.round((days - EXCEL_1970) * DAY_MS)) * 1000
}
