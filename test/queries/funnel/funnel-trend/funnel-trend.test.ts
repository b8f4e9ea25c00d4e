import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnel } from '../../../../queries/funnel/funnel'
import { funnelTrend } from '../../../../queries/funnel/funnel-trend'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'
let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

const at = (user: string, event: string, ts: string): LogEvent => ({ user, event, ts })

describe('by hand', () => {
  const log = [
    at('ann', 'A', '2024-05-01T10:00:00Z'),
    at('ann', 'B', '2024-05-02T09:00:00Z'),
    at('ann', 'A', '2024-05-03T10:00:00Z'),
    at('bob', 'A', '2024-05-01T11:00:00Z'),
    at('cy', 'A', '2024-05-03T12:00:00Z'),
    at('cy', 'B', '2024-05-03T13:00:00Z'),
  ]

  it('counts a user on each date of entry, fills dates without entries, and says which can still grow', async () => {
    await duck.load({ name: 'log', events: log })
    const parameters = { steps: ['A', 'B'], window: '1 day' }
    const rows = await duck.answer(funnelTrend, parameters)
    expect(rows).toEqual([
      { date: '2024-05-01', entered: 2, converted: 1, pct: 50, complete: true, entered_complete: true },
      { date: '2024-05-02', entered: 0, converted: 0, pct: null, complete: false, entered_complete: true },
      { date: '2024-05-03', entered: 2, converted: 1, pct: 50, complete: false, entered_complete: false },
    ])
    expect((await duck.answer(funnel, parameters)).map((row) => row['users'])).toEqual([3, 2])
    expect((await duck.answer(funnelTrend, { ...parameters, window: 'none' })).map((row) => row['complete'])).toEqual([
      null,
      null,
      false,
    ])
    // Known to the 4th, the window of all is over; a week is not complete whose dates were not all asked for.
    expect(
      (await duck.answer(funnelTrend, { ...parameters, as_of: '2024-05-04' })).map((row) => row['complete']),
    ).toEqual([true, true, true])
    expect(
      (await duck.answer(funnelTrend, { ...parameters, unit: 'month', as_of: '2024-06-10' })).map((row) => [
        row['complete'],
        row['entered_complete'],
      ]),
    ).toEqual([[true, true]])
    expect(
      (await duck.answer(funnelTrend, { ...parameters, unit: 'month', as_of: '2024-06-10', from: '2024-05-02' })).map(
        (row) => [row['complete'], row['entered_complete']],
      ),
    ).toEqual([[false, false]])
  })

  it('draws the share with its interval, dashed where it can still grow, and says that dates do not add up', async () => {
    await duck.load({ name: 'log', events: log })
    const parameters = { steps: ['A', 'B'], window: '1 day' }
    const [share, entered] = funnelTrend.charts!(
      tableOf(funnelTrend, await duck.answer(funnelTrend, parameters)),
      parameters,
    )
    expect(share!.summary).toContain('do not add up to the range')
    expect(
      share?.kind === 'line' &&
        share.series[0]!.points.map(({ x, y, incomplete, figure }) => ({ x, y, incomplete, figure })),
    ).toEqual([
      { x: '2024-05-01', y: 50, incomplete: undefined, figure: { row: 0, column: 'converted' } },
      { x: '2024-05-02', y: null, incomplete: true, figure: undefined },
      { x: '2024-05-03', y: 50, incomplete: true, figure: { row: 2, column: 'converted' } },
    ])
    // One of two: Wilson's interval, 9.45 % to 90.55 %.
    expect(
      share?.kind === 'line' &&
        [share.series[0]!.points[0]!.low, share.series[0]!.points[0]!.high].map((value) => value!.toFixed(2)),
    ).toEqual(['9.45', '90.55'])
    expect(entered?.kind === 'bar' && entered.series[0]!.points.map((point) => point.y)).toEqual([2, 0, 2])
  })

  it('gives no rows for an empty log', async () => {
    await duck.load({ name: 'log', events: [] })
    expect(await duck.answer(funnelTrend, { steps: ['A', 'B'] })).toEqual([])
    expect(funnelTrend.charts!(tableOf(funnelTrend, []), { steps: ['A', 'B'] })[0]!.summary).toBe(
      'Nobody entered this funnel in these dates.',
    )
  })
})
