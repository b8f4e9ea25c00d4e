import { mapFigures } from '../../chart/figures'
import type { OtherX } from '../../chart/mark'
import { markOf } from '../../chart/marks'
import type { ChartSpec } from '../../chart/spec'

/**
 * The charts of both sides: laid over each other where their mark says that it reads well, otherwise one under the other.
 * `rowsBefore` is the number of the first side's rows: the other side's stand after them in the whole result.
 */
export function comparedCharts(
  own: readonly ChartSpec[],
  other: readonly ChartSpec[],
  labels: readonly [string, string],
  rowsBefore: number,
  place: OtherX,
): readonly ChartSpec[] {
  const moved = other.map((chart) => mapFigures(chart, (figure) => ({ ...figure, row: figure.row + rowsBefore })))
  const named = (chart: ChartSpec, label: string): ChartSpec => ({ ...chart, title: `${chart.title}: ${label}` })
  const rest = moved.filter((chart) => !own.some((one) => one.title === chart.title))
  return [
    ...own.flatMap((chart): readonly ChartSpec[] => {
      const pair = moved.find((one) => one.title === chart.title)
      if (pair === undefined) return [named(chart, labels[0])]
      const laid = pair.kind === chart.kind ? markOf(chart).compare(chart, pair, labels[1], place) : null
      return laid === null ? [named(chart, labels[0]), named(pair, labels[1])] : [laid]
    }),
    ...rest.map((chart) => named(chart, labels[1])),
  ]
}
