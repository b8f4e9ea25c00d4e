import { afterAll, beforeAll, expect, it } from 'vitest'
import { explainChange } from '../../../../queries/change/explain-change'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { answerOf } from '../../answer'
import { analyses, caseOf } from '../../cases'
import { askCase } from '../../questions'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

const explained = analyses.find(({ name }) => name === 'explain-change')!
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const some = (times: number, one: Omit<LogEvent, 'ts'> & { day: string }): readonly LogEvent[] =>
  Array.from({ length: times }, () => ({ ...one, ts: `2024-03-${one.day}T12:00:00Z` }))

async function load(events: readonly LogEvent[]): Promise<void> {
  await db.load({ name: 'log', events, more: { country: 'string', amount: 'double' } })
}

const WEEK = { from: '2024-03-08', to: '2024-03-14', compare: 'previous-week', columns: ['country'] }
const RATE = {
  ...WEEK,
  measure: [
    { name: 'A', event: 'buy', measure: 'count' },
    { name: 'B', event: 'visit', measure: 'count' },
  ],
  formula: '100 * A / B',
}
const of = (rows: readonly Row[], column: string): unknown[] =>
  rows
    .filter((row) => row['column'] === column)
    .map(({ value, before, after, mix, rate, total, share }) => [value, before, after, mix, rate, total, share])

it('tells mix from rate where each value stays as it was (Simpson): the whole falls, no value does', async () => {
  // Rome 50 %, Oslo 10 %, before 10 visits each: 30 %. Then Rome 5 visits, Oslo 15: 4 of 20, 20 %, no rate changed.
  await load([
    ...some(10, { user: 'r', event: 'visit', day: '02', more: { country: 'Rome' } }),
    ...some(5, { user: 'r', event: 'buy', day: '02', more: { country: 'Rome' } }),
    ...some(10, { user: 'o', event: 'visit', day: '03', more: { country: 'Oslo' } }),
    ...some(1, { user: 'o', event: 'buy', day: '03', more: { country: 'Oslo' } }),
    ...some(4, { user: 'r', event: 'visit', day: '09', more: { country: 'Rome' } }),
    ...some(2, { user: 'r', event: 'buy', day: '09', more: { country: 'Rome' } }),
    ...some(20, { user: 'p', event: 'visit', day: '10', more: { country: 'Oslo' } }),
    ...some(2, { user: 'p', event: 'buy', day: '10', more: { country: 'Oslo' } }),
  ])
  const rows = await db.answer(explainChange, RATE)
  const [[, before, after, , , total]] = of(rows, '(all)') as [[string, number, number, null, null, number]]
  expect(before).toBe(30)
  expect(after).toBeCloseTo(100 / 6, 9)
  expect(total).toBeCloseTo(100 / 6 - 30, 9)
  const parts = of(rows, 'country') as [string, number, number, number, number, number, number][]
  expect(parts.map(([value, was, is]) => [value, was, is])).toEqual([
    ['Rome', 50, 50],
    ['Oslo', 10, 10],
  ])
  for (const [, , , mix, rate, moved] of parts) {
    expect(rate).toBeCloseTo(0, 9)
    expect(mix).toBeCloseTo(moved, 9)
  }
  // Weights 1/2 → 1/6 and 1/2 → 5/6; against the mean of the whole, 23.33.
  expect(parts[0]![5]).toBeCloseTo((1 / 6 - 1 / 2) * (50 - (30 + 100 / 6) / 2), 9)
  const values = readParameters(explainChange.parameters, RATE)
  const figures = explainChange.kpis!(tableOf(explainChange, rows), values, null)
  expect(figures.map(({ label, value }) => [label, value === null ? null : Number(value.toFixed(6))])).toEqual([
    ['Before', 30],
    ['In the period', 16.666667],
    ['Change', -13.333333],
    ['Unexplained', 0],
  ])
  const [first] = explainChange.charts!(tableOf(explainChange, rows), values)
  expect(first?.title).toBe('By new and lost users')
})

it('divides a sum over users and what each has, new and lost users, and the values beyond the limit together', async () => {
  const bought = (user: string | null, day: string, country: string, amount: number): LogEvent => ({
    user,
    event: 'buy',
    ts: `2024-03-${day}T09:00:00Z`,
    more: { country, amount },
  })
  await load([
    bought('a', '02', 'Rome', 10),
    bought('b', '02', 'Rome', 20),
    bought('c', '03', 'Oslo', 30),
    bought('a', '09', 'Rome', 40),
    bought('d', '09', 'Bern', 5),
    bought(null, '09', 'Bern', 1),
  ])
  const asked = { ...WEEK, measure: [{ name: 'A', event: 'buy', measure: 'sum', column: 'amount' }] }
  const rows = await db.answer(explainChange, asked)
  expect(of(rows, '(all)')).toEqual([['(all)', 60, 46, null, null, -14, 100]])
  // c is lost with 30, a has 30 more, d came with 5, nobody's is 1 more.
  expect(of(rows, '(users)').map((row) => (row as unknown[]).slice(0, 6))).toEqual([
    ['only before', 50, 0, -50, 0, -50],
    ['in both', 10, 40, 0, 30, 30],
    ['new', 0, 5, 5, 0, 5],
    ['without a user', 0, 1, 1, 0, 1],
  ])
  // Rome: 2 users at 15, then 1 at 40: mix -1 × 27.5, rate the rest of +10.
  expect(of(rows, 'country').map((row) => (row as unknown[]).slice(0, 6))).toEqual([
    ['Oslo', 30, 0, -30, 0, -30],
    ['Rome', 30, 40, -27.5, 37.5, 10],
    ['Bern', 0, 6, 6, 0, 6],
  ])
  const few = await db.answer(explainChange, { ...asked, limit: 1 })
  expect(of(few, 'country').map((row) => (row as unknown[]).slice(0, 6))).toEqual([
    ['Oslo', 30, 0, -30, 0, -30],
    ['Other', 30, 46, -21.5, 37.5, 16],
  ])
  const factors = of(rows, '(formula)') as [string, number, number, null, null, number][]
  // Three users before and after ("a", "d" and nobody): all of it is what each has.
  expect(factors.map(([name, before, after]) => [name, before, after])).toEqual([
    ['users', 3, 3],
    ['per user', 20, 46 / 3],
  ])
  expect(factors[0]![5]).toBe(0)
  expect(factors[1]![5]).toBeCloseTo(-14, 9)
})

