import { elementAt, required } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { scaleSqrt } from 'd3-scale'
import { emptyChart } from '../emptyChart'
import { countOf, formatValue } from '../format'
import { drawLegend, type LegendEntry } from '../legend'
import { slotsOf } from '../meaning'
import { PALETTES } from '../palette'
import { round, type Datum, type Drawing, type RenderOptions, type SceneNode } from '../scene'
import { drawMarker, MARKERS, type Marker } from '../marker'
import { MOST_SERIES } from '../seriesInk'
import { drawPointLabels, thinPlaces } from '../pointPlaces'
import { axisTitle, drawBottomAxis, drawLeftAxis, extentOf, valueAxis } from '../valueAxis'
import { drawArrows, drawStops, STOP_RADIUS } from '../route'
import { standApart, type ChartRows, type Mark } from '../mark'

/** Points on two linear axes, optionally joined in order (a route), labelled, sized or grouped. */
export interface ScatterChart extends ChartBase {
  readonly kind: 'scatter'
  readonly x: { readonly label: string; readonly format: ValueFormat }
  readonly y: { readonly label: string; readonly format: ValueFormat }
  /** The axes are degrees of longitude and latitude: a kilometre is as long in both directions. */
  readonly isMap?: true
  /** What the sizes of points are, where they have one. */
  readonly size?: { readonly label: string; readonly format: ValueFormat }
  readonly points: readonly {
    readonly x: number
    readonly y: number
    readonly label: string
    readonly group?: string
    readonly size?: number
    readonly figure?: MarkFigure
  }[]
  /** Indices into points, in the order of travel. */
  readonly path?: readonly number[]
  /** Lines across at these values, which cut the field into four. */
  readonly cuts?: { readonly x: number; readonly y: number }
  /** Points say nothing beside themselves: what they are called is in their tooltip alone. */
  readonly areUnlabelled?: true
}

const MOST_LABELS = 40
/** How the lines of cuts are dashed. */
const CUT_DASH = '5 4'

type Extent = readonly [number, number]

function padExtent([low, high]: Extent, share: number): Extent {
  const pad = (high - low) * share
  return [low - pad, high + pad]
}

/** Widens one extent of a map so that a kilometre is as long in both directions. */
function mapExtents(spec: ScatterChart, x: Extent, y: Extent, room: Extent): readonly [Extent, Extent] {
  if (spec.isMap !== true) return [x, y]
  const squeeze = Math.max(0.05, Math.cos((((y[0] + y[1]) / 2) * Math.PI) / 180))
  const perPixel = Math.max(((x[1] - x[0]) * squeeze) / room[0], (y[1] - y[0]) / room[1])
  const widen = ([low, high]: Extent, span: number): Extent => [(low + high - span) / 2, (low + high + span) / 2]
  return perPixel === 0 ? [x, y] : [widen(x, (perPixel * room[0]) / squeeze), widen(y, perPixel * room[1])]
}

/** The largest six groups by number of points, in the order in which they first appear. */
function inkGroups(
  spec: ScatterChart,
  colors: readonly string[],
  other: string,
): {
  readonly of: (group: string | undefined) => { color: string; marker: Marker; slot: number }
  readonly entries: readonly LegendEntry[]
} {
  const counts = new Map<string, number>()
  for (const point of spec.points)
    if (point.group !== undefined) counts.set(point.group, (counts.get(point.group) ?? 0) + 1)
  const named = [...counts.keys()]
    .sort((a, b) => required(counts.get(b)) - required(counts.get(a)))
    .slice(0, MOST_SERIES)
  const shown = [...counts.keys()].filter((group) => named.includes(group))
  const slots = slotsOf(shown, MOST_SERIES)
  const ink = new Map(
    shown.map((group) => {
      const slot = counts.size === 1 ? 0 : required(slots.get(group))
      return [group, { color: elementAt(colors, slot), marker: elementAt(MARKERS, slot), slot }]
    }),
  )
  const rest = counts.size - shown.length
  const fallback = {
    color: counts.size === 0 ? elementAt(colors, 0) : other,
    marker: 'circle' as const,
    slot: MOST_SERIES,
  }
  return {
    of: (group) => (group === undefined ? fallback : (ink.get(group) ?? fallback)),
    entries:
      counts.size < 2
        ? []
        : [
            ...shown.map((group) => ({ text: group, color: required(ink.get(group)).color, marker: null })),
            ...(rest > 0 ? [{ text: `Other (${rest} groups)`, color: other, marker: null }] : []),
          ],
  }
}

