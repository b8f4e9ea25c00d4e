import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_MODEL, type Relation } from '../../src-renderer/model/dataModel'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import { sqlTraps } from '../../src-renderer/query/sql/traps'
import { catalog as base } from '../panels/analysis/fakeContext'

const table = (name: string, ...columns: readonly string[]): CatalogTable => ({
  name,
  kind: 'table',
  rows: 3,
  minTs: null,
  maxTs: null,
  minDate: null,
  maxDate: null,
  columns: columns.map((column) => ({ name: column, type: 'string', source: column })),
})
const orders = table('orders', 'id', 'customer_id', 'amount')
const items = table('items', 'order_id', 'product', 'price')
const catalog: Catalog = { ...base, tables: [...base.tables, orders, items] }
const modelled = (duplicates: Relation['duplicates']): Catalog => ({
  ...catalog,
  model: {
    ...EMPTY_MODEL,
    relations: [
      {
        name: 'orders',
        from: { table: 'items', column: 'order_id' },
        to: { table: 'orders', column: 'id' },
        duplicates,
      },
    ],
  },
})
/** What is said of a text: kind and the words that it points at. */
const told = (sql: string, of: Catalog = catalog): readonly string[] =>
  sqlTraps(sql, of).map(({ kind, from, to, ifRepeated }) => {
    const checks = (ifRepeated ?? []).map((one) => `${one.table}.${one.columns.join('+')}`)
    return [kind, sql.slice(from, to), ...checks].join(' | ')
  })

describe('AND and OR without brackets', () => {
  it.each([
    ["SELECT 1 FROM log WHERE event = 'a' OR event = 'b' AND plan = 'x'", ['and-or | OR']],
    ['SELECT 1 FROM log WHERE (a OR b AND c)', ['and-or | OR']],
    ['SELECT CASE WHEN a AND b OR c THEN 1 END FROM log', ['and-or | OR']],
    ['SELECT 1 FROM a JOIN b ON a.x = b.x AND a.y = 1 OR b.z', ['and-or | OR']],
    ['SELECT 1 FROM log GROUP BY x HAVING a AND b OR c', ['and-or | OR']],
    ['SELECT count(*) FILTER (WHERE a AND b OR c) FROM log', ['and-or | OR']],
    ['SELECT 1 FROM (SELECT 1 FROM log WHERE a AND b OR c)', ['and-or | OR']],
    ['SELECT 1 FROM log WHERE (a OR b) AND c', []],
    ['SELECT 1 FROM log WHERE a OR (b AND c)', []],
    ['SELECT 1 FROM log WHERE d BETWEEN 1 AND 2 OR e', []],
    ['SELECT 1 FROM log WHERE a AND b AND c', []],
    ["SELECT 1 FROM log WHERE x = 'a OR b AND c' -- OR AND", []],
    ['SELECT a AND b, c OR d FROM log', []],
    ['SELECT CASE WHEN a AND b THEN c OR d END FROM log', []],
    ['SELECT 1 FROM log WHERE a AND CASE WHEN b OR c THEN d END', []],
  ] as const)('%s', (sql, wanted) => {
    expect(told(sql)).toEqual(wanted)
  })
})

