import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diffInDiff } from '../../../../queries/experiments/diff-in-diff'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  return diffInDiff.finish!(
    tableOf(diffInDiff, await db.answer(diffInDiff, raw)),
    readParameters(diffInDiff.parameters, raw),
  ).rows()
}

const on = (day: number, user: string, event: string, market: string | null, value?: number): LogEvent => ({
  user,
  event,
  ts: Date.UTC(2024, 4, day, 12) * 1000,
  ...(value === undefined ? {} : { value }),
  more: { market },
})

describe('diff-in-diff', () => {
  it("gives Card and Krueger's fast food jobs: New Jersey 20.44 to 21.03, Pennsylvania 23.33 to 21.17, difference 2.76", async () => {
    // Means of their table 3 (1994), carried by two stores a side around each mean.
    const stores = (state: string, before: number, after: number): LogEvent[] =>
      [-1, 1].flatMap((side) => [
        on(1, `${state}${side}`, 'open', state),
        on(9, `${state}${side}`, 'staff', state, before + side),
        on(11, `${state}${side}`, 'staff', state, after + side),
      ])
    await db.load({
      name: 'log',
      events: [...stores('NJ', 20.44, 21.03), ...stores('PA', 23.33, 21.17), on(19, 'x', 'end', null)],
    })
    const [launch] = await answer({ metric: 'staff', measure: 'sum', launch: '2024-05-10', days: 5, treated: 'NJ' })
    expect(launch).toMatchObject({ comparison: 'launch', treated_users: 2, control_users: 2 })
    for (const [name, value] of [
      ['treated_before', 20.44],
      ['treated_after', 21.03],
      ['control_before', 23.33],
      ['control_after', 21.17],
      ['difference', 2.75],
    ] as const)
      expect(launch![name]).toBeCloseTo(value, 9)
  })

  it('takes the middle of the data, as many days as there are, and refuses a launch outside', async () => {
    await db.load({ name: 'log', events: [on(1, 'a', 'x', 'NL'), on(1, 'b', 'x', 'DE'), on(11, 'a', 'x', 'NL')] })
    const plan = diffInDiff.plan(readParameters(diffInDiff.parameters, {}), db.catalog, null)
    expect(plan.notes).toEqual([
      'launch: 2024-05-06, the middle of the data',
      'days: 5, as many as the data have on both sides',
      'group: market',
    ])
    await expect(answer({ launch: '2024-06-06' })).rejects.toThrow(
      'leaves no whole days on both sides; the data go from 2024-05-01 to 2024-05-11, which is not over',
    )
  })

  it('finds what is planted in the sample: more search in one market, and nothing a period before', async () => {
    const truths = JSON.parse(
      readFileSync(new URL('../../../../samples/experiment/truths.json', import.meta.url), 'utf8'),
    ) as { launchDate: string; launchMarket: string }
    await db.loadSelects({
      shop: `SELECT user_id, event, ts, market, variant, value FROM read_csv('${new URL('../../../../samples/experiment/events.csv', import.meta.url).pathname}')`,
    })
    const rows = await answer({
      metric: 'search',
      measure: 'count',
      launch: truths.launchDate,
      treated: truths.launchMarket,
      days: 10,
    })
    expect(rows[0]!['p']).toBeLessThan(0.001)
    expect(rows[0]!['difference']).toBeGreaterThan(0.1)
    expect(rows[1]!['comparison']).toBe('placebo')
    expect(rows[1]!['p']).toBeGreaterThan(0.05)
  })
})
