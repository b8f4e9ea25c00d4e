import { elementAt, required } from '../../base/required'
import type { ChartBase, ValueFormat } from '../chartBase'
import { barBands, bandKey, hasLongNames, type Band } from '../barBands'
import { categoryLabels, slantReach } from '../categoryLabels'
import { dateTicks, drawDateTick } from '../dateTicks'
import { emptyChart } from '../emptyChart'
import { countOf, evenFormat, formatValue } from '../format'
import { drawLevels, levelValues, type ChartLevels } from '../goalLine'
import { INCOMPLETE_DASH, INCOMPLETE_WORDS } from '../incomplete'
import { drawLegend, seriesEntries } from '../legend'
import { drawNotes, NOTE_ROOM, noteLines, notesWithin, placeEnd, spokenNotes, type Note } from '../notes'
import { PALETTES, type Palette } from '../palette'
import {
  middleBaseline,
  round,
  SIZE_SMALL,
  type Box,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
} from '../scene'
import { inkSeries, type InkedSeries } from '../seriesInk'
import { textWidth, truncateNames } from '../textWidth'
import { axisTitle, drawBottomAxis, drawLeftAxis, extentOf, valueAxis } from '../valueAxis'
import type { Mark } from '../mark'
import {
  overlaySeries,
  pointDate,
  seriesDates,
  seriesRows,
  type Series,
  type SeriesAxis,
  type SeriesPoint,
} from '../series'

/** Vertical or horizontal bars; upright ones lie where their names are long. Stacked bars may go below zero. */
export interface BarChart extends ChartBase {
  readonly kind: 'bar'
  readonly layout: 'grouped' | 'stacked'
  readonly direction: 'vertical' | 'horizontal'
  readonly x: SeriesAxis
  /** Goal and limits stand across upright bars alone. */
  readonly y: { readonly label: string; readonly format: ValueFormat } & ChartLevels
  readonly series: readonly Series[]
}

interface Bar {
  readonly inked: InkedSeries
  readonly point: SeriesPoint
  readonly id: string
  readonly band: number
  /** On the value axis: stacked bars begin where the one below ends. */
  readonly from: number
  readonly to: number
}

const MOST_MARKS = 5000
const LEAST_NAME_STEP = 18
const ROW = 17
const MOST_BAR = 72

/** Bars with their ends on the value axis; stacks grow away from zero on both sides, in the order of the series. */
function layBars(spec: BarChart, inked: readonly InkedSeries[], bands: readonly Band[]): readonly Bar[] {
  const order = new Map(bands.map((band, index) => [band.key, index]))
  const above = bands.map(() => 0),
    below = bands.map(() => 0)
  return inked.flatMap((one) =>
    one.series.points.flatMap((point, index): readonly Bar[] => {
      const band = order.get(bandKey(point, spec.x.type))
      if (band === undefined || point.y === null || !Number.isFinite(point.y)) return []
      const ends = point.y < 0 ? below : above
      const from = spec.layout === 'stacked' ? elementAt(ends, band) : 0
      if (spec.layout === 'stacked') ends[band] = from + point.y
      return [{ inked: one, point, id: `${one.index}:${index}`, band, from, to: from + point.y }]
    }),
  )
}

/**
 * When bars are narrower than a pixel, the tallest of each pixel is kept: an overview, with every value still in the
 * table.
 */
function thinBars(bars: readonly Bar[], bandCount: number, room: number): readonly Bar[] {
  if (bars.length <= MOST_MARKS) return bars
  const tallest = new Map<string, Bar>()
  for (const bar of bars) {
    const key = `${bar.inked.index}:${Math.floor((bar.band / bandCount) * room)}`
    const known = tallest.get(key)
    if (known === undefined || Math.abs(bar.to) > Math.abs(known.to)) tallest.set(key, bar)
  }
  return [...tallest.values()]
}

function describe(spec: BarChart, bar: Bar, band: Band, color: string): Pick<Datum, 'label' | 'heading' | 'lines'> {
  const interval =
    bar.point.low === undefined || bar.point.high === undefined
      ? ''
      : ` (${formatValue(bar.point.low, spec.y.format)} to ${formatValue(bar.point.high, spec.y.format)})`
  const incomplete = bar.point.incomplete === true ? INCOMPLETE_WORDS : ''
  const value = `${formatValue(required(bar.point.y), spec.y.format)}${interval}${incomplete}`
  const name = bar.inked.series.name
  return {
    label: name === '' ? `${band.full}: ${value}.` : `${name}, ${band.full}: ${value}.`,
    heading: band.full,
    lines: [{ label: name === '' ? spec.y.label : name, value, color, strong: true }],
  }
}

