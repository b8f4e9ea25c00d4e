import type { Cell, TimeFormat } from '../contract'
import { EPOCH_TO_S, compileTimeReader, epochUnitOf } from './time'
import { compilePattern } from './timePattern'

export interface DetectedTime {
  readonly format: TimeFormat
  /** The other order of day and month, when the examples read in both. */
  readonly otherwise: TimeFormat | null
  /** Which share of the non-empty examples reads so, 0 … 1. */
  readonly share: number
}

/** Below this share a column is no column of times; when its name says that it is one, more than half is enough. */
const LEAST_SHARE = 0.8
export const LEAST_SHARE_NAMED = 0.51
const MAX_EXAMPLES = 400

/** Excel's days from 1980 to 2100. */
const EXCEL_FROM = 29_221
const EXCEL_TO = 73_051
const EXCEL_2000 = 36_526
const EXCEL_2050 = 54_789

const DATES = [
  '%m/%d/%Y',
  '%d/%m/%Y',
  '%m/%d/%y',
  '%d/%m/%y',
  '%d.%m.%Y',
  '%m.%d.%Y',
  '%d.%m.%y',
  '%m-%d-%Y',
  '%d-%m-%Y',
  '%d %b %Y',
  '%d-%b-%Y',
  '%d-%b-%y',
  '%d/%b/%Y',
  '%b %d, %Y',
  '%b %d %Y',
  '%Y-%m-%d',
  '%Y/%m/%d',
  '%Y %b %d',
  '%Y-%b-%d',
  '%a, %d %b %Y',
  '%a %d %b %Y',
  '%a %b %d %Y',
  '%a, %b %d, %Y',
  '%d. %b %Y',
  '%d.%b.%Y',
  '%d-%m-%y',
  '%m-%d-%y',
  '%d %b %y',
  '%d %b, %Y',
  '%b-%d-%Y',
  '%b/%d/%Y',
  '%d de %b de %Y',
  '%d de %b %Y',
  '%a, %d de %b de %Y',
  '%d %b %Y г.',
  '%a, %d. %b %Y',
  '%a %d. %b %Y',
  '%a %d/%m/%Y',
  '%a %m/%d/%Y',
  '%a, %d.%m.%Y',
  '%a %d.%m.%Y',
  '%Y年%m月%d日',
  '%Y. %m. %d.',
]
const CLOCKS = [
  '',
  ' %H:%M',
  ' %H:%M:%S',
  ' %I:%M %p',
  ' %I:%M:%S %p',
  ' %I:%M%p',
  ' %I:%M:%S%p',
  ', %H:%M:%S',
  ', %H:%M',
  ', %I:%M:%S %p',
  ', %I:%M %p',
  'T%H:%M:%S',
  ':%H:%M:%S',
  // Oracle and DB2.
  ' %I.%M.%S %p',
  ' %I.%M.%S%p',
  ' %I.%M %p',
  ' %H.%M.%S',
  ' %H.%M',
  '-%H.%M.%S',
  '-%H:%M:%S',
  '_%H:%M:%S',
  '_%H-%M-%S',
  ' %H-%M-%S',
  // SQL Server.
  ' %H:%M:%S:%f',
  ' %I:%M:%S:%f%p',
  ' %I:%M:%S:%f %p',
  'T%H:%M',
  ' - %H:%M',
  ' - %H:%M:%S',
  ' %Hh%M',
  ' at %H:%M',
  ' at %H:%M:%S',
  ' at %I:%M %p',
  ' at %I:%M:%S %p',
  ', %I:%M%p',
  ' um %H:%M',
  ' à %H:%M',
  ' %p%I:%M:%S',
  ' %p %I:%M:%S',
  ' %p%I:%M',
  ' %p %I:%M',
  ' %H时%M分%S秒',
  ' %H時%M分%S秒',
]
const ZONES = ['', ' %z', '%z', ' %Z']
const OTHERS = [
  '%a %b %d %H:%M:%S %Y',
  '%a %b %d %H:%M:%S %z %Y',
  '%a %b %d %H:%M:%S %Z %Y',
  '%a %b %d %I:%M:%S %p %Y',
  '%a %b %d %I:%M:%S %p %Z %Y',
  '%H:%M:%S %d/%m/%Y',
  '%H:%M:%S %m/%d/%Y',
  '%H:%M %d.%m.%Y',
  '%H:%M %d/%m/%Y',
  '%H:%M %m/%d/%Y',
  '%H:%M:%S %Y-%m-%d',
  '%b %d, %I:%M:%S %p %Y',
  '%Y%m%d%H%M',
  '%Y%m%d%H%M%S%f',
  '%Y%m%d %H:%M:%S',
  '%Y%m%d %H:%M',
  '%Y%m%d %H%M%S',
  '%Y%m%d_%H%M%S',
  '%Y%m%d-%H%M%S',
  '%Y%m%d-%H:%M:%S',
  '%Y%m%d',
  '%Y%m%d%H%M%S',
  '%Y%m%d %I:%M:%S %p',
  '%Y%m%d %I:%M %p',
  '%H:%M:%S %d.%m.%Y',
]
/** A date with each clock, with and without a zone. */
function patternsOf(date: string): readonly string[] {
  return CLOCKS.flatMap((clock) =>
    ZONES.filter((zone) => zone === '' || clock !== '').map((zone) => date + clock + zone),
  )
}

