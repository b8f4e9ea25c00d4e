import { gzipSync } from 'node:zlib'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-terminal-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)

function write(name: string, text: string | Uint8Array): string {
  writeFileSync(at(name), text)
  return at(name)
}

const LOG = [
  '{"event_id":"1","user_id":"ann","event":"open","ts":"2024-03-01T10:00:00Z","props":{"plan":"pro","deep":{"a":1}}}',
  '{"event_id":"2","user_id":"bob","event":"open","ts":"2024-03-01T11:00:00+02:00"}',
  '{"event_id":"3","user_id":"ann","event":"pay","ts":"2024-03-02T10:00:00Z","value":9.5}',
  '{"event_id":"4","user_id":"ann","event":"pay","ts":',
  '{"event_id":"5","user_id":"cyd","event":"open","ts":"soon"}',
  '[1,2]',
  '{"event_id":"6","user_id":"cyd","event":"open"}',
  '{"event_id":"7","user_id":null,"event":"open","ts":"2024-03-03T00:00:00Z"}',
].join('\n')

describe('lathe ingest', () => {
  it('imports the rest of a file with broken lines, and lists each with line, column and reason', async () => {
    const run = await lathe('ingest', write('log.ndjson', LOG), '--workspace', at('w'))
    expect(run.status).toBe(0)
    expect(JSON.parse(run.out)).toMatchObject({
      table: 'log',
      rows: 4,
      rejected: 4,
      duplicates: 0,
      users: 2,
      rowsWithoutUser: 1,
    })
    const rejects = JSON.parse((await lathe('rejects', '--workspace', at('w'), '--format', 'json')).out) as Record<
      string,
      unknown
    >[]
    expect(rejects.map(({ file, line, reason }) => ({ file, line, reason }))).toEqual([
      { file: 'log.ndjson', line: 4, reason: 'not-json' },
      { file: 'log.ndjson', line: 5, reason: 'bad-time' },
      { file: 'log.ndjson', line: 6, reason: 'not-an-object' },
      { file: 'log.ndjson', line: 7, reason: 'missing-time' },
    ])
    expect(rejects[0]).toMatchObject({ column: LOG.split('\n')[3]!.length + 1 })
    expect(String(rejects[1]!['excerpt'])).toContain('soon')
  })

  it('changes no figure when a file with event ids is read twice', async () => {
    const before = (await lathe('query', 'active-users', '--workspace', at('w'), '--format', 'csv')).out
    const again = await lathe('ingest', at('log.ndjson'), '--workspace', at('w'))
    expect(JSON.parse(again.out)).toMatchObject({ rows: 0, duplicates: 4, rejected: 4 })
    expect((await lathe('query', 'active-users', '--workspace', at('w'), '--format', 'csv')).out).toBe(before)
    const gz = await lathe('ingest', write('log2.ndjson.gz', gzipSync(LOG)), '--workspace', at('w'), '--table', 'log')
    expect(JSON.parse(gz.out)).toMatchObject({ rows: 0, duplicates: 4 })
  })

  it('ends with 3 under --strict when rows were rejected', async () => {
    expect((await lathe('ingest', at('log.ndjson'), '--workspace', ':memory:', '--strict')).status).toBe(3)
    expect((await lathe('ingest', at('log.ndjson'), '--workspace', ':memory:')).status).toBe(0)
  })

  it('says which columns it saw when the mapping is not certain', async () => {
    const run = await lathe(
      'ingest',
      write('two.csv', 'user_id,customer_id,time\n1,2,2024-01-01\n2,3,2024-01-02\n'),
      '--workspace',
      ':memory:',
    )
    expect(run.status).toBe(1)
    expect(run.notes).toMatch(/user_id, customer_id.*--map user=COLUMN.*\[mapping-uncertain\]/s)
    const told = await lathe('ingest', at('two.csv'), '--workspace', ':memory:', '--map', 'user=customer_id,time=time')
    expect(JSON.parse(told.out)).toMatchObject({ rows: 2, users: 2 })
  })

  it('names each row after the table when there is no event column', async () => {
    await lathe('ingest', at('two.csv'), '--workspace', at('v'), '--map', 'user=user_id,time=time', '--table', 'visits')
    expect(
      (await lathe('sql', 'SELECT DISTINCT event FROM visits', '--workspace', at('v'), '--format', 'csv')).out
        .trim()
        .split(/\r?\n/),
    ).toEqual(['event', 'visits'])
  })

  it('reads times without an offset in the zone of --timezone', async () => {
    await lathe(
      'ingest',
      write(
        'ny.csv',
        'user_id,event,time\na,x,2024-03-10 01:30:00\na,x,2024-03-10 03:30:00\na,x,2024-11-03 23:59:59\n',
      ),
      '--workspace',
      at('ny'),
      '--timezone',
      'America/New_York',
    )
    const rows = csvRows(
      (
        await lathe(
          'sql',
          'SELECT ts, local_time(ts) AS local, local_date(ts) AS day FROM ny ORDER BY ts',
          '--workspace',
          at('ny'),
          '--format',
          'csv',
        )
      ).out,
    )
    expect(rows).toEqual([
      { ts: '2024-03-10T06:30:00.000Z', local: '2024-03-10T01:30:00.000Z', day: '2024-03-10' },
      { ts: '2024-03-10T07:30:00.000Z', local: '2024-03-10T03:30:00.000Z', day: '2024-03-10' },
      { ts: '2024-11-04T04:59:59.000Z', local: '2024-11-03T23:59:59.000Z', day: '2024-11-03' },
    ])
  })
})

