import { elementAt, required } from '../../base/required'
import type { ChartBase, ValueFormat } from '../chartBase'
import { scaleLinear, scaleUtc } from 'd3-scale'
import { area, line as pathOf } from 'd3-shape'
import { dateTicks, drawDateTick } from '../dateTicks'
import { directLabels } from '../directLabels'
import { emptyChart } from '../emptyChart'
import { formatDate, formatValue, parseDate, placeOf } from '../format'
import { drawLevels, levelValues, type ChartLevels } from '../goalLine'
import { INCOMPLETE_DASH, INCOMPLETE_WORDS } from '../incomplete'
import { drawLegend, seriesEntries } from '../legend'
import { drawMarker } from '../marker'
import { PALETTES, type Palette } from '../palette'
import {
  round,
  SIZE_SMALL,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
  type TooltipLine,
} from '../scene'
import { drawNotes, NOTE_ROOM, noteLines, notesWithin, placeEnd, spokenNotes } from '../notes'
import { inkSeries, type InkedSeries } from '../seriesInk'
import { thinPoints } from '../thinPoints'
import { axisTitle, drawBottomAxis, drawLeftAxis, extentOf, valueAxis } from '../valueAxis'
import type { Mark } from '../mark'
import { overlaySeries, pointDate, seriesDates, seriesRows, type Series, type SeriesPoint } from '../series'

export interface LineChart extends ChartBase {
  readonly kind: 'line'
  readonly x: { readonly label: string; readonly type: 'date' | 'number' }
  readonly y: { readonly label: string; readonly format: ValueFormat; readonly zero?: boolean } & ChartLevels
  readonly series: readonly Series[]
}

interface Placed {
  readonly point: SeriesPoint
  readonly index: number
  readonly ms: number
  readonly x: number
  readonly y: number | null
}

/** Runs of neighbours with values; a run that touches an incomplete point is dashed. */
function segments(
  points: readonly Placed[],
  compared: boolean,
): readonly { readonly dashed: boolean; readonly points: readonly Placed[] }[] {
  const runs: { dashed: boolean; points: Placed[] }[] = []
  for (let index = 1; index < points.length; index++) {
    const from = elementAt(points, index - 1),
      to = elementAt(points, index)
    if (from.y === null || to.y === null) continue
    const dashed = compared || from.point.incomplete === true || to.point.incomplete === true
    const run = runs.at(-1)
    if (run !== undefined && run.dashed === dashed && run.points.at(-1) === from) run.points.push(to)
    else runs.push({ dashed, points: [from, to] })
  }
  return runs
}

/** The points that stand alone, without a neighbour to draw a line to. */
function lonely(points: readonly Placed[]): readonly Placed[] {
  return points.filter(
    (one, index) =>
      one.y !== null && (points[index - 1]?.y ?? null) === null && (points[index + 1]?.y ?? null) === null,
  )
}

function drawBand(points: readonly Placed[], scale: (value: number) => number, color: string): readonly SceneNode[] {
  const shape = area<Placed>(
    (one) => one.x,
    (one) => scale(required(one.point.low)),
    (one) => scale(required(one.point.high)),
  )
    .defined((one) => one.y !== null && one.point.low !== undefined && one.point.high !== undefined)
    .digits(2)
  const d = shape(points as Placed[])
  return d === null || d === '' ? [] : [{ kind: 'path', d, fill: color, opacity: 0.16 }]
}

/** How large a mark is that stands without a line, and how far the ground shows around it. */
const MARK_RADIUS = 6,
  MARK_HALO = 2

/** The points of a series that is drawn as marks alone, set off from the lines under them. */
function drawMarks(
  { marker, color, index }: InkedSeries,
  points: readonly Placed[],
  { panel }: Palette,
): readonly SceneNode[] {
  return points.flatMap(({ x, y, index: at }) =>
    y === null
      ? []
      : [
          drawMarker(marker, x, y, MARK_RADIUS + MARK_HALO, panel, null),
          drawMarker(marker, x, y, MARK_RADIUS, color, null, `${index}:${at}`),
        ],
  )
}

