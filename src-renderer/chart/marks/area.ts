import { scaleUtc } from 'd3-scale'
import { area as areaOf } from 'd3-shape'
import { elementAt } from '../../base/required'
import type { ChartBase, ValueFormat } from '../chartBase'
import { dateTicks, drawDateTick } from '../dateTicks'
import { emptyChart } from '../emptyChart'
import { formatDate, formatValue, parseDate } from '../format'
import { drawLevels, levelValues, type ChartLevels } from '../goalLine'
import { INCOMPLETE_DASH, INCOMPLETE_WORDS } from '../incomplete'
import { drawLegend, seriesEntries } from '../legend'
import { standApart, type Mark } from '../mark'
import { drawNotes, NOTE_ROOM, noteLines, notesWithin, placeEnd, spokenNotes } from '../notes'
import { PALETTES } from '../palette'
import { round, type Datum, type Drawing, type RenderOptions, type SceneNode } from '../scene'
import { inkSeries, type InkedSeries } from '../seriesInk'
import { pointDate, seriesDates, seriesRows, type Series, type SeriesPoint } from '../series'
import { axisTitle, drawLeftAxis, extentOf, valueAxis } from '../valueAxis'

/** Surfaces over dates, stacked on each other; what is below zero is stacked below it. A null adds nothing. */
export interface AreaChart extends ChartBase {
  readonly kind: 'area'
  readonly x: { readonly label: string; readonly type: 'date' }
  readonly y: { readonly label: string; readonly format: ValueFormat } & ChartLevels
  readonly series: readonly Series[]
}

/** A point with its ends on the value axis: it begins where the one below ends. */
interface Stacked {
  readonly point: SeriesPoint
  readonly index: number
  readonly column: number
  readonly from: number
  readonly to: number
}

interface Layer {
  readonly inked: InkedSeries
  readonly points: readonly Stacked[]
}

function stack(inked: readonly InkedSeries[], distinct: readonly number[]): readonly Layer[] {
  const above = distinct.map(() => 0),
    below = distinct.map(() => 0)
  return inked.map((one) => {
    const at = new Map(one.series.points.map((point, index) => [parseDate(String(point.x)), { point, index }]))
    const points = distinct.flatMap((ms, column): readonly Stacked[] => {
      const found = at.get(ms)
      if (found === undefined) return []
      const y = found.point.y !== null && Number.isFinite(found.point.y) ? found.point.y : 0
      const ends = y < 0 ? below : above
      const from = elementAt(ends, column)
      ends[column] = from + y
      return [{ ...found, column, from, to: from + y }]
    })
    return { inked: one, points }
  })
}

/** Neighbours, those that touch an incomplete point for themselves: these are drawn hollow. */
function runs(
  points: readonly Stacked[],
): readonly { readonly hollow: boolean; readonly points: readonly Stacked[] }[] {
  const found: { hollow: boolean; points: Stacked[] }[] = []
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [elementAt(points, index - 1), elementAt(points, index)]
    const hollow = from.point.incomplete === true || to.point.incomplete === true
    const run = found.at(-1)
    if (run !== undefined && run.hollow === hollow) run.points.push(to)
    else found.push({ hollow, points: [from, to] })
  }
  return found
}

