import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { activeUsers } from '../../../queries/activity/active-users'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { PropertyRule, SegmentRule } from '../../../src-renderer/query/contract/segment'
import { segmentSql } from '../../../src-renderer/query/sql/segmentSql'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import { segmentSizePlan } from '../../../src-renderer/panels/segments/segmentPlans'
import { knowPeople } from '../knowPeople'
import { localDate } from '../localCalendar'
import { NativeDuckdb } from '../nativeDuckdb'
import { randomLog, ZONES } from '../randomLog'
import { randomRule } from './randomRule'
import { membersOf } from './reference'
import { atLeast, runs } from '../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

function dateIn(zone: string): (ts: number) => string {
  return (ts) => localDate(ts, zone)
}

describe('a segment', () => {
  it('holds the users of its definition', async () => {
    const seen = { some: 0, everybody: 0, nobody: 0 }
    await fc.assert(
      fc.asyncProperty(
        randomLog,
        fc.constantFrom(null, ...ZONES),
        fc.array(randomRule, { minLength: 10, maxLength: 10 }),
        async (log, zone, rules) => {
          await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
          const asked = zone ?? log.timezone
          await db.setZone(asked)
          const within = { events: eventSource(db.catalog, null), ownZone: log.timezone, zone: asked }
          const selects = rules.map(
            (rule, index) =>
              `SELECT ${index} AS rule, user_id FROM (${segmentSql(rule, within)}) JOIN users USING (user_key)`,
          )
          const rows = await db.query(selects.join(' UNION ALL '))
          for (const [index, rule] of rules.entries()) {
            const expected = [...membersOf(rule, log.events, dateIn(asked))].sort()
            const found = rows
              .filter((row) => row['rule'] === index)
              .map((row) => String(row['user_id']))
              .sort()
            expect(found, JSON.stringify(rule)).toEqual(expected)
            const users =
              new Set(log.events.map((event) => event.user)).size -
              (log.events.some((event) => event.user === null) ? 1 : 0)
            seen[expected.length === 0 ? 'nobody' : expected.length === users ? 'everybody' : 'some']++
          }
        },
      ),
      { numRuns: runs(12) },
    )
    expect(
      Object.values(seen).every((count) => count >= atLeast(3)),
      JSON.stringify(seen),
    ).toBe(true)
  })

  it('by a property knows its last and first value, over NULLs, ties, dates and several logs', async () => {
    const row = (user: string | null, ts: string, plan: string | null, seats: number | null) => ({
      user,
      event: 'x',
      ts,
      more: { plan, seats },
    })
    await db.load([
      {
        name: 'web',
        events: [
          // In the file, the later plan of Ann stands first; Bob's two of one time follow the file's order.
          row('ann', '2024-03-02', 'pro', 1),
          row('ann', '2024-03-01', 'free', 9),
          row('ann', '2024-03-03', null, null),
          row('bob', '2024-03-01', 'free', 2),
          row('bob', '2024-03-01', 'pro', null),
          row('cem', '2024-03-01', null, null),
          row(null, '2024-03-09', 'pro', 50),
        ],
      },
      { name: 'app', events: [{ user: 'dan', event: 'y', ts: '2024-03-04' }, row('ann', '2024-03-04', 'max', null)] },
    ])
    const within = { events: eventSource(db.catalog, null), ownZone: 'UTC', zone: 'UTC' }
    const users = async (rule: SegmentRule): Promise<string> =>
      (await db.query(`SELECT user_id FROM users WHERE user_key IN (${segmentSql(rule, within)}) ORDER BY 1`))
        .map((one) => one['user_id'])
        .join(' ')
    const plan = (op: PropertyRule['op'], value?: string, more: Partial<PropertyRule> = {}): Promise<string> =>
      users({ property: 'plan', op, ...(value === undefined ? {} : { value }), ...more })
    expect(await plan('=', 'max')).toBe('ann')
    expect(await plan('=', 'pro')).toBe('bob')
    expect(await plan('=', 'free', { known: 'first' })).toBe('ann bob')
    // Who has no value at all: in another log, or NULL everywhere.
    expect(await plan('is null')).toBe('cem dan')
    expect(await plan('!=', 'max')).toBe('bob cem dan')
    expect(await plan('=', 'pro', { to: '2024-03-03' })).toBe('ann bob')
    expect(await plan('is null', undefined, { from: '2024-03-03', to: '2024-03-03' })).toBe('ann bob cem dan')
    expect(await users({ property: 'seats', op: '>', value: 1 })).toBe('bob')
    expect(await users({ property: 'seats', op: '<=', value: '9', known: 'first' })).toBe('ann bob')
    expect(await users({ property: 'ts', op: '>=', value: '2024-03-04' })).toBe('ann dan')
    expect(() => segmentSql({ property: 'plann', op: 'is null' }, within)).toThrow(
      /no column "plann"; did you mean plan/,
    )
  })

  it('of users that a query gives holds those, whatever else the query gives', async () => {
    await db.load({
      name: 'log',
      events: ['a', 'b', 'b', null].map((user, index) => ({ user, event: 'x', ts: `2024-03-0${index + 1}` })),
    })
    const users = async (sql: string): Promise<unknown> =>
      (
        await db.query(
          `SELECT list_sort(list(user_id)) AS ids FROM users WHERE user_key IN (${segmentSql({ sql }, { events: eventSource(db.catalog, null), ownZone: 'UTC', zone: 'UTC' })})`,
        )
      )[0]!['ids']
    expect(
      await users(
        "WITH late AS (SELECT user_key, count(*) AS n FROM main.log WHERE ts >= '2024-03-02' GROUP BY 1) SELECT * FROM late -- all of them",
      ),
    ).toBe('["b"]')
    expect(await users('SELECT user_key FROM main.log')).toBe('["a","b"]')
    expect(await users('SELECT user_key FROM main.log WHERE FALSE')).toBeNull()
  })
})

