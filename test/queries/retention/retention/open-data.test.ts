import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../../../queries/activity/active-users'
import { lifecycle } from '../../../../queries/activity/lifecycle'
import { retention } from '../../../../queries/retention/retention'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import { stickiness } from '../../../../queries/activity/stickiness'
import { NativeDuckdb, type Row } from '../../nativeDuckdb'

/** The figures that come with the open data sets, derived by others than Lathe; see their SOURCES. */
const folder = (set: string): string => fileURLToPath(new URL(`../../../../samples/open-data/${set}/`, import.meta.url))
const reference = (set: string): unknown => JSON.parse(readFileSync(`${folder(set)}REFERENCE.json`, 'utf8'))

interface GameLaunch {
  basic: {
    n_users: number
    dau_min: number
    dau_max: number
    dau_mean: number
    dau_min_day: string
    dau_max_day: string
  }
  retention_5_biggest_daily_cohorts: {
    cohort: string
    size: number
    d1: number
    d7: number
    d30: number
    on_or_after_1: number
    on_or_after_7: number
  }[]
  retention_pooled_exact_day_N: { day_n: number; eligible_users: number; retained: number; rate: number }[]
  published_check: { ours: number[] }
}
type Monthly = readonly { cohort: string; size: number; m1: number; m2: number; m3: number }[]
interface OnlineRetail {
  basic: { dau_min: number; dau_max: number; active_days: number; dau_mean: number }
  monthly_cohorts_nonnull_customer_all_rows: Monthly
  monthly_cohorts_purchases_only: Monthly
}

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const cell = (rows: readonly Row[], cohort: string, period: number): Row | undefined =>
  rows.find((row) => row['cohort'] === cohort && row['period'] === period)

describe('gamelaunch', () => {
  const expected = reference('gamelaunch') as GameLaunch
  beforeAll(async () => {
    await db.loadSelects({
      gamelaunch: `SELECT userid AS user_id, eventName AS event, eventDate::TIMESTAMP AS ts FROM read_csv('${folder('gamelaunch')}gamelaunch.csv', all_varchar = true)`,
    })
  })

  it('has the daily active users of the reference', async () => {
    const rows = await db.answer(activeUsers)
    const daily = rows.map((row) => Number(row['dau']))
    expect([Math.min(...daily), Math.max(...daily)]).toEqual([expected.basic.dau_min, expected.basic.dau_max])
    expect([expected.basic.dau_min, expected.basic.dau_max, expected.basic.n_users]).toEqual([96, 1135, 3994])
    expect(rows.find((row) => row['dau'] === expected.basic.dau_max)?.['date']).toBe(expected.basic.dau_max_day)
    expect(daily.reduce((sum, one) => sum + one, 0) / daily.length).toBeCloseTo(expected.basic.dau_mean, 4)
  })

  it('has each of its users once: as new in the lifecycle, and in the histogram of active days', async () => {
    const sum = (rows: readonly Row[], column: string): number =>
      rows.reduce((total, row) => total + Number(row[column]), 0)
    expect(sum(await db.answer(lifecycle), 'new')).toBe(expected.basic.n_users)
    expect(sum(await db.answer(stickiness, { period: 31 }), 'users')).toBe(expected.basic.n_users)
  })

  it('has the pooled retention of the reference', async () => {
    const rows = await db.answer(retentionSummary)
    for (const one of expected.retention_pooled_exact_day_N) {
      expect(rows.find((row) => row['period'] === one.day_n)).toMatchObject({
        eligible: one.eligible_users,
        users: one.retained,
      })
    }
    expect(
      rows.filter((row) => [1, 7, 30].includes(Number(row['period']))).map((row) => [row['users'], row['eligible']]),
    ).toEqual([
      [2222, 3917],
      [1077, 3683],
      [16, 96],
    ])
  })

  it('has the cohorts of the reference, without rows for days that they cannot have reached', async () => {
    const exact = await db.answer(retention)
    const after = await db.answer(retention, { criterion: 'on-or-after' })
    for (const one of expected.retention_5_biggest_daily_cohorts) {
      expect(cell(exact, one.cohort, 1)).toMatchObject({ size: one.size, users: one.d1 })
      expect(cell(exact, one.cohort, 7)).toMatchObject({ size: one.size, users: one.d7 })
      expect(cell(exact, one.cohort, 30)).toBeUndefined()
      expect(cell(after, one.cohort, 1)).toMatchObject({ users: one.on_or_after_1 })
      expect(cell(after, one.cohort, 7)).toMatchObject({ users: one.on_or_after_7 })
    }
    expect(exact.filter((row) => row['period'] === 30).map((row) => row['cohort'])).toEqual(['2016-04-27'])
    expect([0, 1, 2, 3, 4].map((period) => cell(exact, '2016-04-27', period)?.['users'])).toEqual(
      expected.published_check.ours,
    )
  })
})

describe('onlineretail', () => {
  const expected = reference('onlineretail') as OnlineRetail
  beforeAll(async () => {
    await db.loadSelects({
      retail: `SELECT CustomerID AS user_id, CASE WHEN InvoiceNo LIKE 'C%' THEN 'cancel' WHEN InvoiceNo LIKE 'A%' THEN 'adjust' ELSE 'purchase' END AS event,
      InvoiceDate::TIMESTAMP AS ts FROM read_csv('${folder('onlineretail')}onlineretail.csv.gz', all_varchar = true)`,
    })
  })

  const expectCohorts = (rows: readonly Row[], cohorts: Monthly): void => {
    for (const one of cohorts) {
      const date = one.cohort.slice(0, 10)
      const months = [one.m1, one.m2, one.m3]
      expect(cell(rows, date, 0)).toMatchObject({ size: one.size, eligible: one.size, users: one.size, pct: 100 })
      // The data end on 9 December 2011: months that begin later are absent.
      months.forEach((users, index) => {
        const observable = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) + index + 1 <= 2011 * 12 + 12
        if (observable) expect(cell(rows, date, index + 1)).toMatchObject({ users })
        else expect([users, cell(rows, date, index + 1)]).toEqual([0, undefined])
      })
    }
  }

  it('has the monthly cohorts of the reference; rows without a customer are nobody', async () => {
    const rows = await db.answer(retention, { unit: 'month' })
    expectCohorts(rows, expected.monthly_cohorts_nonnull_customer_all_rows)
    expect([0, 1, 2, 3].map((period) => cell(rows, '2010-12-01', period)?.['users'])).toEqual([948, 362, 317, 367])
  })

  it('has the cohorts of purchases by event and by filter', async () => {
    expectCohorts(
      await db.answer(retention, { unit: 'month', start_event: 'purchase', return_event: 'purchase' }),
      expected.monthly_cohorts_purchases_only,
    )
    const filter = [{ column: 'event', op: '=', value: 'purchase' }]
    expectCohorts(
      await db.answer(retention, { unit: 'month', entry: 'first-matching', filter }),
      expected.monthly_cohorts_purchases_only,
    )
  })

  it('has the daily active users of the reference, over the days with any', async () => {
    const daily = (await db.answer(activeUsers)).map((row) => Number(row['dau'])).filter((dau) => dau > 0)
    expect([Math.min(...daily), Math.max(...daily), daily.length]).toEqual([
      expected.basic.dau_min,
      expected.basic.dau_max,
      expected.basic.active_days,
    ])
  })
})
