import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../../../queries/activity/active-users'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomLog, randomScope } from '../../randomLog'
import { referenceActiveUsers } from './reference'
import { runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('active users', () => {
  it('counts by hand', async () => {
    await db.load({
      name: 'log',
      events: [
        { user: 'ann', event: 'open', ts: '2024-01-01T10:00:00Z' },
        { user: 'bob', event: 'open', ts: '2024-01-01T23:59:00Z' },
        { user: 'bob', event: 'open', ts: '2024-01-02T00:01:00Z' },
        { user: 'bob', event: 'open', ts: '2024-01-02T00:01:00Z' },
        { user: null, event: 'open', ts: '2024-01-09T00:00:00Z' },
        { user: 'cat', event: 'open', ts: '2024-01-08T12:00:00Z' },
        { user: 'bot', event: 'open', ts: '2024-01-02T12:00:00Z', test: true },
      ],
    })
    const rows = await db.answer(activeUsers)
    expect(rows.map((row) => [row['date'], row['dau'], row['wau'], row['mau'], row['wau_complete']])).toEqual([
      // date         dau wau mau  7 days seen
      ['2024-01-01', 2, 2, 2, false],
      ['2024-01-02', 1, 2, 2, false], //   bob again; the bot is a test user
      ['2024-01-03', 0, 2, 2, false],
      ['2024-01-04', 0, 2, 2, false],
      ['2024-01-05', 0, 2, 2, false],
      ['2024-01-06', 0, 2, 2, false],
      ['2024-01-07', 0, 2, 2, true], //    the first week that lies within the data
      ['2024-01-08', 1, 2, 3, true], //    ann's week is over, cat comes
      ['2024-01-09', 0, 1, 3, true], //    bob's week is over; the row without a user still is a day of the data
    ])
    expect(rows.map((row) => row['dau_mau'])).toEqual([1, 0.5, 0, 0, 0, 0, 0, 1 / 3, 0])
    const shown = await db.answer(activeUsers, { from: '2024-01-08', to: '2024-01-08', include_test: true })
    expect(shown).toEqual([
      {
        date: '2024-01-08',
        dau: 1,
        wau: 3,
        mau: 4,
        dau_mau: 0.25,
        wau_complete: true,
        mau_complete: false,
        complete: true,
      },
    ])
  })

  it('marks windows that reach before the data as incomplete in the chart', async () => {
    await db.load({
      name: 'log',
      events: [
        { user: 'a', event: 'x', ts: '2024-01-01' },
        { user: 'a', event: 'x', ts: '2024-02-05' },
      ],
    })
    const rows = await db.answer(activeUsers)
    const [chart, ratio] = activeUsers.charts!(tableOf(activeUsers, rows), {})
    if (chart?.kind !== 'line' || ratio?.kind !== 'line') throw new Error('a line chart was expected')
    const incomplete = chart.series.map((series) => series.points.filter((point) => point.incomplete === true).length)
    expect(incomplete).toEqual([0, 6, 29]) // times that are dates stand for whole days, the last one, too
    expect(chart.finding).toContain('from 0 to 1 over 36 days')
    expect(ratio.series[0]!.points.find((point) => point.x === '2024-01-31')).toEqual({ x: '2024-01-31', y: null })
  })

  it('takes its figures from the last day that is over, and says which; as_of moves it', async () => {
    const on = (user: string, day: string): { user: string; event: string; ts: string } => ({
      user,
      event: 'x',
      ts: `2024-01-${day}T12:00:00Z`,
    })
    await db.load({
      name: 'log',
      events: [on('a', '01'), on('b', '01'), on('a', '02'), on('b', '02'), on('c', '02'), on('a', '03')],
    })
    const figures = async (given: Readonly<Record<string, string>>): Promise<unknown[]> => {
      const rows = await db.answer(activeUsers, given)
      return activeUsers.kpis!(tableOf(activeUsers, rows), given, null).map((kpi) => [kpi.label, kpi.value, kpi.detail])
    }
    expect(await figures({})).toEqual([
      ['Users in all', null, 'over 3 days'],
      ['Daily', 3, '2024-01-02'],
      ['Weekly', 3, 'less than 7 days'],
      ['Monthly', 3, 'less than 30 days'],
      ['Most in a day', 3, '2024-01-02'],
      ['Fewest in a day', 2, '2024-01-01'],
    ])
    // The data are known to the 5th: the 3rd is over, and nobody came on the 4th and 5th.
    expect((await figures({ as_of: '2024-01-05' })).slice(1, 3)).toEqual([
      ['Daily', 0, '2024-01-05'],
      ['Weekly', 3, 'less than 7 days'],
    ])
    expect(
      (await db.answer(activeUsers, { as_of: '2024-01-05' })).map((row) => [row['date'], row['dau'], row['complete']]),
    ).toEqual([
      ['2024-01-01', 2, true],
      ['2024-01-02', 3, true],
      ['2024-01-03', 1, true],
      ['2024-01-04', 0, true],
      ['2024-01-05', 0, true],
    ])
    // Known to the 1st alone, what came after is as if it were not there.
    expect(
      (await db.answer(activeUsers, { as_of: '2024-01-01' })).map((row) => [row['date'], row['dau'], row['complete']]),
    ).toEqual([['2024-01-01', 2, true]])
    // Where no day is over, the figures are of the one there is, and say so.
    expect((await figures({ from: '2024-01-03' })).slice(1, 2)).toEqual([['Daily', 1, '2024-01-03, not complete']])
  })

  it('has no rows for an empty log, and none outside the data', async () => {
    await db.load({ name: 'log', events: [] })
    expect(await db.answer(activeUsers)).toEqual([])
    await db.load({ name: 'log', events: [{ user: 'a', event: 'x', ts: '2024-01-01' }] })
    expect(await db.answer(activeUsers, { from: '2024-01-02' })).toEqual([])
  })

  it('lists the users behind a figure, and nothing behind dates and shares', async () => {
    await db.load({
      name: 'log',
      events: [
        { user: 'ann', event: 'open', ts: '2024-01-01' },
        { user: 'bob', event: 'open', ts: '2024-01-02' },
        { user: 'bob', event: 'open', ts: '2024-01-07' },
        { user: 'cat', event: 'open', ts: '2024-01-08' },
      ],
    })
    const [last] = (await db.answer(activeUsers)).slice(-1)
    for (const column of ['date', 'dau_mau', 'wau_complete'])
      expect(activeUsers.drill!({ row: last!, column }, {}, db.catalog, null)).toBeNull()
    const behind = activeUsers.drill!({ row: last!, column: 'wau' }, {}, db.catalog, null)!
    expect(behind.title).toBe('Users active in the 7 days to 2024-01-08')
    expect(
      await db.query(
        `SELECT u.user_id, d.active_days, d.last_active FROM (${behind.plan.sql}) d JOIN users u USING (user_key) ORDER BY 1`,
      ),
    ).toEqual([
      { user_id: 'bob', active_days: 2, last_active: '2024-01-07' },
      { user_id: 'cat', active_days: 1, last_active: '2024-01-08' },
    ])
  })

  it('reads all event tables as one', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, async (log, scope) => {
        const half = Math.floor(log.events.length / 2)
        await db.load(
          [
            { name: 'one', events: log.events.slice(0, half), more: { plan: 'string' } },
            { name: 'two', events: log.events.slice(half), more: { plan: 'string' } },
          ],
          log,
        )
        expect(await db.answer(activeUsers, { ...scope })).toEqual(referenceActiveUsers(log, scope, []))
      }),
      { numRuns: runs(8) },
    )
  })
})