describe('a window of days by a join with itself', () => {
  it.each([
    'SELECT a.d, count(DISTINCT b.u) FROM log a JOIN log b ON b.d BETWEEN a.d - 29 AND a.d GROUP BY 1',
    'WITH days AS (SELECT DISTINCT d FROM log), used AS (SELECT d, u FROM log) SELECT a.d FROM days a JOIN used b ON b.d BETWEEN a.d - 6 AND a.d',
    'SELECT a.d FROM log a, log b WHERE b.d BETWEEN a.d - INTERVAL 6 DAY AND a.d GROUP BY 1',
    "SELECT a.d FROM log a LEFT JOIN log b ON b.u = 1 AND b.d BETWEEN a.d - INTERVAL '29 days' AND a.d",
    'SELECT d, (SELECT count(DISTINCT u) FROM log b WHERE b.d BETWEEN a.d - 29 AND a.d) FROM log a',
    'SELECT 1 FROM log a JOIN log b ON local_date(b.ts) BETWEEN local_date(a.ts) - 29 AND local_date(a.ts)',
  ])('%s', (sql) => {
    expect(sqlTraps(sql, catalog).map(({ kind, instead }) => [kind, instead?.route])).toEqual([
      ['rolling', 'active-users'],
    ])
  })
  it('says how many days', () => {
    expect(sqlTraps('SELECT 1 FROM log a JOIN log b ON b.d BETWEEN a.d - 29 AND a.d', catalog)[0]?.says).toContain(
      'the 30 days up to it',
    )
  })
  it.each([
    "SELECT 1 FROM log WHERE d BETWEEN DATE '2024-01-31' - 29 AND DATE '2024-01-31'",
    'SELECT 1 FROM log WHERE d BETWEEN $to - 29 AND $to',
    'SELECT 1 FROM log a JOIN log b ON b.d BETWEEN a.d AND a.d + 7',
    'SELECT 1 FROM log a JOIN log b ON b.d BETWEEN a.c - 29 AND a.d',
    'SELECT 1 FROM calendar a JOIN log b ON b.d BETWEEN a.d - 29 AND a.d',
    "WITH c AS (SELECT range AS d FROM range(DATE '2024-01-01', (SELECT max(d) FROM log), INTERVAL 1 DAY)) SELECT 1 FROM c JOIN log b ON b.d BETWEEN c.d - 29 AND c.d",
    'WITH asked AS (SELECT $day AS day) SELECT 1 FROM log, asked WHERE d BETWEEN day - 29 AND day',
    'SELECT sum(n) OVER (ORDER BY d ROWS BETWEEN 29 PRECEDING AND CURRENT ROW) FROM a',
    'SELECT 1 FROM log a JOIN log b ON b.d BETWEEN a.d - 0 AND a.d',
  ])('is not: %s', (sql) => {
    expect(told(sql)).toEqual([])
  })
})

describe('joins that multiply', () => {
  it('are told where both sides repeat the key', () => {
    expect(told('SELECT count(*) FROM log a JOIN log b ON a.user_key = b.user_key')).toEqual([
      'multiplies | log b ON a.user_key = b.user_key',
    ])
    expect(told('SELECT 1 FROM log a JOIN log_sessions s USING (user_key)')).toEqual(['multiplies | log_sessions'])
    expect(told('SELECT 1 FROM log l JOIN items i ON i.product = l.user_id')).toEqual([
      'multiplies | items i ON i.product = l.user_id | items.product',
    ])
    expect(told('SELECT 1 FROM orders o JOIN items i ON i.order_id = o.id')).toEqual([
      'multiplies | items i ON i.order_id = o.id | items.order_id | orders.id',
    ])
  })
  it.each([
    'SELECT 1 FROM users u JOIN log l ON l.user_key = u.user_key',
    'SELECT 1 FROM log l JOIN users u USING (user_key)',
    'SELECT 1 FROM log l JOIN log_user_days d USING (user_key, date)',
    'WITH f AS (SELECT user_key, min(ts) AS first FROM log GROUP BY user_key) SELECT 1 FROM log l JOIN f ON f.user_key = l.user_key',
    'SELECT 1 FROM log l JOIN (SELECT DISTINCT user_key FROM log) f ON f.user_key = l.user_key',
    'SELECT 1 FROM log a SEMI JOIN log b ON a.user_key = b.user_key',
    'SELECT 1 FROM log a ASOF JOIN log b ON a.user_key = b.user_key AND a.ts >= b.ts',
    'SELECT 1 FROM log a JOIN elsewhere b ON a.user_key = b.user_key',
    'SELECT 1 FROM log a, log b',
  ])('are not: %s', (sql) => {
    expect(told(sql)).toEqual([])
  })
  it('go by what the model knows', () => {
    const sql = 'SELECT 1 FROM items i JOIN orders o ON o.id = i.order_id'
    expect(told(sql, modelled('refuse'))).toEqual([])
    expect(told(sql, modelled('first'))).toEqual(['multiplies | orders o ON o.id = i.order_id | items.order_id'])
  })
})

