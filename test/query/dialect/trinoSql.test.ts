import { describe, expect, it } from 'vitest'
import { trinoSql } from '../../../src-renderer/query/dialect/trinoSql'
import { trinoText } from '../../../src-renderer/query/dialect/trinoText'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'

const TABLES = [
  {
    name: 'log',
    columns: [
      { name: 'user_key', sqlType: 'INTEGER' },
      { name: 'event', sqlType: 'VARCHAR' },
      { name: 'ts', sqlType: 'TIMESTAMP' },
      { name: 'day', sqlType: 'DATE' },
      { name: 'value', sqlType: 'DOUBLE' },
      { name: 'from', sqlType: 'VARCHAR' },
    ],
  },
]
const line = (sql: string, zone = 'UTC'): string => trinoSql(sql, TABLES, zone).replaceAll(/\s+/g, ' ')

describe('what DuckDB says, in Trino', () => {
  it.each([
    ['user_key / 2', 'CAST(user_key AS double) / 2'],
    ['user_key // 2', 'user_key / 2'],
    ['user_key // value::BIGINT', null],
    ['user_key % user_key', 'user_key % nullif(user_key, 0)'],
    ['day - 1', "date_add('day', -(1), day)"],
    ['day - day', "date_diff('day', day, day)"],
    ['least(value, 1.5)', 'coalesce(least(value, 1.5E0), value, 1.5E0)'],
    ['user_key || event', 'CAST(user_key AS varchar) || event'],
    ['epoch_us(ts)', 'CAST(round(to_unixtime(ts) * 1E6) AS bigint)'],
    ['make_timestamp(1709752020000001::BIGINT)', "TIMESTAMP '2024-03-06 19:07:00.000001'"],
    ['local_date(ts)', 'CAST(ts AS date)'],
    ['CAST(user_key + 1 AS INTEGER) * 2', '(user_key + 1) * 2'],
    [
      'range(user_key - 1, 5)',
      'slice(sequence(user_key - 1, greatest(user_key - 1, 5 - 1)), 1, greatest(5 - (user_key - 1), 0))',
    ],
    ['"from"', '"from"'],
    ['count(*) FILTER (value > 1)', 'count(*) FILTER (WHERE value > 1)'],
    ['arg_min(event, ts)', 'min_by(event, ts) FILTER (WHERE event IS NOT NULL)'],
    ['sum(value) FILTER (value > 1) OVER (ORDER BY ts)', 'sum(CASE WHEN value > 1 THEN value END) OVER (ORDER BY ts)'],
    ["event IS NOT DISTINCT FROM 'a'", "event IS NOT DISTINCT FROM 'a'"],
    ['(value > 1) IS TRUE', 'coalesce((value > 1), FALSE)'],
  ] as const)('%s', (duckdb, trino) => {
    const sql = `SELECT ${duckdb} AS x FROM log`
    if (trino === null) expect(() => line(sql)).toThrow(/a cast from double to bigint/)
    else expect(line(sql)).toBe(`SELECT ${trino} AS x FROM "log"`)
  })

  it('cuts days in the zone', () => {
    expect(line('SELECT local_date(ts) AS d FROM log', 'Europe/Berlin')).toContain(
      "CAST(CAST(with_timezone(ts, 'UTC') AT TIME ZONE 'Europe/Berlin' AS timestamp(6)) AS date)",
    )
  })

  it('puts an alias in its place, numbers groups, and names an unnested item', () => {
    expect(line('SELECT day AS d, d + 1 AS next, count(*) AS n FROM log GROUP BY ALL ORDER BY ALL')).toBe(
      `SELECT day AS d, date_add('day', 1, day) AS next, count(*) AS n FROM "log" GROUP BY 1, 2 ORDER BY 1, 2, 3`,
    )
    expect(line('SELECT unnest([1, 2]) AS nth, day FROM log')).toBe(
      'SELECT CASE unnested.unnested_place WHEN 1 THEN 1 WHEN 2 THEN 2 END AS nth, day FROM "log" ' +
        'CROSS JOIN UNNEST(ARRAY[1, 2]) AS unnested (unnested_place)',
    )
  })

  it('joins by USING with names that Trino knows', () => {
    const sql =
      'WITH a AS (SELECT day, value FROM log) SELECT day, a.value, b.value FROM a LEFT JOIN a AS b USING (day)'
    expect(line(sql)).toContain('SELECT a.day, a.value, b.value FROM a LEFT JOIN a AS b ON a.day = b.day')
  })

  it('says where it is approximate', () => {
    expect(trinoSql('SELECT median(value) AS m FROM log', TABLES, 'UTC')).toBe(
      '-- Medians and percentiles are approximate in Trino (approx_percentile).\n' +
        'SELECT approx_percentile(value, 0.5E0) AS m\nFROM "log"',
    )
  })

  it.each([
    ['SELECT strftime(ts, $$%Y$$) AS x FROM log', /“\$\$%Y\$\$/],
    ["SELECT strftime(ts, '%Y') AS x FROM log", /the function strftime\(\)/],
    ['SELECT DISTINCT ON (event) event FROM log', /“ON \( event/],
    ['SELECT x FROM log', /the column x/],
    ['SELECT day FROM other', /the table other, which is not exported/],
    ['SELECT ts FROM model.log', /what the model adds/],
    ['SELECT ts FROM all_events', /name one of them/],
    ['SELECT value::VARCHAR AS x FROM log', /a cast from double to varchar/],
    ['SELECT row_number() OVER () AS x FROM log', /row_number\(\) without an order/],
    ['SELECT event = 1 AS x FROM log', /a comparison of varchar and integer/],
    ['SELECT ts + value AS x FROM log', /timestamp \+ double/],
    ['SELECT list_filter([1], x -> x > 1) AS x FROM log', /-> x/],
    ['FROM read_csv(1)', /read_csv|“\( 1/],
    ['SELECT 1; SELECT 2', /“; SELECT 2”/],
  ])('%s is refused by name', (sql, what) => {
    expect(() => trinoSql(sql, TABLES, 'UTC')).toThrow(what)
  })
})

it('a plan is printed over the exported tables, its sides one after the other', () => {
  const catalog: Catalog = {
    timezone: 'UTC',
    weekStart: 1,
    hasTestUsers: false,
    tables: [
      {
        name: 'log',
        kind: 'events',
        columns: [
          { name: 'user_key', type: 'integer', source: 'user_key' },
          { name: 'ts', type: 'timestamp', source: 'at', role: 'time' },
        ],
        ...{ rows: 1, minTs: 0, maxTs: 0, minDate: '1970-01-01', maxDate: '1970-01-01' },
      },
    ],
  }
  const plan = { sql: 'SELECT user_key, events FROM main.log_user_days' }
  expect(trinoText(plan, catalog)).toBe(
    '-- For Trino, over the tables that lathe export writes (_trino.sql makes them).\n' +
      'SELECT user_key, events\nFROM "log_user_days";',
  )
  const sides = [
    { label: 'now', plan },
    { label: 'then', plan: { sql: 'SELECT _line AS n FROM main.log' } },
  ]
  expect(trinoText({ sql: '', sides }, catalog)).toMatch(
    /^-- now\n[^]*;\n\n-- then\n[^]*SELECT _line AS n\nFROM "log";$/,
  )
})
