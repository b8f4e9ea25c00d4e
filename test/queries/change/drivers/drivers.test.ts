import { afterAll, beforeAll, expect, it } from 'vitest'
import { drivers } from '../../../../queries/change/drivers'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { ResultValue } from '../../../../src-renderer/query/contract/result'
import { benjaminiHochberg } from '../../../../src-renderer/stats/falseDiscovery'
import { answerOf } from '../../answer'
import { analyses } from '../../cases'
import { askCase } from '../../questions'
import { analysisCase } from './case'
import type { RandomLog } from '../../randomLog'
import { referenceUnseen, type DriversChoice } from './reference'
import { NativeDuckdb, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const START = Date.UTC(2024, 2, 1)
const DAY = 86_400_000

/** Repeats itself: the same seed gives the same numbers (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** New users with events of the first week by chance, who come back by chance, or more often after an invite. */
function newcomers(seed: number, users: number, backAfterInvite: number, back: number): readonly LogEvent[] {
  const world = `w${seed}`
  const next = random(seed)
  const events = Array.from({ length: users }, (_, user): readonly LogEvent[] => {
    const at = (day: number): number => (START + day * DAY + Math.floor(next() * 3_600_000)) * 1000
    const more = { plan: next() < 0.5 ? 'pro' : 'free', city: ['Rome', 'Oslo'][Math.floor(next() * 2)]!, world }
    const one = (event: string, day: number): LogEvent => ({ user: `${world}-${user}`, event, ts: at(day), more })
    const invited = next() < 0.4
    const extra = ['view', 'like', 'share'].flatMap((event) =>
      Array.from({ length: Math.floor(next() * 2.5) }, () => one(event, 1 + Math.floor(next() * 4))),
    )
    const returns = next() < (invited ? backAfterInvite : back)
    return [
      { ...one('open', 0), ts: START * 1000 },
      ...extra,
      ...(invited ? [one('invite', 2)] : []),
      ...(returns ? [one('open', 9)] : []),
    ]
  }).flat()
  return [
    ...events,
    { user: null, event: 'open', ts: (START + 30 * DAY) * 1000, more: { plan: null, city: null, world: null } },
  ]
}

const sure = (rows: readonly Row[]): readonly Row[] => rows.filter((row) => Number(row['q']) < 0.05)

it('finds what was planted, first and with its size, and says so', async () => {
  await db.load({ name: 'log', events: newcomers(8, 300, 0.6, 0.2) })
  const table = await answerOf(db, drivers, { columns: ['plan', 'city'] })
  const rows = table.rows()
  const [first] = rows
  expect([first!['kind'], first!['what']]).toEqual(['event', 'invite'])
  expect(Number(first!['low'])).toBeLessThan(3)
  expect(Number(first!['high'])).toBeGreaterThan(3)
  expect(sure(rows).map((row) => row['what'])).toEqual(['invite'])
  const [chart] = drivers.charts!(table, readParameters(drivers.parameters, {}))
  expect(chart?.summary).toMatch(/^1 of \d+ goes with it beyond chance/)
})

it('names a related column by its own name where no other is called so', async () => {
  await db.load({ name: 'log', events: newcomers(8, 300, 0.6, 0.2) })
  const found = await answerOf(db, drivers, { columns: ['plan', 'city'] })
  const renamed = (kinds: Readonly<Record<string, string>>): readonly string[] => {
    const column = (name: string): readonly ResultValue[] =>
      name === 'kind' ? found.column(name).map((kind) => kinds[String(kind)] ?? kind) : found.column(name)
    const table = {
      ...found,
      column,
      rows: () => found.rows().map((row, at) => ({ ...row, kind: column('kind')[at]! })),
    }
    const [chart] = drivers.charts!(table, {})
    return chart?.kind === 'interval' ? chart.rows.map(({ label }) => label.replace(/ = .*/, '')) : []
  }
  const names = new Set(renamed({ plan: 'dim.users.plan', city: 'dim.places.city' }))
  expect([names.has('plan'), names.has('city')]).toEqual([true, true])
  const alike = new Set(renamed({ plan: 'dim.users.name', city: 'dim.places.name' }))
  expect([alike.has('dim.users.name'), alike.has('dim.places.name'), alike.has('name')]).toEqual([true, true, false])
})

it('finds nothing on 95 of 100 logs with nothing planted', async () => {
  const seeds = Array.from({ length: 100 }, (_, at) => at + 1)
  await db.load({ name: 'log', events: seeds.flatMap((seed) => newcomers(seed, 40, 0.3, 0.3)) })
  let found = 0
  for (const seed of seeds) {
    const filter = [{ column: 'world', op: '=', value: `w${seed}` }]
    const rows = (await answerOf(db, drivers, { filter, columns: ['plan', 'city'], least: 8 })).rows()
    expect(rows.length).toBeGreaterThan(3)
    if (sure(rows).length > 0) found += 1
  }
  expect(found).toBeLessThanOrEqual(5)
}, 120_000)

it('counts by hand: who was not seen long enough is left out, the first days are never the outcome', async () => {
  const one = (user: string, event: string, day: number): LogEvent => ({
    user,
    event,
    ts: (START + day * DAY) * 1000,
    more: { plan: user < 'c' ? 'pro' : 'free' },
  })
  await db.load({
    name: 'log',
    events: [
      ...['a', 'b', 'c', 'd'].map((user) => one(user, 'open', 0)),
      one('a', 'like', 0.9),
      one('b', 'like', 1), // on the first day after the first one: no behaviour, but a return
      one('a', 'open', 2.5), // after both
      one('c', 'open', 1.5),
      one('late', 'open', 2.6), // not seen until the outcome is due
      one('d', 'open', 4),
    ],
  })
  const rows = (await answerOf(db, drivers, { days: 1, within: 1, least: 1, columns: ['plan'] })).rows()
  expect(
    rows.map(({ kind, what, users, share_with, share_without, lift }) => [
      kind,
      what,
      users,
      share_with,
      share_without,
      lift,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['event', 'like', 1, 0, expect.closeTo(200 / 3, 9), 0],
      ['plan', 'pro', 2, 50, 50, 1],
      ['plan', 'free', 2, 50, 50, 1],
    ]),
  )
  expect(rows).toHaveLength(3)
  expect((await answerOf(db, drivers, { days: 1, within: 1, least: 1, columns: ['plan'], top: 1 })).rowCount).toBe(1)
})

it("adjusts p as Benjamini and Hochberg's procedure does, and leaves out what was not tested", () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "BH")
  expect(benjaminiHochberg([0.01, 0.04, null, 0.03, 0.005])).toEqual([0.02, 0.04, null, 0.04, 0.02])
  expect(benjaminiHochberg([])).toEqual([])
})