describe('figures over joined rows', () => {
  it('are told where a join repeats their rows', () => {
    expect(
      told('SELECT avg(o.amount), sum(i.price) FROM orders o JOIN items i ON i.order_id = o.id', modelled('refuse')),
    ).toEqual(['joined-figure | avg | items.order_id'])
    expect(told('SELECT sum(u.value) FROM users u LEFT JOIN log l ON l.user_key = u.user_key')).toEqual([
      'joined-figure | sum',
    ])
    expect(told('SELECT sum(u.value) FROM log l JOIN users u USING (user_key)')).toEqual(['joined-figure | sum'])
  })
  it.each([
    'SELECT avg(l.value), count(DISTINCT u.user_key) FROM users u JOIN log l USING (user_key)',
    'SELECT sum(DISTINCT u.value) FROM users u JOIN log l USING (user_key)',
    'SELECT avg(u.value) FROM users u',
    'SELECT max(u.value) FROM users u JOIN log l USING (user_key)',
  ])('are not: %s', (sql) => {
    expect(told(sql)).toEqual([])
  })
})

describe('retention of cohorts that are too young', () => {
  const first = 'WITH f AS (SELECT user_key, min(local_date(ts)) AS first_day FROM log GROUP BY user_key)'
  const share =
    "count(DISTINCT l.user_key) FILTER (WHERE date_diff('day', f.first_day, local_date(l.ts)) = 30) / count(DISTINCT f.user_key)"
  const from = 'FROM f JOIN log l ON l.user_key = f.user_key'
  it.each([
    `${first} SELECT f.first_day, ${share} ${from} GROUP BY 1`,
    `SELECT u.first_seen, count(*) FILTER (WHERE d.date - u.first_seen::DATE = 7) / count(*) FROM users u JOIN log_user_days d USING (user_key) GROUP BY 1`,
  ])('is told: %s', (sql) => {
    expect(sqlTraps(sql, catalog).map(({ kind, instead }) => [kind, instead?.route])).toEqual([
      ['immature', 'retention'],
    ])
  })
  it.each([
    `${first} SELECT f.first_day, ${share} ${from} WHERE f.first_day <= (SELECT max(local_date(ts)) FROM log) - 30 GROUP BY 1`,
    `${first} SELECT first_day, count(*) FROM f GROUP BY 1`,
    "SELECT date_diff('day', a, b) / 7 FROM log",
    'SELECT first_seen, count(*) FROM users GROUP BY 1',
  ])('is not: %s', (sql) => {
    expect(told(sql)).toEqual([])
  })
})

describe('any text', () => {
  it('is read without failing, and remarks point into it', () => {
    const part = fc.constantFrom(
      'SELECT ',
      'FROM ',
      'log ',
      'a ',
      'JOIN ',
      'ON ',
      'a.x',
      ' = ',
      'b.x ',
      'WHERE ',
      'AND ',
      'OR ',
      'BETWEEN ',
      '- 29 ',
      '(',
      ')',
      ',',
      'CASE ',
      'WHEN ',
      'END ',
      'WITH ',
      ' AS ',
      ';',
      "'",
      'min(',
      ' / ',
      'USING (user_key) ',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const sql = parts.join('')
        for (const { from, to } of sqlTraps(sql, catalog)) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(sql.length)
        }
      }),
    )
  })
})

describe('the SQL of the packs', () => {
  const packs = join(import.meta.dirname, '../../queries/packs')
  const files = readdirSync(packs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'))
  it('has none', () => {
    const found = files.flatMap((name) =>
      sqlTraps(readFileSync(join(packs, name), 'utf8'), catalog).map(({ kind }) => `${basename(name)} ${kind}`),
    )
    expect(files.length).toBeGreaterThan(50)
    expect(found).toEqual([])
  })
})
