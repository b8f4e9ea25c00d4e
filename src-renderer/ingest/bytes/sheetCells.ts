const DAY_MS = 86_400_000
/** Serial number of 1970-01-01 in the system that counts from 1900. */
const UNIX_DAY = 25_569
/** The other system counts from 1904-01-01. */
const DAYS_TO_1904 = 1462
/** Spreadsheets believe in a 29th of February 1900, which has this number. */
const FALSE_LEAP_DAY = 60
/** 9999-12-31. */
const LAST_DAY = 2_958_465

/** What a number stands for, as its format says: itself, a moment, or a length of time. */
export type NumberKind = 'number' | 'time' | 'elapsed'

/** Built-in formats of dates and times (ECMA-376 part 1, 18.8.30), those of East Asian languages too. */
function kindOfBuiltIn(id: number): NumberKind {
  if (id === 46) return 'elapsed'
  const isTime = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58)
  return isTime ? 'time' : 'number'
}

/** What numbers of a format are; `code` where the workbook has one of its own for the number. */
export function kindOfFormat(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return kindOfBuiltIn(id)
  const [first = ''] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return 'elapsed'
  const plain = first.replace(/\[[^\]]*\]/g, '')
  return /General/i.test(plain) || !/[ymdhs]/i.test(plain) ? 'number' : 'time'
}

/**
 * A moment in a spreadsheet as text: `2024-02-29`, `2024-02-29 10:00:00.5`, and a time of day without a day as
 * `10:00:00`. Null for a number that is none. Rounded to the millisecond, as far as spreadsheets go.
 */
export function momentText(serial: number, is1904: boolean): string | null {
  if (!(serial >= 0 && serial <= LAST_DAY + 1)) return null
  const ms = Math.round(serial * DAY_MS)
  const [day, ofDay] = [Math.floor(ms / DAY_MS), ms % DAY_MS]
  if (day === 0) return clockText(ofDay)
  const since1900 = is1904 ? day + DAYS_TO_1904 : day < FALSE_LEAP_DAY ? day + 1 : day
  const date = new Date((since1900 - UNIX_DAY) * DAY_MS).toISOString().slice(0, 10)
  return ofDay === 0 ? date : `${date} ${clockText(ofDay)}`
}

/** A length of time, as hours, minutes and seconds. */
export function elapsedText(serial: number): string {
  const text = clockText(Math.round(Math.abs(serial) * DAY_MS))
  return serial < 0 ? `-${text}` : text
}

function clockText(ms: number): string {
  const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60]
  const below = ms % 1000
  return (
    parts.map((part) => String(part).padStart(2, '0')).join(':') +
    (below === 0 ? '' : `.${String(below).padStart(3, '0').replace(/0+$/, '')}`)
  )
}

/** What a workbook's texts say for characters that XML cannot hold: `_x000D_` is a carriage return. */
export function plainText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** The number, from 0, of a column with letters: `A` is 0, `AA12` is 26. */
export function columnAt(place: string): number {
  let column = 0
  for (const letter of place) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    column = column * 26 + value
  }
  return column - 1
}
