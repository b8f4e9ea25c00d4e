import type { Annotation } from '../model/annotation'
import type { MarkFigure } from './chartBase'
import type { FontWeight } from './textWidth'
import type { Theme } from './palette'

/**
 * A drawn chart as plain data: a tree of shapes with resolved colours and pixel positions. panels/chart shows it as SVG
 * elements, export/svg writes it as text and export/png paints it, so all three are one picture. Later nodes lie above
 * earlier ones.
 */
export interface Scene {
  readonly title: string
  /** The spec's, and a note when not every mark is drawn. */
  readonly summary: string
  /** May exceed what was asked for: a large heatmap or funnel scrolls instead of becoming unreadable. */
  readonly width: number
  readonly height: number
  readonly theme: Theme
  readonly background: string
  readonly fontFamily: string
  readonly nodes: readonly SceneNode[]
  /** What can be pointed at, in reading order. */
  readonly data: readonly Datum[]
  /** How a pointer finds a datum: the box under it, or the nearest box within `plot`. */
  readonly hit: 'box' | 'nearest-x' | 'nearest'
  readonly plot: Box
  /** True when there is nothing to draw and the scene says so in words. */
  readonly empty: boolean
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One thing that a chart says. Arrow keys move by `column` within a `row` and between rows. */
export interface Datum {
  /** One datum's alone in its scene; nodes name it. It says nothing else. */
  readonly id: string
  /** The cell of the result that the mark shows, where the spec says it. */
  readonly figure: MarkFigure | undefined
  /** The date that it stands for (`YYYY-MM-DD`), in charts over dates. */
  readonly date?: string
  readonly row: number
  readonly column: number
  /** One sentence, spoken by screen readers. */
  readonly label: string
  readonly heading: string
  readonly lines: readonly TooltipLine[]
  /** Where the mark is; the focus ring is drawn around it. */
  readonly box: Box
  /** Ids of the annotations that a flag stands for. */
  readonly annotations?: readonly string[]
}

export interface TooltipLine {
  readonly label: string
  readonly value?: string
  readonly color?: string
  /** The line of the mark that is pointed at, where the tooltip also shows its neighbours. */
  readonly strong?: boolean
}

interface Paint {
  readonly fill?: string
  readonly stroke?: string
  readonly strokeWidth?: number
  readonly dash?: string
  readonly opacity?: number
}

interface RectNode extends Paint, Box {
  readonly kind: 'rect'
  readonly radius?: number
  readonly datum?: string
}
interface LineNode extends Paint {
  readonly kind: 'line'
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}
interface PathNode extends Paint {
  readonly kind: 'path'
  readonly d: string
  readonly datum?: string
  readonly join?: 'round'
}
interface CircleNode extends Paint {
  readonly kind: 'circle'
  readonly cx: number
  readonly cy: number
  readonly r: number
  readonly datum?: string
}

/** `y` is the baseline. `rotate` is in degrees around (x, y). */
export interface TextNode {
  readonly kind: 'text'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly fill: string
  readonly weight?: FontWeight
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly rotate?: number
  /** What the text is for: axis labels may not overlap one another. */
  readonly part?: 'x-axis' | 'y-axis' | 'axis-title' | 'label' | 'legend'
}

/** `pin` keeps a group in sight while a large chart scrolls; an exported picture ignores it. */
export interface GroupNode {
  readonly kind: 'group'
  readonly children: readonly SceneNode[]
  readonly pin?: 'left' | 'top' | 'both'
}

export type SceneNode = RectNode | LineNode | PathNode | CircleNode | TextNode | GroupNode

/** What every mark needs to draw itself. */
export interface RenderOptions {
  readonly width: number
  readonly height: number
  readonly theme: Theme
  readonly fontFamily?: string
  /** What happened on dates; charts over dates show it (see notes). */
  readonly annotations?: readonly Annotation[]
  /** All is to be seen at once: a heatmap leaves out figures for which there is no room. */
  readonly overview?: boolean
}

/** A mark's own part of a scene; renderChart adds the rest. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly nodes: readonly SceneNode[]
  readonly data: readonly Datum[]
  readonly hit: Scene['hit']
  readonly plot: Box
  readonly empty?: boolean
  /** A sentence for the summary when not every mark is drawn. */
  readonly note?: string
}

/** The smallest sizes that a chart is laid out for; in less room it scrolls. */
export const MIN_WIDTH = 220
export const MIN_HEIGHT = 140

export const SIZE_SMALL = 11
export const SIZE_LABEL = 12

/**
 * True for figures, which are set with digits of one width; in words such digits (and their hyphens) would look spaced
 * out.
 */
export function isFigure(text: string): boolean {
  return /^[\d.,%<+−kMB ]+$/.test(text)
}

/** The baseline that centres text of this size on `y`. */
export function middleBaseline(y: number, size: number): number {
  return round(y + size * 0.36)
}

/** Two decimals are enough for the eye, and keep files small and snapshots stable. */
export function round(value: number): number {
  const rounded = Math.round(value * 100) / 100
  return rounded === 0 ? 0 : rounded
}

/** All nodes of a tree, groups opened, in drawing order. */
export function* walkNodes(nodes: readonly SceneNode[]): Generator<Exclude<SceneNode, GroupNode>> {
  for (const node of nodes) {
    if (node.kind === 'group') yield* walkNodes(node.children)
    else yield node
  }
}
