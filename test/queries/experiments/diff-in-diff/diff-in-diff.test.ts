import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { diffInDiff } from '../../../../queries/experiments/diff-in-diff'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { welch } from '../../../../src-renderer/stats/means'
import { expectDrills } from '../../expectDrills'
import { meanOf, varianceOf } from '../experiment/reference'
import { localDate } from '../../localCalendar'
import { NativeDuckdb, tableOf, toMicros, type LogEvent, type Row } from '../../nativeDuckdb'
import { randomExperiment } from '../experiment/randomExperiment'

vi.setConfig({ testTimeout: 120_000 })

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

  it('equals the definition taken user by user on random logs, and lists whom it counts', async () => {
    let known = 0
    await fc.assert(
      fc.asyncProperty(
        randomExperiment,
        fc.constantFrom('2024-05-05', '2024-05-07'),
        fc.constantFrom(2, 4),
        fc.constantFrom('converted', 'count'),
        fc.constantFrom('UTC', 'Asia/Tokyo'),
        async (logged, launch, days, measure, timezone) => {
          await db.load({ name: 'log', events: logged, more: { variant: 'string', plan: 'string' } }, { timezone })
          const { minDate, maxDate, datesOnly } = db.catalog.tables[0]!
          // The date of the newest event is not over, unless all times are dates.
          const over = datesOnly === true ? 1 : 0
          if (
            minDate === null ||
            maxDate === null ||
            minDate >= launch ||
            maxDate < launch ||
            (maxDate === launch && over === 0)
          )
            return
          const raw = { metric: 'paid', measure, launch, days, group: 'plan', treated: 'pro' }
          const rows = await answer(raw)
          const shift = (date: string, by: number): string =>
            new Date(Date.parse(date) + by * 86_400_000).toISOString().slice(0, 10)
          const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000
          const span = Math.min(days, between(minDate, launch), between(launch, maxDate) + over)
          const testers = new Set(logged.filter((event) => event.test === true).map((event) => event.user))
          const events = logged
            .map((event, line) => ({
              ...event,
              line,
              date: localDate(toMicros(event.ts), timezone),
              at: toMicros(event.ts),
            }))
            .filter((event) => event.user !== null && !testers.has(event.user))
            .sort((one, two) => one.at - two.at || one.line - two.line)
          for (const [comparison, when] of [
            ['launch', launch],
            ['placebo', shift(launch, -span)],
          ] as const) {
            const sides: Record<'treated' | 'control', [number, number][]> = { treated: [], control: [] }
            for (const user of new Set(events.map((event) => event.user))) {
              const own = events.filter((event) => event.user === user)
              const named = own.filter((event) => event.more!['plan'] !== null && event.date < launch)
              if (named.length === 0 || named[0]!.date >= when) continue
              const count = (from: string, to: string): number => {
                const found = own.filter(
                  (event) => event.event === 'paid' && event.date >= from && event.date < to,
                ).length
                return measure === 'count' ? found : Math.min(1, found)
              }
              sides[named.at(-1)!.more!['plan'] === 'pro' ? 'treated' : 'control'].push([
                count(shift(when, -span), when),
                count(when, shift(when, span)),
              ])
            }
            const row = rows.find((one) => one['comparison'] === comparison)
            if (sides.treated.length + sides.control.length === 0) {
              expect(row).toBeUndefined()
              continue
            }
            expect(row).toMatchObject({ treated_users: sides.treated.length, control_users: sides.control.length })
            const sample = (list: readonly [number, number][]) => {
              const changes = list.map(([before, after]) => after - before)
              return {
                count: list.length,
                mean: list.length === 0 ? 0 : meanOf(changes),
                variance: varianceOf(changes),
              }
            }
            const expected = welch(sample(sides.treated), sample(sides.control))
            if (expected === null) {
              expect(row!['difference']).toBeNull()
              continue
            }
            known += 1
            const unit = measure === 'converted' ? 100 : 1
            expect(row!['difference']).toBeCloseTo(unit * expected.difference, 9)
            expect(row!['low']).toBeCloseTo(unit * expected.low, 6)
            expect(row!['treated_before']).toBeCloseTo(unit * meanOf(sides.treated.map(([before]) => before)), 9)
          }
          await expectDrills(db, diffInDiff, raw, rows, ['treated_users', 'control_users'])
        },
      ),
      { numRuns: 60 },
    )
    expect(known).toBeGreaterThan(15)
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
