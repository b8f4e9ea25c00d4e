import { describe, expect, it } from 'vitest'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { readMentions, readsOtherTimes, tableNeeds, type StoredTable } from '../../src-renderer/query/needs'

const part = (date: string): PartitionEntry => ({ path: `tables/log/date=${date}/p.arrow`, date, rows: 1, bytes: 1, minTs: 0, maxTs: 0, sha256: '' })
const column = (name: string) => ({ name, type: 'string' as const, source: name })
const TABLES: readonly StoredTable[] = [
  { name: 'log', isEvents: true, columns: ['user_key', 'event', 'ts', 'plan', 'Odd "name"', '_source'].map(column), partitions: ['2024-01-01', '2024-01-02', '2024-01-03'].map(part) },
  { name: 'shops', isEvents: false, columns: ['id', 'city', 'plan'].map(column), partitions: [] },
  { name: 'users', isEvents: false, columns: ['user_key', 'user_id', 'is_test'].map(column), partitions: [] },
]
const wanted = (sql: string): Record<string, string[]> => Object.fromEntries(tableNeeds(sql, TABLES, undefined).map((need) => [need.name, [...need.wanted]]))

describe('what a query needs', () => {
  it('is the tables and columns it names, and the core of event tables', () => {
    expect(wanted('SELECT count(*) FROM log')).toEqual({ log: ['user_key', 'event', 'ts'] })
    expect(wanted('SELECT PLAN FROM "Log"')).toEqual({ log: ['user_key', 'event', 'ts', 'plan'] })
    expect(wanted('SELECT "odd ""name""" FROM log')).toEqual({ log: ['user_key', 'event', 'ts', 'Odd "name"'] })
    expect(wanted('SELECT city FROM shops')).toEqual({ shops: ['city'] })
    expect(wanted('SELECT user_id FROM log')).toEqual({ log: ['user_key', 'event', 'ts'], users: ['user_key', 'user_id'] })
    expect(wanted('SELECT _file, _line FROM all_events')).toEqual({ log: ['user_key', 'event', 'ts', '_source'] })
    expect(wanted("SELECT 'plan', city -- log plan\nFROM shops")).toEqual({ shops: ['city'] })
  })

  it('is every column where whole rows are taken', () => {
    for (const sql of ['SELECT * FROM shops', 'FROM shops', 'SELECT s.* FROM shops s', 'SELECT 1, * FROM shops', 'SELECT DISTINCT * FROM shops', 'WITH x AS (FROM shops) SELECT id FROM x', 'DESCRIBE shops', "SELECT columns('i.*') FROM shops", 'SUMMARIZE shops']) {
      expect(wanted(sql)['shops']).toEqual(['id', 'city', 'plan'])
    }
    for (const sql of ['SELECT count(*), 2 * 3 AS n, city FROM shops', 'SELECT sum(2 * length(city)) FROM shops']) expect(readMentions(sql).star).toBe(false)
  })

  it('tells a table from a column of the same name', () => {
    expect(wanted('SELECT city, count(*) AS users FROM shops GROUP BY city ORDER BY users')).toEqual({ shops: ['city'] })
    expect(wanted('WITH a AS (SELECT id, plan AS users FROM shops WHERE plan IN (SELECT plan FROM log)) SELECT id, users FROM a')).toEqual({ shops: ['id', 'plan'], log: ['user_key', 'event', 'ts', 'plan'] })
    for (const sql of ['SELECT 1 FROM shops, users', 'SELECT 1 FROM shops JOIN users ON true', 'SELECT (SELECT count(is_test) FROM users) FROM shops', 'FROM shops SELECT (FROM users SELECT max(is_test))', 'DESCRIBE users']) expect(Object.keys(wanted(sql))).toContain('users')
  })

  it('is only the partitions inside the dates', () => {
    const dates = (from: string | null, to: string | null): (string | null)[] => tableNeeds('FROM log', TABLES, { from, to })[0]!.partitions.map((entry) => entry.date)
    expect(dates('2024-01-02', null)).toEqual(['2024-01-02', '2024-01-03'])
    expect(dates(null, '2024-01-01')).toEqual(['2024-01-01'])
    expect(dates(null, null)).toHaveLength(3)
  })

  it('finds qualified tables', () => {
    expect(wanted('SELECT plan FROM main."log" WHERE user_key NOT IN (SELECT user_key FROM main.users WHERE is_test)')).toEqual({ log: ['user_key', 'event', 'ts', 'plan'], users: ['user_key', 'user_id', 'is_test'] })
    expect(wanted('WITH log AS (SELECT city FROM main."shops") SELECT count(*) FROM log')['shops']).toEqual(['city'])
  })

  it('says whether times are asked for that no event table has', () => {
    const dated: StoredTable = { name: 'visits', isEvents: false, columns: [column('id'), { name: 'opened', type: 'timestamp', source: 'opened' }], partitions: [] }
    const others = (sql: string): boolean => readsOtherTimes(sql, tableNeeds(sql, [...TABLES, dated], undefined))
    for (const sql of ['SELECT local_date(ts) FROM log', 'SELECT local_date(make_timestamp(0)) FROM log', 'SELECT id, local_date(ts) FROM visits, log']) expect([sql, others(sql)]).toEqual([sql, false])
    for (const sql of ['SELECT local_date(opened) FROM visits', 'SELECT local_date(opened), ts FROM visits, log', 'SELECT *, local_date(ts) FROM visits, log', "SELECT local_time(TIMESTAMP '2015-07-04') FROM log", 'SELECT 1']) expect([sql, others(sql)]).toEqual([sql, true])
  })
})
