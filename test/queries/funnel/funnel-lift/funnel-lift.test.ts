import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnelLift } from '../../../../queries/funnel/funnel-lift'
import { ratioInterval } from '../../../../src-renderer/stats/shareRatios'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
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
  const user = (name: string, plan: string, events: string): readonly LogEvent[] =>
    [...events].map((event, index) => ({ user: name, event, ts: start + index * 60e6, more: { plan } }))
  const many = (count: number, name: string, plan: string, events: string): readonly LogEvent[] =>
    Array.from({ length: count }, (_, index) => user(`${name}${index}`, plan, events)).flat()

  it('compares the shares of both sides, with interval, p and correction', async () => {
    // Of 40 converted 30 searched, of 60 lost 15 did: 75 % against 25 %.
    await duck.load({
      name: 'log',
      events: [
        ...many(30, 'a', 'pro', 'ASB'),
        ...many(10, 'b', 'free', 'AB'),
        ...many(15, 'c', 'free', 'AS'),
        ...many(45, 'd', 'pro', 'A'),
      ],
      more: { plan: 'string' },
    })
    const values = readParameters(funnelLift.parameters, { steps: ['A', 'B'], columns: ['plan'] })
    const result = funnelLift.finish!(
      tableOf(funnelLift, await duck.run(funnelLift.plan(values, duck.catalog, null))),
      values,
    )
    const [first, ...rest] = result.rows()
    expect(first).toMatchObject({
      kind: 'event',
      value: 'S',
      converted_users: 30,
      converted_pct: 75,
      lost_users: 15,
      lost_pct: 25,
      lift: 3,
    })
    // exp(ln 3 ± 1.959964 √(1/30 - 1/40 + 1/15 - 1/60)) = 3 /× 1.6054
    expect(first!['lift_low'] as number).toBeCloseTo(1.8687, 3)
    expect(first!['lift_high'] as number).toBeCloseTo(4.8162, 3)
    // z = 0.5 / √(0.45 · 0.55 (1/40 + 1/60)) = 4.9237
    expect((first!['p'] as number) / 8.49e-7).toBeCloseTo(1, 1)
    expect((first!['p_holm'] as number) / 2.55e-6).toBeCloseTo(1, 1)
    expect(rest.map((row) => [row['kind'], row['value'], row['lift']])).toEqual(
      expect.arrayContaining([
        ['plan', 'pro', 1],
        ['plan', 'free', 1],
      ]),
    )
    const [chart] = funnelLift.charts!(result, values)
    expect(chart?.summary).toContain('1 of 3 compared differs beyond chance')
    expect(chart?.kind === 'interval' && chart.rows[0]).toMatchObject({
      label: 'did S',
      estimate: 3,
      tone: 'good',
      figure: { row: 0, column: 'lift' },
    })
  })

  it('has no lift where no lost user had it, and no shares where a side is empty', async () => {
    await duck.load({
      name: 'log',
      events: [...many(12, 'a', 'pro', 'ASB'), ...many(12, 'b', 'pro', 'A')],
      more: { plan: 'string' },
    })
    const answer = async (steps: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> => {
      const values = readParameters(funnelLift.parameters, { steps })
      return funnelLift.finish!(
        tableOf(funnelLift, await duck.run(funnelLift.plan(values, duck.catalog, null))),
        values,
      ).rows()
    }
    expect(await answer(['A', 'B'])).toMatchObject([
      { value: 'S', converted_pct: 100, lost_pct: 0, lift: null, lift_low: null, lift_high: null },
    ])
    expect(await answer(['A', 'Z'])).toMatchObject([
      { value: 'B', converted_pct: null, lift: null, p: null, p_holm: null },
      { value: 'S', p: null },
    ])
  })

  it('takes the interval of a ratio as published', () => {
    // Altman, Practical Statistics for Medical Research (1991), p. 268: 2 of 16 against 33 of 107 gives 0.41, 0.11 to 1.53.
    const interval = ratioInterval({ successes: 2, trials: 16 }, { successes: 33, trials: 107 })!
    expect([interval.low, interval.high].map((one) => one.toFixed(2))).toEqual(['0.11', '1.53'])
  })
})
