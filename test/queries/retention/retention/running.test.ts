import { describe, expect, it } from 'vitest'
import { retention } from '../../../../queries/retention/retention'
import type { ChartSpec } from '../../../../src-renderer/chart/spec'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { arrayTable } from '../../../panels/grid/arrayTable'

interface Cell {
  readonly cohort: string
  readonly period: number
  readonly complete: boolean
}

/** Two cohorts, of which the second began a day later: as far as each can be observed, up to period `last` of the first. */
const observed = (last: number, isComplete: (cohort: number, period: number) => boolean): readonly Cell[] =>
  ['2024-01-01', '2024-01-02'].flatMap((cohort, n) =>
    Array.from({ length: last + 1 - n }, (_, period) => ({ cohort, period, complete: isComplete(n, period) })),
  )

/** What retention draws of such cells, as its query answers them. */
function chartsOf(cells: readonly Cell[], parameters: Readonly<Record<string, ParameterValue>>): readonly ChartSpec[] {
  const values = readParameters(retention.parameters, parameters)
  const table = arrayTable({
    cohort: ['date', cells.map((cell) => cell.cohort)],
    size: ['integer', cells.map(() => 10)],
    period: ['integer', cells.map((cell) => cell.period)],
    eligible: ['integer', cells.map(() => 10)],
    users: ['integer', cells.map((cell) => 10 - cell.period)],
    pct: ['double', cells.map((cell) => 100 - 10 * cell.period)],
    ...(values['criterion'] === 'bracket'
      ? { bracket: ['string', cells.map((cell) => `b${cell.period}`)] as const }
      : {}),
    complete: ['boolean', cells.map((cell) => cell.complete)],
  })
  return retention.charts!(table, values)
}

/** By curve of a cohort, which of its points are drawn as not over. */
function drawn(charts: readonly ChartSpec[]): readonly (readonly [string, readonly boolean[]])[] {
  const cohorts = charts.at(-1)!
  if (cohorts.kind !== 'line' && cohorts.kind !== 'bar') throw new Error('curves were expected')
  return cohorts.series.map((series) => [series.name, series.points.map((point) => point.incomplete === true)])
}

/** By row of the heatmap, which of its cells are drawn as not over, and which say so: [drawn, said]. */
function heat(charts: readonly ChartSpec[]): readonly (readonly (readonly [boolean, boolean])[])[] {
  const heatmap = charts.find((chart) => chart.kind === 'heatmap')!
  return heatmap.rows.map((row) =>
    row.cells.flatMap((cell) =>
      cell === null ? [] : [[cell.incomplete === true, cell.detail?.includes('is not over') === true] as const],
    ),
  )
}

/** The last period of each cohort is not over. */
const CUT_SHORT = observed(3, (cohort, period) => period !== 3 - cohort)

describe('the period that is not over', () => {
  it.each([{ periods: 7 }, { periods: 7, clock: 'rolling' }, { criterion: 'bracket', brackets: '0, 1, 2, 3, 4-7' }])(
    'is drawn as such in the curves and said in the heatmap, and no other is, %j',
    (parameters) => {
      const charts = chartsOf(CUT_SHORT, parameters)
      expect(drawn(charts)).toEqual([
        ['2024-01-01', [false, false, false, true]],
        ['2024-01-02', [false, false, true]],
      ])
      expect(heat(charts).slice(-2)).toEqual(
        [
          [0, 0, 0, 1],
          [0, 0, 1],
        ].map((row) => row.map((one) => [one === 1, one === 1])),
      )
    },
  )

  it('is none where the query says that all are over', () => {
    const charts = chartsOf(
      observed(3, () => true),
      { periods: 7 },
    )
    expect(drawn(charts).flatMap(([, flags]) => flags)).not.toContain(true)
    expect(heat(charts).flat(2)).not.toContain(true)
  })

  it('is not among the cells of the row of all cohorts', () => {
    const pooled = heat(chartsOf(CUT_SHORT, { periods: 7 }))[0]!
    expect(pooled.length).toBe(3)
    expect(pooled.flat()).not.toContain(true)
  })
})
