import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { lathe } from './lathe'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-tables-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, content: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}
const LOG =
  'member,device,what,at,booked\n' +
  Array.from(
    { length: 60 },
    (_, index) =>
      `m${index % 7},d${index % 5},view,2024-03-01T10:00:${String(index).padStart(2, '0')}Z,2024-02-0${1 + (index % 9)}`,
  ).join('\n')
const MAP = ['--map', 'user=member,event=what,time=at']

describe('tables, on the command line', () => {
  it('are renamed, and saved queries and segments follow or are told', async () => {
    const at = join(folder, 'renamed')
    await lathe('ingest', write('shop.csv', LOG), '-w', at, ...MAP)
    write('renamed/queries/all.sql', '-- title: All\n-- tables: shop\nSELECT count(*) FROM shop\n')
    write('renamed/queries/odd.sql', 'SELECT shop FROM other')
    write('renamed/segments/buyers.json', '{"about":"","rule":{"not":{"sql":"SELECT user_key FROM shop_sessions"}}}')
    write('renamed/dashboards/week.json', '{"title":"shop","tiles":[{"kind":"number","measure":"m","table":"shop"}]}')
    write('renamed/model.json', '{ "relations": [{ "from": "shop.device", "to": "shop.x" /* odd */ }], "columns": [] }')
    const run = await lathe('rename-table', 'shop', 'store', '-w', at)
    expect(JSON.parse(run.out)).toEqual({
      table: 'store',
      was: 'shop',
      queries: ['all'],
      segments: ['buyers'],
      views: ['week'],
      model: true,
      open: ['odd'],
    })
    expect(run.notes).toContain('“odd” uses the word shop')
    expect(readFileSync(join(at, 'queries/all.sql'), 'utf8')).toBe(
      '-- title: All\n-- tables: store\nSELECT count(*) FROM "store"\n',
    )
    expect(readFileSync(join(at, 'segments/buyers.json'), 'utf8')).toContain('FROM \\"store_sessions\\"')
    expect(readFileSync(join(at, 'model.json'), 'utf8')).toBe(
      '{ "relations": [{ "from": "store.device", "to": "store.x", /* odd */ "name": "shop" }], "columns": [] }',
    )
    write('renamed/model.json', '{ "relations": [ }')
    const broken = await lathe('rename-table', 'store', 'kiosk', '-w', at)
    expect(JSON.parse(broken.out)).toMatchObject({ model: false, open: ['model.json'] })
    expect((await lathe('rename-table', 'kiosk', 'store', '-w', at)).status).toBe(0)
    const again = await lathe('rename-table', 'shop', 'x', '-w', at)
    expect([again.status, again.notes]).toEqual([1, expect.stringContaining('there are store')])
  })

  it('are mapped anew from stored rows, or from their files where those are not enough', async () => {
    const at = join(folder, 'mapped')
    const file = write('shop.csv', LOG)
    await lathe('ingest', file, '-w', at, ...MAP)
    const run = await lathe('remap', 'shop', '-w', at, '--map', 'user=device,session=member')
    expect(JSON.parse(run.out)).toMatchObject({
      rows: 60,
      mapping: { user: 'device', event: 'what', time: 'at', session: 'member' },
    })
    const timed = await lathe('remap', 'shop', '-w', at, '--map', 'time=booked')
    expect([timed.status, timed.notes]).toEqual([
      2,
      expect.stringMatching(/another time .* source files, too: shop\.csv/),
    ])
    const read = await lathe('remap', 'shop', file, '-w', at, '--map', 'time=booked')
    expect(JSON.parse(read.out)).toMatchObject({ rows: 60, users: 5, minTs: '2024-02-01T00:00:00.000Z' })
    const other = await lathe('remap', 'shop', write('other.csv', LOG), '-w', at, '--map', 'time=at')
    expect([other.status, other.notes]).toEqual([2, expect.stringContaining('not named: shop.csv')])
    const { tables } = (await Workspace.open(new DiskFiles(at))).manifest
    expect([tables['shop']?.rows, tables['shop']?.mapping.session]).toEqual([60, 'member'])
  })

  it('are deleted with their files', async () => {
    const at = join(folder, 'deleted')
    await lathe('ingest', write('shop.csv', LOG), '-w', at, ...MAP)
    const run = await lathe('delete-table', 'shop', '-w', at)
    expect(JSON.parse(run.out)).toEqual({ table: 'shop', rows: 60, rejected: 0 })
    const files = new DiskFiles(at)
    expect((await Workspace.open(files)).manifest.tables).toEqual({})
    expect((await files.list('tables')).length).toBe(0)
    expect((await lathe('delete-table', 'shop', '-w', at)).status).toBe(1)
  })
})

describe('columns, on the command line', () => {
  it('get other names and types from the stored rows, else from their files; what reads them is named', async () => {
    const at = join(folder, 'reshaped')
    const path = write('shapes.csv', 'who,event,time,code,size\na,x,2024-01-01,001,7\nb,y,2024-01-02,x,8.50\n')
    await lathe('ingest', path, '-w', at, '--table', 'shapes')
    write('reshaped/queries/codes.sql', 'SELECT code FROM shapes')
    const named = await lathe('remap', 'shapes', '-w', at, '--rename', 'code=Code word')
    expect(JSON.parse(named.out)).toEqual({
      table: 'shapes',
      rows: 2,
      columns: [{ was: 'code', name: 'Code word', type: 'string' }],
      open: ['codes'],
    })
    const refused = await lathe('remap', 'shapes', '-w', at, '--type', 'size=text')
    expect(refused.status).toBe(1)
    expect(refused.notes).toMatch(/“size” cannot become a text.*kept as a double.*shapes\.csv/)
    const again = await lathe('remap', 'shapes', path, '-w', at, '--type', 'size=text', '--rename', 'Code word=word')
    expect(JSON.parse(again.out)).toMatchObject({ table: 'shapes', rows: 2 })
    const { tables } = (await Workspace.open(new DiskFiles(at))).manifest
    expect(tables['shapes']?.columns.filter(({ source }) => source !== 'who').slice(-3)).toMatchObject([
      { name: 'word', source: 'code', type: 'string' },
      { name: 'size', type: 'string' },
      { name: '_source' },
    ])
    expect((await lathe('remap', 'shapes', '-w', at, '--type', 'size=flag')).status).toBe(2)
  })
})
