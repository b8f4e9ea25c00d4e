import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionCompletion } from '../../../../queries/sessions/session-completion'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('session completion', () => {
  it('counts by hand', async () => {
    const views = (user: string, day: number, ...posts: (string | null)[]) =>
      posts.map((post_id, minute) => ({
        user,
        event: 'post_view',
        ts: `2024-01-0${day}T10:0${minute}:00Z`,
        more: { post_id },
      }))
    await db.load({
      name: 'log',
      events: [
        ...views('ann', 1, 'p1', 'p2', 'p3'),
        ...views('bob', 1, 'p1', 'p1', 'p2'), // bob saw two different ones
        ...views('cat', 2, null),
        { user: 'dan', event: 'open', ts: '2024-01-03T10:00:00Z', more: { post_id: 'p1' } }, // dan viewed nothing
      ],
    })
    const rows = await db.answer(sessionCompletion)
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2024-01-01', 2, 1, 50, true],
      ['2024-01-02', 1, 0, 0, true],
      ['2024-01-03', 0, 0, null, false],
    ])
    expect(sessionCompletion.charts!(tableOf(sessionCompletion, rows), { least: 3 })[0]!.summary).toContain(
      '33.3 % of 3 sessions with a view reached 3 different ones',
    )
    expect((await db.answer(sessionCompletion, { least: 2 })).map((row) => row['completed'])).toEqual([2, 0, 0])
    await db.load({ name: 'log', events: views('ann', 1, 'x', 'x').map(({ more: _more, ...event }) => event) })
    expect((await db.answer(sessionCompletion, { least: 2 })).map((row) => row['completed'])).toEqual([1]) // no column of contents: views count
  })
})
