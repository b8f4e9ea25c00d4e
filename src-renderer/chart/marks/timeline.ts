import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { nameColors } from '../meaning'
import { formatDuration } from '../format'
import { drawLegend } from '../legend'
import { inkOn, PALETTES } from '../palette'
import {
  middleBaseline,
  round,
  SIZE_SMALL,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
} from '../scene'
import { MOST_SERIES } from '../seriesInk'
import { textWidth, truncateNames, truncateText } from '../textWidth'
import { drawBottomAxis, extentOf, valueAxis } from '../valueAxis'
import { standApart, type ChartRows, type Mark } from '../mark'

/** Spans in lanes over time: the pickups and drop-offs of a batch. Times in seconds from the start. */
export interface TimelineChart extends ChartBase {
  readonly kind: 'timeline'
  readonly lanes: readonly {
    readonly label: string
    readonly spans: readonly {
      readonly start: number
      readonly end: number
      readonly label: string
      readonly group?: string
      readonly figure?: MarkFigure
    }[]
  }[]
}

type Span = TimelineChart['lanes'][number]['spans'][number]

const BAR = 18,
  BAR_STEP = 21,
  LANE_GAP = 9

/**
 * Which sublane each span lies in, so that spans that overlap are seen side by side: the first that is free at its
 * start.
 */
export function packSpans(spans: readonly Pick<Span, 'start' | 'end'>[]): {
  readonly rows: readonly number[]
  readonly rowCount: number
} {
  const ends: number[] = []
  const rows = spans.map(() => 0)
  for (const { span, index } of spans
    .map((span, index) => ({ span, index }))
    .sort((a, b) => a.span.start - b.span.start || a.index - b.index)) {
    const free = ends.findIndex((end) => end <= span.start)
    const row = free < 0 ? ends.length : free
    ends[row] = Math.max(span.end, span.start)
    rows[index] = row
  }
  return { rows, rowCount: Math.max(1, ends.length) }
}

/** Spans in lanes over elapsed time. Its height follows from the lanes. */
function draw(spec: TimelineChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const extent = extentOf(spec.lanes.flatMap((lane) => lane.spans.flatMap((span) => [span.start, span.end])))
  if (extent === null) return emptyChart(options, palette)
  const { width } = options
  const groups = [
    ...new Set(
      spec.lanes.flatMap((lane) => lane.spans.flatMap((span) => (span.group === undefined ? [] : [span.group]))),
    ),
  ]
  const colors = nameColors(groups, palette)
  const colorOf = (group: string | undefined): string => {
    if (group === undefined || groups.length < 2) return elementAt(palette.categorical, 0)
    return colors.get(group) ?? palette.other
  }
  const legend =
    groups.length < 2
      ? { nodes: [], height: 0 }
      : drawLegend(
          [
            ...groups.slice(0, MOST_SERIES).map((group) => ({ text: group, color: colorOf(group), marker: null })),
            ...(groups.length > MOST_SERIES
              ? [{ text: `Other (${groups.length - MOST_SERIES} groups)`, color: palette.other, marker: null }]
              : []),
          ],
          0,
          0,
          width,
          palette,
        )
  const names = truncateNames(
    spec.lanes.map(({ label }) => label),
    Math.min(170, width * 0.3),
    SIZE_SMALL,
  )
  const left = Math.ceil(Math.max(...names.map((name) => textWidth(name, SIZE_SMALL)))) + 12,
    right = width - 24
  const packed = spec.lanes.map((lane) => packSpans(lane.spans))
  const top = legend.height + 4
  const bottom = top + packed.reduce((sum, lane) => sum + lane.rowCount * BAR_STEP + LANE_GAP, 0)
  const axis = valueAxis(extent, [left, right], 'seconds', { zero: extent[0] >= 0, tight: true, spacing: 84 })
  const nodes: SceneNode[] = [...legend.nodes, ...drawBottomAxis(axis, top, bottom, palette, true, width)]
  const data: Datum[] = []
  let laneTop = top
  for (const [laneIndex, lane] of spec.lanes.entries()) {
    const { rows, rowCount } = elementAt(packed, laneIndex)
    const laneHeight = rowCount * BAR_STEP + LANE_GAP
    nodes.push({ kind: 'line', x1: 0, y1: laneTop, x2: right, y2: laneTop, stroke: palette.line, strokeWidth: 1 })
    nodes.push({
      kind: 'text',
      x: 0,
      y: middleBaseline(laneTop + laneHeight / 2, SIZE_SMALL),
      text: elementAt(names, laneIndex),
      size: SIZE_SMALL,
      fill: palette.text,
      part: 'y-axis',
    })
    for (const [spanIndex, span] of lane.spans.entries()) {
      const y = laneTop + LANE_GAP / 2 + 1 + elementAt(rows, spanIndex) * BAR_STEP
      const x = axis.scale(span.start),
        barWidth = Math.max(2, axis.scale(span.end) - x),
        fill = colorOf(span.group),
        id = `${laneIndex}:${spanIndex}`
      nodes.push({
        kind: 'rect',
        x: round(x),
        y: round(y),
        width: round(barWidth),
        height: BAR,
        radius: 3,
        fill,
        datum: id,
      })
      const text = truncateText(span.label, barWidth - 10, SIZE_SMALL)
      if (text.length > 2 || (text === span.label && text !== ''))
        nodes.push({
          kind: 'text',
          x: round(x + 5),
          y: middleBaseline(y + BAR / 2, SIZE_SMALL),
          text,
          size: SIZE_SMALL,
          fill: inkOn(fill),
          part: 'label',
        })
      data.push({
        id,
        figure: span.figure,
        row: laneIndex,
        column: spanIndex,
        heading: span.label,
        label:
          `${lane.label}, ${span.label}${span.group === undefined ? '' : `, ${span.group}`}: from ` +
          `${formatDuration(span.start)} to ${formatDuration(span.end)}, ${formatDuration(span.end - span.start)} ` +
          'long.',
        lines: [
          { label: lane.label, ...(span.group === undefined ? {} : { value: span.group }), color: fill, strong: true },
          { label: 'From', value: formatDuration(span.start) },
          { label: 'To', value: formatDuration(span.end) },
          { label: 'Length', value: formatDuration(span.end - span.start) },
        ],
        box: { x: round(x), y: round(y), width: round(barWidth), height: BAR },
      })
    }
    laneTop += laneHeight
  }
  return {
    width,
    height: Math.ceil(bottom + 26),
    nodes,
    data,
    hit: 'box',
    plot: { x: left, y: top, width: right - left, height: bottom - top },
  }
}

function table(spec: TimelineChart): ChartRows {
  return {
    columns: [
      { name: 'lane', type: 'string', format: 'text' },
      { name: 'span', type: 'string', format: 'text' },
      { name: 'group', type: 'string', format: 'text' },
      { name: 'start_seconds', type: 'double', format: 'seconds' },
      { name: 'end_seconds', type: 'double', format: 'seconds' },
    ],
    rows: spec.lanes.flatMap((lane) =>
      lane.spans.map((span) => [lane.label, span.label, span.group ?? null, span.start, span.end]),
    ),
  }
}

export const timeline: Mark<TimelineChart> = { draw, table, compare: standApart }
