import { required } from '../base/required'
import { barBands, bandKey } from './barBands'
import type { ValueFormat } from './chartBase'
import { formatCount, formatDate, formatValue, placeOf } from './format'
import type { Series, SeriesChart, SeriesPoint } from './series'

/** A value that counts for a finding, and what it is of. */
interface Figure {
  readonly name: string
  readonly value: number
}

type Point = SeriesPoint & { readonly y: number }

/** A series by its points that count. */
interface Known {
  readonly name: string
  readonly points: readonly Point[]
}

/** Figures that may be summed over the parts of a stack. */
const ADDS: Partial<Readonly<Record<ValueFormat, true>>> = { integer: true, decimal: true, money: true, seconds: true }

/** How many values of one moment a sentence names. */
const MOST_NAMED = 3

/** The highest and the lowest of many. */
function extent(values: readonly number[]): readonly [number, number] {
  return [values.reduce((a, b) => Math.max(a, b), -Infinity), values.reduce((a, b) => Math.min(a, b), Infinity)]
}

/** Which of some figures are largest or smallest: "Feed", "Feed and Stories", "3 of 9". */
function namesAt(figures: readonly Figure[], value: number): string {
  const names = figures.filter((one) => one.value === value).map(({ name }) => name)
  return names.length > 2 ? `${names.length} of ${figures.length}` : names.join(' and ')
}

/**
 * The highest and the lowest of things without an order: "Feed is highest with 12, Search lowest with 3." Of a part of
 * all, the largest, nothing is said of the lowest.
 */
function extremesOf(figures: readonly Figure[], text: (value: number) => string, isPart: boolean): string | null {
  const [first] = figures
  if (first === undefined) return null
  if (figures.length === 1) return `${first.name}: ${text(first.value)}.`
  const all = figures.map(({ value }) => value)
  const [high, low] = extent(all)
  if (high === low) return isPart ? null : `All ${figures.length} have ${text(high)}.`
  const verb = all.filter((value) => value === high).length === 1 ? 'is' : 'are'
  const top = `${namesAt(figures, high)} ${verb} highest with ${text(high)}`
  return isPart ? `${top}.` : `${top}, ${namesAt(figures, low)} lowest with ${text(low)}.`
}

/** The points that are over, with a figure. */
function knownOf(points: readonly SeriesPoint[]): readonly Point[] {
  return points.flatMap((point) =>
    point.y === null || !Number.isFinite(point.y) || point.incomplete === true ? [] : [{ ...point, y: point.y }],
  )
}

/** The series that show what the chart is of: no other side of a comparison, and no points marked in another one. */
function ownSeries({ series }: SeriesChart): readonly Series[] {
  return series.filter(({ comparedTo, marker }) => comparedTo === undefined && marker === undefined)
}

/** One series over time: where it ends, and between what it ran. */
function ofRun(points: readonly Point[], text: (value: number) => string): string {
  const inOrder = points.toSorted((a, b) => (String(a.x) < String(b.x) ? -1 : 1))
  const last = required(inOrder.at(-1))
  const at = (point: SeriesPoint): string => formatDate(String(point.x))
  const high = inOrder.reduce((one, other) => (other.y > one.y ? other : one))
  const low = inOrder.reduce((one, other) => (other.y < one.y ? other : one))
  if (high.y === low.y) return inOrder.length === 1 ? `${text(last.y)} on ${at(last)}.` : `${text(last.y)} throughout.`
  const ends = [
    last.y === high.y ? 'the highest' : `highest ${text(high.y)} on ${at(high)}`,
    last.y === low.y ? 'the lowest' : `lowest ${text(low.y)} on ${at(low)}`,
  ]
  const [own, others] = [ends.filter((end) => end.startsWith('the ')), ends.filter((end) => !end.startsWith('the '))]
  return `${[`${text(last.y)} on ${at(last)}`, ...own].join(', ')}; ${others.join(', ')}.`
}

/** Several series at the last moment that is over for one of them, the largest first. */
function ofMoment(series: readonly Known[], text: (value: number) => string, isPart: boolean): string {
  const last = series
    .flatMap(({ points }) => points.map(({ x }) => String(x)))
    .reduce((one, other) => (other > one ? other : one))
  const figures = series
    .flatMap(({ name, points }): readonly Figure[] => {
      const point = points.find(({ x }) => String(x) === last)
      return point === undefined ? [] : [{ name, value: point.y }]
    })
    .toSorted((a, b) => b.value - a.value)
  const named = figures.slice(0, MOST_NAMED).map(({ name, value }) => `${name} ${text(value)}`)
  const rest = figures.length - named.length
  return `On ${formatDate(last)}: ${named.join(', ')}${rest === 0 || isPart ? '' : `, and ${rest} more`}.`
}

/** The parts of each place of a stack as one; of parts in percent nothing is made. */
function stacked(series: readonly Known[]): readonly Known[] {
  const sums = new Map<string | number, number>()
  for (const { points } of series) for (const { x, y } of points) sums.set(x, (sums.get(x) ?? 0) + y)
  return [{ name: '', points: [...sums].map(([x, y]) => ({ x, y })) }]
}

/**
 * What lines, areas and bars say in one sentence of their figures: over time how it ended and between what it ran, else
 * which place is highest and which lowest. Points that are not over say nothing. `isPart` where only the largest are
 * drawn. Null where there is nothing to say.
 */
export function seriesFinding(
  spec: SeriesChart & { readonly layout?: 'grouped' | 'stacked' },
  isPart: boolean,
): string | null {
  const text = (value: number): string => formatValue(value, spec.y.format)
  const series = ownSeries(spec)
    .map(({ name, points }) => ({ name, points: knownOf(points) }))
    .filter(({ points }) => points.length > 0)
  const [first] = series
  if (first === undefined) return null
  if (spec.x.type === 'date') return series.length === 1 ? ofRun(first.points, text) : ofMoment(series, text, isPart)
  const isStack = spec.layout === 'stacked' && series.length > 1
  if (isStack && ADDS[spec.y.format] !== true) return null
  const drawn = isStack ? stacked(series) : series
  const full = new Map(barBands(spec.series, spec.x).map((band) => [band.key, band.full]))
  const placed = (point: Point): string => {
    const name = full.get(bandKey(point, spec.x.type)) ?? String(point.x)
    // A number alone is no name.
    return spec.x.type === 'category' && /^\d/.test(name) ? placeOf(spec.x.label, name) : name
  }
  const figures = drawn.flatMap(({ name, points }) =>
    points.map((point) => ({
      name: drawn.length === 1 || name === '' ? placed(point) : `${placed(point)}, ${name}`,
      value: point.y,
    })),
  )
  return extremesOf(figures, (value) => `${text(value)}${isStack ? ' in all' : ''}`, isPart)
}

/** How many of the first step of a funnel reach the last, and where most are lost; null for less than two steps. */
export function funnelFinding(steps: readonly { readonly label: string; readonly count: number }[]): string | null {
  const [first, last] = [steps[0], steps.at(-1)]
  if (first === undefined || last === undefined || steps.length < 2 || first.count === 0) return null
  const share = formatValue((100 * last.count) / first.count, 'percent')
  const lost = steps.slice(1).map(({ label, count }, at) => ({ label, count: required(steps[at]).count - count }))
  const most = lost.reduce((one, other) => (other.count > one.count ? other : one))
  const where = most.count > 0 && lost.length > 1 ? `; most are lost before ${most.label}` : ''
  return `${formatCount(last.count)} of ${formatCount(first.count)} (${share}) reach ${last.label}${where}.`
}
