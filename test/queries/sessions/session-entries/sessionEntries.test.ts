import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionEntries } from '../../../../queries/sessions/session-entries'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

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
})