/**
 * Points on two axes; when there is a path, its stops are numbered and arrows say where it leads. Above 5,000 points, one is kept for every few
 * pixels.
 */
function draw(spec: ScatterChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const { width, height } = options
  const xExtent = extentOf([
      ...spec.points.map((point) => point.x),
      spec.points.length === 0 ? undefined : spec.cuts?.x,
    ]),
    yExtent = extentOf([...spec.points.map((point) => point.y), spec.points.length === 0 ? undefined : spec.cuts?.y])
  if (xExtent === null || yExtent === null) return emptyChart(options, palette)
  const groups = inkGroups(spec, palette.categorical, palette.other)
  const legend = drawLegend(groups.entries, 0, 0, width, palette)
  const top = legend.height + (spec.y.label === '' ? 8 : 24),
    bottom = height - 24 - (spec.x.label === '' ? 0 : 16)
  const share = spec.points.some((point) => point.size !== undefined) ? 0.08 : 0.04
  const guess = valueAxis(padExtent(yExtent, share), [bottom, top], spec.y.format, { zero: false, tight: true })
  const [xs, ys] = mapExtents(spec, padExtent(xExtent, share), padExtent(yExtent, share), [
    width - guess.labelWidth - 24,
    bottom - top,
  ])
  const yAxis = valueAxis(ys, [bottom, top], spec.y.format, { zero: false, tight: true })
  const left = Math.ceil(yAxis.labelWidth) + 10,
    right = width - 14
  const xAxis = valueAxis(xs, [left, right], spec.x.format, { zero: false, tight: true, spacing: 84 })
  const sizes = extentOf(spec.points.map((point) => point.size))
  const size = spec.size ?? { label: 'Size', format: 'decimal' as const }
  const radius = sizes === null ? () => 4 : scaleSqrt([0, Math.max(sizes[1], Number.MIN_VALUE)], [2.5, 13])
  const pixel = spec.points.length > 1000 ? 2 : 4

  const frame: SceneNode[] = [
    ...legend.nodes,
    ...axisTitle(spec.y.label, 0, top - 12, 'start', palette),
    ...drawLeftAxis(yAxis, left, right, palette),
    ...drawBottomAxis(xAxis, top, bottom, palette, true, width),
    ...axisTitle(spec.x.label, right, height - 4, 'end', palette),
  ]
  const kept = thinPlaces(
    spec.points.map((point) => [xAxis.scale(point.x), yAxis.scale(point.y), groups.of(point.group).slot]),
    spec.path ?? [],
  )
  const data: Datum[] = []
  const marks: { readonly size: number; readonly node: SceneNode }[] = []
  const placed: { readonly index: number; readonly x: number; readonly y: number; readonly r: number }[] = []
  for (const [index, point] of spec.points.entries()) {
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) continue
    const x = xAxis.scale(point.x),
      y = yAxis.scale(point.y),
      ink = groups.of(point.group)
    const isStop = spec.path?.includes(index) === true
    const r = isStop ? STOP_RADIUS : sizes === null ? (pixel === 2 ? 2.5 : 4) : radius(point.size ?? 0)
    if (kept !== null && !kept.has(index)) continue
    placed.push({ index, x, y, r })
    const node = drawMarker(isStop ? 'circle' : ink.marker, x, y, r, ink.color, null, String(index))
    marks.push({
      size: r,
      node: sizes === null && spec.points.length <= 200 ? node : ({ ...node, opacity: 0.7 } as SceneNode),
    })
    const order = spec.path?.indexOf(index) ?? -1
    const xText = formatValue(point.x, spec.x.format),
      yText = formatValue(point.y, spec.y.format),
      sizeText = point.size === undefined ? null : formatValue(point.size, size.format)
    data.push({
      id: String(index),
      figure: point.figure,
      row: 0,
      column: order >= 0 ? order : index,
      heading: order >= 0 ? `${order + 1}. ${point.label}` : point.label,
      label:
        `${order >= 0 ? `Stop ${order + 1}, ` : ''}${point.label}` +
        `${point.group === undefined ? '' : `, ${point.group}`}: ` +
        `${spec.x.label} ${xText}, ${spec.y.label} ${yText}` +
        `${sizeText === null || spec.size === undefined ? '' : `, ${size.label} ${sizeText}`}.`,
      lines: [
        ...(point.group === undefined ? [] : [{ label: point.group, color: ink.color, strong: true }]),
        { label: spec.x.label, value: xText },
        { label: spec.y.label, value: yText },
        ...(sizeText === null ? [] : [{ label: size.label, value: sizeText }]),
      ],
      box: { x: round(x - r), y: round(y - r), width: round(2 * r), height: round(2 * r) },
    })
  }
  const route =
    spec.path?.flatMap((index) => {
      const point = spec.points[index]
      return point === undefined ? [] : [`${round(xAxis.scale(point.x))},${round(yAxis.scale(point.y))}`]
    }) ?? []
  const across = { stroke: palette.muted, strokeWidth: 1, dash: CUT_DASH }
  const [cutX, cutY] =
    spec.cuts === undefined ? [0, 0] : [xAxis.scale(spec.cuts.x), yAxis.scale(spec.cuts.y)].map(round)
  const lines: readonly SceneNode[] =
    spec.cuts === undefined || cutX === undefined || cutY === undefined
      ? []
      : [
          { kind: 'line', x1: cutX, y1: top, x2: cutX, y2: bottom, ...across },
          { kind: 'line', x1: left, y1: cutY, x2: right, y2: cutY, ...across },
        ]
  const stops = placed.flatMap(({ index, x, y }) => {
    const order = spec.path?.indexOf(index) ?? -1
    return order < 0 ? [] : [{ order, x, y, color: groups.of(elementAt(spec.points, index).group).color }]
  })
  const path: SceneNode[] =
    route.length < 2
      ? []
      : [
          {
            kind: 'path',
            d: `M${route.join('L')}`,
            stroke: palette.muted,
            strokeWidth: 1.5,
            fill: 'none',
            join: 'round',
            opacity: 0.7,
          },
        ]

  const numbered = drawStops(stops, palette)

  const labels =
    spec.points.length > MOST_LABELS || spec.areUnlabelled === true
      ? []
      : drawPointLabels(
          placed.map(({ index, ...at }) => ({ ...at, text: elementAt(spec.points, index).label })),
          { x: left, y: top, width: right - left, height: bottom - top },
          numbered.boxes,
          palette,
        )
  const note =
    kept === null
      ? {}
      : {
          note:
            `Drawn: ${formatValue(marks.length, 'integer')} of ${countOf(spec.points.length, 'point')}, where ` +
            'others lie over them.',
        }
  marks.sort((a, b) => b.size - a.size)
  if (spec.path !== undefined) data.sort((a, b) => a.column - b.column)
  return {
    width,
    height,
    nodes: [
      ...frame,
      ...lines,
      ...path,
      ...marks.map((one) => one.node),
      ...drawArrows(stops, palette),
      ...numbered.nodes,
      ...labels,
    ],
    data,
    hit: 'nearest',
    plot: { x: left, y: top, width: right - left, height: bottom - top },
    ...note,
  }
}

function table(spec: ScatterChart): ChartRows {
  const grouped = spec.points.some((point) => point.group !== undefined),
    sized = spec.points.some((point) => point.size !== undefined)
  const stops = spec.path === undefined ? null : new Map(spec.path.map((point, index) => [point, index + 1]))
  return {
    columns: [
      { name: 'label', type: 'string', format: 'text' },
      { name: spec.x.label || 'x', type: 'double', format: spec.x.format },
      { name: spec.y.label || 'y', type: 'double', format: spec.y.format },
      ...(grouped ? [{ name: 'group', type: 'string', format: 'text' } as const] : []),
      ...(sized
        ? [{ name: spec.size?.label ?? 'size', type: 'double', format: spec.size?.format ?? 'decimal' } as const]
        : []),
      ...(stops === null ? [] : [{ name: 'stop', type: 'integer', format: 'integer' } as const]),
    ],
    rows: spec.points.map((point, index) => [
      point.label,
      point.x,
      point.y,
      ...(grouped ? [point.group ?? null] : []),
      ...(sized ? [point.size ?? null] : []),
      ...(stops === null ? [] : [stops.get(index) ?? null]),
    ]),
  }
}

export const scatter: Mark<ScatterChart> = { draw, table, compare: standApart }