function drawBar(bar: Bar, box: Box, color: string, palette: Palette, rounded: boolean): SceneNode {
  const hollow = bar.point.incomplete === true
  const inset = hollow && box.width > 2 && box.height > 2 ? 0.5 : 0
  return {
    kind: 'rect',
    x: round(box.x + inset),
    y: round(box.y + inset),
    width: round(Math.max(0, box.width - 2 * inset)),
    height: round(Math.max(0, box.height - 2 * inset)),
    radius: rounded && Math.min(box.width, box.height) >= 6 ? 2 : 0,
    datum: bar.id,
    ...(hollow
      ? { fill: palette.panel, stroke: color, strokeWidth: 1, dash: INCOMPLETE_DASH }
      : { fill: color, ...(bar.inked.series.comparedTo === undefined ? {} : { opacity: 0.45 }) }),
  }
}

/** Bars by date, number or category: side by side or stacked, upright or lying; incomplete ones are hollow. */
function draw(spec: BarChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const inked = inkSeries(spec.series, palette)
  const bands = barBands(spec.series, spec.x)
  const all = layBars(spec, inked, bands)
  const hasLevels = levelValues(spec.y).length > 0
  const upright = spec.direction === 'vertical' && (hasLevels || !hasLongNames(bands, spec.x, options.width))
  const levels: ChartLevels = upright ? spec.y : {}
  const extent = extentOf([
    ...all.flatMap((bar) => [bar.from, bar.to, ...(spec.layout === 'grouped' ? [bar.point.low, bar.point.high] : [])]),
    ...levelValues(levels),
  ])
  if (extent === null || all.length === 0 || bands.length === 0) return emptyChart(options, palette)
  const slots = spec.layout === 'grouped' ? inked.length : 1
  const colors = inked.map((one) => one.color)
  const evenText = evenFormat(
    all.map((bar) => required(bar.point.y)),
    spec.y.format,
  )
  const valueText = (bar: Bar): string => evenText(required(bar.point.y))
  const widestValue = Math.max(...all.map((bar) => textWidth(valueText(bar), SIZE_SMALL)))

  const dates = bands.flatMap((band) => (band.ms === null ? [] : [band.ms]))
  const notes: readonly Note[] = upright && spec.x.type === 'date' ? notesWithin(options.annotations ?? [], dates) : []
  let { width, height } = options
  const legendFor = (room: number) =>
    inked.length > 1 ? drawLegend(seriesEntries(inked, false), 0, 0, room, palette) : { nodes: [], height: 0 }
  const nodes: SceneNode[] = []
  let plot: Box
  let bandStep: number
  let axisNodes: readonly SceneNode[]
  let valueScale: (value: number) => number
  let showValues: boolean
  if (upright) {
    let axis = valueAxis(extent, [height - 40, 30], spec.y.format, { zero: true })
    let left = Math.ceil(axis.labelWidth) + 10
    const names = spec.x.type === 'category'
    // Named bars keep room for their names and scroll; bars of times and of spans in order get thinner.
    const widens = names && spec.x.ordered !== true
    if (widens) width = Math.max(width, left + 10 + bands.length * LEAST_NAME_STEP)
    bandStep = (width - left - 10) / bands.length
    const texts = bands.map((band) => band.text)
    const labels = categoryLabels(texts, bandStep, !names || spec.x.ordered === true)
    const reach = names && labels.height > 40 ? slantReach(texts) - bandStep / 2 : 0
    if (reach > left) {
      left = Math.ceil(reach)
      width = Math.max(width, left + 10 + bands.length * LEAST_NAME_STEP)
      bandStep = (width - left - 10) / bands.length
    }
    const legend = legendFor(width)
    const showXTitle = spec.x.label !== '' && !(spec.x.type === 'date' && /^(date|day)$/i.test(spec.x.label))
    const bottom = height - (spec.x.type === 'date' ? 38 : labels.height + 6) - (showXTitle ? 14 : 0)
    const barWidth = (bandStep * 0.78) / slots
    showValues =
      spec.layout === 'grouped' &&
      all.every((bar) => bar.point.low === undefined) &&
      widestValue <= (slots === 1 ? bandStep - 4 : barWidth)
    const top =
      legend.height + (spec.y.label === '' ? 8 : 24) + (showValues ? 8 : 0) + (notes.length > 0 ? NOTE_ROOM : 0)
    // Figures of bars below zero stand under them, above the names.
    const foot = showValues && extent[0] < 0 ? bottom - 16 : bottom
    axis = valueAxis(extent, [foot, top], spec.y.format, { zero: true })
    plot = { x: left, y: top, width: width - left - 10, height: bottom - top }
    valueScale = axis.scale
    const center = (index: number): number => plot.x + (index + 0.5) * bandStep
    nodes.push(
      ...legend.nodes,
      ...axisTitle(spec.y.label, 0, legend.height + 12, 'start', palette),
      ...drawLeftAxis(axis, left, width - 10, palette),
    )
    const indexOf = new Map(bands.map((band, index) => [band.ms, index]))
    axisNodes =
      spec.x.type === 'date'
        ? dateTicks(dates, (ms) => center(indexOf.get(ms) ?? 0), plot.width, false).flatMap((tick) =>
            drawDateTick(tick, center(indexOf.get(tick.ms) ?? 0), bottom, palette, width),
          )
        : labels.draw(center, bottom, palette, width)
    if (showXTitle) nodes.push(...axisTitle(spec.x.label, width - 10, height - 4, 'end', palette))
  } else {
    const room = Math.min(200, width * 0.36)
    const names = truncateNames(
      bands.map(({ text }) => text),
      room,
      SIZE_SMALL,
    )
    const left = Math.ceil(Math.max(...names.map((name) => textWidth(name, SIZE_SMALL)))) + 10
    const legend = legendFor(width)
    // The title stands above: where many bars scroll in a low tile, it is still in sight.
    const top = legend.height + (spec.y.label === '' ? 4 : 22)
    const bottomRoom = 24
    bandStep = Math.max(
      spec.layout === 'grouped' ? Math.max(ROW, 9 * slots + 8) : ROW,
      Math.min(44, (height - top - bottomRoom) / bands.length),
    )
    height = Math.ceil(top + bandStep * bands.length + bottomRoom)
    plot = { x: left, y: top, width: width - left - 12, height: bandStep * bands.length }
    showValues =
      spec.layout === 'grouped' && (bandStep * 0.78) / slots >= 11 && all.every((bar) => bar.point.low === undefined)
    const pad = showValues ? widestValue + 6 : 0
    const axis = valueAxis(
      extent,
      [left + (extent[0] < 0 ? pad : 0), width - 12 - (extent[1] > 0 ? pad : 0)],
      spec.y.format,
      { zero: true, spacing: 72 },
    )
    valueScale = axis.scale
    nodes.push(
      ...legend.nodes,
      ...drawBottomAxis(axis, top, top + plot.height, palette, true, width),
      ...axisTitle(spec.y.label, left, legend.height + 12, 'start', palette),
    )
    axisNodes = names.map((name, index) => ({
      kind: 'text',
      x: left - 8,
      y: middleBaseline(plot.y + (index + 0.5) * bandStep, SIZE_SMALL),
      text: name,
      size: SIZE_SMALL,
      fill: palette.text,
      anchor: 'end',
      part: 'y-axis',
    }))
  }

  const bandOf = (ms: number): number =>
    Math.max(
      0,
      dates.findLastIndex((date) => date <= ms),
    )
  const noted = drawNotes(
    notes,
    plot,
    (ms) => plot.x + (bandOf(ms) + 0.5) * bandStep,
    (ms, side) => plot.x + (bandOf(ms) + (side === 'end' ? 1 : 0)) * bandStep,
    spec.series.length,
    palette,
  )
  nodes.push(...noted.under, ...noted.over)
  const bars = thinBars(all, bands.length, upright ? plot.width : plot.height)
  const inner = Math.min(MOST_BAR * slots, bandStep * (bandStep < 4 ? 0.95 : 0.78)),
    slotSize = inner / slots
  const gap = slots > 1 && slotSize > 6 ? 1 : 0
  const data: Datum[] = []
  const whiskers: SceneNode[] = [],
    values: SceneNode[] = []
  for (const bar of bars) {
    const color = elementAt(colors, bar.inked.index)
    const start =
      (upright ? plot.x : plot.y) +
      bar.band * bandStep +
      (bandStep - inner) / 2 +
      (spec.layout === 'grouped' ? bar.inked.index * slotSize : 0)
    const size = Math.max(0.5, slotSize - gap)
    const v0 = valueScale(bar.from),
      v1 = valueScale(bar.to)
    const box: Box = upright
      ? { x: start, y: Math.min(v0, v1), width: size, height: Math.abs(v1 - v0) }
      : { x: Math.min(v0, v1), y: start, width: Math.abs(v1 - v0), height: size }
    // Stacked bars keep a hairline between them, taken from the end that is away from zero.
    const hair = spec.layout === 'stacked' && (upright ? box.height : box.width) > 4 ? 1 : 0
    const drawn: Box =
      hair === 0
        ? box
        : upright
          ? { ...box, y: v1 < v0 ? box.y + hair : box.y, height: box.height - hair }
          : { ...box, x: v1 < v0 ? box.x + hair : box.x, width: box.width - hair }
    nodes.push(drawBar(bar, drawn, color, palette, spec.layout === 'grouped'))
    const middle = round(start + size / 2)
    if (bar.point.low !== undefined && bar.point.high !== undefined && spec.layout === 'grouped') {
      const low = round(valueScale(bar.point.low)),
        high = round(valueScale(bar.point.high))
      const cap = Math.min(5, size / 4),
        ink = { kind: 'line', stroke: palette.text, strokeWidth: 1.25 } as const
      whiskers.push({
        ...ink,
        ...(upright ? { x1: middle, x2: middle, y1: low, y2: high } : { x1: low, x2: high, y1: middle, y2: middle }),
      })
      for (const end of [low, high])
        whiskers.push({
          ...ink,
          ...(upright
            ? { x1: round(middle - cap), x2: round(middle + cap), y1: end, y2: end }
            : { x1: end, x2: end, y1: round(middle - cap), y2: round(middle + cap) }),
        })
    }
    if (showValues) {
      const negative = required(bar.point.y) < 0
      values.push({
        kind: 'text',
        size: SIZE_SMALL,
        fill: palette.text,
        text: valueText(bar),
        part: 'label',
        ...(upright
          ? { x: middle, y: round(v1 + (negative ? 13 : -5)), anchor: 'middle' }
          : {
              x: round(v1 + (negative ? -5 : 5)),
              y: middleBaseline(middle, SIZE_SMALL),
              anchor: negative ? 'end' : 'start',
            }),
      })
    }
    const says = describe(spec, bar, elementAt(bands, bar.band), color)
    const said =
      notes.length === 0 || bar.inked.series.comparedTo !== undefined
        ? []
        : noteLines(notes, elementAt(dates, bar.band), placeEnd(dates, bar.band))
    data.push({
      id: bar.id,
      figure: bar.point.figure,
      ...pointDate(bar.point, spec.x),
      row: bar.inked.index,
      column: bar.band,
      ...says,
      label: says.label + spokenNotes(said),
      lines: [...says.lines, ...said],
      box: {
        x: round(box.x),
        y: round(box.y),
        width: round(Math.max(1, box.width)),
        height: round(Math.max(1, box.height)),
      },
    })
  }
  const zero = round(valueScale(0))
  nodes.push({
    kind: 'line',
    stroke: palette.lineStrong,
    strokeWidth: 1,
    ...(upright
      ? { x1: plot.x, x2: round(plot.x + plot.width), y1: zero, y2: zero }
      : { x1: zero, x2: zero, y1: plot.y, y2: round(plot.y + plot.height) }),
  })
  nodes.push(
    ...whiskers,
    ...values,
    ...axisNodes,
    ...drawLevels(levels, spec.y.format, valueScale, [plot.x, plot.x + plot.width], palette),
  )
  data.push(...noted.data)
  data.sort((a, b) => a.row - b.row || a.column - b.column)
  const note =
    bars.length < all.length
      ? {
          note:
            `Drawn: the tallest bar of each pixel, ${formatValue(bars.length, 'integer')} of ` +
            `${countOf(all.length, 'bar')}.`,
        }
      : {}
  return { width, height, nodes, data, hit: 'nearest', plot, ...note }
}

export const bar: Mark<BarChart> = {
  draw,
  table: seriesRows,
  compare: (own, other, label, place) =>
    own.layout === 'grouped' ? overlaySeries(own, other, label, place, 'Paler') : null,
  dates: seriesDates,
}
