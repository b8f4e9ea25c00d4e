import { afterAll, beforeAll, expect, it } from 'vitest'
import { repeat } from '../../../../queries/value/repeat'
import { NativeDuckdb, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const buy = (user: string, ts: string, event = 'buy'): LogEvent => ({ user, event, ts: `2024-01-${ts}Z` })

it('counts who repeats in time among those who had the time, by hand', async () => {
  await db.load({
    name: 'log',
    events: [
      // Two of one moment are two; the third exactly seven days later is too late.
      buy('ann', '01T10:00:00'),
      buy('ann', '01T10:00:00'),
      buy('ann', '08T10:00:00'),
      // A day and a half later.
      buy('bob', '02T00:00:00'),
      buy('bob', '03T12:00:00'),
      buy('cat', '03T00:00:00'),
      buy('cat', '04T00:00:00', 'look'),
      // Too recent to tell, though it came again.
      buy('dan', '14T10:00:01'),
      buy('dan', '15T10:00:00'),
      buy('eve', '21T10:00:00', 'look'),
    ],
  })
  const rows = await db.answer(repeat, { event: 'buy', within_days: 7, most: 4 })
  expect(rows.map((row) => Object.values(row))).toEqual([
    [1, 4, null, null, null, null],
    [2, 3, 3, 2, (100 * 2) / 3, 0.75],
    [3, 1, 2, 0, 0, null],
    [4, 0, 1, 0, 0, null],
  ])
  expect(await db.answer(repeat, { event: 'nothing' })).toEqual([])
})
