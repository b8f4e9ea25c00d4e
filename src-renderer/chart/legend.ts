import { elementAt } from '../base/required'
import { drawMarker, type Marker } from './marker'
import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type SceneNode } from './scene'
import type { InkedSeries } from './seriesInk'
import { textWidth, truncateText } from './textWidth'

export interface LegendEntry {
  readonly text: string
  readonly color: string
  /** null is a plain square patch, as bars have. */
  readonly marker: Marker | null
  readonly hollow?: boolean
  /** The marker stands without a line, as large as in the chart. */
  readonly alone?: true
  /** In place of a patch: an upright line with these dashes. */
  readonly dash?: string
}

const ROW = 18,
  PATCH = 14,
  GAP = 16

/** Entries for series: the named ones, then one "Other" for the rest. */
export function seriesEntries(inked: readonly InkedSeries[], asLines: boolean): readonly LegendEntry[] {
  const others = inked.filter((one) => one.other)
  const named = inked
    .filter((one) => !one.other)
    .map(({ series, color, marker }) => ({
      text: series.name,
      color,
      marker: asLines ? marker : null,
      ...(asLines && series.marker !== undefined ? { alone: true as const } : {}),
    }))
  return others.length === 0
    ? named
    : [...named, { text: `Other (${others.length} series)`, color: elementAt(others, 0).color, marker: null }]
}

/** Rows of entries from (x, y) down, as wide as `width`; `height` is 0 when there is nothing to tell apart. */
export function drawLegend(
  entries: readonly LegendEntry[],
  x: number,
  y: number,
  width: number,
  palette: Palette,
): { readonly nodes: readonly SceneNode[]; readonly height: number } {
  if (entries.length === 0) return { nodes: [], height: 0 }
  const nodes: SceneNode[] = []
  let left = x,
    row = 0
  for (const entry of entries) {
    const text = truncateText(entry.text, Math.min(180, width - PATCH), SIZE_SMALL)
    const entryWidth = PATCH + textWidth(text, SIZE_SMALL)
    if (left > x && left + entryWidth > x + width) {
      left = x
      row += 1
    }
    const middle = y + row * ROW + ROW / 2
    if (entry.dash !== undefined)
      nodes.push({
        kind: 'line',
        x1: round(left + 4.5),
        y1: middle - 7,
        x2: round(left + 4.5),
        y2: middle + 7,
        stroke: entry.color,
        strokeWidth: 1.5,
        dash: entry.dash,
      })
    else if (entry.marker === null)
      nodes.push({
        kind: 'rect',
        x: round(left),
        y: round(middle - 4.5),
        width: 9,
        height: 9,
        radius: 2,
        fill: entry.color,
      })
    else if (entry.alone === true) nodes.push(drawMarker(entry.marker, left + 4.5, middle, 5, entry.color, null))
    else
      nodes.push(
        {
          kind: 'line',
          x1: round(left - 1),
          y1: middle,
          x2: round(left + 10),
          y2: middle,
          stroke: entry.color,
          strokeWidth: 2,
        },
        drawMarker(entry.marker, left + 4.5, middle, 3, entry.color, entry.hollow === true ? palette.panel : null),
      )
    nodes.push({
      kind: 'text',
      x: round(left + PATCH),
      y: middleBaseline(middle, SIZE_SMALL),
      text,
      size: SIZE_SMALL,
      fill: palette.text,
      part: 'legend',
    })
    left += entryWidth + GAP
  }
  return { nodes, height: (row + 1) * ROW + 4 }
}
