import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestedZones, unknownText, zonedPlan } from '../../src-renderer/query/analysis/withOwnZones'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { required } from '../../src-renderer/base/required'
import { runs } from '../runs'
import { answerOf, runPlanned } from './answer'
import { takenBy, type Asked } from './case'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { kernelAnswer } from './kernelAnswer'
import { addDays, localDate } from './localCalendar'
import { NativeDuckdb, toMicros, type LogEvent, type Row } from './nativeDuckdb'
import { samplesOf } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const named = (name: string): Analysis => required(analyses.find((one) => one.name === name))

/** A plan once the zones of the log are known, as the host makes it, and what is said of rows without one. */
async function zoned(plan: QueryPlan): Promise<{ readonly plan: QueryPlan; readonly said: string | null }> {
  const request = required(plan.zones)
  const found = requestedZones(request, await db.table(request.valuesPlan))
  const own = zonedPlan(named(request.analysis), request, found?.zones ?? null)
  return { plan: own, said: found === null ? null : unknownText(request, found.unknown) }
}

async function byOwnZones(analysis: Analysis, asked: Asked): Promise<readonly Row[]> {
  const values = readParameters(analysis.parameters, { ...asked, timezone: 'column:tz' })
  const { plan } = await zoned(analysis.plan(values, db.catalog, null))
  const rows = (await runPlanned(db, analysis, plan)).rows()
  if (plan.sequence !== undefined)
    expectCloseRows((await kernelAnswer(db, analysis, plan, plan.sequence)).rows(), rows, JSON.stringify(asked))
  return rows
}

/** All event tables with a column of zones, for as long as something is done. */
async function withZones<T>(zone: string, work: () => Promise<T>): Promise<T> {
  const { catalog } = db
  try {
    return await db.undone(async () => {
      for (const { name, kind } of catalog.tables)
        if (kind === 'events')
          await db.execute(`ALTER TABLE ${identifier(name)} ADD COLUMN tz VARCHAR DEFAULT ${literal(zone)}`)
      const column = { name: 'tz', type: 'string', source: 'tz' } as const
      db.catalog = {
        ...catalog,
        tables: catalog.tables.map((one) =>
          one.kind === 'events' ? { ...one, columns: [...one.columns, column] } : one,
        ),
      }
      return work()
    })
  } finally {
    db.catalog = catalog
  }
}

const takes = (analysis: Analysis): boolean => analysis.parameters.some(({ ofColumn }) => ofColumn === true)
/** As it is without being asked for anything: retention by whole days of 24 hours is refused. */
const oneZone = (analysis: Analysis): string | null =>
  analysis.oneZone?.(Object.fromEntries(analysis.parameters.map((spec) => [spec.name, spec.default]))) ?? null
const tried = analyses.filter((one) => takes(one) && oneZone(one) === null)
const FAR = 'Pacific/Auckland'

describe("each event's own zone", () => {
  it.each(tried)('is for $name, where all have one, that zone', async (analysis) => {
    const own = caseOf(analysis)
    let held = 0
    for await (const choice of samplesOf(db, own)) {
      const asked = { ...own.asked(choice), ...takenBy(analysis, { compare: null, sample: null, breakdown: [] }) }
      const inHours = asked['interval'] === 'minute' || asked['interval'] === 'hour' || asked['show'] === 'heatmap'
      if (inHours || analysis.oneZone?.(readParameters(analysis.parameters, asked)) != null) continue
      const expected = (await answerOf(db, analysis, { ...asked, timezone: FAR })).rows()
      if (expected.length === 0) continue
      expectCloseRows(await withZones(FAR, () => byOwnZones(analysis, asked)), expected, JSON.stringify(asked))
      held += 1
      if (held === runs(2)) break
    }
    expect(held).toBeGreaterThan(0)
  })

  it.each(analyses.filter((one) => takes(one) && oneZone(one) !== null))('is refused by $name', (analysis) => {
    const values = { ...readParameters(analysis.parameters, {}), timezone: 'column:tz' }
    expect(() => analysis.plan(values, db.catalog, null)).toThrow(oneZone(analysis)!)
  })
})

const ZONES = [
  'America/Los_Angeles',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  '+05:30',
  'Mars/Olympus',
  '',
  null,
] as const
/** What a zone's text stands for in Intl; the workspace's where it stands for nothing. */
const meant = (zone: string | null): string =>
  zone === null || zone === '' || zone === 'Mars/Olympus' ? 'UTC' : zone === '+05:30' ? 'Asia/Kolkata' : zone

/** Ten days around the changes of March and April 2024, to the quarter of an hour. */
const events = fc.array(
  fc.record({ user: fc.integer({ min: 0, max: 7 }), zone: fc.constantFrom(...ZONES), at: fc.nat(4 * 24 * 40) }),
  { minLength: 1, maxLength: 40 },
)
type Drawn = { readonly user: number; readonly zone: string | null; readonly at: number }