describe('--week-start', () => {
  it('says on which day weeks begin, for a new workspace, an old one, and one query', async () => {
    // A Saturday, the Sunday after it and the Monday.
    const file = write(
      'weeks.csv',
      'user_id,event,time\na,x,2024-01-06T12:00:00Z\na,x,2024-01-07T12:00:00Z\na,x,2024-01-08T12:00:00Z\n',
    )
    const weeks = async (...more: string[]): Promise<readonly string[]> =>
      csvRows(
        (
          await lathe(
            'query',
            'lifecycle',
            '--workspace',
            at('weeks'),
            '--param',
            'unit=week',
            '--format',
            'csv',
            ...more,
          )
        ).out,
      ).map((row) => row['date']!)
    await lathe('ingest', file, '--workspace', at('weeks'), '--week-start', 'sunday')
    expect(await weeks()).toEqual(['2023-12-31', '2024-01-07'])
    expect(await weeks('--param', 'week_start=saturday')).toEqual(['2024-01-06'])
    const again = await lathe('ingest', file, '--workspace', at('weeks'), '--week-start', 'monday')
    expect(again.notes).toContain('weeks of this workspace now begin on monday')
    expect(await weeks()).toEqual(['2024-01-01', '2024-01-08'])
    const wrong = await lathe('ingest', file, '--workspace', at('weeks'), '--week-start', 'someday')
    expect([wrong.status, wrong.notes]).toEqual([2, expect.stringContaining('--week-start is one of monday')])
  })
})

