import type { TsMicros } from '../model/schema'
import { localToUtcReader } from '../model/zone'
import type { Cell, CellColumn, TimeFormat } from './contract'
import { compileIsoReader, readCanonical } from './isoTime'
import { PackedCells, TEXT } from './packedCells'
import { compilePattern, isTimePattern } from './timePattern'

/** Microseconds in one unit of an epoch format. */
const EPOCH_UNITS: Readonly<Record<string, number>> = { 'epoch-s': 1_000_000, 'epoch-ms': 1000, 'epoch-us': 1, 'epoch-ns': 0.001 }

/** Times outside (the years 1685 to 2255) are not exact as numbers of microseconds and read as NaN. */
const MAX_TS_MICROS = Number.MAX_SAFE_INTEGER

export function isTimeFormat(text: string): text is TimeFormat {
  return text === 'iso' || Object.hasOwn(EPOCH_UNITS, text) || isTimePattern(text)
}

/**
 * Makes a reader from one format, for many calls: a cell to microseconds UTC, NaN when it does not read (null, another
 * form, a date that does not exist, beyond the years 1685 to 2255). Digits below a microsecond are cut off. Text without
 * an offset is local to `timezone`: a skipped wall clock moves forward, one that comes twice is the earlier.
 * Throws RangeError for an unknown format or zone.
 */
export function compileTimeReader(format: TimeFormat, timezone: string): (cell: Cell) => TsMicros {
  const toUtc = localToUtcReader(timezone)
  const unit = EPOCH_UNITS[format]
  if (unit !== undefined) return (cell) => within(readEpoch(cell, unit))
  if (format === 'iso') {
    const read = compileIsoReader(toUtc)
    return (cell) => (typeof cell === 'string' ? within(read(cell)) : NaN)
  }
  const read = compilePattern(format)
  return (cell) => {
    const time = typeof cell === 'string' ? read(cell.trim()) : typeof cell === 'number' ? read(String(cell)) : null
    if (time === null) return NaN
    return within((time.offsetMs === null ? toUtc(time.localMs) : time.localMs - time.offsetMs) * 1000 + time.micros)
  }
}

/** As compileTimeReader, for a column's cells by row: ISO times are read from the file's bytes where they lie there. */
export function compileColumnTimeReader(format: TimeFormat, timezone: string): (cells: CellColumn, row: number) => TsMicros {
  const readCell = compileTimeReader(format, timezone)
  const toUtc = localToUtcReader(timezone)
  return (cells, row) => {
    if (format === 'iso' && cells instanceof PackedCells && cells.kinds[row] === TEXT) {
      const time = within(readCanonical(cells.bytes, cells.starts[row]!, cells.ends[row]!, toUtc))
      if (time === time) return time
    }
    return readCell(cells.at(row) ?? null)
  }
}

function within(tsMicros: number): number {
  return tsMicros >= -MAX_TS_MICROS && tsMicros <= MAX_TS_MICROS ? tsMicros : NaN
}

const NUMBER_TEXT = /^-?\d+(?:\.\d+)?$/

function readEpoch(cell: Cell, unit: number): number {
  // A fraction of a second comes as the nearest double, which is off by up to a quarter of a microsecond: round that away.
  if (typeof cell === 'number') return unit < 1 ? Math.floor(cell / 1000) : Math.round(cell * unit)
  if (typeof cell === 'bigint') return unit < 1 ? Number((cell - (((cell % 1000n) + 1000n) % 1000n)) / 1000n) : Number(cell) * unit
  if (typeof cell !== 'string') return NaN
  const text = cell.trim()
  if (!NUMBER_TEXT.test(text)) return NaN
  return text.length > 15 && !text.includes('.') ? readEpoch(BigInt(text), unit) : readEpoch(Number(text), unit)
}