function draw(spec: AreaChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const { width, height } = options
  const inked = inkSeries(spec.series, palette)
  const distinct = [...new Set(spec.series.flatMap((one) => one.points.map((point) => parseDate(String(point.x)))))]
    .filter((ms) => !Number.isNaN(ms))
    .sort((a, b) => a - b)
  const layers = stack(inked, distinct)
  const hasValues = spec.series.some((one) => one.points.some((point) => point.y !== null))
  const extent = extentOf([
    ...layers.flatMap((layer) => layer.points.flatMap(({ from, to }) => [from, to])),
    ...levelValues(spec.y),
  ])
  const first = distinct[0],
    last = distinct.at(-1)
  if (!hasValues || extent === null || first === undefined || last === undefined) return emptyChart(options, palette)

  const legend =
    inked.length > 1 ? drawLegend(seriesEntries(inked, false), 0, 0, width, palette) : { nodes: [], height: 0 }
  const notes = notesWithin(options.annotations ?? [], distinct)
  const titleRoom = legend.height + (spec.y.label === '' ? 8 : 24)
  const top = titleRoom + (notes.length > 0 ? NOTE_ROOM : 0)
  const showXTitle = spec.x.label !== '' && !/^(date|day)$/i.test(spec.x.label)
  const bottom = height - 38 - (showXTitle ? 14 : 0)
  const axis = valueAxis(extent, [bottom, top], spec.y.format, { zero: true })
  const left = Math.ceil(axis.labelWidth) + 10
  const right = width - 14
  const scale = scaleUtc([first, last], [left + 8, right - 8])
  const x = (ms: number): number => (first === last ? (left + right) / 2 : scale(ms))
  const xOf = (one: Stacked): number => x(elementAt(distinct, one.column))

  const shape = areaOf<Stacked>(
    xOf,
    (one) => axis.scale(one.from),
    (one) => axis.scale(one.to),
  ).digits(2)
  const surfaces: SceneNode[] = []
  const data: Datum[] = []
  for (const { inked: ink, points } of layers) {
    for (const run of runs(points))
      surfaces.push({
        kind: 'path',
        d: shape(run.points as Stacked[]) ?? '',
        ...(run.hollow
          ? { fill: palette.panel, stroke: ink.color, strokeWidth: 1, dash: INCOMPLETE_DASH }
          : { fill: ink.color, stroke: palette.panel, strokeWidth: 0.75 }),
      })
    // A single date has no surface: it stands as a bar.
    if (points.length === 1 && distinct.length === 1)
      for (const one of points)
        surfaces.push({
          kind: 'rect',
          x: round(xOf(one) - 20),
          y: round(Math.min(axis.scale(one.from), axis.scale(one.to))),
          width: 40,
          height: round(Math.abs(axis.scale(one.to) - axis.scale(one.from))),
          ...(one.point.incomplete === true
            ? { fill: palette.panel, stroke: ink.color, strokeWidth: 1, dash: INCOMPLETE_DASH }
            : { fill: ink.color }),
        })
    for (const one of points) {
      const { point, column } = one
      if (point.y === null || !Number.isFinite(point.y)) continue
      const ms = elementAt(distinct, column)
      const value = `${formatValue(point.y, spec.y.format)}${point.incomplete === true ? INCOMPLETE_WORDS : ''}`
      const said = notes.length === 0 ? [] : noteLines(notes, ms, placeEnd(distinct, column))
      const [low, high] = [axis.scale(one.from), axis.scale(one.to)]
      data.push({
        id: `${ink.index}:${one.index}`,
        figure: point.figure,
        ...pointDate(point, spec.x),
        row: ink.index,
        column,
        label: `${ink.series.name}, ${formatDate(ms)}: ${value}.${spokenNotes(said)}`,
        heading: formatDate(ms),
        lines: [{ label: ink.series.name, value, color: ink.color, strong: true }, ...said],
        box: {
          x: round(xOf(one) - 4),
          y: round(Math.min(low, high)),
          width: 8,
          height: round(Math.max(1, Math.abs(low - high))),
        },
      })
    }
  }
  const within = (place: number): number => Math.min(right, Math.max(left, place))
  const plot = { x: left, y: top, width: right - left, height: bottom - top }
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
  const nodes: readonly SceneNode[] = [
    ...legend.nodes,
    ...axisTitle(spec.y.label, 0, titleRoom - 12, 'start', palette),
    ...drawLeftAxis(axis, left, right, palette),
    ...dateTicks(distinct, x, right - left, true).flatMap((tick) => drawDateTick(tick, x(tick.ms), bottom, palette)),
    ...(showXTitle ? axisTitle(spec.x.label, right, height - 4, 'end', palette) : []),
    ...noted.under,
    ...surfaces,
    ...noted.over,
    ...drawLevels(spec.y, spec.y.format, axis.scale, [left, right], palette),
  ]
  return { width, height, nodes, data, hit: 'nearest-x', plot }
}

export const area: Mark<AreaChart> = { draw, table: seriesRows, compare: standApart, dates: seriesDates }