/** All digits: a text is one only where the year is a likely one. */
const COMPACT: ReadonlySet<string> = new Set(OTHERS.filter((format) => /^(?:%[YmdHMSf])+$/.test(format)))

const starts = new Map<string, (text: string) => unknown>()

/** The patterns whose date stands at the beginning of half of the texts at least. */
function plausiblePatterns(cells: readonly Cell[]): readonly string[] {
  const texts = cells.map((cell) => String(cell).trim())
  if (texts.filter((text) => /\d/.test(text)).length * 2 < texts.length) return []
  const begins = (date: string): boolean => {
    const read = starts.get(date) ?? compilePattern(date, 'UTC', true)
    starts.set(date, read)
    return texts.filter((text) => read(text) !== null).length * 2 >= texts.length
  }
  return [...DATES.filter(begins).flatMap(patternsOf), ...OTHERS]
}

/** The format that reads (nearly) all examples, or null when there is none. Empty examples do not count. */
export function detectTimeFormat(examples: readonly Cell[], leastShare = LEAST_SHARE): TimeFormat | null {
  return detectTime(examples, leastShare)?.format ?? null
}

/** As {@link detectTimeFormat}, and says how sure that is: a column of days up to 12 reads as dd/mm and as mm/dd. */
export function detectTime(examples: readonly Cell[], leastShare = LEAST_SHARE): DetectedTime | null {
  const cells = examples.filter((cell) => cell !== null && cell !== '').slice(0, MAX_EXAMPLES)
  if (cells.length === 0) return null
  // As an epoch, such a number would be a time from 2033 on.
  if (cells.every((cell) => HOURS.test(String(cell)))) return { format: '%Y%m%d%H', otherwise: null, share: 1 }
  const number = detectEpoch(cells, leastShare) ?? detectExcel(cells, leastShare)
  if (number !== null) return number
  if (shareOf('iso', cells.slice(0, 1)) > 0 || typeof cells[0] === 'string') {
    const iso = shareOf('iso', cells)
    // Eight digits alone are only a date when the whole column agrees that they are.
    const basic = cells.every((cell) => typeof cell === 'string' && /^\d+$/.test(cell.trim()))
    if (iso >= leastShare && !basic) return { format: 'iso', otherwise: null, share: iso }
  }
  return detectPattern(cells, leastShare)
}

/** A day with its hour, as partitions are called: `2024011510`. */
const HOURS = /^\s*(?:199\d|20[0-4]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])\s*$/

