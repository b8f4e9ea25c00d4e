import { DuckDBInstance } from '@duckdb/node-api'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, describe, expect, it } from 'vitest'
import { diskSource } from '../../src-renderer/host/terminal/fileSource'
import { csvRows, lathe, type Run } from './lathe'

/** What scripts rely on, command by command, with small logs. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-contract-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)

function write(name: string, text: string | Uint8Array): string {
  writeFileSync(at(name), text)
  return at(name)
}

const sql = (text: string, format: string, place = 'w'): Promise<Run> =>
  lathe('sql', text, '--workspace', at(place), '--format', format)

const HEAD = 'user_id,event,time,plan,n\n'
const FIRST = `${HEAD}ann,open,2024-03-01T10:00:00Z,pro,1\nbob,open,2024-03-01T11:00:00Z,free,2\nann,pay,2024-03-02T10:00:00Z,pro,3\n`
const SECOND = `${HEAD}cyd,open,2024-03-03T10:00:00Z,free,4\ncyd,pay,soon,free,5\n`

describe('lathe ingest', () => {
  it('reads several files at once, empty ones too, and prints exactly one object with its keys in order', async () => {
    const run = await lathe(
      'ingest',
      write('none.csv', ''),
      write('a.csv', FIRST),
      write('b.csv', SECOND),
      '--workspace',
      at('w'),
      '--table',
      'log',
    )
    expect(run.status).toBe(0)
    expect(run.out).toMatch(/^\{.*\}\n$/)
    const report = JSON.parse(run.out) as Record<string, unknown>
    expect(Object.keys(report)).toEqual([
      'table',
      'files',
      'rows',
      'duplicates',
      'rejected',
      'partitions',
      'users',
      'rowsWithoutUser',
      'minTs',
      'maxTs',
      'elapsedMs',
    ])
    expect(report).toMatchObject({
      table: 'log',
      files: 3,
      rows: 4,
      duplicates: 0,
      rejected: 1,
      partitions: 1,
      users: 3,
      rowsWithoutUser: 0,
      minTs: '2024-03-01T10:00:00.000Z',
      maxTs: '2024-03-03T10:00:00.000Z',
    })
  })

  it('takes a file with one bad time in three rows for the log that it is', async () => {
    const run = await lathe(
      'ingest',
      write('small.csv', 'user_id,event,time\na,x,2024-01-01T00:00:00Z\nb,y,soon\nc,x,2024-01-02T00:00:00Z\n'),
      '--workspace',
      ':memory:',
    )
    expect(JSON.parse(run.out)).toMatchObject({ rows: 2, rejected: 1, users: 2 })
  })

  it('adds nothing from a file that has only the header, and keeps the table a log', async () => {
    expect(
      JSON.parse((await lathe('ingest', write('empty.csv', HEAD), '--workspace', at('w'), '--table', 'log')).out),
    ).toMatchObject({ rows: 0, rejected: 0, minTs: null, maxTs: null })
    expect(JSON.parse((await lathe('tables', '--workspace', at('w'), '--format', 'json')).out)).toMatchObject([
      { table: 'log', kind: 'events', rows: 4 },
    ])
  })

  it('detects the roles that --map leaves out, and takes column names with commas and spaces', async () => {
    const file = write(
      'odd.csv',
      '"user id","what, really",at,"customer,id"\na,x,2024-01-01 00:00:00,c\nb,y,2024-01-01 00:00:05,c\n',
    )
    const run = await lathe('ingest', file, '--workspace', ':memory:', '--map', 'event=what, really,user=customer,id')
    expect([run.status, JSON.parse(run.out)]).toMatchObject([
      0,
      { rows: 2, users: 1, minTs: '2024-01-01T00:00:00.000Z' },
    ])
    expect(run.notes).toContain('event=what, really')
    expect(
      JSON.parse(
        (await lathe('ingest', file, '--workspace', ':memory:', '--map', 'event=what, really,user=user id')).out,
      ),
    ).toMatchObject({ users: 2 })
  })

  it('asks which mark parts off decimals, says what a role lost, and joins two columns of times', async () => {
    const open = write('marks.csv', 'user_id,event,time,amount\na,x,2024-01-01T00:00:00Z,"1,234"\n')
    const asked = await lathe('ingest', open, '--workspace', ':memory:')
    expect([asked.status, asked.out]).toEqual([1, ''])
    expect(asked.notes).toMatch(
      /“1,234”, read as 1234 \(decimal point\) and as 1\.234 \(decimal comma\).*--decimal point or --decimal comma.*\[mapping-uncertain\]/,
    )
    for (const [more, value] of [
      [['--decimal', 'point'], '1234'],
      [['--decimal', 'comma'], '1.234'],
      [['--map', 'value=none'], null],
    ] as const) {
      expect((await lathe('ingest', open, '--workspace', at(`d${value}`), ...more)).status).toBe(0)
      if (value === null) continue
      const answer = await sql('SELECT value FROM marks', 'csv', `d${value}`)
      expect([answer.status, answer.out.trim().split(/\r?\n/).at(-1)]).toEqual([0, value])
    }
    expect((await lathe('ingest', open, '--workspace', ':memory:', '--decimal', 'both')).status).toBe(2)
    const rows = Array.from(
      { length: 10 },
      (_, row) => `u${row},x,2024-01-0${(row % 3) + 1},1${row}:30,${row === 4 ? 'free' : `"${row},50 €"`}`,
    )
    const run = await lathe(
      'ingest',
      write('parts.csv', `user_id,event,date,time,amount\n${rows.join('\n')}\n`),
      '--workspace',
      at('parts'),
    )
    expect(JSON.parse(run.out)).toMatchObject({
      rows: 10,
      rejected: 0,
      minTs: '2024-01-01T10:30:00.000Z',
      lost: { value: { column: 'amount', count: 1, file: 'parts.csv', line: 6, example: 'free' } },
    })
    expect(run.notes).toContain('time=date+time')
    expect(run.notes).toContain('amount: read as numbers, decimal comma, €.')
    expect(run.notes).toContain(
      'amount: 1 of 10 values is no number and is empty as the value, such as “free” in line 6.',
    )
    expect(run.notes).toContain(
      'amount: 1 value is no number and is empty as the value, such as “free” in parts.csv line 6.',
    )
    expect((await sql('SELECT sum(value) AS s FROM parts', 'csv', 'parts')).out.trim().split(/\r?\n/).at(-1)).toBe(
      '45.5',
    )
  })

  it('refuses what is no log with one sentence', async () => {
    const png = write(
      'a.png',
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0]),
    )
    const cases: [string[], number, RegExp][] = [
      [[png], 1, /^lathe: a\.png is a PNG picture.*\[bad-file\]$/],
      [[at('a.csv'), png], 1, /\[bad-file\]$/],
      [[at('none.csv')], 1, /is empty.*\[bad-file\]$/],
      [[folder], 1, /is a folder.*\[not-found\]$/],
      [[at('a.csv'), '--time-format', 'foo'], 2, /--time-format.*\[usage\]$/],
      [[at('a.csv'), '--timezone', 'Mars/Base'], 2, /no time zone.*\[usage\]$/],
      [[at('a.csv'), '--map', 'colour=x'], 2, /\[usage\]$/],
      [
        [at('a.csv'), '--map', 'user=usr'],
        1,
        /no column "usr" for user; its columns are user_id, event.*\[not-found\]$/,
      ],
    ]
    for (const [words, status, message] of cases) {
      const run = await lathe('ingest', ...words, '--workspace', ':memory:')
      expect([words, run.status, run.out]).toEqual([words, status, ''])
      const last = run.notes.trim().split('\n').at(-1)
      expect(last).toMatch(message)
    }
  })

  it('says so when the system does not let it read a file', async () => {
    const source = diskSource(write('gone.csv', FIRST))
    rmSync(at('gone.csv'))
    await expect(
      (async () => {
        for await (const chunk of source.open()) expect(chunk).toBeDefined()
      })(),
    ).rejects.toMatchObject({ code: 'bad-file', message: expect.stringContaining('cannot be read') as string })
  })

  it('reads times in the format and zone that are told', async () => {
    const ingest = async (text: string, ...more: string[]): Promise<unknown> =>
      (
        JSON.parse((await lathe('ingest', write('t.csv', text), '--workspace', ':memory:', ...more)).out) as {
          minTs: string
        }
      ).minTs
    expect(
      await ingest('user_id,stamp\na,03~04~2024 01:02\nb,04~04~2024 01:02\n', '--time-format', '%d~%m~%Y %H:%M'),
    ).toBe('2024-04-03T01:02:00.000Z')
    expect(await ingest('user_id,ts\na,1700000000123\nb,1700000000124\n', '--time-format', 'epoch-ms')).toBe(
      '2023-11-14T22:13:20.123Z',
    )
    expect(await ingest('user_id,ts\na,100\nb,200\n', '--time-format', 'epoch-s')).toBe('1970-01-01T00:01:40.000Z')
    expect(
      await ingest('user_id,ts\na,2024-07-01 00:00:00\nb,2024-07-01 00:00:01\n', '--timezone', 'America/New_York'),
    ).toBe('2024-07-01T04:00:00.000Z')
  })
})

describe('results', () => {
  const VALUES =
    'SELECT 1e21::DOUBLE AS big, 1e-9 AS small, 0.1::FLOAT AS f, 9007199254740993 AS exact, 7::BIGINT AS n, true ' +
    "AS yes, NULL AS nothing, '' AS empty, DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 10:00:00.123456' AS " +
    "ts, [DATE '2024-02-29'] AS days, 'a,b' AS text"

  it('are plain CSV: a header, commas, LF, no exponents, ISO dates and times', async () => {
    expect((await sql(VALUES, 'csv')).out).toBe(
      'big,small,f,exact,n,yes,nothing,empty,day,ts,days,text\n1000000000000000000000,0.000000001,0.1,9007199254740993,7,true,,"",2024-02-29,2024-02-29T10:00:00.123456Z,"[""2024-02-29""]","a,b"\n',
    )
    expect((await sql('SELECT * FROM log WHERE false', 'csv')).out.split('\n')).toHaveLength(2)
  })

  it('are JSON that parses, an array or an object a line', async () => {
    const [row] = JSON.parse((await sql(VALUES, 'json')).out) as Record<string, unknown>[]
    expect(row).toEqual({
      big: 1e21,
      small: 1e-9,
      f: 0.1,
      exact: '9007199254740993',
      n: 7,
      yes: true,
      nothing: null,
      empty: '',
      day: '2024-02-29',
      ts: '2024-02-29T10:00:00.123456Z',
      days: ['2024-02-29'],
      text: 'a,b',
    })
    expect(
      (await sql(VALUES, 'ndjson')).out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([row])
    expect((await sql('SELECT * FROM log WHERE false', 'json')).out).toBe('[]\n')
  })

  it('are Arrow and Parquet that others open', async () => {
    const query = 'SELECT user_id, event, ts, local_date(ts) AS day, n FROM log ORDER BY ts'
    const arrow = tableFromIPC((await sql(query, 'arrow')).bytes)
    expect([arrow.numRows, arrow.schema.fields.map((field) => field.name)]).toEqual([
      4,
      ['user_id', 'event', 'ts', 'day', 'n'],
    ])
    expect(
      (await lathe('sql', query, '--workspace', at('w'), '--format', 'parquet', '--out', at('out.parquet'))).out,
    ).toBe('')
    const native = await (await DuckDBInstance.create(':memory:')).connect()
    const rows = (
      await native.runAndReadAll(
        'SELECT user_id, event, ts::VARCHAR AS ts, day::VARCHAR AS day, n::INTEGER AS n FROM ' +
          `'${at('out.parquet').replaceAll("'", "''")}' ORDER BY n`,
      )
    ).getRowObjects()
    native.closeSync()
    expect(rows).toEqual([
      { user_id: 'ann', event: 'open', ts: '2024-03-01 10:00:00', day: '2024-03-01', n: 1 },
      { user_id: 'bob', event: 'open', ts: '2024-03-01 11:00:00', day: '2024-03-01', n: 2 },
      { user_id: 'ann', event: 'pay', ts: '2024-03-02 10:00:00', day: '2024-03-02', n: 3 },
      { user_id: 'cyd', event: 'open', ts: '2024-03-03 10:00:00', day: '2024-03-03', n: 4 },
    ])
  })

  it('know summer time in a plain table without a mapped time', async () => {
    await lathe(
      'ingest',
      write(
        'flights.csv',
        'flight,departs,lands\n1,2015-07-04T12:00:00Z,2015-07-04T18:00:00Z\n2,2015-01-04T12:00:00Z,2015-01-04T18:00:00Z\n',
      ),
      '--workspace',
      at('ny'),
      '--kind',
      'table',
      '--timezone',
      'America/New_York',
    )
    expect(
      csvRows((await sql('SELECT flight, local_time(departs) AS local FROM flights ORDER BY flight', 'csv', 'ny')).out),
    ).toEqual([
      { flight: '1', local: '2015-07-04T08:00:00.000Z' },
      { flight: '2', local: '2015-01-04T07:00:00.000Z' },
    ])
  })

  it('name near tables, columns and events where one is unknown', async () => {
    expect((await sql('SELECT 1 FROM lag', 'csv')).notes).toMatch(
      /^lathe: There is no table “lag”; did you mean log\? \[bad-sql\]$/m,
    )
    const wrong = await sql('SELECT plam FROM log', 'csv')
    expect([wrong.status, wrong.notes.trim().split('\n').length]).toEqual([1, 1])
    expect(wrong.notes).toMatch(/"plam" not found.*plan.*\[bad-sql\]/)
    const filtered = await lathe(
      'query',
      'active-users',
      '--workspace',
      at('w'),
      '--param',
      'filter=[{"column":"plam","op":"=","value":"pro"}]',
    )
    expect(filtered.notes).toMatch(/no column "plam"; did you mean plan\? \[not-found\]/)
    const event = await lathe(
      'query',
      'funnel',
      '--workspace',
      at('w'),
      '--param',
      'steps=["opem","pay"]',
      '--format',
      'csv',
    )
    expect([event.status, csvRows(event.out).map((row) => row['users'])]).toEqual([0, ['0', '0']])
    expect(event.notes).toContain('no row has the event "opem"; did you mean open?')
  })
})

describe('lists', () => {
  it('say which words a parameter takes beside columns, and name near tables', async () => {
    const text = (await lathe('queries')).out
    expect(text).toMatch(/^funnel {2}Funnel$/m)
    expect(text).toMatch(/^ {4}per {2}column\|user\|session {2}default "user"$/m)
    expect(text).toMatch(/^ {4}value {2}column\|none {2}default null$/m)
    expect((await lathe('tables', '--workspace', at('w'), '--table', 'log')).out).toMatch(/^log {2}events, 4 rows/)
    for (const command of ['tables', 'rejects']) {
      const run = await lathe(command, '--workspace', at('w'), '--table', 'lig')
      expect([run.status, run.out, run.notes]).toEqual([
        1,
        '',
        'lathe: There is no table "lig"; did you mean log? [not-found]\n',
      ])
      expect((await lathe(command, 'log', '--workspace', at('w'))).status).toBe(2)
    }
    expect((await lathe('queries', '--format', 'svg')).status).toBe(2)
    expect(
      csvRows((await lathe('rejects', '--workspace', at('w'), '--format', 'csv')).out).map((row) => [
        row['table'],
        row['file'],
        row['line'],
        row['reason'],
      ]),
    ).toEqual([['log', 'b.csv', '3', 'bad-time']])
  })
})

describe('lathe delete-user', () => {
  it('removes every row of a user, prints what it did, and leaves nothing', async () => {
    const before = await sql('SELECT count(*) AS n FROM log', 'csv')
    mkdirSync(at('w/segments'))
    write('w/segments/friends.json', '{"name":"friends","about":"","rule":{"users":["ann","bob"]}}')
    write(
      'w/segments/sql.json',
      '{"name":"sql","about":"","rule":{"sql":"SELECT user_key FROM main.users WHERE user_id = \'ann\'"}}',
    )
    const run = await lathe('delete-user', 'ann', '--workspace', at('w'))
    expect(run.notes).toContain('segments/friends.json no longer lists “ann”\n')
    expect(run.notes).toContain('segments/sql.json still names “ann”; change it there\n')
    expect(JSON.parse(readFileSync(at('w/segments/friends.json'), 'utf8'))).toMatchObject({ rule: { users: ['bob'] } })
    expect([run.status, run.out]).toEqual([
      0,
      '{"user":"ann","rows":2,"partitions":1,"tableRows":0,"cells":0,"rejects":0}\n',
    ])
    expect(run.notes).toContain('0 rows of “ann” are left')
    expect(Number(csvRows((await sql('SELECT count(*) AS n FROM log', 'csv')).out)[0]!['n'])).toBe(
      Number(csvRows(before.out)[0]!['n']) - 2,
    )
    expect(
      csvRows(
        (
          await sql(
            'SELECT user_id, (SELECT count(*) FROM log l WHERE l.user_id = u.user_id) AS n, (SELECT sum(events) ' +
              'FROM log_user_days d WHERE d.user_key = u.user_key) AS days, (SELECT sum(events) FROM log_sessions ' +
              's WHERE s.user_key = u.user_key) AS sessions FROM users u ORDER BY 1',
            'csv',
          )
        ).out,
      ),
    ).toEqual([
      { user_id: 'bob', n: '1', days: '1', sessions: '1' },
      { user_id: 'cyd', n: '1', days: '1', sessions: '1' },
    ])
    expect(JSON.parse((await lathe('verify', '--workspace', at('w'))).out)).toMatchObject({ damaged: 0 })
    expect(readFileSync(at('w/lathe.json'), 'utf8')).not.toContain('ann')
    const again = await lathe('delete-user', 'ann', '--workspace', at('w'))
    expect([again.status, again.out]).toEqual([1, ''])
    expect(again.notes).toMatch(/There is no user “ann”.*\[not-found\]/)
    expect((await lathe('delete-user', '--workspace', at('w'))).status).toBe(2)
  })
})

describe('lathe drop-days', () => {
  it('says what would go, drops it, and keeps counts that SQL reads', async () => {
    const log = write(
      'old.csv',
      `${HEAD}ann,open,2024-03-01T10:00:00Z,pro,1\nann,open,2024-03-01T11:00:00Z,free,2\nbob,pay,2024-03-05T10:00:00Z,pro,3\n`,
    )
    await lathe('ingest', log, '--workspace', at('old'), '--table', 'log')
    const drop = (...more: string[]): Promise<Run> => lathe('drop-days', 'log', '--workspace', at('old'), ...more)
    const answer =
      '{"table":"log","before":"2024-03-04","rows":2,"firstDate":"2024-03-01","lastDate":"2024-03-01","rowsLeft":1}\n'
    expect(await drop('--keep-days', '2', '--check')).toMatchObject({ status: 0, out: answer })
    expect((await sql('SELECT count(*) AS n FROM log', 'csv', 'old')).out).toBe('n\n3\n')
    const run = await drop('--before', '2024-03-04', '--roll-up', '--by', 'plan')
    expect([run.status, run.out]).toEqual([0, answer])
    expect(run.notes).toContain('counts of the days that went are in log_daily, log_active, log_totals')
    expect((await sql('SELECT date, event, plan, events, users FROM log_daily', 'csv', 'old')).out).toBe(
      'date,event,plan,events,users\n2024-03-01,open,free,1,1\n2024-03-01,open,pro,1,1\n',
    )
    expect((await sql('SELECT date, events, users FROM log_active', 'csv', 'old')).out).toBe(
      'date,events,users\n2024-03-01,2,1\n',
    )
    expect((await sql('SELECT user_id, events, active_days FROM log_totals', 'csv', 'old')).out).toBe(
      'user_id,events,active_days\nann,2,1\n',
    )
    expect(JSON.parse((await lathe('verify', '--workspace', at('old'))).out)).toMatchObject({ damaged: 0 })
    for (const wrong of [[], ['--before', 'soon'], ['--keep-days', '2', '--by', 'plan'], ['--keep-days', '0']])
      expect((await drop(...wrong)).status, wrong.join(' ')).toBe(2)
  })
})

describe('lathe anonymise', () => {
  it('gives a user another id everywhere, keeps all figures, and leaves no byte of the old one', async () => {
    write('w/segments/friends.json', '{"name":"friends","about":"","rule":{"users":["cyd"]}}')
    const counted = 'SELECT count(*) AS n, count(DISTINCT user_id) AS users FROM log'
    const before = await sql(counted, 'csv')
    const run = await lathe('anonymise', 'cyd', '--workspace', at('w'), '--as', 'nobody-1')
    expect([run.status, run.out]).toEqual([
      0,
      '{"as":"nobody-1","rows":1,"partitions":1,"tableRows":0,"cells":0,"rejects":0}\n',
    ])
    expect(run.notes).toContain('segments/friends.json has the new id in the place of “cyd”\n')
    expect(run.notes).toContain('0 rows of “cyd” are left')
    expect(await sql(counted, 'csv')).toMatchObject({ out: before.out })
    expect(csvRows((await sql("SELECT count(*) AS n FROM log WHERE user_id = 'nobody-1'", 'csv')).out)).toEqual([
      { n: '1' },
    ])
    const files = readdirSync(at('w'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name)).includes('cyd'), name).toBe(false)
    const again = await lathe('anonymise', 'cyd', '--workspace', at('w'))
    expect([again.status, again.notes]).toEqual([1, expect.stringMatching(/There is no user “cyd”.*\[not-found\]/)])
    const random = await lathe('anonymise', 'nobody-1', '--workspace', at('w'))
    expect(JSON.parse(random.out)).toMatchObject({ as: expect.stringMatching(/^anon-[0-9a-f]{16}$/) as string })
    expect((await lathe('anonymise', '--workspace', at('w'))).status).toBe(2)
  })
})

describe('--safe', () => {
  it('makes a CSV safe for spreadsheets and says what it changed; without it, nothing is changed', async () => {
    const text = "SELECT '=1+1' AS formula, -5 AS n, '-5' AS number, 'plain' AS text"
    const exact = await sql(text, 'csv')
    expect([exact.status, exact.out]).toEqual([0, 'formula,n,number,text\n=1+1,-5,-5,plain\n'])
    const safe = await lathe('sql', text, '--workspace', at('w'), '--format', 'csv', '--safe')
    expect([safe.status, safe.out]).toEqual([0, "formula,n,number,text\n'=1+1,-5,-5,plain\n"])
    expect(safe.notes).toContain('1 cell that begins with = + - or @ got an apostrophe')
    expect(exact.notes).not.toContain('apostrophe')
    const wrong = await lathe('sql', text, '--workspace', at('w'), '--format', 'json', '--safe')
    expect([wrong.status, wrong.notes]).toEqual([2, expect.stringMatching(/--safe is for --format csv.*\[usage\]/)])
  })
})
