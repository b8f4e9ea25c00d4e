import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { localDate } from './localCalendar'
import { NativeDuckdb, toMicros, type LogEvent } from './nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

type Given = Readonly<Record<string, ParameterValue>>

/** What a plan says of who is left out, by name; what is 0 is not said. */
async function saidOf(plan: QueryPlan): Promise<Readonly<Record<string, number>>> {
  await db.setZone(plan.timezone ?? db.catalog.timezone)
  const said: Record<string, number> = {}
  for (const { name, sql, one, many } of plan.leftOut ?? []) {
    expect(said[name], `${name} stands twice`).toBeUndefined()
    expect(one).toContain('1 ')
    expect(many).toContain('{n}')
    const [row] = await db.query(`SELECT (${sql}\n)::BIGINT AS n`)
    if (Number(row!['n']) !== 0) said[name] = Number(row!['n'])
  }
  return said
}

async function leftOut(analysis: Analysis, given: Given): Promise<Readonly<Record<string, number>>> {
  const values = readParameters(
    analysis.parameters,
    Object.fromEntries(
      Object.entries(given).filter(([name]) => analysis.parameters.some((spec) => spec.name === name)),
    ),
  )
  return saidOf(analysis.plan(values, db.catalog, null))
}

const QUESTION: Readonly<Record<string, Given>> = {
  ...Object.fromEntries(
    ['funnel', 'funnel-trend', 'funnel-times', 'funnel-lift', 'funnel-paths'].map((name) => [
      name,
      { steps: ['post_view', 'paid'] },
    ]),
  ),
  ...Object.fromEntries(
    [
      '',
      '-chain',
      '-conversions',
      '-flow',
      '-intervals',
      '-lag',
      '-length',
      '-lookbacks',
      '-roas',
      '-top-paths',
      '-touch-types',
    ].map((name) => [`attribution${name}`, { conversion: 'paid', channel: 'channel', touches: 'post_view' }]),
  ),
  'attribution-touch-types': { conversion: 'paid', channel: 'channel', click: 'post_view', view: 'post_like' },
  incrementality: { conversion: 'paid', exposed: 'post_view', holdout: 'held' },
  'definition-diff': { a: 'calendar', b: 'rolling' },
  'definition-figures': { a: 'calendar', b: 'rolling' },
  'value-retention': { value: 'amount' },
  'response-times': { thread: 'channel' },
  'dominant-value': { column: 'channel' },
  'age-curve': { place: 'amount' },
  ranking: { impression: 'post_view', click: 'post_like', list: 'plan', content: 'post_id' },
  ...Object.fromEntries(
    ['scatter', 'quadrants'].map((name) => [
      name,
      { measures: [{ event: null }, { event: null, measure: 'sum', column: 'amount' }] },
    ]),
  ),
  'diff-in-diff': { group: 'plan', launch: '2024-03-05', days: 2 },
  'synthetic-control': {
    group: 'plan',
    treated: 'pro',
    launch: '2024-03-06',
    days: 3,
    days_before: 3,
    measures: [{ name: 'A', event: null, measure: 'users' }],
  },
  'matched-users': { treatment: 'paid', start: '2024-03-05', take_up_days: 1, days: 2 },
  'before-after': { date: '2024-03-06', days: 3, measures: [{ name: 'A', event: null, measure: 'users' }] },
  // Users: a count of events leaves nobody out for having no user, or no event that passes.
  trends: { measures: [{ name: 'A', event: null, measure: 'users' }] },
  'explain-change': { measure: [{ name: 'A', event: null, measure: 'users' }] },
}
const of =
  (...events: readonly string[]) =>
  (event: LogEvent): boolean =>
    events.includes(event.event ?? '')

