import type { Cell, CellColumn, TimeFormat } from '../contract'
import { isDateAlone } from './isoTime'
import { isDatePattern } from './timePattern'

const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s*(?:([ap])\.?m\.?)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$/i
const CLOCK_DIGITS = /^([01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/
/** A day as exports of databases and spreadsheets write it: with midnight behind. */
const AT_MIDNIGHT = /^(.*\d)(?:[T ]0?0:00(?::00(?:[.,]0+)?)?|\s+12:00(?::00)?\s*a\.?m\.?)(?:Z|\+00:?00)?$/i
/** A time of day as they write it: with their first day before. */
const OF_DAY_ZERO = /^(?:1899-12-3[01]|1900-01-0[01]|1970-01-01)[T ](\d.*?)Z?$/

/**
 * A day that a person said and a column of times of day, `=2024-01-15+CLOCK`; or its year (and month) for times that
 * lack these, `=2024+COLUMN`.
 */
const SAID_DAY = /^=(\d{4}(?:-\d\d){0,2})\+(.+)$/s
const DAY_CHARS = 10

/** The day, month or year that was said in a mapping's time. */
export function saidDayOf(time: string): string | null {
  return SAID_DAY.exec(time)?.[1] ?? null
}

/** A time behind the day, month or year that it lacks. */
export function onDay(start: string, cell: Cell): string | null {
  if (start.length === DAY_CHARS) return joinTime(start, cell)
  return cell === null || cell === '' ? null : `${start} ${String(cell).trim()}`
}

/** A mapping's time for those in a column that lack a day (`YYYY-MM-DD`), or what `day` has of one. */
export function timeOnDay(day: string, clock: string): string {
  return `=${day}+${clock}`
}

/**
 * The columns that a mapping's time names: one, a day and a time of day as `DAY+CLOCK`, or the clock of
 * {@link timeOnDay}. A column that is really called so comes first. Empty when a column is not among `names`.
 */
export function timeColumnsOf(time: string, names: readonly string[]): readonly string[] {
  if (names.includes(time)) return [time]
  const clock = SAID_DAY.exec(time)?.[2]
  if (clock !== undefined) return names.includes(clock) ? [clock] : []
  for (let at = time.indexOf('+'); at !== -1; at = time.indexOf('+', at + 1)) {
    const [day, clock] = [time.slice(0, at), time.slice(at + 1)]
    if (names.includes(day) && names.includes(clock)) return [day, clock]
  }
  return []
}

/** Day and time of day as one text; null where one of them is missing: midnight would be a guess. */
function joinTime(day: Cell, clock: Cell): string | null {
  if (day === null || day === '' || clock === null || clock === '') return null
  const dayText = String(day).trim()
  const clockText = String(clock).trim()
  return `${AT_MIDNIGHT.exec(dayText)?.[1] ?? dayText} ${colons(OF_DAY_ZERO.exec(clockText)?.[1] ?? clockText)}`
}

/**
 * The time cells of a batch or sample: those of its one column, or of two joined; undefined when a column is missing.
 */
export function timeCellsOf(
  time: string,
  names: readonly string[],
  cellsOf: (name: string) => CellColumn | undefined,
): CellColumn | undefined {
  const [first, second] = timeColumnsOf(time, names)
  const day = first === time ? undefined : SAID_DAY.exec(time)?.[1]
  if (day !== undefined && first !== undefined) {
    const clocks = cellsOf(first)
    return clocks === undefined ? undefined : { length: clocks.length, at: (row) => onDay(day, clocks.at(row) ?? null) }
  }
  const days = first === undefined ? undefined : cellsOf(first)
  if (days === undefined || second === undefined) return days
  const clocks = cellsOf(second)
  return clocks === undefined
    ? undefined
    : { length: days.length, at: (row) => joinTime(days.at(row) ?? null, clocks.at(row) ?? null) }
}

/** `093000` as `09:30:00`. */
function colons(clock: string): string {
  return CLOCK_DIGITS.test(clock) ? clock.match(/\d\d/g)!.join(':') : clock
}

function isClock(text: string): boolean {
  const match = CLOCK.exec(text)
  if (match === null) return false
  const hour = Number(match[1])
  return (
    Number(match[2]) < 60 &&
    Number(match[3] ?? 0) <= 60 &&
    (match[4] === undefined ? hour < 24 : hour >= 1 && hour <= 12)
  )
}

/** Whether the values are times of day without a day: `9:30`, `09:30:00 PM`, or all of them `093000`. */
export function areClocks(cells: readonly Cell[]): boolean {
  const first = cells.find((cell) => cell !== null && cell !== '') ?? null
  if (first === null || !/^\s*(?:\d{1,2}:|\d{6}\s*$|\d{4}-\d\d-\d\d[T ]\d)/.test(String(first))) return false
  const texts = cells.filter((cell) => cell !== null && cell !== '').map((cell) => String(cell).trim())
  if (texts.every((text) => CLOCK_DIGITS.test(text))) return texts.every((text) => text.length === 6)
  return texts.filter((text) => isClock(OF_DAY_ZERO.exec(text)?.[1] ?? text)).length >= texts.length * 0.95
}

/** Whether the values, which read as times in this format, are all days: no time of day, or midnight behind each. */
export function areDays(cells: readonly Cell[], format: TimeFormat): boolean {
  if (format.includes('%') && isDatePattern(format)) return true
  if (format !== 'iso' && !format.includes('%')) return false
  return cells.every(
    (cell) =>
      cell === null ||
      cell === '' ||
      (typeof cell === 'string' && (AT_MIDNIGHT.test(cell.trim()) || (format === 'iso' && isDateAlone(cell)))),
  )
}

const STEM = /date|day|time|clock|hour|datum|uhrzeit|zeit|[^a-z0-9]/g
const CLOCK_NAME =
  /^(?:(?:event|order|visit|start|created?|local|utc|gmt|server|log|purchase|transaction|invoice)?(?:time|hour|clock)(?:ofday|utc|local|gmt)?|uhrzeit|zeit|heure|hora)$/

/**
 * How likely a clock column belongs to a day column, by their names: 2 the same stem (`order_date`, `order_time`), 1 a
 * name for times, 0 neither.
 */
export function clockScore(day: string, clock: string): number {
  const [dayName, clockName] = [day.toLowerCase(), clock.toLowerCase()]
  if (!/time|hour|clock|zeit|heure|hora/.test(clockName)) return 0
  if (dayName.replace(STEM, '') === clockName.replace(STEM, '')) return 2
  return CLOCK_NAME.test(clockName.replace(/[^a-z0-9]/g, '')) ? 1 : 0
}
