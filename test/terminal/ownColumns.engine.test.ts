import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../src-renderer/host/runPlan'
import { readSavedQuery } from '../../src-renderer/panels/sql/savedQueryFile'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { runnableQuery } from '../../src-renderer/query/saved/runnableQuery'
import { Session } from '../../src-renderer/query/session/session'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { rowsOf } from '../query/smallLog'
import { lathe } from './lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-own-columns-'))
const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function sql(workspace: string, text: string): Promise<unknown> {
  const run = await lathe('sql', text, '--workspace', workspace, '--format', 'json')
  return run.status === 0 ? JSON.parse(run.out) : run.notes
}

const EVENTS = 'user_id,event,time\nann,open,2024-01-01T10:00:00Z\nbob,pay,2024-01-02T10:00:00Z\n'
const both = join(folder, 'both')
const plain = join(folder, 'plain')

beforeAll(async () => {
  const events = file('events.csv', EVENTS)
  const dim = file(
    'dim_users.csv',
    'user_id,user_key,event,ts,_source,_file,_line,is_test,country\nann,k1,e1,t1,s1,f1,l1,no,DE\nbob,k2,e2,t2,s2,f2,l2,no,IT\ncyd,k3,e3,t3,s3,f3,l3,no,FR\n',
  )
  expect(
    (
      await lathe(
        'ingest',
        events,
        '--workspace',
        both,
        '--table',
        'events',
        '--map',
        'user=user_id,event=event,time=time',
      )
    ).status,
  ).toBe(0)
  for (const workspace of [both, plain])
    expect(
      (await lathe('ingest', dim, '--workspace', workspace, '--table', 'dim_users', '--kind', 'table')).status,
    ).toBe(0)
})

describe('the own columns of a plain table', () => {
  it('are all there, whatever they are called', async () => {
    expect(await sql(both, "SELECT * FROM dim_users WHERE country = 'IT'")).toEqual([
      {
        user_id: 'bob',
        user_key: 'k2',
        event: 'e2',
        ts: 't2',
        _source_1: 's2',
        _file_1: 'f2',
        _line_1: 'l2',
        is_test: expect.anything() as unknown,
        country: 'IT',
        _source: expect.anything() as unknown,
        _file_index: expect.anything() as unknown,
        _file: 'dim_users.csv',
        _line: 3,
      },
    ])
  })

  it('join with the users of the events', async () => {
    const session = new Session(await Workspace.open(new DiskFiles(both)), engine)
    const joins = [
      'SELECT d.country, e.event FROM events e JOIN dim_users d ON d.user_id = e.user_id ORDER BY 1',
      'SELECT country, event FROM (SELECT user_id, event FROM events) JOIN (SELECT user_id, country FROM ' +
        'dim_users) USING (user_id) ORDER BY 1',
      'SELECT d.country, e.event FROM dim_users d JOIN users u USING (user_id) JOIN events e ON e.user_key = ' +
        'u.user_key ORDER BY 1',
    ]
    const joined = [
      { country: 'DE', event: 'open' },
      { country: 'IT', event: 'pay' },
    ]
    for (const join of joins) expect([join, await rowsOf(session, join)]).toEqual([join, joined])
    expect(await sql(both, joins[1]!)).toEqual(joined)
  })

  it('leave the first query that anybody types right', async () => {
    expect(await sql(both, 'SELECT * FROM events ORDER BY ts')).toEqual([
      expect.objectContaining({ user_id: 'ann', event: 'open', _line: 2 }),
      expect.objectContaining({ user_id: 'bob', event: 'pay', _line: 3 }),
    ])
  })
})

describe('a table that is called users', () => {
  const w = join(folder, 'users')
  const flag =
    '{"testUsers": [{"column": "users.is_test"}], "relations": [{"from": "events.user_id", "to": "users.user_id"}]}'

  it('is what SQL calls so, and all_users are those of the logs', async () => {
    const [events, users] = [
      file('e.csv', EVENTS),
      file('users.csv', 'user_id,is_test,country\nann,0,DE\nbob,1,IT\ncyd,0,FR\n'),
    ]
    const known = await lathe('ingest', events, '--workspace', w, '--table', 'events')
    expect(known.status).toBe(0)
    expect(await sql(w, 'SELECT user_id FROM users ORDER BY 1')).toEqual([{ user_id: 'ann' }, { user_id: 'bob' }])
    const own = await lathe('ingest', users, '--workspace', w)
    expect([own.status, JSON.parse(own.out)]).toMatchObject([0, { table: 'users', rows: 3 }])
    expect(await sql(w, 'SELECT user_id, country FROM users ORDER BY 1')).toEqual([
      { user_id: 'ann', country: 'DE' },
      { user_id: 'bob', country: 'IT' },
      { user_id: 'cyd', country: 'FR' },
    ])
    expect(await sql(w, 'SELECT user_id FROM all_users ORDER BY 1')).toEqual([{ user_id: 'ann' }, { user_id: 'bob' }])
    expect(await sql(w, 'SELECT user_id, event FROM events ORDER BY 1')).toEqual([
      { user_id: 'ann', event: 'open' },
      { user_id: 'bob', event: 'pay' },
    ])
  })

  it('is related to the logs, and says who is a test user', async () => {
    writeFileSync(join(w, 'model.json'), flag)
    expect((await lathe('model', '--workspace', w, '--check')).status).toBe(0)
    const run = await lathe(
      ...['query', 'trends', '--workspace', w, '--format', 'json'],
      ...['--param', 'measures=[{"measure":"users"}]', '--param', 'breakdown=users.country'],
    )
    const rows = JSON.parse(run.out) as { readonly value: number }[]
    expect([...new Set(rows.filter((row) => row.value > 0).map((row) => JSON.stringify(row)))]).toEqual([
      expect.stringContaining('"DE"'),
    ])
    const behind = await lathe(
      ...['users', 'trends', '--workspace', w, '--format', 'json', '--column', 'value'],
      ...['--param', 'measures=[{"measure":"users"}]', '--param', 'breakdown=users.country'],
      ...['--cell', JSON.stringify(rows.find((row) => row.value > 0))],
    )
    expect(JSON.parse(behind.out)).toMatchObject([{ user_id: 'ann' }])
  })
})

