import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

let folder = ''
let native: DuckDBConnection
const at = (name: string): string => join(folder, name)

/** Local days in Berlin: the clocks go forward on 31 March; 22:30Z is the next day from then on. */
const LOG = [
  'who,what,when,session,amount,plan,date',
  'ann,view,2024-03-30T22:30:00.123456Z,a1,,free,x',
  'bob,view,2024-03-30T23:30:00Z,b1,,,y',
  'ann,buy,2024-03-31T21:59:59.999999Z,a2,9.5,pro,',
  'ann,buy,2024-03-31T22:00:00Z,a2,1.25,pro,z',
  ',view,2024-04-02T08:00:00Z,,,"a ""b"", c",é',
  'bob,buy,2024-04-02T08:00:00Z,b2,7,pro,',
].join('\n')
const ORDERS = 'order_id,day,total\n1,2024-03-30,5\n2,,6\n3,2024-03-31,7.5\n'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-export-'))
  native = await (await DuckDBInstance.create(':memory:')).connect()
  writeFileSync(at('log.csv'), LOG)
  writeFileSync(at('places.csv'), 'place,size\na,1\nb,\n')
  writeFileSync(at('orders.csv'), ORDERS)
  const map = 'user=who,event=what,time=when,session=session,value=amount'
  await lathe('ingest', at('log.csv'), '-w', at('ws'), '--map', map, '--timezone', 'Europe/Berlin')
  await lathe('ingest', at('places.csv'), '-w', at('ws'), '--kind', 'table')
  await lathe('ingest', at('orders.csv'), '-w', at('ws'), '--kind', 'table', '--map', 'time=day')
})
afterAll(() => {
  native.closeSync()
  rmSync(folder, { recursive: true })
})

/** A cell as text; '' for none. */
function cellText(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}

async function rows(sql: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const found = await native.runAndReadAll(sql)
  return found
    .getRowObjectsJson()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellText(value)])))
}
const parquet = (path: string): string => `read_parquet('${at(path)}', hive_partitioning = true)`

describe('lathe export', () => {
  it('writes a log in a folder a local date, which another reader finds as it is in Lathe', async () => {
    const run = await lathe('export', 'log', '-w', at('ws'), '--out', at('one'), '--format', 'parquet')
    expect(run.notes).toBe('')
    expect(JSON.parse(run.out)).toMatchObject({ tables: [{ table: 'log', folder: '', files: 4, rows: 6 }] })
    // The log has a column `date` of its own: the folders' date has another name.
    expect(readdirSync(at('one')).sort()).toEqual([
      '_duckdb.sql',
      '_trino.sql',
      'event_date=2024-03-30',
      'event_date=2024-03-31',
      'event_date=2024-04-01',
      'event_date=2024-04-02',
    ])
    const columns =
      'user_key, user_id, event, epoch_us(ts) AS micros, session_id, value, plan, date, _source, _file, _line'
    const own = await lathe('sql', `SELECT ${columns} FROM log ORDER BY _source`, '-w', at('ws'), '--format', 'json')
    const found = await rows(`SELECT ${columns} FROM ${parquet('one/*/*.parquet')} ORDER BY _source`)
    const expected = JSON.parse(own.out) as readonly Readonly<Record<string, unknown>>[]
    expect(found).toEqual(
      expected.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellText(value)]))),
    )
    const days = await rows(
      `SELECT event_date::VARCHAR AS day, count(*) AS n FROM ${parquet('one/*/*.parquet')} GROUP BY 1 ORDER BY 1`,
    )
    expect(days.map(({ day, n }) => `${day} ${n}`)).toEqual([
      '2024-03-30 1',
      '2024-03-31 2',
      '2024-04-01 1',
      '2024-04-02 2',
    ])
  })

  it('writes all tables, each in its folder, with statements that make tables of them elsewhere', async () => {
    const run = await lathe('export', '-w', at('ws'), '--out', at('all'))
    const { tables } = JSON.parse(run.out) as { tables: readonly { table: string; rows: number; files: number }[] }
    expect(tables.map(({ table, rows: n, files }) => `${table} ${n} ${files}`)).toEqual([
      'log 6 4',
      'log_user_days 5 4',
      'log_sessions 4 3',
      'places 2 1',
      'orders 3 3',
      'all_users 2 1',
    ])
    expect(existsSync(at('all/orders/date=__HIVE_DEFAULT_PARTITION__/part-0.parquet'))).toBe(true)
    const views = readFileSync(at('all/_duckdb.sql'), 'utf8').replaceAll(
      "read_parquet('",
      `read_parquet('${at('all')}/`,
    )
    await native.run(views)
    for (const { table } of tables) {
      const order = table === 'places' ? 'place' : table === 'orders' ? 'order_id' : 'ALL'
      const sql = table === 'log' ? 'SELECT user_id, event, value FROM log' : `SELECT * FROM ${table}`
      const own = csvRows((await lathe('sql', `${sql} ORDER BY ${order}`, '-w', at('ws'), '--format', 'csv')).out)
      expect(await rows(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: String(own.length) }])
    }
    expect(await rows('SELECT date::VARCHAR AS date, user_key, events FROM log_user_days ORDER BY ALL')).toEqual(
      csvRows(
        (
          await lathe(
            'sql',
            'SELECT date, user_key, events FROM log_user_days ORDER BY ALL',
            '-w',
            at('ws'),
            '--format',
            'csv',
          )
        ).out,
      ),
    )
    const trino = readFileSync(at('all/_trino.sql'), 'utf8')
    expect(trino).toContain(`partitioned_by = ARRAY['event_date']`)
    expect(trino).toContain('"ts" timestamp(6)')
  })

  it('refuses what it cannot do, and leaves nothing behind', async () => {
    const there = await lathe('export', 'log', '-w', at('ws'), '--out', at('one'))
    expect(there).toMatchObject({
      status: 1,
      notes: expect.stringMatching(/is there already; name a folder/) as string,
    })
    const unknown = await lathe('export', 'logs', '-w', at('ws'), '--out', at('none'))
    expect(unknown).toMatchObject({ status: 1, notes: expect.stringMatching(/did you mean log/) as string })
    expect(await lathe('export', 'log', '-w', at('ws'))).toMatchObject({ status: 2 })
    expect(await lathe('export', 'log', '-w', at('ws'), '--out', at('none'), '--format', 'csv')).toMatchObject({
      status: 2,
    })
    expect(readdirSync(folder).filter((name) => name.includes('none') || name.endsWith('.part'))).toEqual([])
  })
})
