import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sessionEntries } from '../../../../queries/sessions/session-entries'
import { expectCloseRows } from '../../closeRows'
import { CONTENT_TYPES, contentLog } from '../../content/content-engagement/contentLog'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomScope } from '../../randomLog'
import { referenceEntries } from './reference'

// Many small queries: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('entries and exits', () => {
  it('counts by hand, in the order of the file where times are equal', async () => {
    const at = (user: string, time: string, event: string, page: string | null = null) => ({
      user,
      event,
      ts: `2024-01-01T${time}:00Z`,
      more: { page },
    })
    await db.load({
      name: 'log',
      events: [
        at('ann', '10:00', 'open', 'home'),
        at('ann', '10:00', 'look', 'shop'),
        at('ann', '10:05', 'close', 'shop'),
        at('ann', '12:00', 'look', null),
        at('bob', '09:00', 'look', 'home'),
        at('bob', '09:01', 'open', 'home'),
      ],
    })
    expect((await db.answer(sessionEntries)).map((row) => Object.values(row))).toEqual([
      // event sessions entries pct exits pct bounces
      ['look', 3, 2, 200 / 3, 1, 100 / 3, 1],
      ['open', 2, 1, 100 / 3, 1, 100 / 3, 0],
      ['close', 1, 0, 0, 1, 100 / 3, 0],
    ])
    const rows = await db.answer(sessionEntries, { by: 'page' })
    expect(rows.map((row) => [row['value'], row['entries'], row['exits']])).toEqual([
      ['home', 2, 1],
      ['(none)', 1, 1],
      ['shop', 0, 1],
    ])
    const [begin, end] = sessionEntries.charts!(tableOf(sessionEntries, rows), { by: 'page' })
    expect([begin!.summary, end!.title]).toEqual(['66.7 % of the sessions begin with home.', 'Where sessions end'])
  })

  it('equals the naive reference on random logs, adds up to all sessions, and lists the sessions behind each figure', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(
        contentLog,
        randomScope,
        fc.constantFrom(5, 30, 600),
        fc.record({ midnight: fc.boolean(), day: fc.boolean() }),
        fc.constantFrom(null, 'post_id' as const),
        async (log, scope, gap_minutes, cuts, by) => {
          await db.load({ name: 'log', events: log.events, more: CONTENT_TYPES }, log)
          const parameters = { ...scope, gap_minutes, cut_midnight: cuts.midnight, cut_day: cuts.day, by }
          const rows = await db.answer(sessionEntries, parameters)
          const sorted = (list: readonly object[]) =>
            [...list].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
          expectCloseRows(sorted(rows), sorted(referenceEntries(log, scope, gap_minutes, cuts, by)))
          const sum = (column: string): number => rows.reduce((total, row) => total + Number(row[column]), 0)
          expect(sum('entries')).toBe(sum('exits'))
          cells += await expectDrills(db, sessionEntries, parameters, rows.slice(0, 2), [
            'sessions',
            'entries',
            'exits',
            'bounces',
          ])
        },
      ),
      { numRuns: 60 },
    )
    expect(cells).toBeGreaterThan(100)
  })
})