describe('SQL in the terminal', () => {
  it('reaches no file', async () => {
    const secret = file('secret.csv', 'word\nhidden\n')
    mkdirSync(join(both, 'queries'), { recursive: true })
    const before = readdirSync(folder)
    // The whole list is in test/query/readingSql; here, that both commands go that way.
    const [copy, read] = [`COPY (SELECT 1) TO '${join(folder, 'out.csv')}'`, `SELECT * FROM read_text('${secret}')`]
    writeFileSync(join(both, 'queries', 'shared.sql'), `-- title: Shared\n${read}\n`)
    for (const words of [
      ['sql', copy],
      ['sql', read],
      ['query', 'shared'],
      ['sql', 'LOAD httpfs'],
    ]) {
      const run = await lathe(...words, '--workspace', both)
      expect([words, run.status, run.out]).toEqual([words, 1, ''])
      expect(run.notes).not.toContain('hidden')
    }
    rmSync(join(both, 'queries', 'shared.sql'))
    expect(readdirSync(folder)).toEqual(before)
  })
})

interface Values {
  readonly f?: string
}

/** What the window shows for a saved query with its defaults: rows, or the failure's sentence. */
async function inWindow(workspace: string, name: string, text: string, given: Values): Promise<unknown> {
  const session = new Session(await Workspace.open(new DiskFiles(workspace)), engine)
  const read = readSavedQuery({ name, text })
  if ('error' in read) return read.error.message
  try {
    const { analysis, source } = runnableQuery(read.file, session.catalog())
    return readArrowResult(
      (
        await runPlan(
          session,
          analysis.plan(readParameters(analysis.parameters, { ...given }), session.catalog(), source),
        )
      ).ipc,
    )
      .rows()
      .map((row) => ({ ...row }))
  } catch (error) {
    return (error as Error).message
  }
}

describe('a saved query', () => {
  const FILTER = '-- parameter: f filter\n'
  const it1 = { f: '[{"column":"country","op":"=","value":"IT"}]' }
  const FILES: readonly (readonly [string, Values])[] = [
    [`${FILTER}SELECT user_id, country FROM dim_users WHERE $f ORDER BY 1`, {}],
    [`${FILTER}SELECT user_id, country FROM dim_users WHERE $f ORDER BY 1`, it1],
    [`-- tables: dim_users\n${FILTER}SELECT count(*)::INTEGER AS n FROM dim_users WHERE $f`, it1],
    [
      `${FILTER}SELECT count(*)::INTEGER AS n FROM events WHERE $f`,
      { f: '[{"column":"user_id","op":"=","value":"ann"}]' },
    ],
    [
      `${FILTER}SELECT count(*)::INTEGER AS n FROM events JOIN dim_users USING (user_id) WHERE $f`,
      { f: '[{"column":"event","op":"=","value":"pay"}]' },
    ],
    ['-- parameter: e event = pay\nSELECT count(*)::INTEGER AS n FROM events WHERE $e', {}],
    ['-- parameter: c column = country\nSELECT DISTINCT $c AS c FROM dim_users ORDER BY 1;', {}],
    [`${FILTER}SELECT 1 AS n WHERE $f`, {}],
    [`${FILTER}SELECT 1 AS n FROM dim_users WHERE $f`, { f: '[{"column":"no such","op":"=","value":"IT"}]' }],
    ['-- title: bad\n-- nonsense: x\nSELECT 1', {}],
    ['-- parameter: n integer\nSELECT $m', {}],
    ['DELETE FROM dim_users', {}],
    ['-- title: two\nSELECT 1; SELECT 2', {}],
  ]

  it('says the same in the window and in the terminal', async () => {
    // Each that comes to an answer starts an engine of its own in the terminal, so only a few are asked of both
    // workspaces.
    const asked = [
      [both, FILES],
      [plain, [FILES[1]!, FILES[2]!, FILES[7]!, FILES[8]!]],
    ] as const
    for (const [workspace, files] of asked) {
      mkdirSync(join(workspace, 'queries'), { recursive: true })
      for (const [text, given] of files) {
        writeFileSync(join(workspace, 'queries', 'asked.sql'), text)
        const run = await lathe(
          'query',
          'asked',
          '--workspace',
          workspace,
          '--format',
          'json',
          ...Object.entries(given).flatMap(([key, value]) => ['--param', `${key}=${value}`]),
        )
        const window = await inWindow(workspace, 'asked', text, given)
        if (text === FILES[1]![0])
          expect(window).toEqual(given.f === undefined ? expect.anything() : [{ user_id: 'bob', country: 'IT' }])
        if (run.status === 0) expect([text, JSON.parse(run.out) as unknown]).toEqual([text, window])
        else expect([text, run.notes]).toEqual([text, expect.stringContaining(String(window))])
      }
    }
  })
})
