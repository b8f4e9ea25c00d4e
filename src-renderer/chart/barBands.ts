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

/** Fewer numbers do not tell in which steps they come. */
const LEAST_STEPPED = 4

/** What all of some whole numbers are multiples of; 1 for none. */
function commonStep(distances: readonly number[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  return Math.max(
    1,
    distances.reduce((step, distance) => divisor(step, distance), 0),
  )
}

/** Whole numbers in order with the missing ones put back, in the steps in which they come; others as they are. */
function fillNumbers(numbers: readonly number[]): readonly number[] {
  const first = numbers[0],
    last = numbers.at(-1)
  if (first === undefined || last === undefined || !numbers.every(Number.isInteger)) return numbers
  const step = numbers.length < LEAST_STEPPED ? 1 : commonStep(numbers.map((number) => number - first))
  const count = (last - first) / step + 1
  return count > MOST_FILLED ? numbers : Array.from({ length: count }, (_, index) => first + index * step)
}

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
  return fillNumbers(numbers).map((value) => {
    const text = formatValue(value, 'decimal')
    return { key: String(value), text, full: placeOf(axis.label, text), ms: null }
  })
}
