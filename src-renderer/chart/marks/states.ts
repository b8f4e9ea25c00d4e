import { elementAt, required } from '../../base/required'
import type { ChartBase, MarkFigure, ValueFormat } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { formatValue } from '../format'
import { standApart, type ChartRows, type Mark } from '../mark'
import { nameColors } from '../meaning'
import { PALETTES, type Palette } from '../palette'
import { middleBaseline, round, SIZE_LABEL, SIZE_SMALL, type Box, type Datum, type Drawing } from '../scene'
import type { RenderOptions, SceneNode } from '../scene'
import { arrowAround, arrowBetween, placeStates, pointOn, touches, type Curve } from '../stateLayout'
import { textWidth, truncateText } from '../textWidth'

/** States, and arrows from one to another or back to itself, as thick as how often they were taken. */
export interface StatesChart extends ChartBase {
  readonly kind: 'states'
  readonly value: { readonly label: string; readonly format: ValueFormat }
  /**
   * `size` is what leaves a state, also by arrows that are not shown; the sum of those shown where absent. `quiet` is no
   * state of its own: where ways begin and end.
   */
  readonly states: readonly {
    readonly label: string
    readonly size?: number
    readonly tone?: 'quiet'
    readonly figure?: MarkFigure
  }[]
  /** Positions in states. `share` is the percentage (0 to 100) of what leaves the source. */
  readonly arrows: readonly {
    readonly source: number
    readonly target: number
    readonly value: number
    readonly share: number
    readonly figure?: MarkFigure
  }[]
}

type Arrow = StatesChart['arrows'][number]

const STATE_HEIGHT = 36,
  MOST_STATE = 150,
  LABEL_HEIGHT = 16,
  HEAD = 8
/** Places along an arrow where its share may stand, the best first. */
const LABEL_PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]

const at = ({ x, y }: { readonly x: number; readonly y: number }): string => `${round(x)},${round(y)}`

/** The arrow's line, and its head, which points from where the line ends. */
function drawArrow([a, b, c, d]: Curve, color: string, width: number, datum: string): readonly SceneNode[] {
  const length = Math.hypot(d.x - c.x, d.y - c.y) || 1
  const [dx, dy] = [(d.x - c.x) / length, (d.y - c.y) / length]
  const size = HEAD / 2 + width / 2
  const corner = (along: number, across: number): string =>
    at({ x: d.x + dx * along - dy * across, y: d.y + dy * along + dx * across })
  return [
    {
      kind: 'path',
      d: `M${at(a)}C${at(b)} ${at(c)} ${at(d)}`,
      fill: 'none',
      stroke: color,
      strokeWidth: round(width),
      opacity: 0.75,
      datum,
    },
    { kind: 'path', d: `M${corner(HEAD, 0)}L${corner(0, size)}L${corner(0, -size)}Z`, fill: color, datum },
  ]
}

/** Where an arrow's share stands without lying on a state or another share; null where there is no such place. */
function labelBox(curve: Curve, text: string, taken: readonly Box[], beyond: number): Box | null {
  const width = textWidth(text, SIZE_SMALL) + 8
  for (const share of LABEL_PLACES) {
    const on = pointOn(curve, share)
    const [x, y] = [on.x, on.y + beyond]
    const box = { x: round(x - width / 2), y: round(y - LABEL_HEIGHT / 2), width: round(width), height: LABEL_HEIGHT }
    if (taken.every((one) => !touches(box, one, 1))) return box
  }
  return null
}

function drawLabel(box: Box, text: string, palette: Palette): readonly SceneNode[] {
  return [
    { kind: 'rect', ...box, radius: 3, fill: palette.panel, opacity: 0.92 },
    {
      kind: 'text',
      x: round(box.x + box.width / 2),
      y: middleBaseline(box.y + box.height / 2, SIZE_SMALL),
      text,
      size: SIZE_SMALL,
      fill: palette.text,
      anchor: 'middle',
      part: 'label',
    },
  ]
}

function drawState(
  box: Box,
  name: string,
  figure: string,
  color: string,
  palette: Palette,
  datum: string,
): SceneNode[] {
  const middle = round(box.x + box.width / 2)
  const line = { kind: 'text', x: middle, anchor: 'middle', part: 'label' } as const
  return [
    { kind: 'rect', ...box, radius: 8, fill: palette.panel, stroke: color, strokeWidth: 2, datum },
    {
      ...line,
      y: middleBaseline(box.y + 12, SIZE_LABEL),
      text: name,
      size: SIZE_LABEL,
      fill: palette.text,
      weight: 600,
    },
    { ...line, y: middleBaseline(box.y + 26, SIZE_SMALL), text: figure, size: SIZE_SMALL, fill: palette.muted },
  ]
}

/** What the spec says of each state, else what leaves it, or arrives where nothing leaves. */
function sizesOf({ states, arrows }: StatesChart): readonly number[] {
  return states.map(({ size }, index) => {
    if (size !== undefined) return size
    const sum = (some: readonly Arrow[]): number => some.reduce((all, { value }) => all + value, 0)
    const out = arrows.filter(({ source }) => source === index)
    return sum(out.length > 0 ? out : arrows.filter(({ target }) => target === index))
  })
}

