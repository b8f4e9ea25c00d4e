import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EmptyTables } from '../../src-renderer/engine/emptyTables'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import type { ColumnSchema, ColumnType } from '../../src-renderer/model/schema'
import { readsOtherTimes, tableNeeds, visibleColumns, type StoredTable } from '../../src-renderer/query/session/needs'
import { readReadingSql } from '../../src-renderer/query/session/readingSql'
import type { PartitionEntry } from '../../src-renderer/store/manifest'

const part = (date: string): PartitionEntry => ({
  path: `tables/log/date=${date}/p.arrow`,
  date,
  rows: 1,
  bytes: 1,
  minTs: 0,
  maxTs: 0,
  sha256: '',
})
const columns = (names: Readonly<Record<string, ColumnType>>): readonly ColumnSchema[] =>
  Object.entries(names).map(([name, type]) => ({
    name,
    type,
    source: name,
    ...(name === 'user_key' ? { role: 'user' as const } : {}),
  }))
const LOG = {
  user_key: 'integer',
  event: 'string',
  ts: 'timestamp',
  plan: 'string',
  seats: 'integer',
  score: 'double',
  ok: 'boolean',
  born: 'date',
  'Odd "name"': 'string',
  _source: 'integer',
} as const
const TABLES: readonly StoredTable[] = [
  {
    name: 'log',
    isEvents: true,
    isMeasured: true,
    columns: columns(LOG),
    partitions: ['2024-01-01', '2024-01-02', '2024-01-03'].map(part),
  },
  {
    name: 'more',
    isEvents: true,
    isMeasured: true,
    columns: columns({ user_key: 'integer', event: 'string', ts: 'timestamp', plan: 'integer', _source: 'integer' }),
    partitions: [],
  },
  {
    name: 'shops',
    isEvents: false,
    isMeasured: false,
    columns: columns({ id: 'string', city: 'string', plan: 'string', opened: 'timestamp', _source: 'integer' }),
    partitions: [],
  },
  {
    name: 'all_users',
    isEvents: false,
    isMeasured: true,
    columns: columns({ user_key: 'integer', user_id: 'string', is_test: 'boolean' }),
    partitions: [],
  },
]
const CORE = ['user_key', 'event', 'ts']
const ALL = Object.keys(LOG)

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
const empty = new EmptyTables(engine)
beforeAll(async () => {
  await empty.define(
    TABLES.map((table) => ({ name: table.name, schema: 'main' as const, columns: visibleColumns(table, []) })),
    [{ name: 'all_events', schema: 'main', of: ['log', 'more'] }],
  )
})
afterAll(() => {
  engine.close()
})

async function wanted(sql: string): Promise<Record<string, string[]>> {
  const { reads } = await readReadingSql(sql, empty, engine)
  return Object.fromEntries(tableNeeds(reads, TABLES, undefined).map((need) => [need.name, [...need.wanted]]))
}