/** Which of its events make an analysis count a user, written from the definitions; any event for the others. */
const COUNTS: Readonly<Record<string, (event: LogEvent) => boolean>> = {
  ...Object.fromEntries(
    Object.keys(QUESTION)
      .filter((name) => name.startsWith('funnel'))
      .map((name) => [name, of('post_view')]),
  ),
  ...Object.fromEntries(
    Object.keys(QUESTION)
      .filter((name) => name.startsWith('attribution'))
      .map((name) => [name, of('paid')]),
  ),
  incrementality: of('post_view', 'held'),
  ...Object.fromEntries(
    ['experiment', 'experiment-assignment', 'experiment-novelty'].map((name) => [
      name,
      (event: LogEvent) => (event.more?.['variant'] ?? null) !== null,
    ]),
  ),
  'content-rolling': of('post_view', 'post_like', 'post_share', 'post_comment'),
  'creator-growth': (event) =>
    of('post_view', 'post_like', 'post_share', 'post_comment')(event) && (event.more?.['creator_id'] ?? null) !== null,
  viral: (event) => of('post_view', 'post_share', 'post_comment')(event) && (event.more?.['post_id'] ?? null) !== null,
  ...Object.fromEntries(
    ['content-engagement', 'silent-reactions'].map((name) => [
      name,
      (event: LogEvent) => (event.more?.['post_id'] ?? null) !== null,
    ]),
  ),
  ranking: (event) =>
    of('post_view')(event) && (event.more?.['plan'] ?? null) !== null && (event.more?.['post_id'] ?? null) !== null,
  'diff-in-diff': (event) => (event.more?.['plan'] ?? null) !== null,
}
/** From the first date asked for to the last; some look back to the beginning, or to the launch. */
const RANGE: Readonly<Record<string, readonly [from: string | null, to: string | null]>> = {
  'lifecycle-stages': [null, '2024-03-08'],
  'lifecycle-transitions': [null, '2024-03-08'],
  'power-users': [null, '2024-03-08'],
  'dominant-value': [null, '2024-03-08'],
  'diff-in-diff': [null, '2024-03-04'],
  'matched-users': ['2024-03-03', '2024-03-04'],
}
/** Of these, the first such event in all the data must fall on the dates. */
const FIRST_EVER = [
  'retention',
  'retention-summary',
  'value-retention',
  'repeat',
  'definition-diff',
  'definition-figures',
  'experiment',
  'experiment-assignment',
  'drivers',
  'experiment-novelty',
  'experiment-power',
]

const EVENTS = ['open', 'post_view', 'post_like', 'post_comment', 'paid', 'held', 'post_share']
const USERS = 16
const isTest = (user: number): boolean => user % 3 === 0

/** A log in which users do different things on different dates; every third is a test user, some rows have no user. */
function log(withTest: boolean): readonly LogEvent[] {
  const events: LogEvent[] = []
  for (let user = 0; user < USERS; user++)
    for (let day = 1; day <= 10; day++)
      for (const [at, event] of EVENTS.entries()) {
        // Mixed by a fixed rule, so that each user has a set of events and dates of their own; some begin on the dates asked for.
        if (user % 4 > 1 && day < 4) continue
        if ((user * 31 + day * 17 + at * 13 + user * day * at) % 11 > 1) continue
        events.push({
          user: user === 5 && day > 6 ? null : `u${user}`,
          event,
          ts: `2024-03-${String(day).padStart(2, '0')}T${String((user + at) % 24).padStart(2, '0')}:30:00Z`,
          test: withTest && isTest(user),
          more: {
            plan: (user + day) % 4 === 0 ? null : user % 2 === 0 ? 'pro' : 'free',
            variant: (user + at) % 5 === 0 ? null : user % 2 === 0 ? 'a' : 'b',
            channel: at % 2 === 0 ? 'ads' : 'mail',
            amount: user + at,
            post_id: (user + at) % 4 === 0 ? null : `p${at}`,
            creator_id: (user + at) % 3 === 0 ? null : 'c',
            new_post_id: event === 'post_share' ? `n${user}-${day}` : null,
          },
        })
      }
  return events
}

const SPEND = [
  { campaign: 'ads', spend: 10 },
  { campaign: 'mail', spend: 5 },
]

async function load(withTest: boolean): Promise<readonly LogEvent[]> {
  const events = log(withTest)
  await db.load({ name: 'log', events })
  await db.loadPlain('spend', SPEND)
  return events
}

/** Naively: the users, or test users, who would be counted on the dates asked for. */
function expected(
  analysis: string,
  events: readonly LogEvent[],
  [from, to]: readonly [string | null, string | null],
  keeps: (event: LogEvent) => boolean,
): number {
  const counts = COUNTS[analysis] ?? (() => true)
  const own = events
    .filter((event) => event.user !== null && counts(event) && keeps(event))
    .map((event) => ({ user: event.user, date: localDate(toMicros(event.ts), 'UTC') }))
  const inDates = (date: string): boolean => (from === null || date >= from) && (to === null || date <= to)
  const users = [...new Set(own.map((event) => event.user))]
  return users.filter((user) => {
    const dates = own
      .filter((event) => event.user === user)
      .map((event) => event.date)
      .sort()
    return FIRST_EVER.includes(analysis) ? inDates(dates[0]!) : dates.some(inDates)
  }).length
}

const ofEvents = analyses.filter((analysis) => analysis.reads === 'events')
const DATES = { from: '2024-03-03', to: '2024-03-08' }

