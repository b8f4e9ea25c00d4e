import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lathe } from './lathe'

/** Which definitions give a figure that another tool shows, and charts by their number, from the command line. */
const folder = mkdtempSync(join(tmpdir(), 'lathe-match-'))
const place = join(folder, 'w')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Match {
  readonly match: 'exact' | 'near'
  readonly value: number
  readonly distance: number
  readonly differences: number
  readonly what: string
  readonly preset: string | null
  readonly column: string
  readonly also: number
  readonly parameters: string
}

/**
 * Ten users sign up at noon and pay after so many days: 1 2 3 5 8 9 10 13 20 40. One more, a test user, pays at once.
 * Within 7 days 4 of 10 pay, within 14 days 8, of 11 with the test user 5 and 9.
 */
beforeAll(async () => {
  const lines = ['user_id,event,ts,is_test']
  const day = (days: number): string => new Date(Date.UTC(2024, 0, 1 + days, 12)).toISOString()
  for (const [user, days] of [1, 2, 3, 5, 8, 9, 10, 13, 20, 40].entries())
    lines.push(`u${user},signup,${day(0)},false`, `u${user},pay,${day(days)},false`)
  lines.push(`t,signup,${day(0)},true`, `t,pay,${day(1)},true`)
  writeFileSync(join(folder, 'shop.csv'), `${lines.join('\n')}\n`)
  expect((await lathe('ingest', join(folder, 'shop.csv'), '--workspace', place)).status).toBe(0)
})

const QUESTION = ['--workspace', place, '--param', 'steps=["signup","pay"]']

async function match(...words: string[]): Promise<readonly Match[]> {
  const { out, status, notes } = await lathe('match', 'funnel', ...QUESTION, '--format', 'json', ...words)
  expect([status, notes]).toEqual([0, expect.stringMatching(/definitions tried/)])
  return JSON.parse(out) as readonly Match[]
}

it('says which definitions give a figure, with the fewest differences first', async () => {
  const rows = await match('--number', '40 %', '--column', 'pct_first', '--cell', '{"step":2}', '--most', '40')
  expect(rows[0]).toMatchObject({ match: 'exact', value: 40, distance: 0, differences: 1, column: 'pct_first' })
  expect(JSON.parse(rows[0]!.parameters)).toEqual({ window: '7 days' })
  expect(rows[0]!.what).toBe('Window: 7 days instead of 14 days')
  expect(rows.some(({ preset }) => preset === 'mixpanel')).toBe(true)
  expect(rows.find((row) => row.match === 'near')?.distance).toBeGreaterThan(0)
})

it('combines differences where none alone gives the figure', async () => {
  const rows = await match('--number', '45.5', '--column', 'pct_first', '--cell', '{"step":2}')
  const [first] = rows
  expect(JSON.parse(first!.parameters)).toEqual({ window: '7 days', include_test: true })
  expect(first!.value).toBeCloseTo((100 * 5) / 11)
  expect(first!.what).toBe('Window: 7 days instead of 14 days; Include test users: yes instead of no')
})

it('finds the figure in another column of the row, and says which', async () => {
  const [first] = await match('--number', '10', '--column', 'users', '--cell', '{"step":1}', '--most', '20')
  expect(first).toMatchObject({ differences: 0, what: 'as it stands', column: 'users' })
})

it('prints the data of a chart by its number: the matrix of transitions', async () => {
  const line = ['query', 'path-transitions', '--workspace', place, '--param', 'by=window', '--format', 'csv']
  const { out, status } = await lathe(...line, '--chart', '1')
  expect(status).toBe(0)
  const [head, ...rows] = out
    .trim()
    .split('\n')
    .map((row) => row.trim().split(','))
  expect(head!.slice(0, 2)).toEqual(['From', 'Size'])
  const pay = rows.find(([from]) => from === 'signup')!
  expect(Number(pay[head!.indexOf('pay')])).toBe(100)
  const arrows = await lathe(...line, '--chart', '2')
  expect(arrows.out).toMatch(/^from,to,Transitions,% of from/)
  expect(await lathe(...line, '--chart', '9')).toMatchObject({
    status: 1,
    notes: expect.stringContaining('there are 1 Where a step leads, 2 States and where they lead') as string,
  })
})

it('names what is missing or wrong', async () => {
  const run = async (...words: string[]): Promise<readonly [number, string]> => {
    const { status, notes } = await lathe('match', ...words)
    return [status, notes]
  }
  expect(await run('funnel', ...QUESTION)).toEqual([2, expect.stringContaining("--number '31.2 %'")])
  expect(await run('funnel', ...QUESTION, '--number', '4')).toEqual([
    2,
    expect.stringMatching(/--column users or pct_first/),
  ])
  const figure = ['--number', '4', '--column', 'users']
  expect(await run('funnel', ...QUESTION, ...figure)).toEqual([
    1,
    expect.stringContaining('name one by step, such as {"step":1} {"step":2}'),
  ])
  expect(await run('funnel', ...QUESTION, '--number', 'four', '--column', 'users')).toEqual([
    1,
    expect.stringContaining('"four" is no number'),
  ])
  expect(await run('paths', '--workspace', place, ...figure)).toEqual([
    1,
    expect.stringMatching(/The definitions of paths are not searched for a figure; those of trends, .*funnel/),
  ])
})
