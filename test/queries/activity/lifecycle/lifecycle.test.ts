import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../../../queries/activity/active-users'
import { lifecycle } from '../../../../queries/activity/lifecycle'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { randomLog, randomScope } from '../../randomLog'
import { runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (user: string, ...dates: string[]): { user: string; event: string; ts: string }[] =>
  dates.map((date) => ({ user, event: 'open', ts: `2024-01-${date}T12:00:00Z` }))

describe('lifecycle', () => {
  it('sorts users by hand', async () => {
    await db.load({
      name: 'log',
      events: [...on('ann', '01', '02', '04'), ...on('bob', '02'), ...on('cat', '01', '05')],
    })
    const rows = await db.answer(lifecycle)
    expect(rows.map((row) => Object.values(row))).toEqual([
      // date         new returning resurrecting dormant complete
      ['2024-01-01', 2, 0, 0, 0, true], // ann, cat
      ['2024-01-02', 1, 1, 0, 1, true], // bob is new, ann returns, cat is gone
      ['2024-01-03', 0, 0, 0, 2, true], // ann and bob are gone
      ['2024-01-04', 0, 0, 1, 0, true], // ann is back
      ['2024-01-05', 0, 0, 1, 1, false], // cat is back, ann is gone
    ])
    const [chart] = lifecycle.charts!(tableOf(lifecycle, rows), { unit: 'day', to: null })
    if (chart?.kind !== 'bar') throw new Error('bars were expected')
    expect(chart.layout).toBe('stacked')
    expect(chart.series.find((series) => series.name === 'Dormant')!.points.map((point) => point.y)).toEqual([
      0, -1, -2, 0, -1,
    ])
    expect(chart.series[0]!.points.map((point) => point.incomplete ?? false)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ])
  })

  it("counts weeks from the workspace's first day of the week", async () => {
    // Saturday the 6th, Sunday the 7th, Monday the 8th.
    const log = { name: 'log', events: [...on('ann', '06', '07', '08')] }
    await db.load(log, { weekStart: 1 })
    expect(
      (await db.answer(lifecycle, { unit: 'week' })).map((row) => [row['date'], row['new'], row['returning']]),
    ).toEqual([
      ['2024-01-01', 1, 0],
      ['2024-01-08', 0, 1],
    ])
    await db.load(log, { weekStart: 7 })
    expect(
      (await db.answer(lifecycle, { unit: 'week' })).map((row) => [row['date'], row['new'], row['returning']]),
    ).toEqual([
      ['2023-12-31', 1, 0],
      ['2024-01-07', 0, 1],
    ])
  })

  it('counts hours and minutes, each from its beginning in UTC', async () => {
    const at = (user: string, ...times: string[]): { user: string; event: string; ts: string }[] =>
      times.map((time) => ({ user, event: 'open', ts: `2024-03-10T${time}:00Z` }))
    // In New York the clock goes from 02:00 to 03:00 at 07:00 UTC: the hours before and after it are neighbours.
    await db.load(
      { name: 'log', events: [...at('ann', '06:30', '07:10'), ...at('bob', '06:40', '08:20')] },
      { timezone: 'America/New_York' },
    )
    const hour = (text: string): number => Date.parse(`2024-03-10T${text}:00Z`) * 1000
    const rows = await db.answer(lifecycle, { unit: 'hour' })
    expect(rows.map((row) => Object.values(row))).toEqual([
      [hour('06:00'), 2, 0, 0, 0, true],
      [hour('07:00'), 0, 1, 0, 1, true],
      [hour('08:00'), 0, 0, 1, 1, false],
    ])
    const [chart] = lifecycle.charts!(
      tableOf(
        {
          ...lifecycle,
          columns: lifecycle.columns.map((one) =>
            one.name === 'date' ? { ...one, name: 'ts', format: 'datetime' } : one,
          ),
        },
        rows,
      ),
      { unit: 'hour', to: null },
    )
    expect(chart).toMatchObject({
      x: { label: 'Hour (UTC)' },
      series: [{ points: [{ x: '2024-03-10T06:00:00.000Z', y: 0 }, { y: 1 }, { y: 0 }] }, {}, {}, {}],
    })
    expect(await db.answer(lifecycle, { unit: 'minute' })).toHaveLength(111)
    // On Lord Howe Island the clock goes back from 02:00 to 01:30 at 15:00 UTC: the hour then lasts 30 minutes.
    const island = (user: string, ...times: string[]): { user: string; event: string; ts: string }[] =>
      times.map((time) => ({ user, event: 'open', ts: `2024-04-06T${time}:00Z` }))
    await db.load(
      { name: 'log', events: [...island('ann', '14:40', '15:10'), ...island('bob', '15:20', '15:40')] },
      { timezone: 'Australia/Lord_Howe' },
    )
    const half = await db.answer(lifecycle, { unit: 'hour' })
    expect(
      half.map((row) => [
        new Date(Number(row['ts']) / 1000).toISOString().slice(11, 16),
        row['new'],
        row['returning'],
        row['dormant'],
      ]),
    ).toEqual([
      ['14:00', 1, 0, 0],
      ['15:00', 1, 1, 0],
      ['15:30', 0, 1, 1],
    ])
    expect(await expectDrills(db, lifecycle, { unit: 'hour' }, half, ['new', 'returning', 'dormant'])).toBe(9)
  })

  it('refuses more hours than a table can show', async () => {
    await db.load({
      name: 'log',
      events: [
        { user: 'ann', event: 'open', ts: '2014-01-01T00:00:00Z' },
        { user: 'ann', event: 'open', ts: '2024-01-01T00:30:00Z' },
      ],
    })
    await expect(db.answer(lifecycle, { unit: 'hour' })).rejects.toThrow(
      'these dates hold 87,649 hours; choose at most 2083 days',
    )
    expect(await db.answer(lifecycle, { unit: 'hour', from: '2023-12-31' })).toHaveLength(25)
  })

  it('gives new + returning + resurrecting = active users of the day', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, async (log, scope) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        const groups = await db.answer(lifecycle, { ...scope })
        const daily = await db.answer(activeUsers, { ...scope })
        expect(
          groups.map((row) => [
            row['date'],
            Number(row['new']) + Number(row['returning']) + Number(row['resurrecting']),
          ]),
        ).toEqual(daily.map((row) => [row['date'], row['dau']]))
      }),
      { numRuns: runs(10) },
    )
  })
})
