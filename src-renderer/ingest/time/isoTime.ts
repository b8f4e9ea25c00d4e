import { DAY_MS } from '../../model/isoDate'
import { isTimeZone, localToUtcReader } from '../../model/zone'
import { daysInMonth, utcDay } from './timePattern'

/**
 * ISO 8601 and its common relatives: `T` or a blank, `-` or `/` in the date, a fraction of 1 to 9 digits after `.` or
 * `,`, `Z`, `UTC`, `±hh:mm`, `±hhmm`, `±hh`, a date alone, the basic form `20240131T235959Z`, a trailing `[Zone/Name]`,
 * minutes and seconds without their leading zero (`9:5:3`).
 * Most logs hold one form in every row, so the common one is read by its character codes; the rest by an expression.
 */
const RELATIVES =
  /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[Tt\s]\s*(\d{1,2})(?::?(\d\d|(?<=:)\d(?!\d))(?::?(\d\d|(?<=:)\d(?!\d))(?:[.,](\d{1,9})\d*)?)?)?\s*(Z|UTC|GMT|(?:UTC|GMT)?([+-])(\d\d)(?::?(\d\d))?)?(?:\[([\w/+-]+)\])?)?$/i

export function compileIsoReader(toUtc: (localMs: number) => number): (text: string) => number {
  const codes = new Uint8Array(CANONICAL_CHARS)
  return (text) => {
    const { length } = text
    if (length > CANONICAL_CHARS) return readRelative(text.trim(), toUtc)
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      codes[i] = code < 128 ? code : 0
    }
    const fast = readCanonical(codes, 0, length, toUtc)
    return Number.isNaN(fast) ? readRelative(text.trim(), toUtc) : fast
  }
}

/** Longer than any text in the common form need be. */
const CANONICAL_CHARS = 40

/** Whether a text that reads as ISO has a date alone. */
export function isDateAlone(text: string): boolean {
  return /^\s*\d{4}([-/.]?)\d{1,2}\1\d{1,2}\s*$/.test(text)
}

function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48
  const units = bytes[at + 1]! - 48
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : NaN
}

const DASH = 45
const SLASH = 47
const COLON = 58
const DOT = 46
const LETTER_T = 84
const LETTER_Z = 90
const BLANK = 32

/**
 * The text bytes[from … end), when it is `YYYY-MM-DD[T ]hh:mm:ss[.fraction][Z|±hh:mm]` (also with slashes); NaN for
 * every other form.
 */
export function readCanonical(
  bytes: Uint8Array,
  from: number,
  end: number,
  toUtc: (localMs: number) => number,
): number {
  const length = end - from
  if (length < 10) return NaN
  const separator = bytes[from + 4]
  if ((separator !== DASH && separator !== SLASH) || bytes[from + 7] !== separator) return NaN
  const year = two(bytes, from) * 100 + two(bytes, from + 2)
  const month = two(bytes, from + 5)
  const day = two(bytes, from + 8)
  if (
    !(month >= 1 && month <= 12 && day >= 1 && day <= 28) &&
    !(day <= daysInMonth(year, month) && month >= 1 && month <= 12 && day >= 1)
  )
    return NaN
  const dayMs = utcDay(year, month, day) * DAY_MS
  if (length === 10) return toUtc(dayMs) * 1000
  const between = bytes[from + 10]
  if (
    length < 19 ||
    (between !== LETTER_T && between !== BLANK) ||
    bytes[from + 13] !== COLON ||
    bytes[from + 16] !== COLON
  )
    return NaN
  const hour = two(bytes, from + 11)
  const minute = two(bytes, from + 14)
  const second = two(bytes, from + 17)
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN
  let micros = 0
  let at = from + 19
  if (at < end && bytes[at] === DOT) {
    let unit = 100_000
    at++
    const start = at
    for (; at < end; at++) {
      const digit = bytes[at]! - 48
      if (!(digit >= 0 && digit <= 9)) break
      if (unit >= 1) micros += digit * unit
      unit /= 10
    }
    if (at === start) return NaN
  }
  const localMs = dayMs + (hour * 3600 + minute * 60 + second) * 1000
  if (at === end) {
    if (micros === 0) return toUtc(localMs) * 1000
    const wholeMs = Math.floor(micros / 1000)
    return toUtc(localMs + wholeMs) * 1000 + micros - wholeMs * 1000
  }
  const sign = bytes[at]!
  if (sign === LETTER_Z && at + 1 === end) return localMs * 1000 + micros
  if ((sign === 43 || sign === DASH) && at + 6 === end && bytes[at + 3] === COLON) {
    const offset = two(bytes, at + 1) * 60 + two(bytes, at + 4)
    if (offset <= 18 * 60) return (localMs - (sign === DASH ? -offset : offset) * 60_000) * 1000 + micros
  }
  return NaN
}

const zones = new Map<string, (localMs: number) => number>()

/** For times that name their zone and no offset: `2024-03-10T01:02:03[Europe/Paris]`. */
function namedZone(name: string): (localMs: number) => number {
  const known = zones.get(name) ?? localToUtcReader(name)
  zones.set(name, known)
  return known
}

function readRelative(text: string, toUtc: (localMs: number) => number): number {
  const match = RELATIVES.exec(text)
  if (match === null) return NaN
  const [
    ,
    yearText,
    separator,
    monthText,
    dayText,
    hourText,
    minuteText,
    secondText,
    fraction,
    zone,
    sign,
    offsetHours,
    offsetMinutes,
    zoneName,
  ] = match
  // Without separators, a shorter month or day would be a guess.
  if (separator === '' && (monthText!.length !== 2 || dayText!.length !== 2)) return NaN
  const [year, month, day, hour, minute, second] = [
    Number(yearText),
    Number(monthText),
    Number(dayText),
    Number(hourText ?? 0),
    Number(minuteText ?? 0),
    Number(secondText ?? 0),
  ]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || minute > 59 || second > 60) return NaN
  if (hour > 23 && !(hour === 24 && minute === 0 && second === 0)) return NaN
  const micros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, '0'))
  const localMs =
    utcDay(year, month, day) * DAY_MS + (hour * 3600 + minute * 60 + second) * 1000 + Math.floor(micros / 1000)
  if (zone === undefined) {
    if (zoneName !== undefined && !isTimeZone(zoneName)) return NaN
    return (zoneName === undefined ? toUtc : namedZone(zoneName))(localMs) * 1000 + (micros % 1000)
  }
  const offset = sign === undefined ? 0 : Number(offsetHours) * 60 + Number(offsetMinutes ?? 0)
  if (offset > 18 * 60) return NaN
  return (localMs - (sign === '-' ? -offset : offset) * 60_000) * 1000 + (micros % 1000)
}
