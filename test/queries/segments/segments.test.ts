import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../../queries/activity/active-users'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import { COUNT_OPERATORS } from '../../../src-renderer/query/sql/segment'
import type { PropertyRule, SegmentRule } from '../../../src-renderer/query/contract/segment'
import { segmentSql } from '../../../src-renderer/query/sql/segmentSql'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import { localDate } from '../localCalendar'
import { NativeDuckdb } from '../nativeDuckdb'
import { randomDate, randomLog, ZONES } from '../randomLog'
import { membersOf } from './reference'
import { atLeast, runs } from '../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const where = fc.array(
  fc.constantFrom(
    { column: 'plan', op: '=', value: 'pro' },
    { column: 'plan', op: '!=', value: 'pro' },
    { column: 'plan', op: 'is null' },
  ),
  { minLength: 1, maxLength: 2 },
)
const did: fc.Arbitrary<ParameterValue> = fc.oneof(
  fc.constantFrom('x', 'y', 'never', null),
  fc.record({ event: fc.constantFrom('x', null), where }),
)
const text = fc.constantFrom('pro', 'free', 'PR', 'x', 'z')
const comparison: fc.Arbitrary<Pick<PropertyRule, 'op' | 'value'>> = fc.oneof(
  fc.record({ op: fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'contains', 'not contains'), value: text }),
  fc.record({ op: fc.constantFrom('in', 'not in'), value: fc.array(text, { maxLength: 2 }) }),
  fc.record({ op: fc.constantFrom('is null', 'is not null') }),
)
const property = fc
  .record({
    property: fc.constantFrom('plan', 'plan', 'event'),
    comparison,
    known: fc.constantFrom('first', 'last', undefined),
  })
  .map(({ property: column, comparison: term, known }): PropertyRule => ({
    property: column,
    ...term,
    ...(known === undefined ? {} : { known }),
  }))
const { rule: randomRule } = fc.letrec<{ rule: SegmentRule; parts: SegmentRule[] }>((tie) => ({
  parts: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .record({
        did,
        times: fc.option(fc.record({ op: fc.constantFrom(...COUNT_OPERATORS), n: fc.integer({ min: 0, max: 4 }) }), {
          nil: undefined,
        }),
        from: randomDate,
        to: randomDate,
      })
      .map(({ times, from, to, did: what }) => ({
        did: what,
        ...(times === undefined ? {} : { times }),
        ...(from === null ? {} : { from }),
        ...(to === null ? {} : { to }),
      })),
    fc
      .record({ rule: property, from: randomDate, to: randomDate })
      .map(({ rule, from, to }) => ({ ...rule, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) })),
    fc.record({ users: fc.subarray(['a', 'b', 'c', 'd', 'a0', 'b1', 'c2', 'nobody']) }),
    fc.record({ not: tie('rule') }),
    fc.record({ all: tie('parts') }),
    fc.record({ any: tie('parts') }),
  ),
}))

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
