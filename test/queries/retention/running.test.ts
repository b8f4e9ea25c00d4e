import { describe, expect, it } from 'vitest'
import { retention } from '../../../queries/retention'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ParameterValue } from '../../../src-renderer/query/definition'
import { readParameters } from '../../../src-renderer/query/parameters'
import { arrayTable } from '../../panels/grid/arrayTable'

/** Two cohorts, of which the second began a day later: as far as each can be observed, up to period `last` of the first. */
function chartsOf(last: number, parameters: Readonly<Record<string, ParameterValue>>): readonly ChartSpec[] {
  const values = readParameters(retention.parameters, parameters)
  const rows = [['2024-01-01', last], ['2024-01-02', last - 1]].flatMap(([cohort, most]) => Array.from({ length: Number(most) + 1 }, (_, period) => ({ cohort: String(cohort), period })))
  const table = arrayTable({
    cohort: ['date', rows.map((row) => row.cohort)], size: ['integer', rows.map(() => 10)], period: ['integer', rows.map((row) => row.period)], eligible: ['integer', rows.map(() => 10)],
    users: ['integer', rows.map((row) => 10 - row.period)], pct: ['double', rows.map((row) => 100 - 10 * row.period)], ...(values['criterion'] === 'bracket' ? { bracket: ['string', rows.map((row) => `b${row.period}`)] as const } : {}),
  })
  return retention.charts!(table, values)
}

/** By curve of a cohort, which of its points are said to be not over. */
function drawn(last: number, parameters: Readonly<Record<string, ParameterValue>>): readonly (readonly [string, readonly boolean[]])[] {
  const cohorts = chartsOf(last, parameters).at(-1)!
  if (cohorts.kind !== 'line' && cohorts.kind !== 'bar') throw new Error('curves were expected')
  return cohorts.series.map((series) => [series.name, series.points.map((point) => point.incomplete === true)])
}

/** How many cells of the heatmap say that they may still grow. */
function growing(last: number, parameters: Readonly<Record<string, ParameterValue>>): number {
  const heatmap = chartsOf(last, parameters).find((chart) => chart.kind === 'heatmap')!
  return heatmap.rows.flatMap((row) => row.cells).filter((cell) => cell?.detail?.includes('may still grow') === true).length
}

describe('the period that is not over', () => {
  it('is the last one of a calendar cohort that the data cut short, and that one alone', () => {
    expect(drawn(3, { periods: 7 })).toEqual([['2024-01-01', [false, false, false, true]], ['2024-01-02', [false, false, true]]])
    expect(growing(3, { periods: 7 })).toBe(2)
  })

  it('is none where all periods asked for are there', () => {
    expect(drawn(3, { periods: 3 })[0]).toEqual(['2024-01-01', [false, false, false, false]])
    expect(drawn(3, { periods: 3 })[1]).toEqual(['2024-01-02', [false, false, true]])
  })

  it('is none of rolling periods, which are shown once they are over', () => {
    for (const [, flags] of drawn(3, { periods: 7, clock: 'rolling' })) expect(flags).not.toContain(true)
    expect(growing(3, { periods: 7, clock: 'rolling' })).toBe(0)
  })

  it('is none of brackets, which are shown once they are over', () => {
    for (const [, flags] of drawn(3, { criterion: 'bracket', brackets: '0, 1, 2, 3, 4-7' })) expect(flags).not.toContain(true)
    expect(growing(3, { criterion: 'bracket', brackets: '0, 1, 2, 3, 4-7' })).toBe(0)
  })
})
