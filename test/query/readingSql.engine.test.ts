import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { isLatheError } from '../../src-renderer/model/error'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { Session } from '../../src-renderer/query/session/session'
import { importRows, makeWorkspace, rowsOf } from './smallLog'

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
const folder = mkdtempSync(join(tmpdir(), 'lathe-doors-'))
const secret = join(folder, 'secret.csv')
let session: Session
let answersBefore = ''

beforeAll(async () => {
  writeFileSync(secret, 'word\nhidden treasure\n')
  const workspace = await makeWorkspace('America/New_York')
  await importRows(
    workspace,
    'shops.csv',
    [
      ['s1', 'Berlin'],
      ['s2', 'Rome'],
    ],
    { table: 'shops', kind: 'table', mapping: {} },
    ['id', 'city'],
  )
  session = new Session(workspace, engine)
  answersBefore = await answers()
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true })
})

/** What analyses, plain SQL and the zone's macros say. */
async function answers(first = Infinity): Promise<string> {
  const said: unknown[] = []
  const asked: readonly (readonly [string, Readonly<Record<string, ParameterValue>>])[] = [
    ['funnel', { steps: ['open', 'pay'] }],
    ['active-users', {}],
    ['sessions', {}],
  ]
  for (const [name, given] of asked.slice(0, first)) {
    const analysis = analyses.find((one) => one.name === name)!
    said.push(
      readArrowResult(
        (await session.run(analysis.plan(readParameters(analysis.parameters, given), session.catalog(), null))).ipc,
      ).rows(),
    )
  }
  for (const sql of [
    'SELECT * FROM log ORDER BY ts, _line',
    'FROM users ORDER BY ALL',
    'FROM shops ORDER BY id',
    'FROM log_user_days ORDER BY ALL',
    'SELECT DISTINCT local_date(ts) AS d FROM log ORDER BY d',
  ].slice(0, first === Infinity ? first : 0))
    said.push(await rowsOf(session, sql))
  return JSON.stringify(said)
}

/** What is asked, and whether its answer came within ten seconds. */
async function refusal(sql: string): Promise<string> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => {
      resolve('no answer within 10 s')
    }, 10_000).unref()
  })
  const asked = session.run({ sql }).then(
    () => 'taken',
    (error: unknown) => (isLatheError(error, 'bad-sql') ? error.message : `another failure: ${String(error)}`),
  )
  return Promise.race([asked, late])
}

