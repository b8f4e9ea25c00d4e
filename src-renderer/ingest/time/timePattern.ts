import { elementAt } from '../../base/required'
import { DAY_MS } from '../../model/isoDate'
import { localToUtcReader } from '../../model/zone'
import { isWeekday, monthOf } from './monthNames'
import { zoneNamed } from './zoneNames'

/**
 * Wall-clock fields of a time that was read by a pattern, in milliseconds as if it were UTC, with what is below them.
 */
export interface PatternTime {
  localMs: number
  micros: number
  /** Offset that the text named itself, or null. */
  offsetMs: number | null
}

const DIRECTIVES = 'YymdeHIMSfpbBaAzZ%'
const DATE_ONLY = /%[HIMSfpzZ]/
/** Halves of the day: `AM`, `a. m.`, and as Chinese, Japanese and Korean write them before the hour. */
const HALF = /^(?:([ap])\.?[\s\u00a0\u202f]?m\.?|(上午|午前|오전)|(下午|午後|오후))/i
/** Behind an offset, some programs say the zone's name again: `-0500 (EST)`. */
const COMMENT = /^\s\([^()]*\)/

/** Whether a text is a pattern that {@link compilePattern} takes. */
export function isTimePattern(pattern: string): boolean {
  const directives = [...pattern.matchAll(/%(.?)/gs)].map((match) => elementAt(match, 1))
  return directives.length > 0 && directives.every((directive) => directive !== '' && DIRECTIVES.includes(directive))
}

/** Whether the times of a pattern have no time of day. */
export function isDatePattern(pattern: string): boolean {
  return !DATE_ONLY.test(pattern)
}

/** What a pattern leaves open, from the largest on: the year; the month, too; or all that makes a day. */
export type PatternLack = 'year' | 'month' | 'day'

/** Null where a pattern's times are of one year each (and for formats that are no patterns). */
export function lackOf(pattern: string): PatternLack | null {
  if (!isTimePattern(pattern) || /%y/i.test(pattern)) return null
  return /%[mbB]/.test(pattern) ? 'year' : /%[de]/.test(pattern) ? 'month' : 'day'
}

/**
 * Compiles a strftime-like pattern (`%Y %y %m %d %H %I %M %S %f %p %b %a %z %Z`) to a reader that returns null for a text
 * that does not match in full (at its beginning, with `isStart`) or names a date that does not exist. Numbers may lack
 * their leading zero, `%S` takes a fraction, `%z` takes `Z`, `UTC`, `+hh:mm`, `+hhmm` and `+hh`, `%Z` the name of a zone
 * (zoneNames; what one means may hang on `timezone`, the import's), blanks match any blanks, months and weekdays are
 * read in the languages of monthNames. The result object is reused by the next call. Throws RangeError for an unknown
 * directive.
 */
