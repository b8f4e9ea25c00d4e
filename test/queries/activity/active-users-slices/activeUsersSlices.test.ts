import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsersSlices } from '../../../../queries/activity/active-users-slices'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('slices of active users', () => {
  const event = (user: string, day: number, plan: string | null, users = 'u') => ({
    user,
    event: 'open',
    ts: `2024-01-0${day}T12:00:00Z`,
    more: { plan, users },
  })
  const events = [
    event('ann', 1, 'pro'),
    event('ann', 1, 'free'),
    event('bob', 1, null),
    event('ann', 2, 'pro'),
    event('cat', 2, 'pro', 'v'),
  ]

  it('counts by hand, with empty for all', async () => {
    await db.load({ name: 'log', events })
    const rows = await db.answer(activeUsersSlices, { dimensions: ['plan'] })
    expect(rows.map((row) => Object.values(row))).toEqual([
      // date         plan     users new returning events
      ['2024-01-01', null, 2, 2, 0, 3, true], //           ann counts once in all
      ['2024-01-01', '(none)', 1, 1, 0, 1, true],
      ['2024-01-01', 'free', 1, 1, 0, 1, true],
      ['2024-01-01', 'pro', 1, 1, 0, 1, true],
      ['2024-01-02', null, 2, 1, 1, 2, false],
      ['2024-01-02', 'pro', 2, 1, 1, 2, false], //           ann has been here before, cat has not
    ])
    const charts = activeUsersSlices.charts!(tableOf(activeUsersSlices, rows), { dimensions: ['plan'], unit: 'day' })
    expect(charts.map((chart) => chart.title)).toEqual(['New and returning users', 'Users by plan'])
    expect(charts[1]).toMatchObject({
      series: [
        {
          name: 'pro',
          points: [
            { y: 1, figure: { row: 3, column: 'users' } },
            { y: 2, figure: { row: 5, column: 'users' } },
          ],
        },
        { name: '(none)', points: [{ y: 1 }, { y: 0 }] },
        { name: 'free' },
      ],
    })
  })

  it('keeps the figures apart from a dimension of the same name, and chooses the sets', async () => {
    await db.load({ name: 'log', events })
    const [total, ...slices] = await db.answer(activeUsersSlices, {
      dimensions: ['users', 'plan'],
      unit: 'month',
      sets: 'rollup',
    })
    expect(total).toEqual({
      date: '2024-01-01',
      by_users: null,
      plan: null,
      users: 3,
      new_users: 3,
      returning_users: 0,
      events: 5,
      complete: false,
    })
    expect(slices.map((row) => [row['by_users'], row['plan'], row['users']])).toEqual([
      ['u', null, 2],
      ['v', null, 1],
      ['u', '(none)', 1],
      ['u', 'free', 1],
      ['u', 'pro', 1],
      ['v', 'pro', 1],
    ])
    expect(
      (await db.answer(activeUsersSlices, { dimensions: ['users', 'plan'], unit: 'month', sets: 'each' })).length,
    ).toBe(6)
    expect(
      (await db.answer(activeUsersSlices, { dimensions: ['plan'], unit: 'month', top: 1 })).map((row) => [
        row['plan'],
        row['events'],
      ]),
    ).toEqual([
      [null, 5],
      ['(none)', 1],
      ['Other', 1],
      ['pro', 3],
    ])
    await expect(db.answer(activeUsersSlices, { dimensions: ['paln'] })).rejects.toThrow('did you mean plan')
  })
})
