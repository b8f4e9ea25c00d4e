import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retention } from '../../../../queries/retention/retention'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, toMicros } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** A user who starts and comes back once: local times with their offsets, what lies between, and the day of the return by either clock. */
type Case = readonly [user: string, start: string, back: string, elapsed: string, calendar: number, rolling: number]

/**
 * The weekends on which clocks change, worked by hand. Calendar days are those of the local dates, however long they are (23, 25,
 * 23.5 and 24.5 hours here); rolling days are 24 elapsed hours.
 */
const WEEKENDS: readonly {
  readonly zone: string
  readonly what: string
  readonly cases: readonly Case[]
  readonly end: string
}[] = [
  {
    zone: 'America/New_York',
    what: 'spring, 10 March has 23 hours',
    end: '2024-03-15T12:00:00-04:00',
    cases: [
      // user   start                        return                       elapsed  calendar rolling
      ['ann', '2024-03-09T20:30:00-05:00', '2024-03-10T21:00:00-04:00', '23:30', 1, 0],
      ['bob', '2024-03-10T00:10:00-05:00', '2024-03-11T00:05:00-04:00', '22:55', 1, 0],
      ['cat', '2024-03-10T00:10:00-05:00', '2024-03-11T01:10:00-04:00', '24:00', 1, 1],
      ['dan', '2024-03-09T23:50:00-05:00', '2024-03-11T00:40:00-04:00', '23:50', 2, 0],
    ],
  },
  {
    zone: 'America/New_York',
    what: 'autumn, 3 November has 25 hours',
    end: '2024-11-08T12:00:00-05:00',
    cases: [
      ['ann', '2024-11-03T00:10:00-04:00', '2024-11-03T23:50:00-05:00', '24:40', 0, 1],
      ['bob', '2024-11-02T12:00:00-04:00', '2024-11-03T11:30:00-05:00', '24:30', 1, 1],
      ['cat', '2024-11-03T01:30:00-04:00', '2024-11-03T01:15:00-05:00', '00:45', 0, 0],
      ['dan', '2024-11-02T23:00:00-04:00', '2024-11-04T00:30:00-05:00', '26:30', 2, 1],
    ],
  },
  {
    zone: 'Australia/Lord_Howe',
    what: 'autumn, 7 April has 24.5 hours',
    end: '2024-04-12T12:00:00+10:30',
    cases: [
      ['ann', '2024-04-07T00:05:00+11:00', '2024-04-07T23:50:00+10:30', '24:15', 0, 1],
      ['bob', '2024-04-06T23:50:00+11:00', '2024-04-07T23:40:00+10:30', '24:20', 1, 1],
      ['cat', '2024-04-06T23:50:00+11:00', '2024-04-08T00:10:00+10:30', '24:50', 2, 1],
      ['dan', '2024-04-07T01:45:00+11:00', '2024-04-07T01:40:00+10:30', '00:25', 0, 0],
    ],
  },
  {
    zone: 'Australia/Lord_Howe',
    what: 'spring, 6 October has 23.5 hours',
    end: '2024-10-11T12:00:00+11:00',
    cases: [
      ['ann', '2024-10-05T21:00:00+10:30', '2024-10-06T21:15:00+11:00', '23:45', 1, 0],
      ['bob', '2024-10-06T00:10:00+10:30', '2024-10-07T00:05:00+11:00', '23:25', 1, 0],
      ['cat', '2024-10-06T00:10:00+10:30', '2024-10-07T00:40:00+11:00', '24:00', 1, 1],
      ['dan', '2024-10-05T23:55:00+10:30', '2024-10-07T00:20:00+11:00', '23:55', 2, 0],
    ],
  },
]

describe.each(WEEKENDS)('$zone, $what', ({ zone, cases, end }) => {
  beforeAll(async () => {
    await db.load(
      {
        name: 'log',
        events: [
          ...cases.flatMap(([user, start, back]) => [
            { user, event: 'start', ts: start },
            { user, event: 'back', ts: back },
          ]),
          { user: null, event: 'back', ts: end },
        ],
      },
      { timezone: zone },
    )
  })

  it('has the elapsed times of the table', () => {
    for (const [user, start, back, elapsed] of cases) {
      const minutes = (toMicros(back) - toMicros(start)) / 60e6
      expect([
        user,
        `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
      ]).toEqual([user, elapsed])
    }
  })

  it.each(['calendar', 'rolling'] as const)('counts each return on its day by the %s clock', async (clock) => {
    const parameters = { start_event: 'start', return_event: 'back', clock, periods: 3 }
    const values = readParameters(retention.parameters, parameters)
    const names = new Map(
      (await db.query('SELECT user_key, user_id FROM users')).map((row) => [row['user_key'], String(row['user_id'])]),
    )
    const days = new Map<string, number>()
    for (const row of await db.answer(retentionSummary, parameters)) {
      expect(row['eligible']).toBe(cases.length)
      const listed = await db.run(retentionSummary.drill!({ row, column: 'users' }, values, db.catalog, null)!.plan)
      for (const one of listed) days.set(names.get(one['user_key'])!, Number(row['period']))
      expect(row['users']).toBe(listed.length)
    }
    expect([...days].sort()).toEqual(
      cases.map(([user, , , , calendar, rolling]) => [user, clock === 'calendar' ? calendar : rolling]),
    )
  })

  it('puts each into the cohort of the local date by either clock', async () => {
    for (const clock of ['calendar', 'rolling']) {
      const rows = await db.answer(retention, { start_event: 'start', return_event: 'back', clock, periods: 1 })
      const sizes = new Map(rows.map((row) => [row['cohort'], row['size']]))
      for (const date of new Set(cases.map(([, start]) => start.slice(0, 10))))
        expect(sizes.get(date)).toBe(cases.filter(([, start]) => start.startsWith(date)).length)
    }
  })
})
