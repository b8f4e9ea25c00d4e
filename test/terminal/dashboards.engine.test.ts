import { read, utils } from '@e965/xlsx'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

/** Dashboards and saved views on the command line, over five events that are worked by hand. */
let folder = ''
const at = (name: string): string => join(folder, name)
function write(name: string, content: string): void {
  mkdirSync(join(at(name), '..'), { recursive: true })
  writeFileSync(at(name), content)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-dashboards-'))
  write(
    'shop.csv',
    'user_id,event,time,euros,country\n' +
      'ann,pay,2024-03-01T10:00:00Z,10,DE\n' +
      'bob,pay,2024-03-01T11:00:00Z,5,FR\n' +
      'ann,pay,2024-03-02T10:00:00Z,20,DE\n' +
      'cat,open,2024-03-02T12:00:00Z,,FR\n' +
      'bob,pay,2024-03-03T10:00:00Z,1,FR\n',
  )
  expect((await lathe('ingest', at('shop.csv'), '-w', at('w'))).status).toBe(0)
  write(
    'w/model.json',
    JSON.stringify({
      measures: [
        { name: 'revenue', event: 'pay', measure: 'sum', column: 'euros', unit: '€', good: 'up', target: 18 },
        { name: 'buyers', event: 'pay', measure: 'users', limits: { low: 2 } },
        { name: 'a head', formula: 'revenue / buyers', unit: '€', good: 'up', target: 25 },
      ],
    }),
  )
  write(
    'w/queries/spend.sql',
    'SELECT user_id, sum(euros) AS total FROM shop GROUP BY ALL ORDER BY total DESC NULLS LAST\n',
  )
  write(
    'w/views/events.json',
    '{"title":"Events by day","analysis":"trends","scope":{"filter":[{"column":"country","op":"=","value":"FR"}]}}',
  )
  write(
    'w/dashboards/shop.json',
    `{
  "title": "The shop",
  "tiles": [
    {"kind":"text","text":"Figures of a day."},
    {"kind":"number","measure":"revenue"},
    {"kind":"number","title":"Buyers","measure":"buyers"},
    {"kind":"number","title":"Best customer","view":{"query":"spend"},"column":"total","row":"first","good":"down","target":40},
    {"kind":"number","view":{"analysis":"funnel","parameters":{"steps":["pay","open"]},"scope":{"dates":{"from":"2024-03-02"}}},"column":"users","row":"first"},
    {"kind":"view","view":"events"},
    {"kind":"view","view":{"query":"spend"},"title":"Spend"}
  ]
}`,
  )
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('lathe dashboard', () => {
  it('computes every tile, as JSON', async () => {
    const run = await lathe('dashboard', 'shop', '-w', at('w'), '--format', 'json')
    expect(run.status).toBe(0)
    const { title, tiles } = JSON.parse(run.out) as { title: string; tiles: Record<string, unknown>[] }
    expect([title, tiles.length]).toEqual(['The shop', 7])
    expect(tiles[0]).toEqual({ kind: 'text', text: 'Figures of a day.' })
    // The third of March is not over: the last complete day is the second.
    expect(tiles[1]).toMatchObject({
      kind: 'number',
      title: 'revenue',
      analysis: 'trends',
      value: 20,
      unit: '€',
      of: '2024-03-02',
      before: { value: 15, label: '2024-03-01' },
      spark: [{ y: 15 }, { y: 20 }, { y: 1, incomplete: true }],
      good: 'up',
      target: 18,
      tone: 'good',
    })
    expect(tiles[2]).toMatchObject({ title: 'Buyers', value: 1, before: { value: 2 }, tone: 'bad' })
    expect(tiles[3]).toMatchObject({ title: 'Best customer', value: 30, of: 'ann', before: null, tone: 'good' })
    // From the second on there are pay, pay and open; in the two days before, pay twice.
    expect(tiles[4]).toMatchObject({ value: 2, before: { value: 2, label: 'previous period' }, tone: 'plain' })
    expect(tiles[5]).toMatchObject({
      title: 'Events by day',
      rows: [
        { date: '2024-03-01', value: 1 },
        { date: '2024-03-02', value: 1 },
        { date: '2024-03-03', value: 1 },
      ],
    })
    expect(tiles[6]).toMatchObject({
      title: 'Spend',
      query: 'spend',
      rows: [
        { user_id: 'ann', total: 30 },
        { user_id: 'bob', total: 6 },
        { user_id: 'cat', total: null },
      ],
    })
  })

  it('keeps its scope for every tile, and says what a tile does not take', async () => {
    write(
      'w/dashboards/german.json',
      `{"title":"DE","scope":{"dates":{"to":"2024-03-02"},"filter":[{"column":"country","op":"=","value":"DE"}]},"tiles":[
        {"kind":"number","measure":"revenue"},
        {"kind":"number","measure":"revenue","scope":{"dates":"all"}},
        {"kind":"view","view":"events"},
        {"kind":"view","view":{"query":"spend"}}]}`,
    )
    const run = await lathe('dashboard', 'german', '-w', at('w'), '--format', 'json')
    const { tiles } = JSON.parse(run.out) as { tiles: Record<string, unknown>[] }
    expect(tiles[0]).toMatchObject({ value: 20, before: { value: 10 }, spark: [{ y: 10 }, { y: 20 }] })
    expect((tiles[1]?.['spark'] as unknown[]).length).toBe(3)
    // Events of both countries at once: there are none.
    expect((tiles[2]?.['rows'] as { value: number }[]).map((row) => row.value)).toEqual([0, 0])
    expect(tiles[3]).toMatchObject({ ignored: ['dates', 'filter'] })
  })

  it('holds a formula of two measures against its target', async () => {
    write(
      'w/dashboards/heads.json',
      '{"title":"Heads","tiles":[{"kind":"number","measure":"a head"},{"kind":"number","measure":"a head","target":20}]}',
    )
    const run = await lathe('dashboard', 'heads', '-w', at('w'), '--format', 'json')
    rmSync(at('w/dashboards/heads.json'))
    const { tiles } = JSON.parse(run.out) as { tiles: Record<string, unknown>[] }
    // On the first of March 15 of two buyers, on the second 20 of one.
    expect(tiles[0]).toMatchObject({ value: 20, before: { value: 7.5 }, unit: '€', target: 25, tone: 'warn' })
    expect(tiles[1]).toMatchObject({ value: 20, target: 20, tone: 'good' })
  })

  it('prints titles, figures and rows for people', async () => {
    const run = await lathe('dashboard', 'shop', '-w', at('w'))
    expect(run.out).toContain(
      'The shop\n\nFigures of a day.\n\nrevenue\n20 €  2024-03-02  2024-03-01: 15  target 18  good\n',
    )
    expect(run.out).toMatch(/Spend\nuser_id +total\n/)
  })

  it('goes on where a tile has no answer, says why, and ends with 1', async () => {
    write(
      'w/dashboards/odd.json',
      `{"title":"Odd","tiles":[
        {"kind":"view","view":"evnts"},
        {"kind":"view","view":{"analysis":"trends","parameters":{"intervall":"day"}}},
        {"kind":"number","view":{"query":"spend"},"column":"totl"},
        {"kind":"number","view":{"query":"spend"},"column":"user_id"},
        {"kind":"view","view":{"query":"nowhere"}},
        {"kind":"number","measure":"revenue"}]}`,
    )
    const run = await lathe('dashboard', 'odd', '-w', at('w'), '--format', 'json')
    expect(run.status).toBe(1)
    const { tiles } = JSON.parse(run.out) as { tiles: Record<string, unknown>[] }
    expect(tiles.map((tile) => tile['problem'])).toEqual([
      'There is no view "evnts"; did you mean events?',
      expect.stringContaining('did you mean interval?'),
      'The rows have no column "totl"; did you mean total?',
      'The column "user_id" holds no numbers; name another one.',
      'There is no query "nowhere"; it was deleted or renamed.',
      undefined,
    ])
    const gone = await lathe('dashboard', 'shp', '-w', at('w'))
    expect([gone.status, gone.notes]).toEqual([1, expect.stringContaining('did you mean shop?')])
    write('w/dashboards/broken.json', '{"title":"B",\n"tiles":[{"kind":"pie"}]}')
    const broken = await lathe('dashboard', 'broken', '-w', at('w'))
    expect([broken.status, broken.notes]).toEqual([
      1,
      expect.stringContaining('dashboards/broken.json, line 2, column 18'),
    ])
    const list = await lathe('dashboards', '-w', at('w'))
    expect([list.status, list.notes]).toEqual([1, expect.stringContaining('line 2, column 18')])
    expect(list.out).toContain('shop  The shop  7 tiles\nview events  Events by day  trends\n')
    rmSync(at('w/dashboards/broken.json'))
    expect(JSON.parse((await lathe('dashboards', '-w', at('w'), '--format', 'json')).out)).toMatchObject({
      dashboards: [{ name: 'german' }, { name: 'odd' }, { name: 'shop', tiles: 7 }],
      views: [{ name: 'events', analysis: 'trends', title: 'Events by day' }],
    })
  })
})

describe('lathe query', () => {
  it('runs a saved view by its name, with other parameters where they are given', async () => {
    const run = await lathe('query', 'events', '-w', at('w'), '--format', 'csv')
    expect(csvRows(run.out).map((row) => row['value'])).toEqual(['1', '1', '1'])
    const month = await lathe('query', 'events', '-w', at('w'), '--format', 'csv', '--param', 'interval=month')
    expect(csvRows(month.out).map((row) => [row['date'], row['value']])).toEqual([['2024-03-01', '3']])
  })
})

describe('lathe dashboard --format xlsx', () => {
  it('is a workbook that says each tile on its first sheet, and has a sheet with the rows of each', async () => {
    const { status } = await lathe('dashboard', 'shop', '-w', at('w'), '--format', 'xlsx', '--out', at('shop.xlsx'))
    expect(status).toBe(0)
    const book = read(readFileSync(at('shop.xlsx')))
    expect(book.SheetNames).toEqual([
      'Contents',
      'revenue',
      'Buyers',
      'Best customer',
      'Funnel',
      'Events by day',
      'Spend',
    ])
    const rows = (name: string) => utils.sheet_to_json<Record<string, unknown>>(book.Sheets[name]!, { raw: true })
    expect(rows('Contents').map(({ tile, sheet, value, unit, target }) => [tile, sheet, value, unit, target])).toEqual([
      ['revenue', 'revenue', 20, '€', 18],
      ['Buyers', 'Buyers', 1, undefined, undefined],
      ['Best customer', 'Best customer', 30, undefined, 40],
      ['Funnel', 'Funnel', 2, undefined, undefined],
      ['Events by day', 'Events by day', undefined, undefined, undefined],
      ['Spend', 'Spend', undefined, undefined, undefined],
    ])
    expect(rows('Spend')).toEqual([{ user_id: 'ann', total: 30 }, { user_id: 'bob', total: 6 }, { user_id: 'cat' }])
    const wrong = await lathe('dashboard', 'shop', '-w', at('w'), '--format', 'pdf')
    expect([wrong.status, wrong.notes]).toEqual([2, expect.stringContaining('--format is table, json or xlsx here')])
  })

  it('is what a query gives, too', async () => {
    expect((await lathe('query', 'spend', '-w', at('w'), '--format', 'xlsx', '--out', at('spend.xlsx'))).status).toBe(0)
    const book = read(readFileSync(at('spend.xlsx')))
    expect(utils.sheet_to_json(book.Sheets['Result']!, { header: 1 })[0]).toEqual(['user_id', 'total'])
    expect((await lathe('ingest', at('spend.xlsx'), '-w', at('again'), '--kind', 'table')).status).toBe(0)
    const { out } = await lathe(
      'sql',
      'SELECT user_id, total FROM spend ORDER BY user_id',
      '-w',
      at('again'),
      '--format',
      'csv',
    )
    expect(out.trimEnd().split(/\r?\n/)).toEqual(['user_id,total', 'ann,30', 'bob,6', 'cat,'])
  })
})
