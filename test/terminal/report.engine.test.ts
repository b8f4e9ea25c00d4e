import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { all, bodyRows, first, readHtml } from '../readHtml'
import { lathe } from './lathe'

/** Reports from the command line, over five events that are worked by hand. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-report-'))
const at = (name: string): string => join(folder, name)
const LOG =
  'user_id,event,time,euros,country\n' +
  'ann,pay,2024-03-01T10:00:00Z,10,DE\n' +
  'bob,pay,2024-03-01T11:00:00Z,5,FR\n' +
  'ann,pay,2024-03-02T10:00:00Z,20,DE\n' +
  'cat,open,2024-03-02T12:00:00Z,,FR\n' +
  'bob,pay,2024-03-03T10:00:00Z,1,FR\n'
const BOARD = {
  title: 'The <shop>',
  about: 'What was sold.',
  tiles: [
    { kind: 'text', text: '# Figures\n\nof a **day**' },
    { kind: 'number', title: 'Revenue', measure: { name: 'A', event: 'pay', measure: 'sum', column: 'euros' } },
    { kind: 'view', title: 'Active', view: { analysis: 'active-users' } },
    { kind: 'view', view: { query: 'spend' }, title: 'Spend' },
  ],
}
beforeAll(async () => {
  writeFileSync(at('shop.csv'), LOG)
  writeFileSync(at('other.csv'), 'user_id,event,time\nzoe,visit,2024-03-01T10:00:00Z\n')
  expect((await lathe('ingest', at('shop.csv'), '-w', at('w'))).status).toBe(0)
  expect((await lathe('ingest', at('other.csv'), '-w', at('w'))).status).toBe(0)
  mkdirSync(at('w/dashboards'))
  mkdirSync(at('w/queries'))
  writeFileSync(at('w/dashboards/shop.json'), JSON.stringify(BOARD))
  writeFileSync(at('w/queries/spend.sql'), 'SELECT user_id, sum(euros) AS total FROM shop GROUP BY ALL ORDER BY 1\n')
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it('makes a page of a dashboard, with the rows of each tile, definitions, SQL and files', async () => {
  const run = await lathe('report', 'shop', '-w', at('w'), '--out', at('shop.html'))
  expect([run.status, run.out]).toEqual([0, ''])
  const page = readHtml(readFileSync(at('shop.html'), 'utf8'))
  expect(first(page, 'title').text).toBe('The <shop>')
  const [figures, revenue, active, spend, ...more] = all(page, 'section.part')
  expect(more).toEqual([])
  expect(first(figures!, 'h3').text).toBe('Figures')
  expect(first(revenue!, 'h3').text).toBe('Revenue')
  // The third is the last day of the data and not over.
  expect(first(revenue!, '.value').text).toBe('20')
  expect(all(active!, 'svg')).toHaveLength(1)
  expect(bodyRows(spend!)).toEqual([
    ['ann', '30'],
    ['bob', '6'],
    ['cat', 'null'],
  ])
  expect(first(spend!, 'details').attributes).toHaveProperty('open')
  const appendix = first(page, '.appendix')
  expect(all(appendix, 'h2').map(({ text }) => text)).toEqual(['What the figures mean', 'The SQL', 'The files'])
  expect(all(appendix, 'pre').at(-1)!.text).toContain('sum(euros) AS total')
  const sum = crc32(LOG).toString(16).padStart(8, '0')
  const files = bodyRows(all(appendix, 'table').at(-1)!).map((row) => row.slice(0, 5))
  expect(files).toContainEqual(['shop.csv', 'shop', '5', LOG.length.toLocaleString('en'), sum])
})

it('makes a page of an analysis with its parameters, and names the files that it read alone', async () => {
  const run = await lathe('report', 'active-users', '-w', at('w'), '--table', 'shop', '--param', 'from=2024-03-02')
  expect(run.status).toBe(0)
  const page = readHtml(run.out)
  const part = first(page, 'section.part')
  expect(bodyRows(first(part, 'details')).map((row) => row[1])).toEqual(['2', '1'])
  expect(first(part, '.scope').text).toBe('2 – 3 Mar 2024')
  expect(bodyRows(all(page, 'table').at(-1)!).map(([name]) => name)).toEqual(['shop.csv'])
})

it('says on the page and by its status where a tile has no answer', async () => {
  const broken = { ...BOARD, tiles: [...BOARD.tiles, { kind: 'view', view: { query: 'gone' }, title: 'Gone' }] }
  writeFileSync(at('w/dashboards/broken.json'), JSON.stringify(broken))
  const run = await lathe('report', 'broken', '-w', at('w'))
  expect(run.status).toBe(1)
  expect(run.notes).toContain('There is no query "gone"')
  const parts = all(readHtml(run.out), 'section.part')
  expect(parts).toHaveLength(5)
  expect(first(parts[4]!, '.problem').text).toContain('There is no query "gone"')
})

it('refuses what it cannot make, and says what to do', async () => {
  const none = await lathe('report', 'shopp', '-w', at('w'))
  expect([none.status, none.out]).toEqual([1, ''])
  expect(none.notes).toContain('[not-found]')
  const parameters = await lathe('report', 'shop', '-w', at('w'), '--param', 'from=2024-03-02')
  expect(parameters.status).toBe(2)
  expect(parameters.notes).toContain('is a dashboard')
  expect((await lathe('report', 'shop', '-w', at('w'), '--format', 'csv')).status).toBe(2)
  expect((await lathe('report', '-w', at('w'))).status).toBe(2)
})
