import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type SceneNode, type TextNode } from './scene'
import { textWidth, wrapText } from './textWidth'

const LINE = 14
/** The most that a head takes, in lines and in width before it is cut. */
const MOST_LINES = 3
const MOST_HEAD = 96

/** Heads of columns, each on as many lines as it needs. */
export interface ColumnHeads {
  readonly lines: readonly (readonly string[])[]
  /** A column must be so wide for its head to stand in it whole. */
  readonly least: number
  /** Of all heads, with the title above them. */
  readonly height: number
}

function widthOf(text: string): number {
  return textWidth(text, SIZE_SMALL)
}

/**
 * Heads that are never left out: broken at blanks and underscores to `width`, or to the widest word where that is more.
 * `title` says what the columns are, above them.
 */
export function columnHeads(heads: readonly string[], title: string, width: number): ColumnHeads {
  const words = heads.flatMap((head) => head.split(/(?<=[\s_/-])/))
  const widest = Math.min(MOST_HEAD, Math.max(0, ...words.map((word) => widthOf(word.trimEnd()))))
  const room = Math.max(width, widest) + 1
  const lines = heads.map((head) => wrapText(head, room, SIZE_SMALL, MOST_LINES))
  const most = Math.max(1, ...lines.map((one) => one.length))
  return {
    lines,
    least: Math.ceil(Math.max(0, ...lines.flat().map(widthOf))),
    height: (title === '' ? 8 : 24) + most * LINE + 2,
  }
}

/** A head's lines, the last one at the foot of the heads. */
export function drawHead(
  heads: ColumnHeads,
  index: number,
  x: number,
  anchor: 'start' | 'middle',
  palette: Palette,
): readonly SceneNode[] {
  const lines = heads.lines[index] ?? []
  return lines.map((text, order): TextNode => ({
    kind: 'text',
    x: round(x),
    y: middleBaseline(heads.height - 10 - (lines.length - 1 - order) * LINE, SIZE_SMALL),
    text,
    size: SIZE_SMALL,
    fill: palette.muted,
    anchor,
    part: 'x-axis',
  }))
}

/** A text of the corner above the row heads. */
export function cornerText(
  text: string,
  x: number,
  height: number,
  anchor: 'start' | 'end',
  palette: Palette,
): TextNode {
  return {
    kind: 'text',
    x,
    y: middleBaseline(height - 10, SIZE_SMALL),
    text,
    size: SIZE_SMALL,
    fill: palette.muted,
    anchor,
    part: 'axis-title',
  }
}

/** Row heads, column heads and their corner, which stay in sight while the cells scroll under them. */
export function pinHeads(
  size: { readonly left: number; readonly top: number; readonly width: number; readonly bottom: number },
  parts: {
    readonly rows: readonly SceneNode[]
    readonly columns: readonly SceneNode[]
    readonly corner: readonly SceneNode[]
    /** What the columns are, above their heads. */
    readonly title: string
  },
  palette: Palette,
): readonly SceneNode[] {
  const { left, top, width, bottom } = size
  const fill = palette.panel
  return [
    {
      kind: 'group',
      pin: 'left',
      children: [{ kind: 'rect', x: 0, y: top, width: left - 2, height: bottom - top, fill }, ...parts.rows],
    },
    {
      kind: 'group',
      pin: 'top',
      children: [
        { kind: 'rect', x: left - 2, y: 0, width: width - left + 2, height: top - 1, fill },
        ...parts.columns,
        ...(parts.title === ''
          ? []
          : [
              {
                kind: 'text' as const,
                x: left,
                y: middleBaseline(10, SIZE_SMALL),
                text: parts.title,
                size: SIZE_SMALL,
                fill: palette.muted,
                part: 'axis-title' as const,
              },
            ]),
      ],
    },
    {
      kind: 'group',
      pin: 'both',
      children: [{ kind: 'rect', x: 0, y: 0, width: left - 2, height: top - 1, fill }, ...parts.corner],
    },
  ]
}
