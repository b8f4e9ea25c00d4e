import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lathe } from '../terminal/lathe'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-users-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})
function write(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}
const LOG = 'user_id,event,time\na,x,2024-01-01T10:00:00Z\nb,y,2024-01-02T10:00:00Z\n'
const PEOPLE = 'user_id,country\na,DE\nb,FR\n'
interface Report {
  readonly remarks?: readonly { readonly kind: string; readonly text: string }[]
}
const taken = (out: string): readonly string[] =>
  ((JSON.parse(out) as Report).remarks ?? []).flatMap(({ kind, text }) => (kind === 'users-taken' ? [text] : []))

describe('a table called users', () => {
  it('is said to be what saved queries read from now on, with those that do, once', async () => {
    const at = join(folder, 'w')
    await lathe('ingest', write('log.csv', LOG), '-w', at)
    write('w/queries/all.sql', '-- title: All\nSELECT count(*) AS n FROM users\n')
    write('w/queries/shop/joined.sql', 'SELECT u.user_id FROM log l JOIN users u ON u.user_key = l.user_key\n')
    write('w/queries/counted.sql', 'SELECT count(DISTINCT user_id) AS users FROM log -- of all users\n')
    write('w/queries/own.sql', 'WITH users AS (SELECT 1 AS a) SELECT * FROM users\n')
    write('w/queries/dictionary.sql', 'SELECT count(*) FROM all_users\n')
    const first = await lathe('ingest', write('users.csv', PEOPLE), '-w', at, '--kind', 'table')
    const [text] = taken(first.out)
    expect(text).toMatch(/^The saved queries “all”, “shop\/joined” say “users”.*write all_users there/)
    expect(first.notes).toContain(text)
    const again = await lathe('ingest', write('more/users.csv', PEOPLE), '-w', at, '--kind', 'table')
    expect(taken(again.out)).toEqual([])
  })

  it('is no news where no query says so, or nothing was called so before', async () => {
    const at = join(folder, 'quiet')
    await lathe('ingest', write('log.csv', LOG), '-w', at)
    expect(taken((await lathe('ingest', write('users.csv', PEOPLE), '-w', at, '--kind', 'table')).out)).toEqual([])
    const fresh = join(folder, 'fresh')
    write('fresh/queries/all.sql', 'SELECT count(*) FROM users')
    expect(taken((await lathe('ingest', write('users.csv', PEOPLE), '-w', fresh, '--kind', 'table')).out)).toEqual([])
  })
})
