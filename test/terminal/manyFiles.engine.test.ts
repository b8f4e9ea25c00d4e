import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lathe } from './lathe'

const LEAD = 'user_id,event,ts\nu1,view,2024-01-15 10:00:00\nu2,view,2024-01-15 10:01:00\n'
let folder = ''
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

async function ingest(
  files: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ status: number; notes: string; rows: string }> {
  const at = join(folder, String(++count))
  const own = mkdtempSync(join(folder, 'files-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(own, name), content)
  const paths = Object.keys(files).map((name) => join(own, name))
  const { status, notes } = await lathe('ingest', ...paths, '--workspace', at, '--table', 'events', ...args)
  if (status !== 0) return { status, notes, rows: '' }
  const sql =
    "SELECT string_agg(concat_ws(' ', _file, user_id, event, strftime(ts, '%d %H:%M')), ', ' ORDER BY ts, user_id) FROM events"
  const found = await lathe('sql', `SELECT (${sql}) AS found`, '-w', at, '--format', 'json')
  return { status, notes, rows: (JSON.parse(found.out) as { found: string }[])[0]?.found ?? '' }
}

const FIRST = 'a.csv u1 view 15 10:00, a.csv u2 view 15 10:01'

it.each([
  ['another separator', 'b.csv', 'user_id;event;ts\nu3;buy;2024-01-16 10:00:00\n', 'CSV parted by ;'],
  ['names in other case and signs', 'b.csv', 'User ID,EVENT,Ts\nu3,buy,2024-01-16 10:00:00\n', ''],
  ['names of its own', 'b.csv', 'uid,event_name,timestamp\nu3,buy,2024-01-16 10:00:00\n', 'uid is read as user_id'],
  ['another time form', 'b.csv', 'user_id,event,ts\nu3,buy,16.01.2024 10:00\n', 'read as %d.%m.%Y %H:%M'],
  ['epochs', 'b.csv', 'user_id,event,ts\nu3,buy,1705399200\n', 'read as epoch-s'],
  ['another format', 'b.ndjson', '{"user_id":"u3","event":"buy","ts":"2024-01-16T10:00:00Z"}\n', 'NDJSON'],
  ['no header', 'b.csv', 'u3,buy,2024-01-16 10:00:00\n', 'has no header'],
  ['a title above', 'b.csv', 'Report of June\nmade by X\n\nuser_id,event,ts\nu3,buy,2024-01-16 10:00:00\n', ''],
  ['all of it', 'b.txt', 'Time;Who;User ID;Event\n16.01.2024 10:00;x;u3;buy\n', 'CSV parted by ;'],
])('a further file may have %s', async (_what, name, content, said) => {
  const run = await ingest({ 'a.csv': LEAD, [name]: content })
  expect(run.notes).toContain(said)
  expect(run.rows).toBe(`${FIRST}, ${name} u3 buy 16 10:00`)
})

it('a file that names its columns leads one that does not', async () => {
  const run = await ingest({ 'b.csv': 'u3,buy,2024-01-16 10:00:00\nu4,buy,2024-01-16 10:01:00\n', 'a.csv': LEAD })
  expect(run.rows).toBe(`${FIRST}, b.csv u3 buy 16 10:00, b.csv u4 buy 16 10:01`)
})

it.each([
  ['b.csv has no column for the user', 'id,name\n1,x\n'],
  ['b.csv is a web page', '<!doctype html><html><body>no</body></html>'],
  ['The times of b.csv cannot be read: ts holds “2024/15/01 x”', 'user_id,event,ts\nu1,view,2024/15/01 x\n'],
])('nothing is kept where one file cannot be read: %s', async (reason, content) => {
  const run = await ingest({ 'a.csv': LEAD, 'b.csv': content })
  expect(run).toMatchObject({ status: 1, notes: expect.stringContaining(reason) as string })
})

it('says that plain tables with other columns than the first stand in one table', async () => {
  const at = join(folder, 'plain')
  const own = mkdtempSync(join(folder, 'files-'))
  const write = (name: string, content: string): string => {
    writeFileSync(join(own, name), content)
    return join(own, name)
  }
  const users = write('users.csv', 'user_id,country,plan\nu1,DE,pro\nu2,FR,free\n')
  const more = write('more.csv', 'user_id,country,plan\nu3,IT,pro\n')
  const people = write('people.csv', 'account,person,country\nu1,p1,DE\n')
  const alike = await lathe('ingest', users, more, '-w', at, '--kind', 'table', '--table', 'alike')
  expect(alike.notes).not.toContain('other columns')
  const apart = await lathe('ingest', users, people, '-w', at, '--kind', 'table', '--table', 'apart')
  expect([apart.status, apart.notes]).toEqual([
    0,
    expect.stringContaining(
      'people.csv has other columns than users.csv (account, person in the place of user_id, plan)',
    ),
  ])
})