it('looks at the last seven days that are over where no dates are chosen, and at the seven before', async () => {
  await load([
    ...some(2, { user: 'a', event: 'visit', day: '05', more: { country: 'Rome' } }),
    ...some(3, { user: 'a', event: 'visit', day: '12', more: { country: 'Rome' } }),
    ...some(9, { user: 'a', event: 'visit', day: '19', more: { country: 'Rome' } }),
  ])
  // The 19th is not over: 12 to 18 March against 5 to 11.
  expect(of(await db.answer(explainChange, {}), '(all)')[0]).toEqual(['(all)', 2, 3, null, null, 1, 100])
})

it('has no row where one period has nothing under the line, and counts nothing of an empty log', async () => {
  await load(some(1, { user: 'a', event: 'visit', day: '10', more: { country: 'Rome' } }))
  expect(await db.answer(explainChange, RATE)).toEqual([])
  await load([])
  expect(of(await db.answer(explainChange, {}), '(all)')).toEqual([['(all)', 0, 0, null, null, 0, null]])
})

it('leaves no rest on random logs: between periods, segments, and values', async () => {
  const own = caseOf(explained)
  const others = new Map<unknown, number>()
  await askCase(
    db,
    own,
    { logs: 3, choices: 12 },
    async (choice, _log, asked) => {
      const rows = await db.answer(explained, asked)
      const whole = Number(rows.find((row) => row['column'] === '(all)')?.['total'] ?? 0)
      const sums = new Map<unknown, number>()
      for (const row of rows) sums.set(row['column'], (sums.get(row['column']) ?? 0) + Number(row['total']))
      for (const [column, sum] of sums) expect(sum, String(column)).toBeCloseTo(whole, 6)
      const { other } = choice as { other?: string | null }
      if (whole !== 0) others.set(other ?? null, (others.get(other ?? null) ?? 0) + 1)
    },
    () => others.size === 5,
  )
  expect([...others.keys()].toSorted()).toEqual(['dates', 'else', 'segment', 'values', null].toSorted())
})

it.each([
  [{ measure: [{ name: 'A', event: null, measure: 'median', column: 'amount' }] }, /median of a whole is not made of/],
  [{ ...RATE, formula: 'A - B' }, /a measure, or one over another/],
  [{ ...RATE, formula: null }, /one at a time|one change is explained at a time/],
  [{ compare: 'everyone-else', from: '2024-03-08' }, /choose a segment first/],
  [{ compare: 'segment:{"did":"buy"}', per: ['country'] }, /segments are of users/],
  [{ compare: 'dates:2024-03-07..2024-03-01' }, /two days of the calendar/],
])('refuses %j', async (asked, says) => {
  await load(some(1, { user: 'a', event: 'visit', day: '10', more: { country: 'Rome', amount: 1 } }))
  await expect(db.answer(explained, asked)).rejects.toThrow(says)
})

it('draws what has no value last, and no chart of a column without any', async () => {
  await db.load({
    name: 'log',
    events: [
      ...some(1, { user: 'a', event: 'visit', day: '02', more: { country: 'Rome' } }),
      ...some(3, { user: 'a', event: 'visit', day: '09', more: { country: 'Rome' } }),
      ...some(9, { user: 'b', event: 'visit', day: '10' }),
    ],
    more: { country: 'string', empty: 'string' },
  })
  const asked = { ...WEEK, columns: ['country', 'empty'] }
  const charts = explained.charts!(await answerOf(db, explained, asked), readParameters(explained.parameters, asked))
  expect(charts.map(({ title }) => title)).toEqual([
    'By new and lost users',
    'By country',
    'By what the figure is made of',
  ])
  const [byCountry] = charts.filter(({ title }) => title === 'By country')
  expect(byCountry).toMatchObject({
    summary: 'Rome moved it most of the values: +2, 18.2 % of the whole change.',
    series: [{ points: [{ x: 'Rome' }, { x: '(none)' }] }, { points: [{ x: 'Rome' }, { x: '(none)' }] }],
  })
})
