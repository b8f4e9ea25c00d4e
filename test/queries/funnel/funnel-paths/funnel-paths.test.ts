import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnelPaths } from '../../../../queries/funnel/funnel-paths'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

describe('by hand', () => {
  const start = Date.parse('2024-05-01T12:00:00Z') * 1000
  const user = (name: string, events: string): readonly LogEvent[] =>
    [...events].map((event, index) => ({ user: name, event, ts: start + index * 60e6 }))

  it('keeps the most frequent events of each side, and draws a chart for each step', async () => {
    await duck.load({
      name: 'log',
      events: [...user('ann', 'AXYB'), ...user('bob', 'AXB'), ...user('cy', 'AZ'), ...user('di', 'A')],
    })
    const rows = await duck.answer(funnelPaths, { steps: ['A', 'B'], limit: 1 })
    expect(rows).toEqual([
      { step: 1, event: 'A', outcome: 'went on', did: 'X', users: 2, pct: 100 },
      { step: 1, event: 'A', outcome: 'lost', did: '(nothing else)', users: 1, pct: 50 },
    ])
    const charts = funnelPaths.charts!(tableOf(funnelPaths, rows), {})
    expect(charts.map((chart) => [chart.title, chart.summary.includes('(nothing else) (50.0 %)')])).toEqual([
      ['After step 1 (A)', true],
    ])
    expect(funnelPaths.charts!(tableOf(funnelPaths, []), {})[0]!.summary).toBe(
      'Nobody entered this funnel in these dates.',
    )
  })
})
