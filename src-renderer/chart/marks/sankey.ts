import { elementAt, required } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { sankey as sankeyLayout, sankeyLinkHorizontal } from 'd3-sankey'
import { emptyChart } from '../emptyChart'
import { formatValue } from '../format'
import { nameColors } from '../meaning'
import { PALETTES, type Palette } from '../palette'
import {
  middleBaseline,
  round,
  SIZE_SMALL,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
} from '../scene'
import { textWidth, truncateText } from '../textWidth'
import { standApart, type ChartRows, type Mark } from '../mark'

/** Nodes in columns, and bands from one to a node further right, as thick as their value: how journeys flow. */
export interface SankeyChart extends ChartBase {
  readonly kind: 'sankey'
  readonly value: { readonly label: string; readonly format: ValueFormat }
  /** Headings by the nodes' column. */
  readonly columns: readonly string[]
  /** Nodes of one label have one colour; `good` is an end that is wished for, `quiet` stands for others. */
  readonly nodes: readonly {
    readonly label: string
    readonly column: number
    readonly tone?: 'good' | 'quiet'
    readonly figure?: MarkFigure
  }[]
  /** Positions in nodes; a band that does not lead to the right is not drawn. */
  readonly links: readonly {
    readonly source: number
    readonly target: number
    readonly value: number
    readonly detail?: string
    readonly figure?: MarkFigure
  }[]
}

const NODE_WIDTH = 12
const LABEL_HEIGHT = 16
/** Room between nodes: a line of text, so that names never lie on one another. */
const PADDING = 18
/** Columns are as wide as their names need, up to this; a chart of more columns than fit scrolls. */
const MOST_COLUMN = 168
/** Above so many bands they are paler, so that names and thick bands stand out. */
const MANY_BANDS = 60
const HEADER = 24
/** The most that the last column's names may take. */
const MOST_MARGIN = 150

/** Positions in the spec; d3-sankey writes `index` itself. */
interface Place {
  readonly at: number
}
interface Band {
  readonly at: number
}

/** The colour of each node: one a name, wherever it stands; names beyond the palette share a grey. */
function nodeColors(spec: SankeyChart, palette: Palette): readonly string[] {
  const sizes = new Map<string, number>()
  for (const link of spec.links) {
    const node = spec.nodes[link.source]
    if (node !== undefined && node.tone === undefined) sizes.set(node.label, (sizes.get(node.label) ?? 0) + link.value)
  }
  const order = [...sizes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([label]) => label)
  const colors = nameColors(order, palette)
  return spec.nodes.map((node) =>
    node.tone === 'good'
      ? palette.good
      : node.tone === 'quiet'
        ? palette.other
        : (colors.get(node.label) ?? palette.other),
  )
}

/** How many nodes the longest way along the bands has. */
function longestWay(spec: SankeyChart, links: readonly { readonly source: number; readonly target: number }[]): number {
  const reached = new Map<number, number>()
  for (const link of [...links].sort(
    (a, b) => elementAt(spec.nodes, a.source).column - elementAt(spec.nodes, b.source).column,
  )) {
    reached.set(link.target, Math.max(reached.get(link.target) ?? 1, (reached.get(link.source) ?? 1) + 1))
  }
  return Math.max(...reached.values())
}

/** A node's name at its right, on a ground of its own where bands run under it. */
function drawLabel(
  text: string,
  x: number,
  middle: number,
  hasGround: boolean,
  palette: Palette,
): readonly SceneNode[] {
  return [
    ...(hasGround
      ? [
          {
            kind: 'rect' as const,
            x: round(x + 3),
            y: round(middle - LABEL_HEIGHT / 2),
            width: round(textWidth(text, SIZE_SMALL) + 6),
            height: LABEL_HEIGHT,
            radius: 3,
            fill: palette.panel,
            opacity: 0.88,
          },
        ]
      : []),
    {
      kind: 'text',
      x: round(x + 6),
      y: middleBaseline(middle, SIZE_SMALL),
      text,
      size: SIZE_SMALL,
      fill: palette.text,
      part: 'label',
    },
  ]
}

/**
 * Nodes in columns and bands between them, as thick as what they carry. Bands lead from left to right only, so there
 * are no cycles. With many columns it is wider than asked for, with many nodes taller, and scrolls.
 */
