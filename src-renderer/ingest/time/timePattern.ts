import { elementAt } from '../../base/required'
import { DAY_MS } from '../../model/isoDate'
/**
 * Wall-clock fields of a time that was read by a pattern, in milliseconds as if it were UTC, with what is below them.
 */
export interface PatternTime {
  localMs: number
  micros: number
  /** Offset that the text named itself, or null. */
  offsetMs: number | null
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const DIRECTIVES = 'YymdeHIMSfpbBaAz%'
const DATE_ONLY = /%[HIMSfpz]/

/** Whether a text is a pattern that {@link compilePattern} takes. */
export function isTimePattern(pattern: string): boolean {
  const directives = [...pattern.matchAll(/%(.?)/gs)].map((match) => elementAt(match, 1))
  return directives.length > 0 && directives.every((directive) => directive !== '' && DIRECTIVES.includes(directive))
}

/** Whether the times of a pattern have no time of day. */
export function isDatePattern(pattern: string): boolean {
  return !DATE_ONLY.test(pattern)
}

/**
 * Compiles a strftime-like pattern (`%Y %y %m %d %H %I %M %S %f %p %b %a %z`) to a reader that returns null for a text
 * that does not match in full or names a date that does not exist. Numbers may lack their leading zero, `%S` takes a
 * fraction, `%z` takes `Z`, `UTC`, `+hh:mm`, `+hhmm` and `+hh`, blanks match any blanks, names are English.
 * The result object is reused by the next call. Throws RangeError for an unknown directive.
 */
export function compilePattern(pattern: string): (text: string) => PatternTime | null {
  if (!isTimePattern(pattern)) throw new RangeError(`"${pattern}" is no pattern for times`)
  // %S takes its fraction itself.
  const tokens = pattern.replace(/%S[.,]%f/g, '%S').match(/%.|\s+|[^%]/gs) ?? []
  const result: PatternTime = { localMs: 0, micros: 0, offsetMs: null }

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
    const nameIn = (names: readonly string[]): number => {
      const word = /^[a-z]+/i.exec(text.slice(at, at + 12))?.[0].toLowerCase() ?? ''
      at += word.length
      return word.length < 3
        ? NaN
        : names.findIndex(
            (name) => name === word || name.slice(0, 3) === word || (word === 'sept' && name === 'september'),
          ) + 1 || NaN
    }

    for (const token of tokens) {
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
          break
        case '%H':
          value = hour = digits(1, 2)
          break
        case '%I':
          value = hour = digits(1, 2)
          if (hour < 1 || hour > 12) return null
          break
        case '%M':
          value = minute = digits(2, 2)
          break
        case '%S':
          value = second = digits(2, 2)
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
          value = month = nameIn(MONTHS)
          break
        case '%a':
        case '%A':
          value = nameIn(WEEKDAYS)
          break
        case '%p': {
          const match = /^([ap])\.?m\.?/i.exec(text.slice(at, at + 4))
          if (match === null) return null
          afternoon = match[1]!.toLowerCase() === 'p'
          at += match[0].length
          break
        }
        case '%z': {
          const match = /^(?:z(?![a-z])|utc|gmt)?(?:([+-])(\d\d):?(\d\d)?)?/i.exec(text.slice(at, at + 10))
          if (match === null || match[0] === '') return null
          const size = match[1] === undefined ? 0 : (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000
          if (size > 18 * 3_600_000) return null
          offsetMs = match[1] === '-' ? -size : size
          at += match[0].length
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
    if (at !== text.length) return null
    if (afternoon !== null) hour = (hour % 12) + (afternoon ? 12 : 0)
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || minute > 59 || second > 60) return null
    if (hour > 23 && !(hour === 24 && minute === 0 && second === 0)) return null
    result.localMs =
      utcDay(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(micros / 1000)
    result.micros = micros % 1000
    result.offsetMs = offsetMs
    return result
  }
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
