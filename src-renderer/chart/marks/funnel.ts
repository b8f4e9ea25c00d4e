import { elementAt } from '../../base/required'
import type { ChartBase, MarkFigure } from '../chartBase'
import { emptyChart } from '../emptyChart'
import { countOf, formatValue, tickFormat } from '../format'
import { PALETTES } from '../palette'
import {
  middleBaseline,
  round,
  SIZE_LABEL,
  SIZE_SMALL,
  type Datum,
  type Drawing,
  type RenderOptions,
  type SceneNode,
} from '../scene'
import { textWidth, wrapText, type FontWeight } from '../textWidth'
import { standApart, type ChartRows, type Mark } from '../mark'

/** Steps with users, the share kept from the first and the previous step, and what was lost between. */
export interface FunnelChart extends ChartBase {
  readonly kind: 'funnel'
  readonly steps: readonly {
    readonly label: string
    readonly count: number
    readonly detail?: string
    /** The users who got here; and those who got to the step before and not here. */
    readonly figure?: MarkFigure
    readonly lostFigure?: MarkFigure
  }[]
}

const LEAST_STEP = 76,
  /** Shares between narrower steps are whole percent. */
  ROOMY_STEP = 104,
  MOST_STEP = 190
const TOP = 40

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : formatValue((part / whole) * 100, 'percent')
}

/** Of what is all or nothing the decimals are not left out. */
function wholeShare(part: number, whole: number): string {
  const percent = Math.round((part / whole) * 100)
  return whole === 0 || ((percent === 0 || percent === 100) && part !== 0 && part !== whole)
    ? share(part, whole)
    : `${formatValue(percent, 'integer')} %`
}

/**
 * A bar a step with its users and the share of the first step; the pale part above it is who was lost since the step
 * before, and the arrow between says which share went on. Many steps make it wider than asked for, and it scrolls.
 */