function logOf(drawn: readonly Drawn[]): readonly LogEvent[] {
  return drawn.map(({ user, zone, at }) => ({
    user: `u${user}`,
    event: 'open',
    ts: (Date.UTC(2024, 2, 5) + at * 900_000) * 1000,
    more: { tz: zone },
  }))
}

/** Users by the dates that their own clocks showed. */
function datesOf(log: readonly LogEvent[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const { user, ts, more } of log) {
    const date = localDate(toMicros(ts), meant(more!['tz'] as string | null))
    found.set(date, (found.get(date) ?? new Set()).add(user!))
  }
  return found
}

/** The last date that is over on every clock of the log when the newest event happens. */
function overDate(log: readonly LogEvent[]): string {
  const newest = Math.max(...log.map(({ ts }) => toMicros(ts)))
  const today = log.map(({ more }) => localDate(newest, meant(more!['tz'] as string | null))).sort()
  return addDays(today[0]!, -1)
}

describe('a log of several zones', () => {
  it('has its days by each clock, and those not over by the last of them', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (drawn) => {
        // One zone is known: a column of none is refused.
        const log = logOf([...drawn, { user: 0, zone: 'Europe/Berlin', at: 0 }])
        await db.load({ name: 'log', events: log })
        const [dates, over] = [datesOf(log), overDate(log)]
        const all = [...dates.keys()].sort()
        const rows = await byOwnZones(named('active-users'), {})
        const expected: object[] = []
        for (let date = all[0]!; date <= all.at(-1)!; date = addDays(date, 1))
          expected.push({ date, dau: dates.get(date)?.size ?? 0, complete: date <= over })
        expect(rows.map(({ date, dau, complete }) => ({ date, dau, complete }))).toEqual(expected)
        const counted = await byOwnZones(named('stickiness'), { from: all[0]!, to: all.at(-1)! })
        const days = new Map<number, number>()
        for (const user of new Set(log.map((one) => one.user))) {
          const count = [...dates.values()].filter((users) => users.has(user!)).length
          days.set(count, (days.get(count) ?? 0) + 1)
        }
        expect(new Map(counted.filter((row) => row['users'] !== 0).map((row) => [row['days'], row['users']]))).toEqual(
          new Map([...days].toSorted(([a], [b]) => a - b)),
        )
      }),
      { numRuns: runs(12) },
    )
  })

  it('is counted by hand', async () => {
    const at = (user: string, ts: string, tz: string | null): LogEvent => ({ user, event: 'open', ts, more: { tz } })
    await db.load({
      name: 'log',
      events: [
        // Berlin skips 02:00 to 03:00 of the 31st: 00:30 UTC is 01:30, 01:30 UTC is 03:30; 22:30 UTC is the next day.
        at('b', '2024-03-30T22:30:00Z', 'Europe/Berlin'),
        at('b', '2024-03-31T00:30:00Z', 'Europe/Berlin'),
        at('b', '2024-03-31T22:30:00Z', 'Europe/Berlin'),
        // Half past eleven in the evening of the 30th in Los Angeles.
        at('l', '2024-03-31T06:30:00Z', 'America/Los_Angeles'),
        at('t', '2024-03-31T16:00:00Z', 'Asia/Tokyo'),
        at('n', '2024-03-31T23:00:00Z', null),
        at('m', '2024-03-31T12:00:00Z', 'Mars/Olympus'),
      ],
    })
    const rows = await byOwnZones(named('active-users'), {})
    expect(rows.map(({ date, dau, complete }) => [date, dau, complete])).toEqual([
      ['2024-03-30', 2, true],
      ['2024-03-31', 3, false],
      ['2024-04-01', 2, false],
    ])
    const values = readParameters(named('active-users').parameters, { timezone: 'column:tz' })
    const { said } = await zoned(named('active-users').plan(values, db.catalog, null))
    expect(said).toBe('2 events have no known zone (tz is empty or unknown, such as “Mars/Olympus”) and count by UTC')
    const narrowed = await byOwnZones(named('active-users'), { from: '2024-03-31', to: '2024-03-31' })
    expect(narrowed.map(({ date, dau }) => [date, dau])).toEqual([['2024-03-31', 3]])
    const drill = named('active-users').drill!(
      { row: { date: '2024-04-01' }, column: 'dau' },
      values,
      db.catalog,
      null,
    )!
    const behind = await db.table((await zoned(drill.plan)).plan)
    expect(behind.rowCount).toBe(2)
  })

  it('says so where a column holds no zones, or is not there', async () => {
    await db.load({ name: 'log', events: [{ user: 'a', event: 'x', ts: 1e15, more: { tz: 'blue' } }] })
    const plan = named('trends').plan(
      readParameters(named('trends').parameters, { timezone: 'column:tz' }),
      db.catalog,
      null,
    )
    await expect(zoned(plan)).rejects.toThrow('names no time zone or offset')
    const other = readParameters(named('trends').parameters, { timezone: 'column:zone' })
    expect(() => named('trends').plan(other, db.catalog, null)).toThrow('zone')
  })
})