describe('who is left out of every analysis of events', () => {
  it('is every analysis of the registry that reads events', () => {
    expect(ofEvents.length).toBeGreaterThan(45)
    for (const analysis of ofEvents)
      for (const name of ['include_test', 'filter', 'segment', 'as_of'])
        expect(
          analysis.parameters.map((spec) => spec.name),
          analysis.name,
        ).toContain(name)
  })

  let events: readonly LogEvent[]
  beforeAll(async () => {
    events = await load(true)
  })

  it.each(ofEvents)('$name says how many test users it leaves out', async (analysis) => {
    const range = RANGE[analysis.name] ?? [DATES.from, DATES.to]
    const count = expected(analysis.name, events, range, (event) => event.test === true)
    expect(count).toBeGreaterThan(0)
    expect((await leftOut(analysis, { ...QUESTION[analysis.name], ...DATES }))['test-users']).toBe(count)
    expect(
      (await leftOut(analysis, { ...QUESTION[analysis.name], ...DATES, include_test: true }))['test-users'],
    ).toBeUndefined()
  })

  it.each(ofEvents)(
    '$name says how many users are outside its segment, and how many events have no user or come too late',
    async (analysis) => {
      const given = { ...QUESTION[analysis.name], ...DATES }
      const range = RANGE[analysis.name] ?? [DATES.from, DATES.to]
      const some = { users: ['u1', 'u2', 'u4'] }
      const outside = (event: LogEvent): boolean => event.test !== true && !some.users.includes(event.user!)
      expect((await leftOut(analysis, { ...given, segment: some }))['segment'] ?? 0).toBe(
        expected(analysis.name, events, range, outside),
      )
      const counts = COUNTS[analysis.name] ?? (() => true)
      const dated = (event: LogEvent): boolean => {
        const date = localDate(toMicros(event.ts), 'UTC')
        return (range[0] === null || date >= range[0]) && (range[1] === null || date <= range[1])
      }
      expect((await leftOut(analysis, given))['no-user'] ?? 0).toBe(
        events.filter((event) => event.user === null && counts(event) && dated(event)).length,
      )
      // With fewer dates known, these look at others.
      if (['diff-in-diff', 'before-after', 'synthetic-control', 'matched-users'].includes(analysis.name)) return
      const late = events.filter((event) => {
        const date = localDate(toMicros(event.ts), 'UTC')
        return (
          date > '2024-03-07' &&
          date <= DATES.to &&
          (!analysis.parameters.some((spec) => spec.name === 'from') || date >= DATES.from)
        )
      }).length
      expect((await leftOut(analysis, { ...given, as_of: '2024-03-07' }))['as-of']).toBe(late)
      expect((await leftOut(analysis, { ...given, as_of: '2024-03-20' }))['as-of']).toBeUndefined()
    },
  )

  it.each(ofEvents)('$name says how many users its filter takes', async (analysis) => {
    const range = RANGE[analysis.name] ?? [DATES.from, DATES.to]
    const counts = COUNTS[analysis.name] ?? (() => true)
    const dated = (event: LogEvent): boolean => {
      const date = localDate(toMicros(event.ts), 'UTC')
      return (range[0] === null || date >= range[0]) && (range[1] === null || date <= range[1])
    }
    const own = events.filter((event) => event.user !== null && event.test !== true && counts(event) && dated(event))
    const passing = new Set(own.filter((event) => event.more?.['channel'] === 'mail').map((event) => event.user))
    const taken = [...new Set(own.map((event) => event.user))].filter((user) => !passing.has(user)).length
    expect(
      (
        await leftOut(analysis, {
          ...QUESTION[analysis.name],
          ...DATES,
          filter: [{ column: 'channel', op: '=', value: 'mail' }],
        })
      )['filter'] ?? 0,
    ).toBe(taken)
  })
})

describe('where there are no test users', () => {
  beforeAll(() => load(false))

  it.each(ofEvents)('$name says nothing of them', (analysis) => {
    const values = { ...QUESTION[analysis.name], ...DATES }
    expect(
      analysis
        .plan(
          readParameters(
            analysis.parameters,
            Object.fromEntries(
              Object.entries(values).filter(([name]) => analysis.parameters.some((spec) => spec.name === name)),
            ),
          ),
          db.catalog,
          null,
        )
        .leftOut!.map((one) => one.name),
    ).not.toContain('test-users')
  })

  it('says nothing of none of them on the dates asked for', async () => {
    await db.load({
      name: 'log',
      events: [...log(false), { user: 'tester', event: 'open', ts: '2024-03-10T12:00:00Z', test: true }],
    })
    for (const name of ['active-users', 'sessions', 'funnel', 'retention'])
      expect(await leftOut(analysisOf(name), { ...QUESTION[name], ...DATES }), name).not.toHaveProperty('test-users')
  })
})