function drawSeries(
  inked: InkedSeries,
  points: readonly Placed[],
  palette: Palette,
  plotWidth: number,
): readonly SceneNode[] {
  if (inked.series.marker !== undefined) return drawMarks(inked, points, palette)
  const shape = pathOf<Placed>(
    (one) => one.x,
    (one) => required(one.y),
  ).digits(2)
  const width = inked.other || inked.quiet === true ? 1.25 : 2
  const compared = inked.series.comparedTo !== undefined
  const quiet = inked.quiet === true
  const nodes: SceneNode[] = segments(points, compared && !quiet).map((run) => ({
    kind: 'path',
    d: shape(run.points as Placed[]) ?? '',
    stroke: inked.color,
    strokeWidth: width,
    fill: 'none',
    join: 'round',
    ...(run.dashed ? { dash: compared && !quiet ? '4 3' : INCOMPLETE_DASH } : {}),
  }))
  const drawn = points.filter((one) => one.y !== null)
  // Markers where there is room for them; on dense lines only a few, so that the series still differ by shape.
  const roomy = drawn.length <= plotWidth / 14
  const every = roomy ? 1 : Math.max(1, Math.round(drawn.length / 7))
  const offset = roomy ? 0 : Math.round((every * (inked.index % 6)) / 6)
  const alone = new Set(lonely(points))
  for (const [order, one] of drawn.entries()) {
    const sparse = !inked.other && order % every === offset % every
    if (!alone.has(one) && !(roomy && !inked.other && !quiet) && !(sparse && inked.marker !== 'circle')) continue
    nodes.push(
      drawMarker(
        inked.marker,
        one.x,
        required(one.y),
        inked.other ? 2 : 3,
        inked.color,
        one.point.incomplete === true || compared ? palette.panel : null,
        `${inked.index}:${one.index}`,
      ),
    )
  }
  return nodes
}

function pointValue(point: SeriesPoint, spec: LineChart): string {
  if (point.y === null) return 'no value'
  const interval =
    point.low === undefined || point.high === undefined
      ? ''
      : ` (${formatValue(point.low, spec.y.format)} to ${formatValue(point.high, spec.y.format)})`
  return `${formatValue(point.y, spec.y.format)}${interval}${point.incomplete === true ? INCOMPLETE_WORDS : ''}`
}

