import type { ValueFormat } from '../../chart/spec'
import type { ModelMeasure } from '../../model/dataModel'
import { addDays } from '../../model/isoDate'
import { resultColumns, rowsOf } from '../../query/analysis/resultColumns'
import type { ResultTable } from '../../query/contract/result'
import type { DailyTile, DayFigure } from './overview'

/** Days that the last one is held against. */
const DAYS_BEFORE = 7

const DAYS = resultColumns({
  date: { about: 'Local date.', format: 'date' },
  complete: { about: 'False where the date is not over.', format: 'boolean' },
})
const FIGURE = { about: 'The figure.', format: 'decimal', nullable: true } as const

/** One column of an answer with a row a day. */
export function daysOf(table: ResultTable, column: string): readonly DayFigure[] {
  const figures = rowsOf({ [column]: FIGURE }, table)
  return rowsOf(DAYS, table).map((row, index) => ({ ...row, value: figures[index]?.[column] ?? null }))
}

/** The mean of the 7 dates before `date`; null unless each is there, complete and has a figure. */
function meanBefore(days: readonly DayFigure[], date: string): number | null {
  const from = addDays(date, -DAYS_BEFORE)
  const values = days.flatMap((day) =>
    day.date >= from && day.date < date && day.complete && day.value !== null ? [day.value] : [],
  )
  return values.length < DAYS_BEFORE ? null : values.reduce((sum, value) => sum + value, 0) / DAYS_BEFORE
}

/** By how many percent a value is above what was before; null where there is nothing to be a share of. */
export function changePct(value: number | null, before: number | null): number | null {
  return value === null || before === null || before === 0 ? null : (100 * (value - before)) / Math.abs(before)
}

/** A tile of days in their order. `measure` is the model's, where the figure is one. */
export function dailyTile(days: readonly DayFigure[], measure?: ModelMeasure): DailyTile {
  const last = days.findLast((day) => day.complete) ?? days.at(-1) ?? null
  const isWhole = days.every(({ value }) => value === null || Number.isInteger(value))
  const format: ValueFormat = isWhole ? 'integer' : 'decimal'
  return {
    kind: 'daily',
    format,
    unit: measure?.unit ?? '',
    last,
    before: last === null ? null : meanBefore(days, last.date),
    good: measure?.good ?? null,
    target: measure?.target ?? null,
    limits: measure?.limits ?? null,
    days,
  }
}