export function compilePattern(
  pattern: string,
  timezone = 'UTC',
  isStart = false,
): (text: string) => PatternTime | null {
  if (!isTimePattern(pattern)) throw new RangeError(`"${pattern}" is no pattern for times`)
  // %S takes its fraction itself.
  const tokens = pattern.replace(/%S[.,]%f/g, '%S').match(/%.|\s+|[^%]/gs) ?? []
  const result: PatternTime = { localMs: 0, micros: 0, offsetMs: null }
  const months = new Map<string, number>()
  const zones = new Map<string, ((localMs: number) => number) | null>()
  const zoneOf = (name: string): ((localMs: number) => number) | null => {
    const known = zones.get(name)
    if (known !== undefined) return known
    const { zone, hours } = zoneNamed(name, timezone) ?? {}
    const toUtc =
      zone !== undefined
        ? localToUtcReader(zone)
        : hours === undefined
          ? null
          : (localMs: number): number => localMs - hours * HOUR_MS
    zones.set(name, toUtc)
    return toUtc
  }

  return (text) => {
    let at = 0
    let [year, month, day, hour, minute, second] = [1970, 1, 1, 0, 0, 0]
    let micros = 0
    let afternoon: boolean | null = null
    let offsetMs: number | null = null

    const digits = (least: number, most: number): number => {
      let value = 0
      let count = 0
      for (; count < most; count++) {
        const digit = text.charCodeAt(at + count) - 48
        if (!(digit >= 0 && digit <= 9)) break
        value = value * 10 + digit
      }
      at += count
      return count < least ? NaN : value
    }
    const fraction = (): number => {
      const start = at
      const value = digits(1, 6)
      const length = at - start
      while (isDigit(text.charCodeAt(at))) at++
      return value * 10 ** (6 - length)
    }
    /** A word, with the dot of an abbreviation unless the pattern goes on with one. */
    const word = (next: string | undefined): string => {
      const start = at
      while (isLetter(text.charCodeAt(at))) at++
      const end = at
      if (next !== '.' && text.charCodeAt(at) === DOT) at++
      return text.slice(start, end)
    }
    let toUtc: ((localMs: number) => number) | null = null

    for (let index = 0; index < tokens.length; index++) {
      const token = elementAt(tokens, index)
      let value = 0
      switch (token) {
        case '%Y':
          value = year = digits(4, 4)
          break
        case '%y': {
          const start = at
          value = year = digits(2, 2)
          if (isDigit(text.charCodeAt(start + 2))) return null
          year += year < 69 ? 2000 : 1900
          break
        }
        case '%m':
          value = month = digits(1, 2)
          break
        case '%d':
        case '%e':
          value = day = digits(1, 2)
          if (isLetter(text.charCodeAt(at))) at += ORDINAL.exec(text.slice(at, at + 3))?.[0].length ?? 0
          break
        case '%H':
          value = hour = digits(1, 2)
          break
        case '%I':
          value = hour = digits(1, 2)
          if (hour < 1 || hour > 12) return null
          break
        case '%M':
          value = minute = digits(1, 2)
          break
        case '%S':
          value = second = digits(1, 2)
          if ((text[at] === '.' || text[at] === ',') && isDigit(text.charCodeAt(at + 1))) {
            at++
            micros = fraction()
          }
          break
        case '%f':
          value = micros = fraction()
          break
        case '%b':
        case '%B':
          value = month = monthIn(word(tokens[index + 1]), months)
          break
        case '%a':
        case '%A':
          if (!isWeekday(word(tokens[index + 1]))) return null
          break
        case '%p': {
          const match = HALF.exec(text.slice(at, at + 6))
          if (match === null) return null
          afternoon = match[3] !== undefined || match[1]?.toLowerCase() === 'p'
          at += match[0].length
          break
        }
        case '%Z': {
          const start = at
          while (isZoneCode(text.charCodeAt(at))) at++
          toUtc = zoneOf(text.slice(start, at))
          if (toUtc === null) return null
          break
        }
        case '%z': {
          const match = /^(?:z(?![a-z])|utc|gmt)?(?:([+-])(\d\d):?(\d\d)?)?/i.exec(text.slice(at, at + 10))
          if (match === null || match[0] === '') return null
          const size = match[1] === undefined ? 0 : (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000
          if (size > 18 * 3_600_000) return null
          offsetMs = match[1] === '-' ? -size : size
          at += match[0].length
          at += (text.charCodeAt(at) === 32 ? COMMENT.exec(text.slice(at))?.[0].length : 0) ?? 0
          break
        }
        case '%%':
          if (text[at++] !== '%') return null
          break
        default:
          if (/^\s/.test(token)) {
            if (!isBlank(text.charCodeAt(at))) return null
            while (isBlank(text.charCodeAt(at))) at++
          } else if (text[at++] !== token) return null
      }
      if (Number.isNaN(value)) return null
    }
    if (at !== text.length && !isStart) return null
    if (afternoon !== null) hour = (hour % 12) + (afternoon ? 12 : 0)
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || minute > 59 || second > 60) return null
    if (hour > 23 && !(hour === 24 && minute === 0 && second === 0)) return null
    result.localMs =
      utcDay(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(micros / 1000)
    result.micros = micros % 1000
    result.offsetMs = toUtc === null ? offsetMs : result.localMs - toUtc(result.localMs)
    return result
  }
}

const HOUR_MS = 3_600_000
const DOT = 46
/** `15th`, `1er`, `1º`. */
const ORDINAL = /^(?:st|nd|rd|th|er|[ºª])(?!\p{L})/iu

/** Most logs name one month or two: each word is looked up once. */
function monthIn(word: string, known: Map<string, number>): number {
  let month = known.get(word)
  if (month === undefined) known.set(word, (month = monthOf(word)))
  return month
}

/** A letter, with or without an accent, as far as names of months have them. */
function isLetter(code: number): boolean {
  const lower = code | 32
  return (lower >= 97 && lower <= 122) || (code >= 0xaa && code !== 0xd7 && code !== 0xf7 && code < 0x2000)
}

/** A character of a zone's name: `EST`, `Europe/Berlin`, `Etc/GMT+5`. */
function isZoneCode(code: number): boolean {
  const lower = code | 32
  return (lower >= 97 && lower <= 122) || code === 47 || code === 95 || code === 43 || code === 45 || isDigit(code)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0 || code === 0x202f
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970-01-01 in the Gregorian calendar (Hinnant's days_from_civil): no Date object on the way of a row. */
export function utcDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