function draw(spec: FunnelChart, options: RenderOptions): Drawing {
  const palette = PALETTES[options.theme]
  const first = spec.steps[0]
  if (first === undefined || spec.steps.every((step) => step.count === 0)) return emptyChart(options, palette)
  const count = spec.steps.length
  const step = Math.min(MOST_STEP, Math.max(LEAST_STEP, options.width / count))
  const width = Math.max(options.width, Math.ceil(step * count))
  const barWidth = step * 0.46
  const names = spec.steps.map((one, index) => wrapText(`${index + 1} ${one.label}`, step - 12, SIZE_SMALL, 3))
  const namesHeight = Math.max(...names.map((lines) => lines.length)) * 15 + 12
  const { height } = options
  const bottom = height - namesHeight
  // Steps after the first cannot hold more in an ordered funnel, but may in one entered anywhere: the highest sets the
  // scale.
  const most = Math.max(...spec.steps.map((one) => one.count))
  const y = (users: number): number => bottom - (users / most) * (bottom - TOP)
  const bars: SceneNode[] = [],
    texts: SceneNode[] = []
  const data: Datum[] = []
  for (const [index, one] of spec.steps.entries()) {
    const x = index * step,
      before = spec.steps[index - 1],
      top = y(one.count)
    const centerWith = (text: string, size: number, weight: FontWeight): number =>
      round(Math.max(x + barWidth / 2 + 6, textWidth(text, size, weight) / 2))
    const box = { x: round(x + 6), y: round(top), width: round(barWidth), height: round(Math.max(1, bottom - top)) }
    const detail = one.detail === undefined ? [] : one.detail.split('\n')
    const countText = formatValue(one.count, 'integer'),
      ofFirst = share(one.count, first.count)
    if (before !== undefined && before.count > one.count) {
      const lost = before.count - one.count,
        lostTop = round(y(before.count))
      bars.push({
        kind: 'rect',
        x: box.x,
        y: lostTop,
        width: box.width,
        height: round(top - lostTop),
        radius: 3,
        fill: palette.quiet,
        datum: `lost:${index}`,
      })
      data.push({
        id: `lost:${index}`,
        figure: one.lostFigure,
        row: 1,
        column: index,
        heading: `Lost between ${before.label} and ${one.label}`,
        label:
          `Lost between ${before.label} and ${one.label}: ${countOf(lost, 'user')}, ${share(lost, before.count)} ` +
          'of the step before.',
        lines: [
          { label: 'Lost', value: formatValue(lost, 'integer'), strong: true },
          { label: 'Of the step before', value: share(lost, before.count) },
        ],
        box: { x: box.x, y: lostTop, width: box.width, height: round(Math.max(1, top - lostTop)) },
      })
    }
    bars.push({
      kind: 'rect',
      ...box,
      radius: one.count === 0 ? 0 : 3,
      fill: elementAt(palette.categorical, 0),
      datum: String(index),
    })
    data.push({
      id: String(index),
      figure: one.figure,
      row: 0,
      column: index,
      heading: `${index + 1}. ${one.label}`,
      box,
      label:
        `Step ${index + 1}, ${one.label}: ${countOf(one.count, 'user')}, ${ofFirst} of the first step` +
        (before === undefined ? '' : `, ${share(one.count, before.count)} of the step before`) +
        `${detail.map((line) => `, ${line}`).join('')}.`,
      lines: [
        {
          label: 'Users',
          value: formatValue(one.count, 'integer'),
          color: elementAt(palette.categorical, 0),
          strong: true,
        },
        { label: 'Of the first step', value: ofFirst },
        ...(before === undefined
          ? []
          : [
              { label: 'Of the step before', value: share(one.count, before.count) },
              { label: 'Lost', value: formatValue(before.count - one.count, 'integer') },
            ]),
        ...detail.map((line) => ({ label: line })),
      ],
    })
    // Words stand above the whole column, lost part included, so that they never lie on a bar's edge.
    const headY = round(Math.min(top, before === undefined ? top : y(Math.max(before.count, one.count))))
    texts.push({
      kind: 'text',
      x: centerWith(countText, SIZE_LABEL, 600),
      y: headY - 21,
      text: countText,
      size: SIZE_LABEL,
      weight: 600,
      fill: palette.text,
      anchor: 'middle',
      part: 'label',
    })
    texts.push({
      kind: 'text',
      x: centerWith(ofFirst, SIZE_SMALL, 400),
      y: headY - 7,
      text: ofFirst,
      size: SIZE_SMALL,
      fill: palette.muted,
      anchor: 'middle',
      part: 'label',
    })
    if (before !== undefined) {
      const from = round(x - step + barWidth + 12),
        to = round(x),
        middle = round((from + to) / 2)
      const lineY = round(bottom - Math.max(18, (bottom - TOP) * 0.14))
      texts.push({
        kind: 'line',
        x1: from,
        y1: lineY,
        x2: to - 4,
        y2: lineY,
        stroke: palette.lineStrong,
        strokeWidth: 1,
      })
      texts.push({
        kind: 'path',
        d: `M${to - 6},${lineY - 3}L${to - 2},${lineY}L${to - 6},${lineY + 3}`,
        stroke: palette.muted,
        strokeWidth: 1,
        fill: 'none',
      })
      texts.push({
        kind: 'text',
        x: middle,
        y: lineY - 6,
        text: step < ROOMY_STEP ? wholeShare(one.count, before.count) : share(one.count, before.count),
        size: SIZE_SMALL,
        weight: 600,
        fill: palette.text,
        anchor: 'middle',
        part: 'label',
      })
      const lost = before.count - one.count,
        full = `−${formatValue(lost, 'integer')}`
      // In two digits, and as short as ticks are, where there is no room for all of them.
      const unit = 10 ** (Math.floor(Math.log10(lost)) - 1)
      const lostText =
        textWidth(full, SIZE_SMALL) <= to - from + 8
          ? full
          : `−${tickFormat([Math.round(lost / unit) * unit], 'integer')(lost)}`
      if (lost > 0)
        texts.push({
          kind: 'text',
          x: middle,
          y: lineY + 14,
          text: lostText,
          size: SIZE_SMALL,
          fill: palette.bad,
          anchor: 'middle',
          part: 'label',
        })
    }
    for (const [order, line] of elementAt(names, index).entries()) {
      texts.push({
        kind: 'text',
        x: round(x + 6),
        y: middleBaseline(bottom + 14 + order * 15, SIZE_SMALL),
        text: line,
        size: SIZE_SMALL,
        fill: palette.text,
        part: 'x-axis',
      })
    }
  }
  const base: SceneNode = {
    kind: 'line',
    x1: 0,
    y1: round(bottom),
    x2: round(step * count),
    y2: round(bottom),
    stroke: palette.lineStrong,
    strokeWidth: 1,
  }
  data.sort((a, b) => a.row - b.row || a.column - b.column)
  return {
    width,
    height,
    nodes: [...bars, base, ...texts],
    data,
    hit: 'box',
    plot: { x: 0, y: TOP, width: round(step * count), height: round(bottom - TOP) },
  }
}

function table(spec: FunnelChart): ChartRows {
  const first = spec.steps[0]?.count
  const percent = (part: number, whole: number | undefined): number | null =>
    whole === undefined || whole === 0 ? null : (part / whole) * 100
  return {
    columns: [
      { name: 'step', type: 'integer', format: 'integer' },
      { name: 'event', type: 'string', format: 'text' },
      { name: 'users', type: 'integer', format: 'integer' },
      { name: '% of first', type: 'double', format: 'percent' },
      { name: '% of previous', type: 'double', format: 'percent' },
      { name: 'lost', type: 'integer', format: 'integer' },
    ],
    rows: spec.steps.map(({ label, count }, index) => {
      const before = spec.steps[index - 1]?.count
      const lost = before === undefined ? null : before - count
      return [index + 1, label, count, percent(count, first), percent(count, before), lost]
    }),
  }
}

export const funnel: Mark<FunnelChart> = { draw, table, compare: standApart }