it('counts whom it leaves out because they were not seen long enough', async () => {
  const some = { none: 0, one: 0 }
  await askCase(
    db,
    analysisCase,
    { logs: 8, choices: 8 },
    async (choice, log, asked) => {
      const plan = analyses
        .find(({ name }) => name === 'drivers')!
        .plan(readParameters(drivers.parameters, asked), ...([db.catalog, null] as const))
      const left = plan.leftOut!.find(({ name }) => name === 'not-seen-long-enough')!
      await db.setZone(plan.timezone ?? db.catalog.timezone)
      const [row] = await db.query(`SELECT (${left.sql}\n)::BIGINT AS n`)
      const expected = referenceUnseen(log as RandomLog, choice as DriversChoice)
      expect(Number(row!['n']), JSON.stringify(asked)).toBe(expected)
      some[expected === 0 ? 'none' : 'one'] += 1
    },
    () => some.one > 3 && some.none > 1,
  )
  expect(some.one).toBeGreaterThan(0)
})

it('says so in words: with 14 days to see, of four who came one is too new', async () => {
  const at = (day: number): number => (START + day * DAY) * 1000
  const came = (user: string, day: number): LogEvent => ({ user, event: 'open', ts: at(day) })
  await db.load({ name: 'log', events: [came('a', 0), came('b', 1), came('c', 2), came('d', 10), came('a', 20)] })
  const { leftOut } = drivers.plan(readParameters(drivers.parameters, {}), db.catalog, null)
  const [{ sql, many, one }] = leftOut as [NonNullable<typeof leftOut>[number]]
  expect([one, many]).toEqual([
    '1 user not seen for 14 days yet is left out',
    '{n} users not seen for 14 days yet are left out',
  ])
  await db.setZone(db.catalog.timezone)
  expect(await db.query(`SELECT (${sql}\n)::BIGINT AS n`)).toEqual([{ n: 1 }])
})
