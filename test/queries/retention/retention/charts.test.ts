import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retention } from '../../../../queries/retention/retention'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (user: string, plan: string | null, ...dates: string[]): LogEvent[] =>
  dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z`, more: { plan } }))

/** The rows and what is drawn of them. */
async function drawn(
  parameters: Readonly<Record<string, ParameterValue>> = {},
): Promise<{
  rows: readonly Row[]
  charts: ReturnType<NonNullable<typeof retention.charts>>
  kpis: ReturnType<NonNullable<typeof retention.kpis>>
}> {
  const values = readParameters(retention.parameters, parameters)
  const rows = await db.answer(retention, parameters)
  const named = {
    ...retention,
    columns: Object.keys(rows[0] ?? {}).map(
      (name) =>
        retention.columns.find((column) => column.name === name) ?? { name, about: '', format: 'text' as const },
    ),
  }
  const table = tableOf(named, rows)
  return { rows, charts: retention.charts!(table, values), kpis: retention.kpis!(table, values, null) }
}

describe('retention charts', () => {
  it('leave day 0 out of the colours, blank cells that cannot be observed, and mark the day that is not over', async () => {
    await db.load({ name: 'log', events: [...on('ann', 'pro', '01', '02', '03'), ...on('bob', 'pro', '03')] })
    const {
      charts: [heatmap, curve, cohorts],
    } = await drawn()
    if (heatmap?.kind !== 'heatmap' || curve?.kind !== 'line' || cohorts?.kind !== 'line')
      throw new Error('a heatmap and curves were expected')
    expect(heatmap.ignoreColumns).toEqual([0])
    expect(heatmap.columns).toEqual(['0', '1', '2'])
    const grows = '1 of 1 users; this day is not over, users may still come back'
    const cell = (row: number, column: string, detail: string): object => ({
      value: 100,
      detail,
      ...(detail === grows ? { incomplete: true } : {}),
      figure: { row, column },
    })
    expect(heatmap.rows).toEqual([
      {
        label: 'All cohorts',
        size: 2,
        cells: [cell(0, 'pooled_users', '1 of 1 users'), cell(1, 'pooled_users', '1 of 1 users'), null],
      }, // what is not over is in no figure of all
      {
        label: '2024-01-01',
        size: 1,
        cells: [cell(0, 'users', '1 of 1 users'), cell(1, 'users', '1 of 1 users'), cell(2, 'users', grows)],
      },
      { label: '2024-01-03', size: 1, cells: [cell(3, 'users', grows), null, null] },
    ])
    expect(curve.series.map((series) => [series.name, series.points.length])).toEqual([['All cohorts', 2]])
    // Wilson's interval of 1 of 1: from 1 / (1 + 1.96²) to 1.
    expect(curve.series[0]!.points[0]).toMatchObject({ y: 100, high: 100 })
    expect(curve.series[0]!.points[0]!.low).toBeCloseTo(100 / (1 + 1.959964 ** 2), 4)
    expect(
      cohorts.series.map((series) => [series.name, series.points.map((point) => point.incomplete ?? false)]),
    ).toEqual([
      ['2024-01-01', [false, false, true]],
      ['2024-01-03', [true]],
    ])
  })

  it('draw values of a breakdown, brackets as bars, and say what is hidden', async () => {
    await db.load({
      name: 'log',
      events: [
        ...on('ann', 'pro', '01', '02'),
        ...on('bob', 'free', '01', '03'),
        ...on('cat', 'free', '01'),
        ...on('dan', null, '02'),
        ...on('end', null, '05'),
      ],
    })
    const {
      rows,
      charts: [curves, heatmap],
    } = await drawn({ breakdown: 'plan', periods: 1 })
    if (heatmap?.kind !== 'heatmap' || curves?.kind !== 'line') throw new Error('curves and a heatmap were expected')
    expect(Object.keys(rows[0]!)).toEqual(['plan', 'cohort', 'size', 'period', 'eligible', 'users', 'pct', 'complete'])
    expect(curves.series.map((series) => [series.name, ...series.points.map((point) => point.y)])).toEqual([
      ['(none)', 100, 0],
      ['free', 100, 0],
      ['pro', 100, 100],
    ])
    expect(heatmap.rows.map((row) => [row.label, row.size, ...row.cells.map((cell) => cell?.detail)])).toEqual([
      ['(none)', 2, '1 of 1 users', '0 of 1 users'],
      ['free', 2, '2 of 2 users', '0 of 2 users'],
      ['pro', 1, '1 of 1 users', '1 of 1 users'],
    ])

    const bracketed = await drawn({ criterion: 'bracket', brackets: '1, 2-3', min_size: 2 })
    expect(bracketed.rows).toEqual([
      {
        cohort: '2024-01-01',
        size: 3,
        period: 1,
        bracket: '1',
        eligible: 3,
        users: 1,
        pct: 100 / 3,
        hidden_cohorts: 2,
        complete: true,
      },
      {
        cohort: '2024-01-01',
        size: 3,
        period: 2,
        bracket: '2-3',
        eligible: 3,
        users: 1,
        pct: 100 / 3,
        hidden_cohorts: 2,
        complete: true,
      },
    ])
    const [table, bars] = bracketed.charts
    expect(table!.summary).toBe(
      '1 cohort, 3 entries; 33.3 % retained in day 1. Blank cells cannot be observed yet. 2 small cohorts are hidden.',
    )
    if (bars?.kind !== 'bar') throw new Error('bars were expected')
    expect(bars.series[0]!.points.map((point) => point.x)).toEqual(['1', '2-3'])
    expect(bracketed.kpis.map((kpi) => [kpi.label, kpi.value, kpi.detail])).toEqual([
      ['Day 1', 100 / 3, '1 of 3 users'],
      ['Days 2-3', 100 / 3, '1 of 3 users'],
      ['Hidden cohorts', 2, 'smaller than 2'],
    ])
  })

  it('say so when there is nothing to draw', async () => {
    await db.load({ name: 'log', events: on('ann', 'pro', '01') })
    const {
      charts: [heatmap],
      kpis,
    } = await drawn({ min_size: 5 })
    expect([heatmap?.summary, kpis]).toEqual(['No cohort is as large as asked for, or no period is over yet.', []])
  })
})
