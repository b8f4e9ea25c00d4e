import { LatheError } from '../../model/error'
import type { EventMapping } from '../../model/schema'
import type { Cell, Doubt, InspectedColumn, InspectOptions } from '../contract'
import { lackOf, type PatternLack } from '../time/timePattern'
import { onDay, saidDayOf, timeColumnsOf, timeOnDay } from '../time/timeColumns'
import { nameScore } from './roleNames'
import { valuesOf } from './unclear'

/** How times are read whose pattern has no year, month or day: behind what a said day has of them. */
export interface SaidDay {
  /** What stands before each time: `2024`, `2024-03` or `2024-03-05`. */
  readonly start: string
  /** The pattern of both together. */
  readonly timeFormat: string
  /** A day was said; else its beginning only stands for one, and the person is asked. */
  readonly isSaid: boolean
  readonly lack: PatternLack
}

/** Leap years have every day. */
const ANY_DAY = '2000-01-01'
const STARTS: Readonly<
  Record<PatternLack, { readonly length: number; readonly pattern: string; readonly word: string }>
> = {
  year: { length: 4, pattern: '%Y', word: 'no year' },
  month: { length: 7, pattern: '%Y-%m', word: 'no year and no month' },
  day: { length: 10, pattern: '%Y-%m-%d', word: 'no day' },
}

/** Null where the time format is none that somebody said, or lacks nothing. */
export function saidDay({ timeFormat, date, mapping }: InspectOptions): SaidDay | null {
  const lack = timeFormat === undefined ? null : lackOf(timeFormat)
  if (timeFormat === undefined || lack === null) return null
  const said = date ?? saidDayOf(mapping?.time ?? '') ?? undefined
  const { length, pattern } = STARTS[lack]
  const isSaid = said !== undefined && said.length >= length
  return { start: (isSaid ? said : ANY_DAY).slice(0, length), timeFormat: `${pattern} ${timeFormat}`, isSaid, lack }
}

/** Cells behind the beginning that they lack. */
export function cellsOn({ start }: SaidDay, cells: readonly Cell[]): readonly Cell[] {
  return cells.map((cell) => onDay(start, cell))
}

/** The mapping whose times stand behind the beginning that they lack. */
export function mappingOn({ start }: SaidDay, mapping: EventMapping): EventMapping {
  const { time } = mapping
  return time === undefined || time === '' || saidDayOf(time) !== null
    ? mapping
    : { ...mapping, time: timeOnDay(start, time) }
}

/** Times without a year are of no year: the person has to say which. */
export function dayDoubt(
  { lack, isSaid }: SaidDay,
  time: string | undefined,
  names: readonly string[],
  cellsOf: (name: string) => readonly Cell[],
): Doubt | null {
  const [column] = time === undefined ? [] : timeColumnsOf(time, names)
  if (isSaid || column === undefined) return null
  const values = valuesOf(cellsOf(column))
  const shown = values.map((value) => `“${value}”`).join(', ')
  return {
    role: 'time',
    option: 'date',
    candidates: [],
    message:
      `Read in this way, the times in ${column} have ${STARTS[lack].word} (${shown}): say a day` +
      `${lack === 'day' ? ' that they are of' : `, and they get its ${lack === 'year' ? 'year' : 'year and month'}`}.`,
  }
}

/** The mapping with the times of day of one column on a day. Throws `not-found` where no column holds times of day. */
export function withDay(
  mapping: EventMapping | undefined,
  day: string,
  columns: readonly InspectedColumn[],
  file: string,
): EventMapping {
  const clocks = columns
    .filter(({ timePart }) => timePart === 'clock')
    .sort((a, b) => nameScore('time', b.name) - nameScore('time', a.name))
  const clock = mapping?.time === undefined ? clocks[0] : clocks.find(({ name }) => name === mapping.time)
  if (clock !== undefined) return { ...mapping, time: timeOnDay(day, clock.name) }
  const names = columns.map(({ name }) => name)
  throw new LatheError(
    'not-found',
    `${file} has no column of times of day${mapping?.time === undefined ? '' : ` called "${mapping.time}"`} to put on ` +
      `${day}; its columns are ${names.join(', ')}. Times with a day and no year need their format, too (such as ` +
      '%b %d %H:%M:%S).',
    { what: 'column', name: mapping?.time ?? '', candidates: names },
  )
}