describe('lathe query and sql', () => {
  it('write CSV, JSON, NDJSON, Arrow, Parquet, SVG and a table', async () => {
    const args = (format: string): string[] => ['query', 'active-users', '--workspace', at('w'), '--format', format]
    expect((await lathe(...args('csv'))).out).toMatch(/^date,dau,/)
    expect((JSON.parse((await lathe(...args('json'))).out) as { dau: number }[]).map((row) => row.dau)).toEqual([
      2, 1, 0,
    ])
    expect((await lathe(...args('ndjson'))).out.trim().split('\n')).toHaveLength(3)
    expect(tableFromIPC((await lathe(...args('arrow'))).bytes).numRows).toBe(3)
    expect((await lathe(...args('parquet'))).bytes.subarray(0, 4)).toEqual(Buffer.from('PAR1'))
    expect((await lathe(...args('svg'))).out).toMatch(/^<svg [\s\S]*<\/svg>\s*$/)
    expect((await lathe(...args('table'))).out).toMatch(/date +dau/)
    expect((await lathe(...args('csv'), '--out', at('out.csv'))).out).toBe('')
    expect(readFileSync(at('out.csv'), 'utf8')).toMatch(/^date,dau,/)
  })

  it('run a .sql file with parameters', async () => {
    const file = write(
      'daily.sql',
      `-- title: Daily
-- tables: log
-- parameter: wanted event = open; which events
-- parameter: least integer = 0
SELECT local_date(ts) AS date, count(*) AS n FROM log WHERE $wanted GROUP BY 1 HAVING count(*) >= $least ORDER BY 1
`,
    )
    expect(csvRows((await lathe('query', file, '--workspace', at('w'), '--format', 'csv')).out)).toEqual([
      { date: '2024-03-01', n: '2' },
      { date: '2024-03-03', n: '1' },
    ])
    expect(
      csvRows(
        (
          await lathe(
            'query',
            file,
            '--workspace',
            at('w'),
            '--format',
            'csv',
            '--param',
            'wanted={"event":"pay","where":[{"column":"value","op":">","value":9}]}',
          )
        ).out,
      ),
    ).toEqual([{ date: '2024-03-02', n: '1' }])
  })

  it('give nested JSON as dotted columns and say where each row came from', async () => {
    const rows = JSON.parse(
      (
        await lathe(
          'sql',
          'SELECT user_id, "props.plan" AS plan, "props.deep.a" AS deep, _file, _line FROM log ORDER BY _line',
          '--workspace',
          at('w'),
          '--format',
          'json',
        )
      ).out,
    ) as unknown[]
    expect(rows[0]).toEqual({ user_id: 'ann', plan: 'pro', deep: 1, _file: 'log.ndjson', _line: 1 })
    expect(rows).toHaveLength(4)
  })

  it('list queries and tables', async () => {
    const queries = JSON.parse((await lathe('queries', '--format', 'json')).out) as { name: string }[]
    expect(queries.map((one) => one.name)).toEqual(
      expect.arrayContaining([
        'active-users',
        'retention',
        'retention-summary',
        'funnel',
        'lifecycle',
        'stickiness',
        'sessions',
        'attribution',
        'attribution-paths',
        'batching-comparison',
        'batching-algorithms',
        'batching-routes',
        'batching-drivers',
        'batching-restaurants',
      ]),
    )
    expect((await lathe('queries')).out).toMatch(/^funnel {2}/m)
    expect(JSON.parse((await lathe('tables', '--workspace', at('w'), '--format', 'json')).out)).toMatchObject([
      { table: 'log', kind: 'events', rows: 4 },
    ])
    expect(JSON.parse((await lathe('verify', '--workspace', at('w'))).out)).toMatchObject({ damaged: 0 })
  })

  it('fail with one sentence and a code, and usage with status 2', async () => {
    const cases: [string[], number, RegExp][] = [
      [['query', 'retenton', '--workspace', at('w')], 1, /did you mean retention.*\[not-found\]/],
      [['query', 'retention', '--workspace', at('nowhere')], 1, /no workspace in.*\[not-found\]/],
      [
        ['query', 'retention', '--workspace', at('w'), '--param', 'unit=hour'],
        1,
        /unit must be one of.*\[bad-parameter\]/,
      ],
      [['query', 'retention', '--workspace', at('w'), '--table', 'lag'], 1, /no event table "lag".*\[not-found\]/],
      [['sql', 'SELECT nothing FROM log', '--workspace', at('w')], 1, /nothing.*\[bad-sql\]/s],
      [['ingest', at('none.csv'), '--workspace', at('w')], 1, /no file.*\[not-found\]/],
      [['ingest', '--workspace', at('w')], 2, /which files.*\[usage\]/],
      [
        ['ingest', at('log.ndjson'), '--workspace', at('w'), '--table', 'all_users'],
        1,
        /cannot be called "all_users".*\[bad-parameter\]/,
      ],
      [
        ['ingest', at('log.ndjson'), '--workspace', at('w'), '--table', 'LOG'],
        1,
        /takes for the same.*\[bad-parameter\]/,
      ],
      [
        ['ingest', at('log.ndjson'), '--workspace', at('w'), '--table', '../x'],
        1,
        /no folder can be called that.*\[bad-parameter\]/,
      ],
      [
        ['ingest', at('log.ndjson'), '--workspace', at('w'), '--table', 'log_sessions'],
        1,
        /derived from "log".*\[bad-parameter\]/,
      ],
      [['query', 'retention'], 2, /--workspace.*\[usage\]/],
      [['frobnicate'], 2, /no command.*\[usage\]/],
      [['sql', 'SELECT 1', '--workspace', at('w'), '--format', 'xml'], 2, /--format is one of.*\[usage\]/],
      [['query', 'retention', '--workspace', at('w'), '--colour', 'red'], 2, /\[usage\]/],
    ]
    for (const [words, status, message] of cases) {
      const run = await lathe(...words)
      expect([words.join(' '), run.status, run.out]).toEqual([words.join(' '), status, ''])
      expect(run.notes).toMatch(message)
    }
  })
})