/** Digits alone need nine of them to be an epoch, and no more than 19; or they come with an exponent. */
const EPOCH_TEXT = /^\s*(?:\d{9,19}(?:[.,]\d+)?|\d(?:[.,]\d+)?[eE]\+?\d{1,2})\s*$/

/** One unit where all epochs have the same, else `epoch-mixed`: then each number is read by its size. */
function detectEpoch(cells: readonly Cell[], leastShare: number): DetectedTime | null {
  const units = cells.flatMap((cell) =>
    typeof cell === 'string' && !EPOCH_TEXT.test(cell) ? [] : (epochUnitOf(cell) ?? []),
  )
  const share = units.length / cells.length
  if (units.length === 0 || share < leastShare) return null
  return { format: new Set(units).size === 1 ? units[0]! : 'epoch-mixed', otherwise: null, share }
}

/**
 * Days with fractions, as a spreadsheet has times, or whole days of this century; only in a column whose name says that
 * it holds times.
 */
function detectExcel(cells: readonly Cell[], leastShare: number): DetectedTime | null {
  if (leastShare > LEAST_SHARE_NAMED) return null
  const days = cells.map((cell) =>
    typeof cell === 'number' || (typeof cell === 'string' && /^\s*\d{5}(?:[.,]\d+)?\s*$/.test(cell))
      ? Number(String(cell).replace(',', '.'))
      : NaN,
  )
  const good = days.filter((day) => day >= EXCEL_FROM && day < EXCEL_TO)
  const fractions = good.filter((day) => !Number.isInteger(day)).length
  const areDays = fractions === 0 && good.every((day) => day >= EXCEL_2000 && day < EXCEL_2050)
  if (good.length < cells.length * 0.95 || (fractions < good.length / 2 && !areDays)) return null
  return { format: 'excel', otherwise: null, share: good.length / cells.length }
}

function detectPattern(cells: readonly Cell[], leastShare: number): DetectedTime | null {
  const few = cells.slice(0, 20)
  const plausible = plausiblePatterns(few)
    .map((format) => ({ format, share: shareOf(format, few) }))
    .filter(({ share }) => share >= 0.5)
  const scored = plausible
    .map(({ format }) => ({ format, share: shareOf(format, cells) }))
    .filter(({ share }) => share >= leastShare)
  scored.sort((a, b) => b.share - a.share)
  const best = scored[0]
  if (best === undefined) return null
  const swapped = swapDayAndMonth(best.format)
  const other = scored.find(({ format, share }) => format === swapped && share === best.share)
  if (other === undefined) return { format: best.format, otherwise: null, share: best.share }
  // Both orders read: logs are written in time order, so the order that jumps less comes first.
  const [first, second] = jumps(best.format, cells) <= jumps(other.format, cells) ? [best, other] : [other, best]
  return { format: first.format, otherwise: second.format, share: best.share }
}

function swapDayAndMonth(format: string): string {
  return format.replace(/%[md]/g, (directive) => (directive === '%m' ? '%d' : '%m'))
}

const readers = new Map<TimeFormat, (cell: Cell) => number>()

/** Each format is compiled once: a file is looked at cell by cell. */
function readerOf(format: TimeFormat): (cell: Cell) => number {
  const read = readers.get(format) ?? compileTimeReader(format, 'UTC')
  readers.set(format, read)
  return read
}

function shareOf(format: TimeFormat, cells: readonly Cell[]): number {
  const read = readerOf(format)
  let good = 0
  for (const cell of cells) {
    const ts = read(cell)
    if (!Number.isNaN(ts) && (!COMPACT.has(format) || (ts > 0 && ts < EPOCH_TO_S * 1e6))) good++
  }
  return good / cells.length
}

/** How far the times go in all, back and forth. */
function jumps(format: TimeFormat, cells: readonly Cell[]): number {
  const read = readerOf(format)
  let sum = 0
  let before = NaN
  for (const cell of cells) {
    const ts = read(cell)
    if (!Number.isNaN(ts) && !Number.isNaN(before)) sum += Math.abs(ts - before)
    if (!Number.isNaN(ts)) before = ts
  }
  return sum
}
