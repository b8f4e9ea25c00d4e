import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionGaps } from '../../../../queries/sessions/session-gaps'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

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
})