/** States around an ellipse, arrows curved so that there and back lie apart. Grows until no state touches another. */
function draw(spec: StatesChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const arrows = spec.arrows.map((arrow, index) => ({ ...arrow, index })).filter(({ value }) => value > 0)
  if (arrows.length === 0) return emptyChart(options, palette)
  const sizes = sizesOf(spec)
  const text = (value: number): string => formatValue(value, spec.value.format)
  const own = spec.states.filter(({ tone }) => tone === undefined).map(({ label }) => label)
  const colors = nameColors(own, palette)
  const colorOf = (index: number): string => colors.get(elementAt(spec.states, index).label) ?? palette.other
  const names = spec.states.map(({ label }) => truncateText(label, MOST_STATE - 20, SIZE_LABEL, 600))
  const widths = names.map((name, index) =>
    Math.max(64, textWidth(name, SIZE_LABEL, 600) + 20, textWidth(text(elementAt(sizes, index)), SIZE_SMALL) + 20),
  )
  const { boxes, width, height } = placeStates(widths, STATE_HEIGHT, options)
  const most = Math.max(...arrows.map(({ value }) => value))
  const drawn = arrows
    .toSorted((one, other) => other.value - one.value)
    .map((arrow) => {
      const [from, to] = [elementAt(boxes, arrow.source), elementAt(boxes, arrow.target)]
      const isLoop = arrow.source === arrow.target
      const curve = isLoop ? arrowAround(from, height, HEAD) : arrowBetween(from, to, HEAD + 2)
      // Beside the bend of an arrow that leads back, not on it.
      const beyond = isLoop ? (curve[1].y < curve[0].y ? -1 : 1) * (LABEL_HEIGHT / 2 + 3) : 0
      return { ...arrow, curve, beyond, thick: 1 + 4 * Math.sqrt(arrow.value / most) }
    })
  const taken: Box[] = [...boxes]
  const labels: SceneNode[] = []
  const placed = new Map<number, Box>()
  for (const { index, curve, share, beyond } of drawn) {
    const said = formatValue(share, 'percent')
    const box = labelBox(curve, said, taken, beyond)
    if (box !== null) {
      taken.push(box)
      labels.push(...drawLabel(box, said, palette))
    }
    const { x, y } = pointOn(curve, 0.5)
    placed.set(index, box ?? { x: round(x - 6), y: round(y - 6), width: 12, height: 12 })
  }
  const unit = spec.value.label.toLowerCase()
  const data = spec.states.flatMap(({ label, figure }, state): Datum[] => {
    const total = text(elementAt(sizes, state))
    const color = colorOf(state)
    const out = drawn.filter(({ source }) => source === state)
    return [
      {
        id: `state:${state}`,
        figure,
        row: state,
        column: 0,
        heading: label,
        label: `${label}: ${total} ${unit}.`,
        lines: [{ label: spec.value.label, value: total, color, strong: true }],
        box: elementAt(boxes, state),
      },
      ...out.map((arrow, column): Datum => {
        const target = elementAt(spec.states, arrow.target).label
        const share = formatValue(arrow.share, 'percent')
        return {
          id: `arrow:${arrow.index}`,
          figure: arrow.figure,
          row: state,
          column: column + 1,
          heading: `${label} → ${target}`,
          label: `From ${label} to ${target}: ${text(arrow.value)} ${unit}, ${share} of ${label}.`,
          lines: [
            { label: spec.value.label, value: text(arrow.value), color, strong: true },
            { label: `Of ${label}`, value: share },
          ],
          box: required(placed.get(arrow.index)),
        }
      }),
    ]
  })
  return {
    width,
    height,
    nodes: [
      ...drawn
        .toReversed()
        .flatMap(({ curve, source, thick, index }) => drawArrow(curve, colorOf(source), thick, `arrow:${index}`)),
      ...boxes.flatMap((box, state) =>
        drawState(
          { x: round(box.x), y: round(box.y), width: round(box.width), height: box.height },
          elementAt(names, state),
          text(elementAt(sizes, state)),
          colorOf(state),
          palette,
          `state:${state}`,
        ),
      ),
      ...labels,
    ],
    data,
    hit: 'nearest',
    plot: { x: 0, y: 0, width, height },
  }
}

function table(spec: StatesChart): ChartRows {
  return {
    columns: [
      { name: 'from', type: 'string', format: 'text' },
      { name: 'to', type: 'string', format: 'text' },
      { name: spec.value.label || 'value', type: 'double', format: spec.value.format },
      { name: '% of from', type: 'double', format: 'percent' },
    ],
    rows: spec.arrows.map(({ source, target, value, share }) => [
      elementAt(spec.states, source).label,
      elementAt(spec.states, target).label,
      value,
      share,
    ]),
  }
}

export const states: Mark<StatesChart> = { draw, table, compare: standApart }