describe('the size of a segment', () => {
  it('is the number of users, or people, of an analysis that is narrowed to it', async () => {
    const stickiness = analyses.find((one) => one.name === 'stickiness')!
    let some = 0
    await fc.assert(
      fc.asyncProperty(
        randomLog,
        randomRule,
        fc.constantFrom(null, 'a', 'b'),
        fc.constantFrom(null, ...ZONES),
        fc.boolean(),
        async (log, rule, person, timezone, isEverybody) => {
          await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
          if (person !== null) await knowPeople(db, { c: person, d: person })
          const given = { timezone, include_test: isEverybody, ...(person === null ? {} : { users: 'people' }) }
          const [row] = await db.run(segmentSizePlan(rule, db.catalog, given))
          const users = async (segment: SegmentRule | null): Promise<number> =>
            (await db.answer(stickiness, { ...given, from: '2024-01-01', segment: segment as ParameterValue })).reduce(
              (sum, one) => sum + Number(one['users']),
              0,
            )
          const [own, all] = [await users(rule), await users(null)]
          expect(row, JSON.stringify(rule)).toEqual({ users: own, everyone: all })
          if (own > 0 && own < all) some++
        },
      ),
      { numRuns: runs(80) },
    )
    expect(some).toBeGreaterThanOrEqual(atLeast(3))
  })
})

describe('an analysis', () => {
  it('says which segment is not there, and which name is near', async () => {
    await db.load({ name: 'log', events: [{ user: 'a', event: 'x', ts: '2024-03-06' }] })
    const ask = (segment: ParameterValue): unknown =>
      activeUsers.plan(
        readParameters(activeUsers.parameters, { segment }),
        {
          ...db.catalog,
          segments: [
            { name: 'Payers', about: '', rule: { did: 'pay' } },
            { name: 'broken', about: '', rule: null, problem: 'segments/broken.json cannot be read.' },
          ],
        },
        null,
      )
    expect(() => ask('payer')).toThrow(/no segment "payer"; did you mean Payers/)
    expect(() => ask('broken')).toThrow(/broken\.json cannot be read/)
    expect(() => ask({ did: 'x', times: 3 })).toThrow(/times looks like/)
    expect(() => ask({ property: 'plan', op: 'is', value: 'x' })).toThrow(/op must be one of =, !=/)
    expect(() => ask({ property: 'plan', op: '=' })).toThrow(/needs one value/)
    expect(() => ask({ property: 'plan', op: '=', value: 'x', known: 'newest' })).toThrow(/known is last or first/)
    expect(() => ask({ property: 'plan', op: '=', value: 'x', times: 2 })).toThrow(/cannot have "times"/)
    expect(() => ask('{"any":[]}')).toThrow(/at least one rule/)
    expect(() => ask('{"sql":"SELECT 1) OR (SELECT 2"}')).toThrow(/brackets in pairs/)
    expect(() => ask('{"sql":"SELECT user_key FROM log; DROP TABLE log"}')).toThrow(/one query/)
    expect(() =>
      ask({ sql: "SELECT user_key FROM log WHERE local_date(ts) > DATE '2024-01-01'", timezone: 'Asia/Tokyo' }),
    ).toThrow(/Asia\/Tokyo/)
    expect(ask('{"did":"x"}')).toMatchObject({ notes: expect.arrayContaining(['users: did x']) as unknown })
  })
})
