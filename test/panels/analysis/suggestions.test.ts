import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventNamesPlan } from '../../../src-renderer/panels/analysis/lookups'
import {
  conversionAmong,
  unitForSpan,
  userCountPlan,
  usualStepsPlan,
} from '../../../src-renderer/panels/analysis/suggestions'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { EMPTY_MODEL } from '../../../src-renderer/model/dataModel'
import { NativeDuckdb, type LogEvent } from '../../queries/nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

function at(minute: number): string {
  return new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString()
}

async function steps(events: readonly LogEvent[], conversion: string | null = null): Promise<readonly string[]> {
  const catalog = await db.load({ name: 'log', events })
  return (await db.run(usualStepsPlan(eventSource(catalog, null), catalog, 0, conversion))).map((row) =>
    String(row['value']),
  )
}

describe('the usual steps', () => {
  it('takes the events that most users have, in the order in which users first do them', async () => {
    const events: LogEvent[] = []
    for (let user = 0; user < 10; user++) {
      // Named against their order, so that sorting by name would be seen.
      events.push({ user: `u${user}`, event: 'visit', ts: at(user) })
      if (user < 8) events.push({ user: `u${user}`, event: 'look', ts: at(user + 10) })
      if (user < 6)
        events.push(
          { user: `u${user}`, event: 'choose', ts: at(user + 20) },
          { user: `u${user}`, event: 'visit', ts: at(user + 25) },
        )
      if (user < 4) events.push({ user: `u${user}`, event: 'buy', ts: at(user + 30) })
      // Often, but by few: counted by users, it is the rarest.
      if (user < 2)
        for (let times = 0; times < 50; times++) events.push({ user: `u${user}`, event: 'beat', ts: at(times) })
    }
    expect(await steps(events)).toEqual(['visit', 'look', 'choose', 'buy'])
  })

  it('leaves test users and rows without a user out', async () => {
    expect(
      await steps([
        { user: 'a', event: 'first', ts: at(0) },
        { user: 'a', event: 'second', ts: at(1) },
        { user: 'bot', event: 'probe', ts: at(0), test: true },
        { user: 'bot', event: 'ping', ts: at(1), test: true },
        { user: null, event: 'lost', ts: at(0) },
      ]),
    ).toEqual(['first', 'second'])
  })

  it('has the conversion among them in its own place, however rare it is', async () => {
    const events: LogEvent[] = []
    for (let user = 0; user < 20; user++) {
      for (const [index, event] of ['a', 'b', 'c', 'd'].entries())
        if (user < 20 - index) events.push({ user: `u${user}`, event, ts: at(user + 10 * index + 10) })
      if (user === 3) events.push({ user: 'u3', event: 'pay', ts: at(90) }, { user: 'u3', event: 'signup', ts: at(0) })
    }
    // Closest before it stands d; of the others a and b are the most common.
    expect(await steps(events, 'pay')).toEqual(['a', 'b', 'd', 'pay'])
    expect(await steps(events, 'signup')).toEqual(['signup', 'a', 'b', 'c'])
    expect(await steps(events, 'not there')).toEqual(['a', 'b', 'c', 'd'])
  })

  it('passes over events that end a visit', async () => {
    expect(
      await steps(
        ['start', 'session_end', 'look', 'Ping', 'trending', 'logout'].map((event, index): LogEvent => ({
          user: 'u',
          event,
          ts: at(index),
        })),
      ),
    ).toEqual(['start', 'look', 'trending'])
  })

  it('puts what users leave behind before what they go on with, where both begin on one day', async () => {
    const events: LogEvent[] = []
    for (let user = 0; user < 40; user++) {
      events.push({ user: `u${user}`, event: 'newPlayer', ts: at(user === 0 ? 1440 : 0) })
      for (let day = 0; day < 3; day++) events.push({ user: `u${user}`, event: 'gameStarted', ts: at(1440 * day) })
    }
    // By users alone, and by the first time alone (one came to it a day later), the game would come first.
    expect(await steps(events)).toEqual(['newPlayer', 'gameStarted'])
  })

  it('proposes no event that the model hides', async () => {
    const catalog = await db.load({
      name: 'log',
      events: ['a', 'b', 'c'].map((event, index): LogEvent => ({ user: 'u', event, ts: at(index) })),
    })
    const hidden = { name: 'b', any: [], sequence: null, label: '', about: '', isHidden: true }
    const model = { ...EMPTY_MODEL, events: [hidden] }
    const plan = usualStepsPlan(eventSource(catalog, null), { ...catalog, model }, 0, null)
    expect((await db.run(plan)).map((row) => row['value'])).toEqual(['a', 'c'])
  })

  it('orders events of one time by their names, so that the same data gives the same steps', async () => {
    const events = ['b', 'a', 'c'].map((event): LogEvent => ({ user: 'u', event, ts: at(0) }))
    expect(await steps(events)).toEqual(['a', 'b', 'c'])
    expect(await steps(events.toReversed())).toEqual(['a', 'b', 'c'])
  })

  it('samples a large log by user, but not a log of few users', async () => {
    const events: LogEvent[] = []
    for (let user = 0; user < 4_000; user++)
      events.push({ user: `u${user}`, event: user < 3_000 ? 'x' : 'y', ts: at(user) })
    const catalog = await db.load({ name: 'log', events })
    const source = eventSource(catalog, null)
    const counted = async (rows: number): Promise<number> =>
      (await db.run(usualStepsPlan({ ...source, rows }, catalog, 4_000, null))).reduce(
        (sum, row) => sum + Number(row['rows']),
        0,
      )
    expect(await counted(4_000)).toBe(4_000)
    expect(await counted(500_000)).toBe(2_000)
    expect(await counted(100_000_000)).toBe(1_000)
    const few = await db.load({ name: 'log', events: events.slice(0, 10) })
    expect(await db.run(usualStepsPlan({ ...eventSource(few, null), rows: 100_000_000 }, few, 10, null))).toMatchObject(
      [{ value: 'x', rows: 10 }],
    )
  })
})