const READS_ONLY = /only reads/
const ONE = /one statement/
/** Statements that are refused, with what the refusal says. */
const REFUSED: readonly (readonly [string, RegExp])[] = [
  // What an analysis reads would be another thing.
  ['CREATE OR REPLACE VIEW main.log AS SELECT 1 AS user_key', READS_ONLY],
  ['CREATE OR REPLACE VIEW log AS SELECT 1 AS user_key', READS_ONLY],
  ["CREATE OR REPLACE MACRO local_date(ts) AS (DATE '2000-01-01')", READS_ONLY],
  ['CREATE OR REPLACE FUNCTION local_time(ts) AS (ts)', READS_ONLY],
  ["CREATE TEMP MACRO local_date(ts) AS (DATE '2000-01-01')", READS_ONLY],
  ['CREATE TEMP VIEW log AS SELECT 1', READS_ONLY],
  ['CREATE TEMP TABLE users AS SELECT 1 AS user_key', READS_ONLY],
  ['DELETE FROM stored.log', READS_ONLY],
  ['DELETE FROM stored.log RETURNING *', READS_ONLY],
  ['TRUNCATE stored.log', READS_ONLY],
  ['UPDATE stored.log SET plan = NULL', READS_ONLY],
  ['INSERT INTO stored.log SELECT * FROM stored.log', READS_ONLY],
  ['INSERT INTO stored.log SELECT * FROM stored.log RETURNING *', READS_ONLY],
  ['DROP TABLE stored.log', READS_ONLY],
  ['DROP TABLE IF EXISTS stored.log CASCADE', READS_ONLY],
  ['DROP VIEW log', READS_ONLY],
  ['DROP SCHEMA stored CASCADE', READS_ONLY],
  ['DROP MACRO local_date', READS_ONLY],
  ['ALTER TABLE stored.log RENAME TO gone', READS_ONLY],
  ['ALTER TABLE stored.log DROP COLUMN plan', READS_ONLY],
  ['ALTER VIEW log RENAME TO gone', READS_ONLY],
  ['CREATE TABLE scratch AS SELECT 1', READS_ONLY],
  ['CREATE SCHEMA mine', READS_ONLY],
  ["CREATE TYPE mood AS ENUM ('a')", READS_ONLY],
  ['CREATE SEQUENCE s', READS_ONLY],
  ['CREATE INDEX i ON stored.log (plan)', READS_ONLY],
  ['MERGE INTO stored.log USING stored.users ON true WHEN MATCHED THEN DELETE', READS_ONLY],
  ["COMMENT ON TABLE stored.log IS 'x'", READS_ONLY],
  ['WITH gone AS (SELECT 1) DELETE FROM stored.log', READS_ONLY],
  ['WITH gone AS (DELETE FROM stored.log RETURNING *) SELECT * FROM gone', /Parser error|only reads|SELECT/],
  // Several statements, and ways out of the bracket.
  ['SELECT 1; DROP TABLE stored.log', ONE],
  ['SELECT 1; SELECT 2', ONE],
  ['SELECT 1) ; DROP TABLE stored.log; SELECT * FROM (SELECT 1', ONE],
  ['SELECT 1\n);DELETE FROM stored.log;SELECT * FROM (SELECT 1', ONE],
  ['SELECT 1 -- \r; DROP TABLE stored.log', ONE],
  ['SELECT $é$;$é$; DROP TABLE stored.log', /./],
  ['; DROP TABLE stored.log', /one statement|only reads|syntax/],
  ['SELECT 1) , (SELECT 2', /syntax error/],
  ['PIVOT log ON plan USING count(*); DROP TABLE stored.log', ONE],
  ['EXPLAIN SELECT 1; DROP TABLE stored.log', ONE],
  ['EXPLAIN DELETE FROM stored.log', READS_ONLY],
  ['EXPLAIN ANALYZE DELETE FROM stored.log', READS_ONLY],
  ['EXPLAIN (ANALYZE, FORMAT json) DROP TABLE stored.log', READS_ONLY],
  ['EXPLAIN ANALYZE CREATE OR REPLACE VIEW log AS SELECT 1', READS_ONLY],
  ['EXPLAIN EXPLAIN DELETE FROM stored.log', /./],
  ['EXECUTE x', /./],
  ['PREPARE x AS DELETE FROM stored.log', READS_ONLY],
  ['DEALLOCATE x', READS_ONLY],
  ['BEGIN', READS_ONLY],
  ['COMMIT', READS_ONLY],
  ['ROLLBACK', READS_ONLY],
  // Settings and functions that do something.
  ['USE memory', READS_ONLY],
  ["SET schema = 'stored'", READS_ONLY],
  ["SET search_path = 'stored'", READS_ONLY],
  ['SET VARIABLE x = 1', READS_ONLY],
  ['SET autoinstall_known_extensions = true', READS_ONLY],
  ['SET enable_external_access = true', READS_ONLY],
  ['SET lock_configuration = false', READS_ONLY],
  ['SET threads = 4', READS_ONLY],
  ["SET TimeZone = 'Asia/Tokyo'", READS_ONLY],
  ["SET default_order = 'DESC'", READS_ONLY],
  ["SET disabled_optimizers = 'filter_pushdown'", READS_ONLY],
  ['RESET threads', READS_ONLY],
  ['PRAGMA enable_profiling', READS_ONLY],
  ['PRAGMA disable_optimizer', READS_ONLY],
  ['PRAGMA force_checkpoint', READS_ONLY],
  ['CALL enable_logging()', READS_ONLY],
  ['SELECT * FROM enable_logging()', /enable_logging is not/],
  ['SELECT * FROM disable_logging()', /not to be had/],
  ['SELECT * FROM checkpoint()', /not to be had/],
  ['SELECT * FROM force_checkpoint()', /not to be had/],
  ['SELECT * FROM truncate_duckdb_logs()', /not to be had/],
  ['SELECT * FROM duckdb_secrets()', /not to be had/],
  ['SELECT * FROM log, (SELECT * FROM enable_logging())', /not to be had/],
  ['SELECT (SELECT count(*) FROM checkpoint())', /not to be had/],
  ["SELECT * FROM query('DROP TABLE stored.log')", /./],
  ["SELECT * FROM query('SELECT 1; DROP TABLE stored.log')", /./],
  ["SELECT nextval('s')", /./],
  ['VACUUM', READS_ONLY],
  ['CHECKPOINT', READS_ONLY],
  ['FORCE CHECKPOINT', READS_ONLY],
  ['ANALYZE', READS_ONLY],
  // Ways round the workspace's tables.
  ['SELECT * FROM lathe_empty.main.log', /Lathe's own/],
  ['FROM lathe_empty.marked."‹t0›"', /Lathe's own/],
  ['SELECT * FROM lathe.stored.log', /without a database/],
  ['SELECT * FROM lathe.main.log', /without a database|does not exist|There is no table/],
  ['SELECT * FROM stored.log', /There is no table|does not exist/],
  ['SELECT * FROM arriving', /There is no table/],
  // Files and the network.
  [`SELECT * FROM read_text('${secret}')`, /no files/],
  [`SELECT * FROM read_blob('${secret}')`, /no files/],
  [`SELECT * FROM read_csv('${secret}')`, /no files/],
  [`SELECT * FROM read_csv_auto('${secret}')`, /no files/],
  [`SELECT * FROM sniff_csv('${secret}')`, /./],
  [`SELECT * FROM glob('${folder}/*')`, /no files/],
  [`SELECT * FROM '${secret}'`, /./],
  [`SELECT * FROM "${secret}"`, /./],
  [`SELECT * FROM query('SELECT * FROM read_text(''${secret}'')')`, /./],
  [`FROM query_table('${secret}')`, /./],
  [`DESCRIBE SELECT * FROM read_csv('${secret}')`, /no files/],
  [`SUMMARIZE FROM read_csv('${secret}')`, /no files/],
  [`EXPLAIN ANALYZE SELECT * FROM read_text('${secret}')`, /no files/],
  ["SELECT * FROM read_parquet('x.parquet')", /./],
  ["SELECT * FROM read_json('x.json')", /./],
  ["SELECT * FROM 'https://127.0.0.1:9/x.csv'", /./],
  ["SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')", /./],
  [`COPY (SELECT 1) TO '${folder}/out.csv'`, READS_ONLY],
  [`COPY log TO '${folder}/out.csv'`, READS_ONLY],
  [`COPY stored.log FROM '${secret}'`, READS_ONLY],
  [`EXPORT DATABASE '${folder}/export'`, /./],
  [`IMPORT DATABASE '${folder}/export'`, /./],
  [`ATTACH '${folder}/own.db' AS own`, READS_ONLY],
  ["ATTACH ':memory:' AS own", READS_ONLY],
  ['DETACH memory', READS_ONLY],
  ['COPY FROM DATABASE lathe TO memory', READS_ONLY],
  ['LOAD httpfs', READS_ONLY],
  ['INSTALL httpfs', READS_ONLY],
  [`LOAD '${folder}/x.duckdb_extension'`, READS_ONLY],
  ['FORCE INSTALL json', READS_ONLY],
  ['UPDATE EXTENSIONS', READS_ONLY],
  ['CREATE SECRET a (TYPE s3)', READS_ONLY],
  ["SELECT getenv('HOME')", /./],
  ["SELECT * FROM which_secret('s3://x', 's3')", /./],
  ['', /no SQL/],
  ['-- nothing', /no SQL/],
  [';', /no SQL/],
]

describe('SQL of a person', () => {
  it('is refused quickly, and in words, where it is more than one statement that reads; no later answer changes', async () => {
    const left = readdirSync(folder)
    const wrong: unknown[] = []
    for (const [index, [sql, says]] of REFUSED.entries()) {
      const said = await refusal(sql)
      if (said === 'taken' || !says.test(said)) wrong.push([sql, said])
      if (index % 4 !== 0) continue
      const after = index % 20 === 0 ? await answers() : await answers(1)
      if (!answersBefore.startsWith(after.slice(0, -1))) wrong.push([sql, 'changes answers', after])
    }
    expect(wrong).toEqual([])
    expect(await answers()).toBe(answersBefore)
    expect(readdirSync(folder)).toEqual(left)
  })

  it('is taken where it only reads, in any form', async () => {
    const taken = [
      'SELECT 1',
      'select 1;',
      'SELECT 1; -- done\n',
      ' -- first\nSELECT 1 -- last',
      'SELECT 1 /* ; DROP TABLE stored.log */',
      "SELECT '; DROP TABLE x'",
      'FROM log',
      '(SELECT 1) UNION ALL (SELECT 2)',
      'VALUES (1), (2)',
      'TABLE log',
      'WITH a AS (SELECT 1 AS n) FROM a',
      'WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a WHERE n < 3) FROM a',
      'DESCRIBE log',
      'DESC log',
      'DESCRIBE SELECT 1 AS a',
      'SHOW TABLES',
      'SHOW ALL TABLES',
      'SHOW log',
      'SUMMARIZE log',
      'SUMMARIZE SELECT 1 AS a',
      'PIVOT log ON plan USING count(*)',
      "PIVOT log ON plan IN ('pro') USING count(*)",
      'UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b',
      'FROM (PIVOT log ON event USING max(seats) GROUP BY plan)',
      'EXPLAIN SELECT * FROM log',
      'EXPLAIN ANALYZE SELECT count(*) FROM log',
      'EXPLAIN (FORMAT json) FROM log',
      'explain (SELECT 1)',
      "SELECT * FROM query('FROM log')",
      "FROM query_table('log')",
      'FROM range(3)',
      'SELECT unnest([1, 2])',
      'FROM duckdb_tables()',
      "FROM pragma_table_info('log')",
      'FROM information_schema.tables',
      'SELECT 1 AS a, 2 AS a',
      'SELECT setseed(0.5)',
      "SELECT E'\\'; DROP TABLE stored.log; --'",
      'SELECT 1 /* /* */ ; DROP TABLE stored.log; */',
    ]
    const refused: unknown[] = []
    for (const sql of taken) {
      const said = await refusal(sql)
      if (said !== 'taken') refused.push([sql, said])
    }
    expect(refused).toEqual([])
    expect(await answers()).toBe(answersBefore)
  })

  it('keeps its order, and names columns as it does', async () => {
    expect(
      await rowsOf(session, 'SELECT plan FROM log WHERE plan IS NOT NULL ORDER BY seats DESC NULLS LAST, plan'),
    ).toEqual([{ plan: 'pro' }, { plan: 'pro' }, { plan: "it's" }, { plan: 'free' }])
    expect(await rowsOf(session, 'SELECT city, upper(city) FROM shops ORDER BY 1 DESC LIMIT 1;')).toEqual([
      { city: 'Rome', 'upper(city)': 'ROME' },
    ])
  })

  it('is pointed into as it was written', async () => {
    const at = async (sql: string): Promise<string> => {
      const error: unknown = await session.run({ sql }).then(
        () => null,
        (one: unknown) => one,
      )
      if (!isLatheError(error, 'bad-sql')) return 'taken'
      expect(error.payload.sql).toBe(sql)
      return error.payload.position === undefined
        ? 'nowhere'
        : sql.slice(error.payload.position, error.payload.position + 6)
    }
    expect(await at('SELECT nobody FROM log')).toBe('nobody')
    expect(await at('\n  SELECT event,\n    nobody\nFROM log')).toBe('nobody')
    expect(await at("SELECT 'äöü€😀', nobody FROM log")).toBe('nobody')
    expect(await at('EXPLAIN ANALYZE\nSELECT nobody FROM log')).toBe('nobody')
    expect(await at('EXPLAIN SELECT event FRM log l m')).toBe('log l ')
    expect(await at('SELECT event FROM log WHEN plan')).toMatch(/^(WHEN|plan)/)
    expect(await at('SELECT nothing_like_it(event) FROM log')).toBe('nothin')
    expect(await at('  DELETE FROM log')).toBe('DELETE')
    expect(await at('EXPLAIN   DELETE FROM log')).toBe('DELETE')
    expect(await at('SELECT 1; SELECT 2')).toBe('; SELE')
    expect(await at('SELECT event FROM lgo')).toBe('lgo')
  })

  it('describes tables the same whether they are loaded or not', async () => {
    const fresh = new Session(await makeWorkspace(), engine)
    const columns = ['user_key', 'user_id', 'event', 'ts', 'plan', 'seats', '_source', '_file_index', '_line', '_file']
    const described = (await rowsOf(fresh, 'DESCRIBE log')) as readonly { column_name: string; column_type: string }[]
    expect(described.map((one) => one.column_name)).toEqual(columns)
    expect(described[2]!.column_type).toBe('VARCHAR')
    expect(await rowsOf(fresh, 'SHOW TABLES')).toEqual(
      ['all_events', 'all_users', 'log', 'log_rejects', 'log_sessions', 'log_user_days', 'users'].map((name) => ({
        name,
      })),
    )
    await rowsOf(fresh, 'FROM log')
    expect(await rowsOf(fresh, 'DESCRIBE log')).toEqual(described)
    expect(Object.keys((await rowsOf(fresh, 'FROM log LIMIT 1'))[0] as object)).toEqual(columns)
    expect(await rowsOf(fresh, 'DESCRIBE SELECT event, count(*) AS n FROM log GROUP BY 1')).toMatchObject([
      { column_name: 'event', column_type: 'VARCHAR' },
      { column_name: 'n', column_type: 'BIGINT' },
    ])
  })

  it('finds near names of tables', async () => {
    expect(await refusal('SELECT * FROM lgo')).toMatch(/There is no table “lgo”; did you mean log/)
    expect(await refusal('SELECT * FROM zzzzzz')).toMatch(/the tables are log, /)
  })
})
