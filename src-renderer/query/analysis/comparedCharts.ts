import type { BarChart, ChartSpec, LineChart, Series, SeriesPoint } from '../../chart/spec'

/** More series than these on a side are not laid over each other. */
const MOST_OVERLAID = 3

type SeriesChart = LineChart | BarChart

/**
 * Where a point of the other side stands among the first one's: itself for segments, moved in time for periods; null
 * where there is no such place.
 */
export type Place = (x: string | number) => string | number | null

/** The same marks, of rows that stand `by` further down in the whole result. */
function moveFigures<T>(value: T, by: number): T {
  if (Array.isArray(value)) return value.map((one: unknown) => moveFigures(one, by)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => {
      const isFigure =
        (key === 'figure' || key === 'lostFigure') && typeof one === 'object' && one !== null && 'row' in one
      return [key, isFigure ? { ...one, row: (one as { row: number }).row + by } : moveFigures(one, by)]
    }),
  ) as T
}

function canOverlay(own: ChartSpec, other: ChartSpec): own is SeriesChart {
  if (own.kind !== 'line' && !(own.kind === 'bar' && own.layout === 'grouped')) return false
  return (
    other.kind === own.kind &&
    other.title === own.title &&
    other.x.type === own.x.type &&
    own.series.length <= MOST_OVERLAID &&
    other.series.length <= MOST_OVERLAID &&
    own.series.some((series) => series.points.length > 0)
  )
}

function overlay(own: SeriesChart, other: SeriesChart, label: string, place: Place): SeriesChart {
  const added = other.series.flatMap((series): readonly Series[] => {
    const pair = own.series.findIndex((one) => one.name === series.name)
    const seen = new Set<string | number>()
    const points = series.points.flatMap((point): readonly SeriesPoint[] => {
      const x = own.x.type === 'date' ? place(point.x) : point.x
      if (x === null || seen.has(x)) return []
      seen.add(x)
      return [{ ...point, x }]
    })
    return points.length === 0
      ? []
      : [
          {
            name: series.name === '' ? label : `${series.name}, ${label}`,
            points,
            ...(pair < 0 ? {} : { comparedTo: pair }),
          },
        ]
  })
  return {
    ...own,
    summary: `${own.summary} ${own.kind === 'line' ? 'Dashed' : 'Paler'}: ${label}.`,
    series: [...own.series, ...added],
  }
}

/**
 * The charts of both sides: laid over each other where that reads well, otherwise one under the other. `rowsBefore` is
 * the number of the first side's rows.
 */
export function comparedCharts(
  own: readonly ChartSpec[],
  other: readonly ChartSpec[],
  labels: readonly [string, string],
  rowsBefore: number,
  place: Place,
): readonly ChartSpec[] {
  const moved = other.map((chart) => moveFigures(chart, rowsBefore))
  const named = (chart: ChartSpec, label: string): ChartSpec => ({ ...chart, title: `${chart.title}: ${label}` })
  const rest = moved.filter((chart) => !own.some((one) => one.title === chart.title))
  return [
    ...own.flatMap((chart): readonly ChartSpec[] => {
      const pair = moved.find((one) => one.title === chart.title)
      if (pair === undefined) return [named(chart, labels[0])]
      return canOverlay(chart, pair)
        ? [overlay(chart, pair as SeriesChart, labels[1], place)]
        : [named(chart, labels[0]), named(pair, labels[1])]
    }),
    ...rest.map((chart) => named(chart, labels[1])),
  ]
}
