import { seriesFinding } from '../../chart/finding'
import type { ChartOf } from '../../chart/marks'
import type { ChartSpec } from '../../chart/spec'

/** A part of an answer that was broken down, and the chart of it alone. */
export interface DividedPart {
  readonly label: string
  readonly chart: ChartSpec
}

/**
 * The parts in one chart, to be held against each other: of lines, the first of each part; nothing where there is only
 * one part, or where the parts are drawn otherwise.
 */
export function partsTogether(
  parts: readonly DividedPart[],
  names: readonly string[],
): readonly [] | readonly [ChartOf<'line'>] {
  const lines = parts.flatMap(({ label, chart }) =>
    chart.kind === 'line' && chart.series[0] !== undefined ? [{ label, chart, first: chart.series[0] }] : [],
  )
  const [one] = lines
  if (one === undefined || lines.length < 2 || lines.length < parts.length) return []
  const several = one.chart.series.length > 1
  const what =
    several && one.first.name !== '' ? `${one.chart.title}, ${one.first.name.toLowerCase()}` : one.chart.title
  const spec: ChartOf<'line'> = {
    kind: 'line',
    title: `${what}, by ${names.join(' and ')}`,
    summary: several
      ? 'The first line of each part; all of its lines stand below.'
      : 'Each part by itself stands below.',
    x: one.chart.x,
    y: one.chart.y,
    series: lines.map(({ label, first }) => ({ name: label, points: first.points })),
  }
  const finding = seriesFinding(spec, false)
  return [finding === null ? spec : { ...spec, finding }]
}
