import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { valueRetention } from '../../../../queries/value/value-retention'
import { kpis } from '../../../../queries/value/value-retention/kpis'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { analyses } from '../../cases'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const pay = (user: string, ts: string, amount: number | null, event = 'pay'): LogEvent => ({
  user,
  event,
  ts: `2024-${ts}Z`,
  more: { amount },
})

/** Two join in January, one of whom pays twice and takes one back in February; one in February. */
const SHOP = [
  pay('ann', '01-05T10:00:00', null, 'join'),
  pay('ann', '01-05T10:00:00', 30),
  pay('ann', '02-02T10:00:00', 20),
  pay('ann', '02-03T10:00:00', -4),
  pay('bob', '01-31T23:59:59', null, 'join'),
  pay('bob', '03-01T00:00:00', 10),
  pay('cat', '02-10T09:00:00', 99, 'gift'),
  pay('cat', '02-10T10:00:00', null, 'join'),
  pay('dan', '03-02T10:00:00', 7),
]

describe('value by cohort, by hand', () => {
  it('holds what cohorts bring against what was spent when they started', async () => {
    await db.load({ name: 'log', events: SHOP })
    await db.loadPlain('ads', [
      { day: '2024-01-01', cost: 30 },
      { day: '2024-01-31', cost: 10 },
      { day: '2024-03-01', cost: 500 },
      { day: 'sum', cost: 999 },
    ])
    const asked = { start_event: 'join', unit: 'month', spend_table: 'ads' }
    const rows = await db.answer(valueRetention, asked)
    // Two users of January cost 20 each and have brought 15, 23 and 28; nothing is known of February.
    expect(rows.map((row) => [row['period'], row['spend_per_user'], row['paid_back']])).toEqual([
      [0, 20, false],
      [1, 20, true],
      [2, 20, true],
      [0, null, null],
      [1, null, null],
    ])
    const values = readParameters(valueRetention.parameters, asked)
    const [, payback] = valueRetention.charts!(tableOf(valueRetention, rows), values)
    expect(payback?.summary).toBe('1 of 1 cohort with a spend have paid it back: 2024-01-01 in month 1.')
    const refused = async (given: Parameters<NativeDuckdb['answer']>[1]): Promise<string> =>
      String(await db.answer(valueRetention, { ...asked, ...given }).catch((failure: unknown) => failure))
    expect(await refused({ spend: 3 })).toContain('choose spend per user or a table of spend, not both')
    expect(await refused({ spend_table: 'adz' })).toContain('There is no table "adz"')
    expect(await refused({ spend_date: 'dey' })).toContain('dey')
    const whole = analyses.find((one) => one.name === 'value-retention')!
    expect(() =>
      whole.plan(readParameters(whole.parameters, { ...asked, breakdown: ['event'] }), db.catalog, null),
    ).toThrow('breakdown: a table of spend says what all users of a cohort cost')
  })

  it('sums what users brought from their start on, and blanks what is not there yet', async () => {
    await db.load({ name: 'log', events: SHOP })
    const rows = await db.answer(valueRetention, { start_event: 'join', unit: 'month', spend: 20 })
    expect(
      rows.map((row) =>
        ['cohort', 'size', 'period', 'users', 'sum', 'per_user', 'cumulative_per_user'].map((name) => row[name]),
      ),
    ).toEqual([
      ['2024-01-01', 2, 0, 1, 30, 15, 15],
      ['2024-01-01', 2, 1, 1, 16, 8, 23],
      ['2024-01-01', 2, 2, 1, 10, 5, 28],
      // The gift came an hour before cat joined.
      ['2024-02-01', 1, 0, 0, 0, 0, 0],
      ['2024-02-01', 1, 1, 0, 0, 0, 0],
    ])
    expect(rows.map((row) => [row['paid_back'], row['complete']])).toEqual([
      [false, true],
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ])
    // Ann has 46 and bob 0: the mean is 23, the standard error 23 too.
    expect(rows[1]?.['low']).toBeCloseTo(23 - 1.959963984540054 * 23, 10)
    expect(rows[1]?.['high']).toBeCloseTo(23 + 1.959963984540054 * 23, 10)
    expect(rows[3]?.['low']).toBeNull()
    await expectDrills(db, valueRetention, { start_event: 'join', unit: 'month' }, rows, ['size', 'users'])
    const said = kpis(tableOf(valueRetention, rows), { unit: 'month', spend: 20 })
    expect(said.map((kpi) => [kpi.label, kpi.value])).toEqual([
      ['Users', 3],
      ['Value', 56],
      ['Per user, month 0', 10],
      ['Per user, up to month 1', 23],
      ['Pays back in month', 1],
    ])
  })

  it('counts the events chosen, and finds a column called like an amount', async () => {
    await db.load({ name: 'log', events: SHOP })
    const sums = async (given: Parameters<NativeDuckdb['answer']>[1]): Promise<readonly unknown[]> =>
      (await db.answer(valueRetention, { unit: 'month', as_of: '2024-03-31', ...given })).map((row) => row['sum'])
    expect(await sums({})).toEqual([30, 16, 10, 99, 0, 7])
    expect(await sums({ value_event: 'gift' })).toEqual([0, 0, 0, 99, 0, 0])
    await expect(db.answer(valueRetention, { value: 'event' })).rejects.toThrow('choose a column of numbers')
    await expect(db.answer(valueRetention, { value: 'nope' })).rejects.toThrow('nope')
    await db.load({ name: 'log', events: SHOP.map((event) => ({ ...event, more: {} })) })
    await expect(db.answer(valueRetention, {})).rejects.toThrow('have no column of numbers')
  })

  it('cuts days where the local clock does, also where it changes, and has no rows without users', async () => {
    // New York, 10 March 2024: the day has 23 hours, and ends at 04:00 UTC of the 11th.
    const events = [pay('ann', '03-10T05:10:00', 1), pay('ann', '03-11T03:59:00', 2), pay('ann', '03-11T04:00:00', 4)]
    await db.load({ name: 'log', events }, { timezone: 'America/New_York' })
    const rows = await db.answer(valueRetention, { unit: 'day' })
    expect(rows.map((row) => [row['cohort'], row['period'], row['sum']])).toEqual([
      ['2024-03-10', 0, 3],
      ['2024-03-10', 1, 4],
    ])
    expect(await db.answer(valueRetention, { from: '2024-04-01' })).toEqual([])
  })
})
