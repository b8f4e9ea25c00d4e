import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LATHE_VERSION } from '../../src-renderer/base/version'
import type { Bundle } from '../../src-renderer/host/bundle/bundle'
import type { VerifiedPart, VerifiedSource } from '../../src-renderer/host/bundle/verifyBundle'
import { lathe } from './lathe'

/** A bundle is asked again in workspaces with the same data, with other data, and without what it needs. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-bundle-'))
const at = (name: string): string => join(folder, name)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, content: string | Uint8Array): string {
  mkdirSync(join(at(name), '..'), { recursive: true })
  writeFileSync(at(name), content)
  return at(name)
}
const LINES = [
  'ann,pay,2024-03-01T10:00:00Z,10.1,DE',
  'bob,pay,2024-03-01T11:00:00Z,5.2,FR',
  'ann,pay,2024-03-02T10:00:00Z,20.3,DE',
  'cat,open,2024-03-02T12:00:00Z,,FR',
  'bob,pay,2024-03-03T10:00:00Z,1.4,FR',
  'dan,pay,2024-03-03T11:00:00Z,0.1,FR',
]
const csv = (lines: readonly string[]): string => `user_id,event,time,euros,country\n${lines.join('\n')}\n`

interface Verified {
  readonly status: number
  readonly settings: readonly string[]
  readonly sources: readonly VerifiedSource[]
  readonly parts: readonly VerifiedPart[]
}
async function verify(workspace: string, file = at('shop.zip')): Promise<Verified> {
  const { status, out } = await lathe('verify', file, '-w', at(workspace), '--format', 'json')
  return { status, ...(JSON.parse(out) as Omit<Verified, 'status'>) }
}
async function load(workspace: string, name: string, lines: readonly string[], ...more: string[]): Promise<void> {
  const { status, notes } = await lathe(
    'ingest',
    write(name, csv(lines)),
    '-w',
    at(workspace),
    '--table',
    'shop',
    ...more,
  )
  expect([status, status === 0 ? '' : notes]).toEqual([0, ''])
}

beforeAll(async () => {
  await load('w', 'shop.csv', LINES)
  write('w/model.json', '{"measures": [{"name": "revenue", "event": "pay", "measure": "sum", "column": "euros"}]}')
  write('w/segments/french.json', '{"name":"french","about":"","rule":{"property":"country","op":"=","value":"FR"}}')
  write(
    'w/queries/spend.sql',
    '-- title: Spend\n-- parameter: least number = 0\nSELECT user_id, sum(euros) AS total FROM shop GROUP BY ALL HAVING coalesce(sum(euros), 0) >= $least\n',
  )
  write(
    'w/dashboards/board.json',
    `{"title": "Board", "scope": {"dates": "last-7"}, "tiles": [
      {"kind":"text","text":"Figures."},
      {"kind":"number","measure":"revenue"},
      {"kind":"view","title":"French","view":{"analysis":"trends","scope":{"segment":"french"}}},
      {"kind":"view","title":"Gone","view":"gone"}]}`,
  )
  const made = await lathe('bundle', 'board', 'spend', 'active-users', '-w', at('w'), '--out', at('shop.zip'))
  expect([made.status, made.notes]).toEqual([1, expect.stringMatching(/4 results\nGone: There is no view "gone"/)])
})

describe('a bundle', () => {
  it('holds questions, SQL, results, model, segments, the queries that were asked, and checksums', () => {
    const files = unzipSync(readFileSync(at('shop.zip')))
    expect(Object.keys(files).sort()).toEqual([
      'README.txt',
      'bundle.json',
      'model.json',
      'queries/spend.sql',
      'results/01-revenue.csv',
      'results/02-french.csv',
      'results/03-spend.csv',
      'results/04-active-users.csv',
      'segments/french.json',
      'sql/01-revenue.sql',
      'sql/02-french.sql',
      'sql/03-spend.sql',
      'sql/04-active-users.sql',
    ])
    const text = (name: string): string => new TextDecoder().decode(files[name])
    const bundle = JSON.parse(text('bundle.json')) as Bundle
    expect(bundle).toMatchObject({ format: 1, lathe: LATHE_VERSION, timezone: 'UTC', weekStart: 1 })
    expect(bundle.sources).toMatchObject([{ name: 'shop.csv', table: 'shop', rows: 6, bytes: csv(LINES).length }])
    expect(bundle.parts.map(({ title, rows }) => [title, rows])).toEqual([
      ['revenue', 3],
      ['French', 3],
      ['Spend', 4],
      ['Active users', 3],
    ])
    expect(bundle.parts[1]!.view).toMatchObject({ scope: { dates: { from: '2024-02-26' }, segment: 'french' } })
    expect(text('results/03-spend.csv').split('\n').sort()).toEqual([
      '',
      'ann,30.4',
      'bob,6.6',
      'cat,',
      'dan,0.1',
      'user_id,total',
    ])
    expect(text('sql/03-spend.sql')).toContain('sum(euros)')
    expect(LATHE_VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version)
  })

  it('is the same where it was made, and in another workspace with the same file that knows nothing else', async () => {
    for (const workspace of ['w', 'bare']) {
      if (workspace === 'bare') await load('bare', 'shop.csv', LINES)
      const { status, parts, sources, settings } = await verify(workspace)
      expect(parts.map(({ title, state }) => [title, state])).toEqual([
        ['revenue', 'same'],
        ['French', 'same'],
        ['Spend', 'same'],
        ['Active users', 'same'],
      ])
      expect([status, sources, settings]).toEqual([0, [{ name: 'shop.csv', table: 'shop', state: 'same' }], []])
    }
  })

  it('is the same where rows came in another order, which its sums may round otherwise', async () => {
    await load('order', 'other.csv', LINES.toReversed())
    const { status, sources } = await verify('order')
    expect([status, sources[0]?.state]).toEqual([0, 'missing'])
  })

  it('says which cells differ, and which file is another', async () => {
    await load(
      'changed',
      'shop.csv',
      LINES.map((line) => line.replace('5.2', '6.2')),
    )
    const { status, parts, sources } = await verify('changed')
    expect([status, sources[0]?.state]).toEqual([1, 'other'])
    expect(parts.map(({ title, state }) => [title, state])).toEqual([
      ['revenue', 'differs'],
      ['French', 'same'],
      ['Spend', 'differs'],
      ['Active users', 'same'],
    ])
    expect(parts[0]!.differences).toMatchObject([{ row: 1, column: 'value', was: '15.3' }])
    expect(parts[0]!.text).toMatch(/^1 cell: row 1, value: 15\.3\d* then, 16\.3\d* now$/)
    await load('changed', 'more.csv', ['eve,pay,2024-03-04T10:00:00Z,1,DE'])
    expect((await verify('changed')).parts.map(({ text }) => text).at(-1)).toBe('3 rows then, 4 rows now')
  })

  it('says what could not be asked, and how the workspaces differ', async () => {
    await load(
      'zone',
      'shop.csv',
      LINES.map((line) => line.split(',').slice(0, 3).join(',')),
      '--timezone',
      'Asia/Tokyo',
    )
    const { status, parts, settings } = await verify('zone')
    expect([status, settings]).toEqual([1, ['days were cut in UTC, here in Asia/Tokyo']])
    expect(parts.map(({ state }) => state)).toEqual(['unknown', 'differs', 'unknown', 'same'])
    expect(parts[2]!.text).toBe(
      "Binder Error: No function matches the given name and argument types 'sum(VARCHAR)'. You might need to add explicit type casts.",
    )
    const text = await lathe('verify', at('shop.zip'), '-w', at('zone'))
    expect(text.out).toMatch(/^days were cut .*\nother {4}file shop\.csv of shop\nunknown {2}revenue: /)
  })

  it('is refused where it was changed, is none, or is damaged', async () => {
    const files = unzipSync(readFileSync(at('shop.zip')))
    const made = (name: string, change: Zippable): string => write(name, zipSync({ ...files, ...change }))
    const refused = async (file: string): Promise<string> => {
      const { status, notes } = await lathe('verify', file, '-w', at('w'))
      expect(status).toBe(1)
      return notes
    }
    expect(await refused(made('cell.zip', { 'results/03-spend.csv': strToU8('user_id,total\n') }))).toContain(
      'cell.zip was changed since it was made: results/03-spend.csv is not what its checksum says.',
    )
    expect(await refused(made('more.zip', { 'queries/x.sql': strToU8('SELECT 1') }))).toContain(
      'queries/x.sql was put into it',
    )
    const { 'model.json': _, ...less } = files
    expect(await refused(write('less.zip', zipSync(less)))).toContain('lacks model.json')
    expect(await refused(write('none.zip', zipSync({ a: strToU8('b') })))).toContain('it is no bundle of Lathe')
    expect(await refused(write('text.zip', 'text'))).toContain('text.zip')
    expect(await refused(made('form.zip', { 'bundle.json': strToU8('{"format":2}') }))).toContain('bundle.json')
    expect((await lathe('bundle', 'spend', '-w', at('w'))).notes).toContain('--out FILE.zip')
  })
})