function draw(spec: SankeyChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const links = spec.links
    .map((link, index) => ({ ...link, index }))
    .filter(
      (link) => link.value > 0 && elementAt(spec.nodes, link.source).column < elementAt(spec.nodes, link.target).column,
    )
  if (links.length === 0) return emptyChart(options, palette)
  const used = new Set(links.flatMap((link) => [link.source, link.target]))
  const own = [...used]
  const columns = [...new Set([...used].map((node) => elementAt(spec.nodes, node).column))].sort((a, b) => a - b)
  const perColumn = Math.max(
    ...columns.map((column) => [...used].filter((node) => elementAt(spec.nodes, node).column === column).length),
  )
  const height = Math.max(options.height, HEADER + perColumn * (PADDING + 12) + 8)
  const [into, outOf] = [new Map<number, number>(), new Map<number, number>()]
  for (const { source, target, value } of links) {
    into.set(target, (into.get(target) ?? 0) + value)
    outOf.set(source, (outOf.get(source) ?? 0) + value)
  }
  const sizeOf = (node: number): number => Math.max(into.get(node) ?? 0, outOf.get(node) ?? 0)
  const text = (value: number): string => formatValue(value, spec.value.format)
  const label = (node: number): string => `${elementAt(spec.nodes, node).label} ${text(sizeOf(node))}`
  const widest = Math.max(...own.map((node) => textWidth(label(node), SIZE_SMALL)))
  const leastColumn = Math.min(MOST_COLUMN, Math.ceil(widest) + NODE_WIDTH + 16)
  const width = Math.max(options.width, columns.length * leastColumn)
  // The last column's names stand to its right, as the others' do.
  const margin = Math.min(
    MOST_MARGIN,
    14 +
      Math.max(
        ...own
          .filter((node) => elementAt(spec.nodes, node).column === columns.at(-1))
          .map((node) => textWidth(label(node), SIZE_SMALL)),
        textWidth(spec.columns[required(columns.at(-1))] ?? '', SIZE_SMALL),
      ),
  )
  const step = (width - margin - NODE_WIDTH) / Math.max(1, columns.length - 1)
  const numbers = new Map([...used].map((node, index) => [node, index]))
  const colors = nodeColors(spec, palette)
  const layout = sankeyLayout<Place, Band>()
    .nodeWidth(NODE_WIDTH)
    .nodePadding(PADDING)
    .extent([
      [0, HEADER + 6],
      [width - margin, height - 8],
    ])
    .nodeAlign((node) => (node.at < 0 ? -1 - node.at : columns.indexOf(elementAt(spec.nodes, node.at).column)))
  // The layout has as many columns as its longest way has nodes; where no way is that long, one of no thickness is laid
  // beside.
  const chain = longestWay(spec, links) < columns.length ? columns.map((_, column) => ({ at: -1 - column })) : []
  const graph = layout({
    nodes: [...own.map((at) => ({ at })), ...chain],
    links: [
      ...links.map((link) => ({
        at: link.index,
        source: required(numbers.get(link.source)),
        target: required(numbers.get(link.target)),
        value: link.value,
      })),
      ...chain
        .slice(1)
        .map((_, column) => ({ at: -1, source: own.length + column, target: own.length + column + 1, value: 1e-9 })),
    ],
  })
  const unit = spec.value.label.toLowerCase()
  const bands: SceneNode[] = [],
    bars: SceneNode[] = [],
    texts: SceneNode[] = []
  const data: Datum[] = []
  const path = sankeyLinkHorizontal<Place, Band>()
  const placed = graph.nodes
    .slice(0, own.length)
    .map((node, number) => ({
      node,
      spec: elementAt(spec.nodes, elementAt(own, number)),
      place: elementAt(own, number),
      x: columns.indexOf(elementAt(spec.nodes, elementAt(own, number)).column),
    }))
    .sort((a, b) => a.x - b.x || required(a.node.y0) - required(b.node.y0))
  for (const [row, { node, spec: told, place, x }] of placed.entries()) {
    const [top, bottom] = [required(node.y0), Math.max(required(node.y1), required(node.y0) + 1)]
    const box = { x: round(required(node.x0)), y: round(top), width: NODE_WIDTH, height: round(bottom - top) }
    const total = node.value ?? 0
    const heading =
      spec.columns[told.column] === undefined ? told.label : `${told.label}, ${elementAt(spec.columns, told.column)}`
    bars.push({ kind: 'rect', ...box, radius: 2, fill: elementAt(colors, place), datum: `node:${place}` })
    data.push({
      id: `node:${place}`,
      figure: told.figure,
      row,
      column: 0,
      heading,
      label: `${heading}: ${text(total)} ${unit}.`,
      lines: [{ label: spec.value.label, value: text(total), color: elementAt(colors, place), strong: true }],
      box,
    })
    const last = x === columns.length - 1
    const room = (last ? margin : step - NODE_WIDTH) - 14
    const figure = text(total)
    const name = truncateText(told.label, Math.max(30, room - textWidth(` ${figure}`, SIZE_SMALL)), SIZE_SMALL)
    texts.push(...drawLabel(`${name} ${figure}`, box.x + NODE_WIDTH, (top + bottom) / 2, !last, palette))
    const out = [...(node.sourceLinks ?? [])].sort((a, b) => required(a.y0) - required(b.y0))
    for (const [column, link] of out.entries()) {
      const from = elementAt(spec.links, link.at)
      const target = elementAt(spec.nodes, from.target)
      const thick = Math.max(1, link.width ?? 1)
      const share = formatValue(total === 0 ? 0 : (100 * link.value) / total, 'percent')
      bands.push({
        kind: 'path',
        d: required(path(link)).replace(/-?\d+\.\d+/g, (number) => String(round(Number(number)))),
        fill: 'none',
        stroke: elementAt(colors, place),
        strokeWidth: round(thick),
        opacity: links.length > MANY_BANDS ? 0.24 : 0.38,
        datum: `link:${link.at}`,
      })
      data.push({
        id: `link:${link.at}`,
        figure: from.figure,
        row,
        column: column + 1,
        heading: `${told.label} → ${target.label}`,
        label:
          `From ${heading} to ${target.label}: ${text(link.value)} ${unit}, ${share} of ` +
          `${told.label}${from.detail === undefined ? '' : `, ${from.detail}`}.`,
        lines: [
          { label: spec.value.label, value: text(link.value), color: elementAt(colors, place), strong: true },
          { label: `Of ${told.label}`, value: share },
          ...(from.detail === undefined ? [] : [{ label: from.detail }]),
        ],
        // Bands cross in the middle; beside their source they lie one below the other.
        box: {
          x: round(box.x + NODE_WIDTH + 1),
          y: round(required(link.y0) - thick / 2),
          width: round(step * 0.3),
          height: round(thick),
        },
      })
    }
  }
  for (const [index, column] of columns.entries()) {
    const name = spec.columns[column]
    if (name === undefined) continue
    const last = index === columns.length - 1
    const shown = truncateText(name, last ? margin + NODE_WIDTH - 4 : step - 10, SIZE_SMALL)
    if (shown !== '')
      texts.push({
        kind: 'text',
        x: round(index * step),
        y: middleBaseline(HEADER / 2, SIZE_SMALL),
        text: shown,
        size: SIZE_SMALL,
        fill: palette.muted,
        part: 'x-axis',
      })
  }
  return {
    width,
    height,
    nodes: [...bands, ...bars, ...texts],
    data,
    hit: 'nearest',
    plot: { x: 0, y: HEADER, width, height: height - HEADER },
  }
}

function table(spec: SankeyChart): ChartRows {
  return {
    columns: [
      { name: 'column', type: 'string', format: 'text' },
      { name: 'from', type: 'string', format: 'text' },
      { name: 'to', type: 'string', format: 'text' },
      { name: spec.value.label || 'value', type: 'double', format: spec.value.format },
    ],
    rows: spec.links.map((link) => {
      const source = elementAt(spec.nodes, link.source)
      return [spec.columns[source.column] ?? '', source.label, elementAt(spec.nodes, link.target).label, link.value]
    }),
  }
}

export const sankey: Mark<SankeyChart> = { draw, table, compare: standApart }
