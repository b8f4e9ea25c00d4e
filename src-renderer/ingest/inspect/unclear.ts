import type { Cell, Doubt, InspectedColumn, Reject } from '../contract'
import type { EventMapping } from '../../model/schema'
import { monthOf } from '../time/monthNames'
import { nameScore } from './roleNames'

const VALUES = 3
const VALUE_CHARS = 60
/** What a column of times is tried as. */
export const TRIED = ['ISO 8601', 'epochs in s, ms, µs and ns', 'days of a spreadsheet', 'dates with names or digits']

/**
 * A file that has users and events, or a time by its name, and no time that can be read: no plain table to be taken in
 * silence. Null where it is none of that.
 */
export function unreadTime(
  columns: readonly InspectedColumn[],
  cellsOf: (name: string) => readonly Cell[],
): Doubt | null {
  const best = (role: 'user' | 'event'): number => Math.max(0, ...columns.map(({ name }) => nameScore(role, name)))
  if (best('user') < 0.55) return null
  const least = best('event') >= 0.85 ? 0.65 : 0.8
  const named = columns
    .filter((column) => column.timeFormat === null && nameScore('time', column.name) >= least)
    .map((column) => ({ column, values: valuesOf(cellsOf(column.name)) }))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => nameScore('time', b.column.name) - nameScore('time', a.column.name))
  const [first] = named
  if (first === undefined) return null
  const { column, values } = first
  const shown = values.map((value) => `“${value}”`).join(', ')
  const isClock = column.timePart === 'clock'
  const yearless = values.every((value) => isYearless(value))
    ? ' They seem to have no year: say their format (such as %b %d %H:%M:%S), and a day whose year they get.'
    : ''
  const message = isClock
    ? `${column.name} holds times of day without a day (${shown}), which is no time of an event: choose a column ` +
      'that has the day, too, or say the day that they are of (--date YYYY-MM-DD).'
    : `${column.name} should be the time, and its values cannot be read as one (${shown}). Tried: ${TRIED.join(', ')}.${yearless}`
  return { role: 'time', candidates: named.map((one) => one.column.name), message, unread: { values, tried: TRIED } }
}

/** A day and a month's name, and at most a time of day behind them. */
function isYearless(value: string): boolean {
  const [, before, after] =
    /^(?:(\p{L}+)\.? +\d{1,2}|\d{1,2}\.? *-?(\p{L}+)\.?)(?:,? +\d{1,2}:\d\d.*)?$/u.exec(value.trim()) ?? []
  return monthOf(before ?? after ?? '') > 0
}

/** The first different values of a column, cut short. */
export function valuesOf(cells: readonly Cell[]): readonly string[] {
  const values = new Set<string>()
  for (const cell of cells) {
    if (cell === null || cell === '') continue
    values.add(String(cell).slice(0, VALUE_CHARS))
    if (values.size === VALUES) break
  }
  return [...values]
}

/** Records at a file's beginning by which it is judged whether it is read in the right way. */
export const FIRST_RECORDS = 1000
/** So many of them at least, before a share says anything. */
const LEAST_REJECTS = 10

/** More than a fifth of the first records cannot be read: the file is in another form than it was taken for. */
export function mostlyRejected(
  {
    rows,
    rejected,
    rejects,
  }: { readonly rows: number; readonly rejected: number; readonly rejects: readonly Reject[] },
  file: string,
  title: string,
): Doubt | null {
  const [first] = rejects
  const isAll = rows === 0 && rejected > 0
  if (first === undefined || (!isAll && (rejected < LEAST_REJECTS || rejected * 5 <= rows + rejected))) return null
  return {
    role: 'format',
    candidates: [],
    message:
      `${rejected.toLocaleString('en')} of the first ${(rows + rejected).toLocaleString('en')} records of ` +
      `${file} cannot be read as ${title}, ` +
      `the first in line ${first.line}, column ${first.column}: ${first.detail} ` +
      `(“${first.excerpt.slice(0, VALUE_CHARS)}”).`,
    unread: { values: rejects.slice(0, VALUES).map(({ excerpt }) => excerpt.slice(0, VALUE_CHARS)), tried: [title] },
  }
}

/** Delimited text that reads as one column whose name has separators in it: quoted line by line, or drawn as a table. */
export function oneColumn(names: readonly string[], file: string): Doubt | null {
  const [name, ...others] = names
  if (name === undefined || others.length > 0 || !/[,;|\t]|^\+-{3,}/.test(name)) return null
  const shown = name.slice(0, VALUE_CHARS)
  return {
    role: 'format',
    candidates: [],
    message:
      `${file} reads as one column called “${shown}”: its lines are quoted as a whole, or drawn as a table. Write it ` +
      'as plain CSV.',
    unread: { values: [shown], tried: ['CSV'] },
  }
}

/**
 * More than a fifth of the first rows have no time that can be read in the form that was found: another one may be
 * meant, or another column.
 */
export function unreadTimes(
  time: string,
  cells: readonly Cell[],
  read: (cell: Cell) => number,
  file: string,
  format: string,
): Doubt | null {
  const first = cells.slice(0, FIRST_RECORDS)
  const bad = first.filter((cell) => Number.isNaN(read(cell)))
  if (bad.length < LEAST_REJECTS || bad.length * 5 <= first.length) return null
  const values = valuesOf(bad)
  const shown = values.length === 0 ? 'empty' : values.map((value) => `“${value}”`).join(', ')
  return {
    role: 'time',
    candidates: [time],
    message:
      `${bad.length.toLocaleString('en')} of the first ${first.length.toLocaleString('en')} times in ${time} of ` +
      `${file} cannot be read as ${format}: ${shown}. Tried: ${TRIED.join(', ')}.`,
    unread: { values, tried: TRIED },
  }
}

/**
 * For a plain table with one good time: the columns that could be the user and the event. Null where none repeats as
 * ids do.
 */
export function proposeEvents(columns: readonly InspectedColumn[], rows: number, time: string): EventMapping | null {
  const free = columns.filter(({ name, timeFormat, type }) => name !== time && timeFormat === null && type !== 'json')
  const repeating = free.filter(({ distinct, nulls }) => distinct > 1 && distinct < (rows - nulls) * 0.9)
  const user =
    repeating.find(({ name }) => /(?:id|key|no|nr|number|code)$/i.test(name)) ??
    repeating.filter(({ type }) => type === 'string').sort((a, b) => b.distinct - a.distinct)[0]
  if (user === undefined) return null
  const event = repeating
    .filter(({ name, type, distinct }) => name !== user.name && type === 'string' && distinct <= 200)
    .sort((a, b) => a.distinct - b.distinct)[0]
  return { user: user.name, ...(event === undefined ? {} : { event: event.name }), time }
}