describe('what a query needs', () => {
  it('is the tables and columns it reads, and the core of event tables', async () => {
    const log = (...names: string[]): string[] => ALL.filter((name) => CORE.includes(name) || names.includes(name))
    const cases: readonly (readonly [string, Record<string, string[]>])[] = [
      ['SELECT count(*) FROM log', { log: CORE }],
      ['SELECT count(*) FROM shops', { shops: [] }],
      ['SELECT PLAN FROM "Log"', { log: log('plan') }],
      ['SELECT "odd ""name""" FROM log', { log: log('Odd "name"') }],
      ['SELECT city FROM shops', { shops: ['city'] }],
      // The pivot's values are read whatever stands around it.
      [
        'SELECT * FROM (PIVOT shops ON city USING count(*)) LIMIT 0',
        { shops: ['id', 'city', 'plan', 'opened', '_source'] },
      ],
      ['SELECT user_id FROM log', { log: CORE, all_users: ['user_key', 'user_id'] }],
      ['SELECT _file, _line FROM log', { log: log('_source') }],
      ["SELECT 'plan', city -- log plan\nFROM shops", { shops: ['city'] }],
      // Whole rows.
      ...[
        'SELECT * FROM log',
        'FROM log',
        'SELECT e.* FROM log e',
        'SELECT e FROM log e',
        'SELECT log FROM log',
        'SUMMARIZE log',
        "FROM query('FROM log')",
        "FROM query_table('log')",
        'SELECT DISTINCT * FROM log',
        'WITH log AS (FROM main.log) FROM log',
        'SELECT count(DISTINCT e) FROM log e',
        'EXPLAIN ANALYZE FROM log',
        'SELECT * EXCLUDE (user_key) FROM log',
        'UNPIVOT (SELECT event::VARCHAR AS event, e FROM log e) ON event',
        "PIVOT log ON plan IN ('a') USING count(*)",
        'PIVOT log ON plan USING count(*)',
        "SELECT * FROM log WHERE false OR user_id = 'a'",
      ].map((sql): readonly [string, Record<string, string[]>] => [
        sql,
        { log: ALL, all_users: ['user_key', 'user_id'] },
      ]),
      ['SELECT * EXCLUDE (user_id, plan) FROM log', { log: ALL.filter((name) => name !== 'plan') }],
      ["SELECT COLUMNS('pl.*') FROM log", { log: log('plan') }],
      ["SELECT COLUMNS('user.*') FROM log", { log: CORE, all_users: ['user_key', 'user_id'] }],
      [
        'FROM all_events',
        { log: ALL, more: ['user_key', 'event', 'ts', 'plan', '_source'], all_users: ['user_key', 'user_id'] },
      ],
      ['SELECT count(*) FROM all_events', { log: CORE, more: CORE }],
      // Joins, filters, order, subqueries.
      ['SELECT event FROM log JOIN shops USING (plan)', { log: log('plan'), shops: ['plan'] }],
      ['SELECT count(*) FROM log NATURAL JOIN (SELECT plan, city FROM shops)', { log: log('plan'), shops: ['plan'] }],
      ['SELECT event FROM log ORDER BY seats', { log: log('seats') }],
      [
        "SELECT event FROM log WHERE plan = 'x' AND seats > 3 AND score < 0 AND ok AND born = '2024-01-01' AND " +
          "ts < '2020-01-01'",
        { log: log('plan', 'seats', 'score', 'ok', 'born') },
      ],
      ['SELECT event FROM log WHERE seats IS NULL OR plan IS NOT NULL', { log: log('plan', 'seats') }],
      ["SELECT event FROM log WHERE plan IN ('a', 'b', 'c') AND NOT ok", { log: log('plan', 'ok') }],
      ['SELECT 1 FROM shops, all_users', { shops: [], all_users: [] }],
      ['SELECT (SELECT count(is_test) FROM all_users) FROM shops', { shops: [], all_users: ['is_test'] }],
      [
        'SELECT id FROM shops WHERE EXISTS (SELECT 1 FROM log WHERE log.plan = shops.plan)',
        { log: log('plan'), shops: ['id', 'plan'] },
      ],
      ['SELECT city, count(*) AS users FROM shops GROUP BY city ORDER BY users', { shops: ['city'] }],
      ['WITH log AS (SELECT city FROM main."shops") SELECT count(city) FROM log', { shops: ['city'] }],
      ['WITH shops AS (SELECT 1 AS a) FROM shops', {}],
      ['SELECT max(seats) FROM log', { log: log('seats') }],
      ['SELECT count(seats) FROM log', { log: log('seats') }],
      ['SELECT local_date(ts) FROM log', { log: CORE }],
      ['SELECT local_time(opened) FROM shops', { shops: ['opened'] }],
      ['SELECT row_number() OVER (PARTITION BY plan ORDER BY seats) FROM log', { log: log('plan', 'seats') }],
      ['SELECT event FROM log QUALIFY rank() OVER (ORDER BY score) = 1', { log: log('score') }],
      ['SELECT plan::VARCHAR FROM log UNION SELECT city FROM shops', { log: log('plan'), shops: ['city'] }],
      ['DESCRIBE log', {}],
      ['SHOW TABLES', {}],
      ['SELECT 1', {}],
    ]
    for (const [sql, needs] of cases) expect([sql, await wanted(sql)]).toEqual([sql, needs])
  })

  it('is only the partitions inside the dates', () => {
    const dates = (from: string | null, to: string | null): (string | null)[] =>
      tableNeeds([{ table: 'log', schema: 'main', columns: new Set() }], TABLES, { from, to })[0]!.partitions.map(
        (entry) => entry.date,
      )
    expect(dates('2024-01-02', null)).toEqual(['2024-01-02', '2024-01-03'])
    expect(dates(null, '2024-01-01')).toEqual(['2024-01-01'])
    expect(dates(null, null)).toHaveLength(3)
    const month: StoredTable = {
      ...TABLES.find((table) => table.name === 'log')!,
      partitions: [{ ...part('2024-01-01'), lastDate: '2024-01-31' }, part('2024-02-01')],
    }
    const files = (from: string | null, to: string | null): number[] =>
      tableNeeds([{ table: 'log', schema: 'main', columns: new Set() }], [month], { from, to })[0]!.partitions.map(
        (entry) => month.partitions.indexOf(entry),
      )
    expect(files('2024-01-31', '2024-02-01')).toEqual([0, 1])
    expect(files('2024-01-10', '2024-01-11')).toEqual([0])
    expect(files(null, '2023-12-31')).toEqual([])
    expect(files('2024-02-01', null)).toEqual([1])
  })

  it('follows tables that change', async () => {
    const other = new EmptyTables(engine)
    expect(await other.define([{ name: 'log', schema: 'main', columns: [{ name: 'a', sqlType: 'BIGINT' }] }], [])).toBe(
      true,
    )
    expect((await other.reads('FROM log')).reads).toEqual([{ table: 'log', schema: 'main', columns: new Set(['a']) }])
    expect(
      await other.define(
        [
          { name: 'log', schema: 'main', columns: [{ name: 'b', sqlType: 'VARCHAR' }] },
          { name: 'c', schema: 'main', columns: [{ name: 'd', sqlType: 'DATE' }] },
        ],
        [],
      ),
    ).toBe(true)
    expect(
      await other.define(
        [
          { name: 'log', schema: 'main', columns: [{ name: 'b', sqlType: 'VARCHAR' }] },
          { name: 'c', schema: 'main', columns: [{ name: 'd', sqlType: 'DATE' }] },
        ],
        [],
      ),
    ).toBe(false)
    expect((await other.reads('FROM log, c')).reads).toEqual([
      { table: 'log', schema: 'main', columns: new Set(['b']) },
      { table: 'c', schema: 'main', columns: new Set(['d']) },
    ])
    expect(await other.define([{ name: 'c', schema: 'main', columns: [{ name: 'd', sqlType: 'DATE' }] }], [])).toBe(
      true,
    )
    await expect(other.reads('FROM log')).rejects.toMatchObject({ code: 'bad-sql' })
    await empty.define([], [])
    await empty.define(
      TABLES.map((table) => ({ name: table.name, schema: 'main' as const, columns: visibleColumns(table, []) })),
      [{ name: 'all_events', schema: 'main', of: ['log', 'more'] }],
    )
  })

  it('says whether it asks for local times, as the engine reads it', async () => {
    const uses = async (sql: string): Promise<boolean> => (await readReadingSql(sql, empty, engine)).usesLocalTimes
    for (const sql of [
      'SELECT local_date(ts) FROM log',
      'SELECT LOCAL_TIME (ts) FROM main."log"',
      'SELECT "local_date"(now()::TIMESTAMP)',
      'WITH days AS (SELECT local_date(ts) AS day FROM log) SELECT count(*) FROM days',
      'EXPLAIN SELECT local_date(ts) FROM log',
      "SELECT list_transform([TIMESTAMP '2020-01-01'], lambda time: local_date(time))",
    ])
      expect([sql, await uses(sql)]).toEqual([sql, true])
    for (const sql of [
      'SELECT 1',
      "SELECT 'local_date(ts)' -- local_time(ts)",
      'SELECT event AS local_date FROM log',
      "SELECT strptime('2020', '%Y'), now(), TIMESTAMP '2015-07-04' FROM main.log",
      'FROM all_events',
      'DESCRIBE log',
      'SHOW TABLES',
    ])
      expect([sql, await uses(sql)]).toEqual([sql, false])
  })

  it('says whether times are read that no event table has', async () => {
    const others = async (sql: string): Promise<boolean> =>
      readsOtherTimes((await readReadingSql(sql, empty, engine)).reads, TABLES)
    for (const sql of [
      'SELECT local_date(ts) FROM log',
      'SELECT local_date(make_timestamp(0)) FROM log',
      'SELECT id, local_date(ts) FROM shops, log',
    ])
      expect([sql, await others(sql)]).toEqual([sql, false])
    for (const sql of [
      'SELECT local_date(opened) FROM shops',
      'SELECT local_date(opened), ts FROM shops, log',
      'SELECT *, local_date(ts) FROM shops, log',
      'SELECT 1',
    ])
      expect([sql, await others(sql)]).toEqual([sql, true])
  })
})