const analysisOf = (name: string): Analysis => analyses.find((one) => one.name === name)!
const on = (user: string, event: string, day: string, more: LogEvent['more'] = {}): LogEvent => ({
  user,
  event,
  ts: `2024-01-${day}T12:00:00Z`,
  more,
})

describe('who an option of an analysis leaves out, by hand', () => {
  it('first ever with a filter: those whose first start fails it', async () => {
    const pro = { plan: 'pro' },
      free = { plan: 'free' }
    await db.load({
      name: 'log',
      events: [
        on('ann', 'buy', '03', pro),
        on('bob', 'buy', '03', free),
        on('bob', 'buy', '04', pro),
        on('cat', 'buy', '04', free),
        on('dan', 'buy', '01', pro),
        on('dan', 'buy', '05', pro),
        on('eve', 'open', '03', free),
        on('eve', 'buy', '05', pro),
      ],
    })
    const given = { start_event: 'buy', filter: [{ column: 'plan', op: '=', value: 'pro' }], from: '2024-01-02' }
    for (const name of ['retention', 'retention-summary']) {
      // bob bought first without the plan; cat never with it; dan bought before; eve's first buy has it.
      expect(await leftOut(analysisOf(name), given), name).toEqual({
        filter: 1,
        'first-fails-filter': 1,
        'started-earlier': 1,
      })
      expect(await leftOut(analysisOf(name), { ...given, entry: 'first-matching' }), name).toEqual({ filter: 1 })
    }
    expect(await leftOut(analysisOf('retention'), { from: '2024-01-02' })).toEqual({ 'started-earlier': 1 })
    expect(await leftOut(analysisOf('retention'), { min_size: 2 })).toEqual({ 'small-cohorts': 2 })
  })

  it('an exclusion that makes attempts void', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', 'a', '01'),
        on('ann', 'x', '02'),
        on('ann', 'b', '03'),
        on('bob', 'a', '01'),
        on('bob', 'b', '03'),
        on('cat', 'a', '01'),
      ],
    })
    for (const name of ['funnel', 'funnel-trend', 'funnel-times', 'funnel-paths', 'funnel-lift']) {
      expect(await leftOut(analysisOf(name), { steps: ['a', 'b'], exclude: ['x'] }), name).toEqual({
        'void-attempts': 1,
      })
      expect(
        await leftOut(analysisOf(name), { steps: ['a', 'b'], exclude: ['x'], exclusion_effect: 'cut' }),
        name,
      ).toEqual({})
    }
  })

  it('several variants, and windows that are not over', async () => {
    const seen = (user: string, day: string, variant: string): LogEvent => on(user, 'seen', day, { variant })
    await db.load({
      name: 'log',
      events: [
        seen('ann', '01', 'a'),
        seen('bob', '01', 'b'),
        seen('cat', '01', 'a'),
        seen('cat', '02', 'b'),
        seen('dan', '09', 'a'),
        on('bob', 'paid', '10'),
      ],
    })
    expect(await leftOut(analysisOf('experiment'), { metric: 'paid', window: '7 days' })).toEqual({
      'several-variants': 1,
      recent: 1,
    })
    expect(await leftOut(analysisOf('experiment'), { metric: 'paid', window: '7 days', as_of: '2024-01-20' })).toEqual({
      'several-variants': 1,
    })
    expect(await leftOut(analysisOf('experiment-assignment'), { window: '7 days' })).toEqual({ 'several-variants': 1 })
  })

  it('content with few views, conversions without a touch, users without a group', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', 'post_view', '01', { post_id: 'p', channel: 'ads', plan: 'pro' }),
        on('ann', 'post_view', '02', { post_id: 'p', channel: 'ads', plan: 'pro' }),
        on('bob', 'post_view', '02', { post_id: 'q', channel: null, plan: null }),
        on('bob', 'paid', '03'),
        on('ann', 'paid', '03'),
        on('cat', 'post_view', '05', { post_id: 'p', channel: 'ads', plan: 'free' }),
      ],
    })
    expect(await leftOut(analysisOf('content-engagement'), { min_views: 2 })).toEqual({ 'few-views': 1 })
    expect(await leftOut(analysisOf('viral'), { min_views: 2, window: '2 days' })).toEqual({ 'few-views': 1 })
    expect(
      await leftOut(analysisOf('attribution-lag'), { conversion: 'paid', touches: 'post_view', channel: 'channel' }),
    ).toEqual({ 'no-touch': 1 })
    expect(await leftOut(analysisOf('diff-in-diff'), { group: 'plan', launch: '2024-01-03', days: 2 })).toEqual({
      'no-group': 1,
    })
  })
})
