import { elementAt } from '../base/required'
import { scaleUtc } from 'd3-scale'
import { utcFormat } from 'd3-time-format'
import { DAY_MS } from '../model/isoDate'
import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type SceneNode } from './scene'
import { textWidth } from './textWidth'

export interface DateTick {
  readonly ms: number
  readonly text: string
  /** A second line: the year (the day, for times), where it begins. */
  readonly below?: string
}

const GAP = 10
const DAY = utcFormat('%-d %b'),
  MONTH = utcFormat('%b'),
  YEAR = utcFormat('%Y'),
  TIME = utcFormat('%H:%M')

function smallestStep(values: readonly number[]): number {
  let step = Number.POSITIVE_INFINITY
  for (let index = 1; index < values.length; index++)
    step = Math.min(step, elementAt(values, index) - elementAt(values, index - 1))
  return step
}

function addMonths(ms: number, months: number): number {
  const date = new Date(ms)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate())
}

/**
 * Sorted dates with the missing days, weeks, months or years between them put back, so that a band axis keeps its
 * measure. Dates of no even step, or too many of them, come back as they are.
 */
export function fillDates(values: readonly number[], most = 4000): readonly number[] {
  const first = values[0],
    last = values.at(-1)
  if (first === undefined || last === undefined || values.length < 3) return values
  const step = smallestStep(values) / DAY_MS
  const next =
    step === 1 || step === 7
      ? (ms: number) => ms + step * DAY_MS
      : step >= 28 && step <= 31
        ? (ms: number) => addMonths(ms, 1)
        : step >= 89 && step <= 92
          ? (ms: number) => addMonths(ms, 3)
          : step === 365
            ? (ms: number) => addMonths(ms, 12)
            : null
  if (next === null) return values
  const filled: number[] = []
  for (let ms = first; ms <= last && filled.length <= most; ms = next(ms)) filled.push(ms)
  const known = new Set(filled)
  return filled.length <= most && values.every((one) => known.has(one)) ? filled : values
}

function everyNth(values: readonly number[], most: number): readonly number[] {
  const step = Math.max(1, Math.ceil(values.length / Math.max(1, most)))
  return values.filter((_, index) => index % step === 0)
}

/** The candidates that read best: all, else Mondays, else the starts of months, quarters or years, else every n-th. */
function chooseDates(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values
  const starts = (months: number) =>
    values.filter((ms) => {
      const date = new Date(ms)
      return date.getUTCDate() === 1 && date.getUTCMonth() % months === 0
    })
  const mondays = values.filter((ms) => new Date(ms).getUTCDay() === 1)
  const levels = [
    mondays,
    mondays.filter((_, index) => index % 2 === 0),
    starts(1),
    starts(3),
    starts(6),
    ...[1, 2, 5, 10].map((years) => starts(12).filter((ms) => new Date(ms).getUTCFullYear() % years === 0)),
  ]
  return (
    levels.find((level) => level.length >= 3 && level.length <= most && level.length < values.length) ??
    everyNth(values, most)
  )
}

/**
 * Ticks for sorted dates (milliseconds) on an axis `room` pixels long where `position` gives each its place. Labels
 * never overlap. Every tick is one of `values`, save where there are several a day and `continuous` is set: then round
 * hours are used.
 */
export function dateTicks(
  values: readonly number[],
  position: (ms: number) => number,
  room: number,
  continuous: boolean,
): readonly DateTick[] {
  const first = values[0],
    last = values.at(-1)
  if (first === undefined || last === undefined) return []
  const step = smallestStep(values)
  const subDaily = step < DAY_MS || values.some((ms) => ms % DAY_MS !== 0)
  const most = Math.max(1, Math.floor(room / 58))
  const chosen = !subDaily
    ? chooseDates(continuous ? fillDates(values) : values, most)
    : continuous && values.length > 1
      ? scaleUtc().domain([first, last]).ticks(most).map(Number)
      : everyNth(values, most)
  const timed = subDaily && chosen.some((ms) => ms % DAY_MS !== 0)
  const monthly = !timed && chosen.length > 1 && chosen.every((ms) => new Date(ms).getUTCDate() === 1)
  const yearly = monthly && chosen.length > 2 && chosen.every((ms) => new Date(ms).getUTCMonth() === 0)
  const ticks: DateTick[] = []
  let edge = Number.NEGATIVE_INFINITY,
    groupBefore = ''
  for (const ms of chosen) {
    const date = new Date(ms)
    const text = yearly ? YEAR(date) : monthly ? MONTH(date) : timed ? TIME(date) : DAY(date)
    const group = yearly ? '' : timed ? DAY(date) : YEAR(date)
    const below = group !== groupBefore && group !== '' ? group : undefined
    const half = Math.max(textWidth(text, SIZE_SMALL), below === undefined ? 0 : textWidth(below, SIZE_SMALL)) / 2
    if (position(ms) - half < edge + GAP) continue
    edge = position(ms) + half
    groupBefore = group
    ticks.push(below === undefined ? { ms, text } : { ms, text, below })
  }
  return ticks
}

/** A date label under the plot, with its year below where that begins; it does not reach beyond `right`. */
export function drawDateTick(
  tick: { readonly text: string; readonly below?: string },
  x: number,
  bottom: number,
  palette: Palette,
  right = Number.POSITIVE_INFINITY,
): readonly SceneNode[] {
  const half = Math.max(textWidth(tick.text, SIZE_SMALL), textWidth(tick.below ?? '', SIZE_SMALL)) / 2
  const at = {
    kind: 'text',
    size: SIZE_SMALL,
    anchor: 'middle',
    part: 'x-axis',
    x: round(Math.min(x, right - half)),
  } as const
  return [
    {
      kind: 'line',
      x1: round(x),
      y1: bottom,
      x2: round(x),
      y2: bottom + 4,
      stroke: palette.lineStrong,
      strokeWidth: 1,
    },
    { ...at, y: middleBaseline(bottom + 13, SIZE_SMALL), text: tick.text, fill: palette.muted },
    ...(tick.below === undefined
      ? []
      : [{ ...at, y: middleBaseline(bottom + 27, SIZE_SMALL), text: tick.below, fill: palette.muted }]),
  ]
}
