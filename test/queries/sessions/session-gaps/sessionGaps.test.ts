import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sessionGaps } from '../../../../queries/sessions/session-gaps'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from '../../closeRows'
import { crowdLog } from '../../crowdLog'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomScope } from '../../randomLog'
import { referenceGaps } from './reference'

// Many small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('time between sessions', () => {
  it('counts by hand', async () => {
    const at = (user: string, ...times: string[]) =>
      times.map((time) => ({ user, event: 'open', ts: `2024-01-${time}:00Z` }))
    // ann: an hour from the end of the first (10:10 to 11:10) and exactly a day more; bob comes once.
    await db.load({
      name: 'log',
      events: [...at('ann', '01T10:00', '01T10:10', '01T11:10', '02T11:10'), ...at('bob', '01T10:00')],
    })
    const rows = await db.answer(sessionGaps)
    expect(
      rows
        .filter((row) => Number(row['gaps']) > 0)
        .map((row) => [row['gap'], row['gaps'], row['users'], row['share_pct'], row['within_pct']]),
    ).toEqual([
      ['1–3 h', 1, 1, 50, 50],
      ['1–2 days', 1, 1, 50, 100],
    ])
    const more = tableOf(
      { ...sessionGaps, columns: [] },
      await db.run(sessionGaps.kpiPlan!(readParameters(sessionGaps.parameters, {}), db.catalog, null)),
    )
    expect(sessionGaps.kpis!(tableOf(sessionGaps, rows), {}, more).map((kpi) => kpi.value)).toEqual([
      2,
      45_000,
      3600 + 0.9 * (86_400 - 3600),
    ])
    // The file's own ids may overlap: then the time between is 0.
    await db.load({
      name: 'log',
      events: at('ann', '01T10:00', '01T10:10', '01T10:20').map((event, index) => ({
        ...event,
        session: ['s1', 's2', 's1'][index]!,
      })),
    })
    expect((await db.answer(sessionGaps))[0]).toMatchObject({ gap: 'under 1 h', gaps: 1 })
  })

  it('equals the naive reference on random logs, and lists the returns and users behind each figure', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(
        crowdLog,
        randomScope,
        fc.constantFrom(30, 5, 300),
        fc.boolean(),
        async (log, scope, gap_minutes, cut_midnight) => {
          await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
          const parameters = { ...scope, gap_minutes, cut_midnight }
          const rows = await db.answer(sessionGaps, parameters)
          const expected = referenceGaps(log, scope, gap_minutes, cut_midnight)
          expectCloseRows(rows, expected.rows)
          const [kpis] = await db.run(
            sessionGaps.kpiPlan!(readParameters(sessionGaps.parameters, parameters), db.catalog, null),
          )
          const { seconds } = expected
          expect(kpis!['median_seconds']).toBe(
            seconds.length === 0
              ? null
              : (seconds[Math.floor((seconds.length - 1) / 2)]! + seconds[Math.ceil((seconds.length - 1) / 2)]!) / 2,
          )
          cells += await expectDrills(
            db,
            sessionGaps,
            parameters,
            rows.filter((row) => Number(row['gaps']) > 0),
            ['gaps', 'users'],
          )
        },
      ),
      { numRuns: 50 },
    )
    expect(cells).toBeGreaterThan(80)
  })
})
