import { cpSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

/** The page Overview from the command line: each figure is that of the analysis that its tile opens. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-overview-'))
const place = join(folder, 'w')
const copy = join(folder, 'copy')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Figure {
  readonly name: string
  readonly query: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly [key: string]: unknown
}
interface Overview {
  readonly figures: readonly Figure[]
  readonly alerts: readonly { measure: string; date: string; state: string; text: string; value: number }[]
  readonly quality: readonly { name: string; state: string; text: string; count: number }[]
  readonly next: readonly { title: string; query: string; parameters: object }[]
}

/** 20 users who come on every (n mod 5 + 1)th of 24 days, without the fifth one; user 3 is a test user; one odd line. */
function log(): string {
  const lines = ['user_id,event,ts,country,amount,is_test']
  for (let day = 0; day < 24; day++)
    for (let user = 0; user < 20; user++) {
      if (day === 4 || day < user / 2 || day % ((user % 5) + 1) !== 0) continue
      const date = new Date(Date.UTC(2024, 1, 20 + day)).toISOString().slice(0, 10)
      const rest = `${['DE', 'FR'][user % 2]},${user},${user === 3}`
      lines.push(`u${user},view,${date}T08:00:00Z,${rest}`)
      if (user % 3 === 0) lines.push(`u${user},pay,${date}T12:00:00Z,${rest}`)
    }
  lines.push('u1,view,soon,DE,1,false', ',view,2024-03-01T09:00:00Z,DE,1,false')
  return `${lines.join('\n')}\n`
}

beforeAll(async () => {
  writeFileSync(join(folder, 'shop.csv'), log())
  expect((await lathe('ingest', join(folder, 'shop.csv'), '--workspace', place)).status).toBe(0)
  writeFileSync(
    join(place, 'model.json'),
    `{"measures": [
      {"name": "revenue", "event": "pay", "measure": "sum", "column": "value", "unit": "€", "good": "up", "target": 50, "limits": {"low": 40}},
      {"name": "per buyer", "formula": "revenue / buyers"},
      {"name": "buyers", "event": "pay", "measure": "users"}]}`,
  )
  mkdirSync(join(place, 'segments'))
  writeFileSync(join(place, 'segments/payers.json'), '{"about": "", "rule": {"did": "pay"}}')
  cpSync(place, copy, { recursive: true })
})

async function overview(...words: string[]): Promise<Overview> {
  const { out, status, notes } = await lathe('overview', '--workspace', place, '--format', 'json', ...words)
  expect([status, notes]).toEqual([0, ''])
  return JSON.parse(out) as Overview
}

async function answerOf(query: string, parameters: readonly string[]) {
  const words = parameters.flatMap((text) => ['--param', text])
  return csvRows((await lathe('query', query, '--workspace', place, '--format', 'csv', ...words)).out)
}

const COLUMN: Readonly<Record<string, string>> = {
  'active-users': 'dau',
  events: 'value',
  sessions: 'sessions',
  'new-users': 'new',
}
const SCOPES: readonly (readonly string[])[] = [
  [],
  ['from=2024-02-25', 'to=2024-03-09', 'filter=[{"column":"country","op":"=","value":"DE"}]'],
  ['segment=payers', 'include_test=true', 'timezone=Asia/Tokyo'],
]

describe('lathe overview', () => {
  it.each(SCOPES.map((scope) => ({ scope })))(
    'gives the figures of the analyses that it names, of $scope',
    async ({ scope }) => {
      const given = scope.flatMap((text) => ['--param', text])
      const { figures } = await overview(...given)
      // Nothing was asked of the copy: two engines answer there.
      const shared = await overview(...given, '--workspace', copy, '--engines', '2')
      expect(shared.figures).toEqual(figures)
      const daily = figures.filter((one) => 'days' in one)
      expect(daily.map((one) => one.name)).toEqual([
        ...['active-users', 'events', 'sessions', 'new-users'],
        ...['measure:revenue', 'measure:per buyer', 'measure:buyers'],
      ])
      for (const { name, query, parameters, date, value, days } of daily) {
        const own = Object.entries(parameters).map(([key, of]) => `${key}=${JSON.stringify(of)}`)
        const rows = await answerOf(query, [...own, ...scope])
        const last = rows.filter((row) => row['complete'] === 'true').at(-1)!
        const column = COLUMN[name] ?? 'value'
        expect([name, date, value]).toEqual([name, last['date'], last[column] === '' ? null : Number(last[column])])
        expect(days).toHaveLength(rows.length)
      }
      const week = figures.find(({ name }) => name === 'retention')!
      const row = (await answerOf('retention-summary', ['unit=week', ...scope])).find((one) => one['period'] === '1')
      expect([week['users'], week['eligible'], week['value']]).toEqual([
        Number(row?.['users'] ?? 0),
        Number(row?.['eligible'] ?? 0),
        row === undefined || row['pct'] === '' ? null : Number(row['pct']),
      ])
    },
  )

  it('names targets, tops, gaps, rejects and what can be asked of the columns', async () => {
    const { figures, alerts, quality, next } = await overview()
    const named = (name: string): Figure => figures.find((one) => one.name === name)!
    expect(named('measure:revenue')).toMatchObject({ target: 50, unit: '€', good: 'up' })
    // By hand: of those who pay, users 0, 6 and 15 come on day 22, with 0, 6 and 15; user 3 is a test user.
    expect(alerts).toEqual([
      { measure: 'revenue', date: '2024-03-13', value: 21, state: 'beyond', text: 'revenue: 21 €, below the limit 40' },
    ])
    // By hand: 24 days without the fifth; the last one is not over, and users 0, 5, 10 and 15 come on each.
    expect(named('active-users')).toMatchObject({ date: '2024-03-13', complete: true })
    const top = named('top-events')['rows'] as readonly { name: string; value: number }[]
    expect(top.map((one) => one.name)).toEqual(['view', 'pay'])
    const check = Object.fromEntries(quality.map((one) => [one.name, one]))
    expect(check['rejects']).toMatchObject({ state: 'look', count: 1, text: '1 row was rejected' })
    expect(check['without-user']).toMatchObject({ state: 'look', count: 1 })
    expect(check['gaps']).toMatchObject({ count: 1, text: '1 day without events: 2024-02-24' })
    expect(quality.filter(({ name }) => name === 'left-out').map(({ text }) => text)).toContain(
      '1 test user is left out',
    )
    expect(next).toContainEqual({
      title: 'Users by country',
      query: 'trends',
      parameters: { measures: [{ name: 'users', event: null, measure: 'users' }], breakdown: ['country'] },
    })
  })

  it('prints lines, and refuses what it does not take', async () => {
    const { out } = await lathe('overview', '--workspace', place)
    expect(out).toMatch(/^Active users +\d+ {2}2024-03-13, /)
    expect(out).toContain('! 1 row was rejected')
    const wrong = await lathe('overview', '--workspace', place, '--param', 'compare=previous-week')
    expect([wrong.status, wrong.notes]).toEqual([1, expect.stringContaining('There is no parameter "compare"')])
    expect((await lathe('overview', '--workspace', place, '--format', 'csv')).status).toBe(2)
  })
})