/** Lines over dates or numbers, with gaps at nulls, dashes at incomplete points and bands from low to high. */
function draw(spec: LineChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const isDate = spec.x.type === 'date'
  const inked = inkSeries(spec.series, palette)
  const positions = spec.series.map((one) =>
    one.points.map((point) => (isDate ? parseDate(String(point.x)) : Number(point.x))),
  )
  const xs = extentOf(positions.flat())
  const values = spec.series.flatMap((one) =>
    one.points.flatMap((point) => (point.y === null ? [] : [point.y, point.low, point.high])),
  )
  const ys = values.length === 0 ? null : extentOf([...values, ...levelValues(spec.y)])
  if (xs === null || ys === null) return emptyChart(options, palette)

  const { width, height } = options
  const ends = inked.length > 1 && width >= 480 ? directLabels(inked, width) : null
  const inLegend = inked.filter((one) => ends === null || one.series.marker !== undefined)
  const legend =
    inked.length > 1 ? drawLegend(seriesEntries(inLegend, true), 0, 0, width, palette) : { nodes: [], height: 0 }
  const distinct = [...new Set(positions.flat())].filter((one) => !Number.isNaN(one)).sort((a, b) => a - b)
  const notes = isDate ? notesWithin(options.annotations ?? [], distinct) : []
  const titleRoom = legend.height + (spec.y.label === '' ? 8 : 24)
  const top = titleRoom + (notes.length > 0 ? NOTE_ROOM : 0)
  const showXTitle = spec.x.label !== '' && !(isDate && /^(date|day)$/i.test(spec.x.label))
  const bottom = height - (isDate ? 38 : 24) - (showXTitle ? 14 : 0)
  const yAxis = valueAxis(ys, [bottom, top], spec.y.format, { zero: spec.y.zero !== false })
  const left = Math.ceil(yAxis.labelWidth) + 10
  const right = width - (ends === null ? 14 : ends.width)
  const inset = distinct.length === 1 ? (right - left) / 2 : 8
  const xRange: [number, number] = [left + inset, right - inset]
  const xScale = isDate ? scaleUtc([xs[0], xs[1]], xRange) : scaleLinear([xs[0], xs[1]], xRange)
  const x = (ms: number): number => (xs[0] === xs[1] ? xRange[0] : xScale(ms))

  const nodes: SceneNode[] = [
    ...legend.nodes,
    ...axisTitle(spec.y.label, 0, titleRoom - 12, 'start', palette),
    ...drawLeftAxis(yAxis, left, right, palette),
  ]
  if (isDate)
    for (const tick of dateTicks(distinct, x, right - left, true))
      nodes.push(...drawDateTick(tick, x(tick.ms), bottom, palette))
  else if (distinct.length <= 1)
    nodes.push({
      kind: 'text',
      x: round(x(xs[0])),
      y: bottom + 18,
      text: formatValue(xs[0], 'decimal'),
      size: SIZE_SMALL,
      fill: palette.muted,
      anchor: 'middle',
      part: 'x-axis',
    })
  else
    nodes.push(
      ...drawBottomAxis(
        valueAxis(xs, xRange, distinct.every(Number.isInteger) ? 'integer' : 'decimal', {
          zero: false,
          tight: true,
          spacing: 56,
        }),
        top,
        bottom,
        palette,
        false,
        width,
      ),
    )
  if (showXTitle) nodes.push(...axisTitle(spec.x.label, right, height - 4, 'end', palette))

  const xText = (point: SeriesPoint): string =>
    isDate ? formatDate(String(point.x)) : placeOf(spec.x.label, formatValue(Number(point.x), 'decimal'))
  const data: Datum[] = []
  const lastY = new Map<number, number>()
  // Marks lie over lines, and these over those that share a grey.
  const depth = ({ other, quiet, series }: InkedSeries): number =>
    series.marker !== undefined ? 2 : other || quiet === true ? 0 : 1
  const ordered = [...inked].sort((a, b) => depth(a) - depth(b))
  const bands: SceneNode[] = [],
    lines: SceneNode[] = []
  const columnOf = new Map(distinct.map((one, index) => [one, index]))
  const neighbours =
    inked.length > 1 && inked.length <= 8
      ? inked.map(
          (one) =>
            new Map(
              one.series.points.map((point, index) => [elementAt(elementAt(positions, one.index), index), point]),
            ),
        )
      : null
  for (const one of ordered) {
    const placed = one.series.points
      .map((point, index): Placed => ({
        point,
        index,
        ms: elementAt(elementAt(positions, one.index), index),
        x: x(elementAt(elementAt(positions, one.index), index)),
        y: point.y === null || !Number.isFinite(point.y) ? null : yAxis.scale(point.y),
      }))
      .filter((place) => !Number.isNaN(place.x))
      .sort((a, b) => a.x - b.x)
    const kept = thinPoints(placed, right - left)
    bands.push(...drawBand(kept, yAxis.scale, one.color))
    lines.push(...drawSeries(one, kept, palette, right - left))
    const last = kept.findLast((place) => place.y !== null)
    if (last !== undefined && one.series.marker === undefined) lastY.set(one.index, required(last.y))
    for (const place of kept) {
      if (place.y === null) continue
      const value = pointValue(place.point, spec),
        { ms } = place,
        color = one.color
      const tooltip: TooltipLine[] =
        neighbours === null
          ? [{ label: one.series.name, value, color, strong: true }]
          : inked.flatMap((other) => {
              const point = other.index === one.index ? place.point : elementAt(neighbours, other.index).get(ms)
              return point === undefined
                ? []
                : [
                    {
                      label: other.series.name,
                      value: pointValue(point, spec),
                      color: other.color,
                      strong: other.index === one.index,
                    },
                  ]
            })
      const said =
        notes.length === 0 || one.series.comparedTo !== undefined
          ? []
          : noteLines(notes, ms, placeEnd(distinct, required(columnOf.get(ms))))
      data.push({
        id: `${one.index}:${place.index}`,
        figure: place.point.figure,
        ...pointDate(place.point, spec.x),
        row: one.index,
        column: columnOf.get(ms) ?? place.index,
        label: `${one.series.name}, ${xText(place.point)}: ${value}.${spokenNotes(said)}`,
        heading: xText(place.point),
        lines: [...tooltip, ...said],
        box: { x: round(place.x - 4), y: round(place.y - 4), width: 8, height: 8 },
      })
    }
  }
  const plot = { x: left, y: top, width: right - left, height: bottom - top }
  const within = (place: number): number => Math.min(right, Math.max(left, place))
  const noted = drawNotes(
    notes,
    plot,
    (ms) => within(x(ms)),
    (ms, side) => within(distinct.length > 1 ? x(ms) : side === 'start' ? left : right),
    spec.series.length,
    palette,
  )
  data.push(...noted.data)
  data.sort((a, b) => a.row - b.row || a.column - b.column)
  nodes.push(
    ...noted.under,
    ...noted.over,
    ...bands,
    ...lines,
    ...drawLevels(spec.y, spec.y.format, yAxis.scale, [left, right], palette, data),
    ...(ends === null ? [] : ends.draw(lastY, right, top, bottom, palette)),
  )
  return { width, height, nodes, data, hit: 'nearest-x', plot }
}

export const line: Mark<LineChart> = {
  draw,
  table: seriesRows,
  compare: (own, other, label, place) => overlaySeries(own, other, label, place, 'Dashed'),
  dates: seriesDates,
}
