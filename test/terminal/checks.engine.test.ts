import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Check } from '../../src-renderer/host/checks/check'
import { lathe } from './lathe'

/** Limits of measures and `-- expect:` lines, held against the data by `lathe ingest` and `lathe check`. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-checks-'))
const place = join(folder, 'w')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Days of March 2024, an order each user: 10 of 5 each; the last day has one order, so that the day before is whole. */
function log(days: readonly number[], amount = 5): string {
  const lines = days.flatMap((day) =>
    Array.from({ length: day === 9 ? 1 : 10 }, (_, user) =>
      [`u${user}`, 'pay', `2024-03-0${day}T10:00:00Z`, `o-${day}-${user}`, amount].join(','),
    ),
  )
  return `user_id,event,ts,order_id,amount\n${lines.join('\n')}\n`
}

function put(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface Checked {
  readonly at: string | null
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  readonly checks: readonly Check[]
}
async function check(): Promise<{ readonly status: number; readonly checked: Checked }> {
  const { out, status } = await lathe('check', '--workspace', place, '--format', 'json')
  return { status, checked: JSON.parse(out) as Checked }
}

beforeAll(async () => {
  const { out, status } = await lathe('ingest', put('log.csv', log([1, 2])), '--workspace', place, '--strict')
  expect([status, 'checks' in (JSON.parse(out) as object)]).toEqual([0, false])
  mkdirSync(join(place, 'queries/shop'), { recursive: true })
})

describe('what a workspace expects of its data', () => {
  it('is nothing where nothing is said', async () => {
    expect((await lathe('check', '--workspace', place)).notes).toContain('Nothing is expected of the data')
    expect(await check()).toEqual({ status: 0, checked: { at: null, passed: 0, failed: 0, unknown: 0, checks: [] } })
  })

  it('is asked with the parameters of the header, and each import says how it stands', async () => {
    writeFileSync(
      join(place, 'model.json'),
      `{"measures": [
        {"name": "revenue", "event": "pay", "measure": "sum", "column": "value", "unit": "€", "limits": {"low": 40, "high": 60}},
        {"name": "buyers", "event": "pay", "measure": "users"}]}`,
    )
    writeFileSync(
      join(place, 'queries/shop/orders.sql'),
      `-- title: Orders
-- tables: log
-- parameter: most integer = 100
-- expect: rows between 1 and 1000
-- expect: order_id unique
-- expect: amount between 1 and 50
-- expect: kind in ('pay')
SELECT order_id, value AS amount, event AS kind FROM log WHERE value <= $most; -- all of them
`,
    )
    const { status, checked } = await check()
    expect([status, checked.passed, checked.failed, checked.unknown]).toEqual([0, 5, 0, 0])
    expect(checked.checks.map(({ of, name, expects, figure, text }) => [of, name, expects, figure, text])).toEqual([
      ['measure', 'revenue', 'between 40 and 60 a day', 50, '50 €, within its limits on 2024-03-01'],
      ['query', 'shop/orders', 'rows between 1 and 1000', 20, '20 rows'],
      ['query', 'shop/orders', 'order_id unique', 0, '20 rows'],
      ['query', 'shop/orders', 'amount between 1 and 50', 0, '20 rows'],
      ['query', 'shop/orders', "kind in ('pay')", 0, '20 rows'],
    ])
    const { out, status: done } = await lathe('ingest', put('a.csv', log([3])), '--workspace', place, '--table', 'log')
    expect([done, JSON.parse(out)]).toMatchObject([
      0,
      { rows: 10, checks: { passed: 5, failed: 0, unknown: 0, open: [] } },
    ])
  })

  it('says what is not kept, by how many rows, and with which value', async () => {
    const file = put('b.csv', `${log([8, 9], 70)}u1,pay,2024-03-08T11:00:00Z,o-1-1,70\n`)
    const words = ['ingest', file, '--workspace', place, '--table', 'log', '--strict']
    const { out, status, notes } = await lathe(...words)
    expect(status).toBe(3)
    const { checks } = JSON.parse(out) as {
      readonly checks: Omit<Checked, 'checks'> & { readonly open: readonly Check[] }
    }
    expect([checks.passed, checks.failed, checks.unknown]).toEqual([2, 3, 0])
    expect(checks.open.map(({ expects, text, figure }) => [expects, figure, text])).toEqual([
      ['between 40 and 60 a day', 770, '770 €, above the limit 60 on 2024-03-08'],
      ['order_id unique', 1, '1 of 42 rows repeats another, o-1-1'],
      ['amount between 1 and 50', 12, '12 of 42 rows have another value, such as 70.0'],
    ])
    expect(notes).toContain('failed   shop/orders  order_id unique: 1 of 42 rows repeats another, o-1-1\n')
    const text = await lathe('check', '--workspace', place)
    expect([text.status, text.out.split('\n')[0]]).toEqual([
      1,
      'failed   revenue  between 40 and 60 a day: 770 €, above the limit 60 on 2024-03-08',
    ])
  })

  it('keeps in checks.json how it stood, when, and of which state of the workspace', async () => {
    const read = (name: string): unknown => JSON.parse(readFileSync(join(place, name), 'utf8'))
    const { checked } = await check()
    const { revision } = read('lathe.json') as { revision: number }
    expect(read('checks.json')).toEqual({ at: checked.at, revision, checks: checked.checks })
    expect(Math.abs(Date.now() - Date.parse(checked.at!))).toBeLessThan(3_600_000)
  })

  it('is asked of a workspace that is open to be read only, which nothing changes', async () => {
    const state = () => ['lathe.json', 'checks.json'].map((name) => readFileSync(join(place, name), 'utf8'))
    const before = state()
    const { status, notes } = await lathe('check', '--workspace', place, '--read-only')
    expect([status, notes]).toEqual([1, expect.stringContaining('is open to be read only')])
    const add = await lathe('ingest', put('c.csv', log([5])), '--workspace', place, '--table', 'log', '--read-only')
    expect([add.status, add.notes]).toEqual([1, expect.stringMatching(/is open to be read only.*\[store-write\]/)])
    const shown = await lathe(
      'sql',
      'SELECT count(*) AS n FROM log',
      '--workspace',
      place,
      '--read-only',
      '--format',
      'csv',
    )
    expect([shown.status, shown.out]).toEqual([0, 'n\n42\n'])
    expect((await lathe('delete-table', 'log', '--workspace', place, '--read-only')).status).toBe(1)
    expect(state()).toEqual(before)
  })

  it('says what could not be asked, and asks the rest', async () => {
    writeFileSync(join(place, 'queries/broken.sql'), '-- expect: many rows\nSELECT 1')
    writeFileSync(join(place, 'queries/gone.sql'), '-- tables: log\n-- expect: rows > 0\nSELECT * FROM nowhere')
    writeFileSync(join(place, 'queries/column.sql'), '-- tables: log\n-- expect: price > 0\nSELECT value FROM log')
    writeFileSync(join(place, 'queries/silent.sql'), '-- colour: red\nSELECT 1')
    const { status, checked } = await check()
    expect([status, checked.passed, checked.failed, checked.unknown]).toEqual([1, 2, 3, 3])
    const open = checked.checks.filter((one) => one.state === 'unknown')
    expect(open.map(({ name, expects }) => [name, expects])).toEqual([
      ['broken', ''],
      ['column', 'price > 0'],
      ['gone', 'rows > 0'],
    ])
    expect(open[0]!.text).toMatch(/^broken, line 1: an expectation looks like one of rows = 0/)
    expect(open[1]!.text).toContain('price')
    expect(open[2]!.text).toContain('nowhere')
    writeFileSync(join(place, 'model.json'), '{"measures": [')
    const unread = (await check()).checked.checks[0]
    expect(unread).toMatchObject({ of: 'model', name: 'model.json', state: 'unknown' })
    expect(unread!.text).toContain('line 1')
  })
})
