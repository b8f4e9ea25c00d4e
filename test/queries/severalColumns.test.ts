import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { required } from '../../src-renderer/base/required'
import { atLeast, runs } from '../runs'
import { answerOf } from './answer'
import { analyses } from './cases'
import { NativeDuckdb, type LogEvent, type Row } from './nativeDuckdb'
import { partsOf } from './partsOf'
import { randomLog } from './randomLog'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const named = (name: string): (typeof analyses)[number] => required(analyses.find((one) => one.name === name))
const MORE = { plan: 'string', land: 'string', both: 'string' } as const
const LANDS = ['de', 'fr', null] as const

/** The log with a second property, and a third that says both at once, by the rule of the definitions. */
function withLand(events: readonly LogEvent[]): readonly LogEvent[] {
  return events.map((event, index) => {
    const plan = (event.more?.['plan'] ?? null) as string | null
    const land = LANDS[(index * 7 + index ** 2) % 3] ?? null
    const both = plan === null && land === null ? null : `${plan ?? '(none)'}/${land ?? '(none)'}`
    return { ...event, more: { plan, land, both } }
  })
}

/** Rows as texts in an order of their own: ties between values may stand in another. */
const sorted = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort()

/** Rows by both columns as they would be by the column that says both. */
function together(rows: readonly Row[], word: (plan: string, land: string) => string): readonly Row[] {
  return rows.map(({ plan, land, ...row }) => ({ both: word(String(plan), String(land)), ...row }))
}

const joined = (plan: string, land: string): string =>
  plan === land && plan.startsWith('(') ? plan : plan === 'Other' ? plan : `${plan}/${land}`

const funnelChoices = fc.record({
  steps: fc.constantFrom(['x', 'y'], ['x', 'x', 'z'], [{ event: null, where: [] }, 'z']),
  order: fc.constantFrom('ordered', 'any'),
  breakdown_at: fc.constantFrom('step', 'first-touch', 'last-touch'),
  breakdown_users: fc.constantFrom('one', 'each-value'),
})
const retentionChoices = fc.record({
  unit: fc.constantFrom('day', 'week'),
  entry: fc.constantFrom('first-ever', 'first-matching', 'recurring'),
  start_event: fc.constantFrom(null, 'x'),
  periods: fc.constant(3),
})
const CASES = [
  ['funnel', funnelChoices],
  ['funnel-trend', funnelChoices],
  ['retention', retentionChoices],
  ['retention-summary', retentionChoices],
] as const

describe('a breakdown by two columns', () => {
  it.each(CASES)('of %s is that by their pairs', async (name, choices: fc.Arbitrary<Record<string, unknown>>) => {
    let pairs = 0
    await fc.assert(
      fc.asyncProperty(randomLog, choices, async (log, asked) => {
        await db.load({ name: 'log', events: withLand(log.events), more: MORE }, log)
        const of = (breakdown: readonly string[]): Promise<readonly Row[]> =>
          db.answer(named(name), { ...asked, breakdown, breakdown_limit: 50 })
        const byBoth = await of(['plan', 'land'])
        expect(sorted(together(byBoth, joined))).toEqual(sorted(await of(['both'])))
        pairs += new Set(byBoth.map((row) => `${String(row['plan'])}/${String(row['land'])}`)).size
      }),
      { numRuns: runs(12) },
    )
    expect(pairs).toBeGreaterThan(atLeast(4))
  })

  it('puts what is beyond the limit under Other in both', async () => {
    const at = (user: string, plan: string | null, land: string | null): LogEvent => ({
      user,
      event: 'x',
      ts: '2024-03-06T12:00:00Z',
      more: { plan, land },
    })
    const events = [at('a', 'pro', 'de'), at('b', 'pro', 'de'), at('c', 'pro', null), at('d', null, null)]
    await db.load({ name: 'log', events, more: { plan: 'string', land: 'string' } })
    const rows = await db.answer(named('funnel'), { steps: ['x'], breakdown: ['plan', 'land'], breakdown_limit: 1 })
    expect(rows.map((row) => [row['plan'], row['land'], row['users']])).toEqual([
      ['pro', 'de', 2],
      ['Other', 'Other', 2],
    ])
    const kept = await db.answer(named('retention'), { breakdown: 'plan,land', breakdown_limit: 1, periods: 1 })
    expect(kept.map((row) => [row['plan'], row['land'], row['size']])).toEqual([
      ['pro', 'de', 2],
      ['(none)', '(none)', 1],
      ['Other', 'Other', 1],
    ])
    const drill = named('retention').drill?.(
      { row: required(kept[0]), column: 'size' },
      {
        ...Object.fromEntries(named('retention').parameters.map((one) => [one.name, one.default])),
        breakdown: ['plan', 'land'],
        breakdown_limit: 1,
        periods: 1,
      },
      db.catalog,
      null,
    )
    expect(drill?.title).toBe('Users of cohort 2024-03-06, plan and land pro · de')
    expect((await db.run(required(drill).plan)).length).toBe(2)
  })
})

describe('retention under each value', () => {
  it.each(['retention', 'retention-summary'])('is %s of the events that have it', async (name) => {
    let counted = 0
    await fc.assert(
      fc.asyncProperty(randomLog, retentionChoices, async (log, asked) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        const parts = await partsOf(db, named(name), { ...asked, breakdown: ['plan'], breakdown_users: 'each-value' })
        for (const { lead, rows } of parts) {
          const plan = lead['plan'] ?? null
          const filter = [plan === null ? { column: 'plan', op: 'is null' } : { column: 'plan', op: '=', value: plan }]
          expect(rows).toEqual((await answerOf(db, named(name), { ...asked, filter })).rows())
          counted += rows.length
        }
        expect(parts.length).toBe(
          new Set(
            log.events.filter((one) => one.user !== null && one.test !== true).map((one) => one.more?.['plan'] ?? null),
          ).size,
        )
      }),
      { numRuns: runs(8) },
    )
    expect(counted).toBeGreaterThan(atLeast(4))
  })
})
