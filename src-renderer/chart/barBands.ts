import { categoryLabels } from './categoryLabels'
import { fillDates } from './dateTicks'
import { formatDate, formatValue, parseDate, placeOf } from './format'
import { SIZE_SMALL } from './scene'
import { textWidth } from './textWidth'
import type { Series, SeriesAxis, SeriesPoint } from './series'

/** The places along a bar chart's category axis. */
export interface Band {
  readonly key: string
  /** As an axis shows it. */
  readonly text: string
  /** As a tooltip says it. */
  readonly full: string
  /** Milliseconds, for dates. */
  readonly ms: number | null
}

/** A name that is wider has no room under an upright bar: where one is, bars lie. */
const LONG_NAME = 90
/** Beside upright bars, for the figures of their axis. */
const AXIS_ROOM = 56

/**
 * Whether bars lie although they could stand, in a chart of that width: their names are long, or too many to be read on
 * level lines under them.
 */
export function hasLongNames(bands: readonly Band[], axis: SeriesAxis, width: number): boolean {
  if (axis.type !== 'category' || axis.ordered === true) return false
  const texts = bands.map((band) => band.text)
  return (
    texts.some((text) => textWidth(text, SIZE_SMALL) > LONG_NAME) ||
    categoryLabels(texts, (width - AXIS_ROOM) / bands.length, false).areSlanted
  )
}

export function bandKey(point: SeriesPoint, type: SeriesAxis['type']): string {
  if (type === 'date') return String(parseDate(String(point.x)))
  return type === 'number' ? String(Number(point.x)) : String(point.x)
}

const MOST_FILLED = 400

/** Bands in order: dates and whole numbers sorted with the missing ones put back, categories as they first appear. */
export function barBands(series: readonly Series[], axis: SeriesAxis): readonly Band[] {
  const keys = [...new Set(series.flatMap((one) => one.points.map((point) => bandKey(point, axis.type))))]
  if (axis.type === 'category') return keys.map((key) => ({ key, text: key, full: key, ms: null }))
  const numbers = keys
    .map(Number)
    .filter((one) => !Number.isNaN(one))
    .sort((a, b) => a - b)
  if (axis.type === 'date')
    return fillDates(numbers).map((ms) => ({ key: String(ms), text: formatDate(ms), full: formatDate(ms), ms }))
  const first = numbers[0],
    last = numbers.at(-1)
  const whole =
    first !== undefined && last !== undefined && numbers.every(Number.isInteger) && last - first < MOST_FILLED
  const filled = whole ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : numbers
  return filled.map((value) => {
    const text = formatValue(value, 'decimal')
    return { key: String(value), text, full: placeOf(axis.label, text), ms: null }
  })
}