describe('the usual steps of open data', () => {
  /** As the form proposes them: with the number of users, and the event that is called like a conversion. */
  async function stepsOf(select: string): Promise<readonly unknown[]> {
    const catalog = await db.loadSelects({ log: select })
    const source = eventSource(catalog, null)
    const named = async (plan: QueryPlan): Promise<readonly string[]> =>
      (await db.run(plan)).map((row) => String(row['value']))
    const users = Number((await db.run(userCountPlan()))[0]?.['rows'])
    return named(usualStepsPlan(source, catalog, users, conversionAmong(await named(eventNamesPlan(source)))))
  }

  it('begin a game with the new player, though more users start the game', async () => {
    expect(
      await stepsOf(
        "SELECT userid AS user_id, eventName AS event, eventDate::TIMESTAMP AS ts FROM read_csv('samples/open-data/gamelaunch/gamelaunch.csv')",
      ),
    ).toEqual(['newPlayer', 'gameStarted'])
  })

  it('lead from the shop’s catalog to the purchase', async () => {
    expect(
      await stepsOf(
        "SELECT user_id, event, timestamp AS ts, session_id FROM read_csv('samples/open-data/ecom_clickstream/ecom.csv.gz')",
      ),
    ).toEqual(['catalog', 'product_view', 'cart', 'purchase'])
  })
})

describe('an event that is called like a conversion', () => {
  it.each([
    [['view', 'purchase', 'conversion'], 'conversion'],
    [['Order', 'order_viewed', 'Purchase'], 'Purchase'],
    [['order_cancelled', 'order_placed'], 'order_placed'],
    [['click', 'OrderCompleted'], 'OrderCompleted'],
    [['open', 'sign_up'], 'sign_up'],
    [['unsubscribe', 'reorder_list', 'purchase_failed', 'begin_order'], null],
    [[], null],
  ])('among %j is %s', (names, expected) => {
    expect(conversionAmong(names)).toBe(expected)
  })
})

describe('the unit of periods', () => {
  it.each([
    ['2024-01-01', '2024-01-31', null],
    ['2024-01-01', '2024-04-28', null],
    ['2024-01-01', '2024-04-29', 'week'],
    ['2022-01-01', '2023-12-30', 'week'],
    ['2022-01-01', '2023-12-31', 'month'],
  ])('of data from %s to %s is %s', (from, to, unit) => {
    expect(unitForSpan(from, to)).toBe(unit)
  })
})
