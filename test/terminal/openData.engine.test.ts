import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

/** The open data sets through the terminal host, from file to figure; the figures are those of their REFERENCE.json. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-terminal-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const workspace = (name: string): string => join(folder, name)
const data = (path: string): string => join(import.meta.dirname, '../../samples/open-data', path)

async function query(
  place: string,
  name: string,
  ...parameters: string[]
): Promise<readonly Readonly<Record<string, string>>[]> {
  const run = await lathe(
    'query',
    name,
    '--workspace',
    workspace(place),
    '--format',
    'csv',
    ...parameters.flatMap((one) => ['--param', one]),
  )
  expect(run.notes).not.toContain('[')
  expect(run.status).toBe(0)
  return csvRows(run.out)
}

describe('gamelaunch', () => {
  it('is mapped without being told', async () => {
    const run = await lathe('ingest', data('gamelaunch/gamelaunch.csv'), '--workspace', workspace('game'))
    expect(run.status).toBe(0)
    const { elapsedMs, ...report } = JSON.parse(run.out) as Record<string, unknown>
    expect(elapsedMs).toBeGreaterThan(0)
    expect(report).toEqual({
      table: 'gamelaunch',
      files: 1,
      rows: 29_324,
      duplicates: 0,
      rejected: 0,
      partitions: 1,
      users: 3994,
      rowsWithoutUser: 0,
      minTs: '2016-04-27T00:00:00.000Z',
      maxTs: '2016-05-27T00:00:00.000Z',
    })
  })

  it('has from 96 to 1,135 active users a day', async () => {
    const rows = await query('game', 'active-users')
    const dau = rows.map((row) => Number(row['dau']))
    expect([rows.length, Math.min(...dau), Math.max(...dau)]).toEqual([31, 96, 1135])
    expect(Object.keys(rows[0]!)).toEqual([
      'date',
      'dau',
      'wau',
      'mau',
      'dau_mau',
      'wau_complete',
      'mau_complete',
      'complete',
    ])
    expect(rows.filter((row) => row['wau_complete'] === 'false')).toHaveLength(6)
  })

  it('retains 2,222 of 3,917 on day 1, 1,077 of 3,683 on day 7, 16 of 96 on day 30', async () => {
    const rows = await query('game', 'retention-summary')
    const of = (period: string): string[] => {
      const row = rows.find((one) => one['period'] === period)!
      return [row['users']!, row['eligible']!]
    }
    expect([of('1'), of('7'), of('30')]).toEqual([
      ['2222', '3917'],
      ['1077', '3683'],
      ['16', '96'],
    ])
    const cohorts = await query('game', 'retention')
    expect(cohorts.filter((row) => row['period'] === '30').map((row) => row['cohort'])).toEqual(['2016-04-27'])
    expect(
      cohorts
        .filter((row) => row['cohort'] === '2016-04-27')
        .slice(0, 5)
        .map((row) => row['users']),
    ).toEqual(['96', '65', '55', '46', '46'])
  })
})

describe('ecom_clickstream', () => {
  const steps = 'steps=["product_view","add_to_cart","cart","shipping_details","payment_details","purchase"]'
  const users = async (...parameters: string[]): Promise<number[]> =>
    (await query('ecom', 'funnel', steps, ...parameters)).map((row) => Number(row['users']))

  it('gives the reference funnel, without a window and within an hour', async () => {
    expect((await lathe('ingest', data('ecom_clickstream/ecom.csv.gz'), '--workspace', workspace('ecom'))).status).toBe(
      0,
    )
    expect(await users('window=none', 'ties=strict')).toEqual([598, 517, 429, 329, 222, 114])
    expect(await users('window=1 hour', 'ties=strict')).toEqual([598, 480, 321, 166, 67, 15])
    expect(await users('window=1 hour', 'ties=any')).toEqual([598, 480, 321, 167, 68, 15])
    expect(await users('window=none', 'ties=strict', 'per=session')).toEqual([2868, 943, 476, 193, 71, 15])
  })
})

describe('onlineretail', () => {
  it('keeps all rows, a quarter of them without a user, and widens InvoiceNo', async () => {
    const run = await lathe('ingest', data('onlineretail/onlineretail.csv.gz'), '--workspace', workspace('retail'))
    expect(JSON.parse(run.out)).toMatchObject({ rows: 541_909, rowsWithoutUser: 135_080, users: 4372, rejected: 0 })
    const sql = await lathe(
      'sql',
      "SELECT count(DISTINCT InvoiceNo) AS invoices, count(*) FILTER (starts_with(InvoiceNo, 'C')) AS cancelled, " +
        'sum(Quantity * UnitPrice) AS revenue FROM onlineretail',
      '--workspace',
      workspace('retail'),
      '--format',
      'json',
    )
    const [row] = JSON.parse(sql.out) as { invoices: number; cancelled: number; revenue: number }[]
    expect(row).toMatchObject({ invoices: 25_900, cancelled: 9288 })
    expect(row!.revenue).toBeCloseTo(9_747_747.93, 1)
  })

  it('gives the monthly cohort of December 2010', async () => {
    const rows = (await query('retail', 'retention', 'unit=month')).filter((row) => row['cohort'] === '2010-12-01')
    expect(rows.slice(0, 4).map((row) => row['users'])).toEqual(['948', '362', '317', '367'])
  })
})

describe('mta_paths', () => {
  it('credits 19,785 conversions by every model', async () => {
    const run = await lathe('ingest', data('mta_paths/mta_data.csv.gz'), '--workspace', workspace('mta'))
    expect(JSON.parse(run.out)).toMatchObject({ table: 'mta_data', rows: 10_000, partitions: 1 })
    const rows = await query('mta', 'attribution-paths')
    // Participation credits every channel of a path in full: it sums above all conversions, and says so.
    for (const model of new Set(rows.map((row) => row['model']).filter((one) => one !== 'participation'))) {
      expect(
        rows.filter((row) => row['model'] === model).reduce((sum, row) => sum + Number(row['conversions']), 0),
        model,
      ).toBeCloseTo(19_785, 6)
    }
    expect(
      rows
        .filter((row) => row['model'] === 'first')
        .slice(0, 4)
        .map((row) => [row['channel'], Number(row['conversions'])]),
    ).toEqual([
      ['alpha', 6308],
      ['iota', 4606],
      ['eta', 3164],
      ['beta', 2831],
    ])
  })
})

describe('funneljoin', () => {
  it('joins two logs as its reference does: six users register at or after they first landed', async () => {
    for (const name of ['landed', 'registered'])
      expect((await lathe('ingest', data(`funneljoin/${name}.csv`), '--workspace', workspace('join'))).status).toBe(0)
    const rows = await query(
      'join',
      'funnel',
      'steps=["landed","registered"]',
      'window=none',
      'ties=any',
      'entry=first',
    )
    expect(rows.map((row) => [row['event'], row['users']])).toEqual([
      ['landed', '7'],
      ['registered', '6'],
    ])
  })
})
