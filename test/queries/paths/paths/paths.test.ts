import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathTransitions } from '../../../../queries/paths/path-transitions'
import { paths } from '../../../../queries/paths/paths'
import { topPaths } from '../../../../queries/paths/top-paths'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { Asked } from '../../case'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Events of a user, one a minute, as "home look buy"; a number is so many minutes more. */
function walk(user: string, events: string, from = '2024-01-01T10:00:00Z'): readonly LogEvent[] {
  let minutes = 0
  return events.split(' ').flatMap((word): readonly LogEvent[] => {
    minutes += /^\d+$/.test(word) ? Number(word) : 1
    if (/^\d+$/.test(word)) return []
    const page = word.startsWith('/') ? word : null
    return [
      {
        user,
        event: page === null ? word : '$pageview',
        ts: (Date.parse(from) + (minutes - 1) * 60_000) * 1000,
        more: { page },
      },
    ]
  })
}
const load = (...events: readonly (readonly LogEvent[])[]): Promise<unknown> =>
  db.load({ name: 'log', events: events.flat(), more: { page: 'string' } })

/** Step, source, target, users and transitions of each row. */
const flow = async (asked: Asked = {}): Promise<readonly unknown[]> =>
  (await db.answer(paths, asked)).map((row) =>
    ['step', 'source', 'target', 'users', 'transitions'].map((name) => row[name]).join(' '),
  )
const tops = async (asked: Asked = {}): Promise<readonly unknown[]> =>
  (await db.answer(topPaths, asked)).map(({ path, paths: count }) => `${String(path)}: ${String(count)}`)

describe("what PostHog's tests say of paths (its test_paths_query_runner_ee.py)", () => {
  it('shows so many steps: test_step_limit, whose limit counts the first page, too', async () => {
    await load(walk('p1', '/1 /2 1 /3 2 /4'))
    const of = (steps: number): Promise<readonly unknown[]> => flow({ column: 'page', steps })
    expect(await of(1)).toEqual(['1 /1 /2 1 1'])
    expect(await of(2)).toEqual(['1 /1 /2 1 1', '2 /2 /3 1 1'])
    expect(await of(3)).toEqual(['1 /1 /2 1 1', '2 /2 /3 1 1', '3 /3 /4 1 1'])
  })

  it('keeps branches apart: test_event_ordering, and says besides who ended', async () => {
    await load(
      ...Array.from({ length: 50 }, (_, user) => walk(`u${user}`, `one two three${user % 2 === 0 ? ' branch' : ''}`)),
    )
    expect(await flow()).toEqual([
      '1 one two 50 50',
      '2 two three 50 50',
      '3 three (end) 25 25',
      '3 three branch 25 25',
      '4 branch (end) 25 25',
    ])
  })

  it('takes only paths that arrive: test_paths_start_and_end', async () => {
    await load(walk('p1', '/1 /2 /3 /4 /5 /about /after'), walk('p2', '/5 /about'), walk('p3', '/3 /4 /about /after'))
    const page = (value: string): Asked => ({ event: null, where: [{ column: 'page', op: '=', value }] })
    const asked = { column: 'page', start_event: page('/5'), end_event: page('/about') }
    expect(await flow(asked)).toEqual(['1 /5 /about 2 2'])
    expect(await tops(asked)).toEqual(['/5 > /about: 2'])
  })

  it('begins a session after 30 minutes; PostHog at exactly 30, Lathe beyond', async () => {
    await load(walk('a', 'x y 29 z'), walk('b', 'x y 30 z'))
    expect(await tops()).toEqual(['x > y > (end): 1', 'x > y > z > (end): 1', 'z > (end): 1'])
  })
})

describe('paths by hand', () => {
  it('go around an event: negative before it, 0 out of it', async () => {
    await load(walk('a', 'home look buy thanks'), walk('b', 'buy'))
    expect(await flow({ around: 'buy', steps: 2 })).toEqual([
      '-2 home look 1 1',
      '-1 (start) buy 1 1',
      '-1 look buy 1 1',
      '0 buy (end) 1 1',
      '0 buy thanks 1 1',
      '1 thanks (end) 1 1',
    ])
    expect(await tops({ around: 'buy', steps: 1 })).toEqual(['(start) > buy > (end): 1', 'look > buy > thanks: 1'])
  })

  it('lead to an event: -1 right before it', async () => {
    await load(walk('a', 'home look look buy buy'), walk('b', 'look 1 home buy'))
    expect(await flow({ end_event: 'buy', steps: 2 })).toEqual([
      '-2 home look 1 1',
      '-2 look home 1 1',
      '-1 home buy 1 1',
      '-1 look buy 1 1',
    ])
    const kept = await flow({ end_event: 'buy', steps: 2, collapse: false })
    expect(kept).toEqual(['-2 look home 1 1', '-2 look look 1 1', '-1 home buy 1 1', '-1 look buy 1 1'])
  })

  it('count loops, each transition once, and say where the next path begins', async () => {
    await load(walk('a', 'home look home buy'))
    expect(await flow({ start_event: 'home' })).toEqual([
      '1 home look 1 1',
      '2 look home 1 1',
      '3 home buy 1 1',
      '4 buy (end) 1 1',
    ])
    expect(await tops({ start_event: 'home', occurrence: 'each' })).toEqual([
      'home > buy > (end): 1',
      'home > look > (again): 1',
    ])
    expect(await tops({ start_event: 'home', end_event: 'home', occurrence: 'each' })).toEqual([
      'home > look > home: 1',
    ])
    expect(
      (await db.answer(pathTransitions)).map((row) => [row['source'], row['target'], row['transitions'], row['pct']]),
    ).toEqual([
      ['home', 'buy', 1, 50],
      ['home', 'look', 1, 50],
      ['buy', '(end)', 1, 100],
      ['look', 'home', 1, 100],
    ])
  })

  it('shorten what lies beyond the steps shown, where they lead to an end', async () => {
    await load(walk('a', 's x y z e'), walk('b', 's x e'), walk('c', 's x'))
    expect(await flow({ start_event: 's', end_event: 'e', steps: 2 })).toEqual([
      '1 s x 2 2',
      '2 x (more) 1 1',
      '2 x e 1 1',
      '3 (more) e 1 1',
    ])
  })

  it('reach as far as the window, its end included, in sessions or over all of the dates', async () => {
    await load(walk('a', 'x 4 y z'), walk('a', 'w', '2024-01-02T10:00:00Z'))
    const asked = { start_event: 'x', by: 'window' }
    expect(await tops(asked)).toEqual(['x > y > z > w > (end): 1'])
    expect(await tops({ ...asked, within: '5 minutes' })).toEqual(['x > y > (end): 1'])
    expect(await tops({ ...asked, within: '299 seconds' })).toEqual(['x > (end): 1'])
    expect(await tops({ ...asked, to: '2024-01-01' })).toEqual(['x > y > z > (end): 1'])
    expect(await tops({ from: '2024-01-02' })).toEqual(['w > (end): 1'])
  })

  it('take steps of one time in the order of the file, and an anchor without a value by its name', async () => {
    const at = (event: string, page: string | null): LogEvent => ({
      user: 'a',
      event,
      ts: '2024-01-01T10:00:00Z',
      more: { page },
    })
    await load([at('view', '/b'), at('view', '/a'), at('ping', null), at('buy', null)])
    expect(await tops({ column: 'page' })).toEqual(['/b > /a > (end): 1'])
    expect(await tops({ column: 'page', end_event: 'buy' })).toEqual(['(start) > /b > /a > buy: 1'])
  })

  it('group values by rules and leave hidden events out', async () => {
    await load(walk('a', '/product/1 /product/2 ping /cart_x /100%'))
    const rules = 'Product=/product/*; Cart=/cart*|/basket'
    const asked = { column: 'page', rules }
    expect(await tops(asked)).toEqual(['Product > Cart > /100% > (end): 1'])
    expect(await tops({ ...asked, rules: 'Any=/cart_*|/100%' })).toEqual(['/product/1 > /product/2 > Any > (end): 1'])
    expect(await tops({ hide: ['ping'] })).toEqual(['$pageview > (end): 1'])
    const bad = readParameters(paths.parameters, { rules: 'Product=/p*; Cart' })
    expect(() => paths.plan(bad, db.catalog, null)).toThrow(
      'rules: column 14: "Cart" is no rule; write a name, =, and patterns.',
    )
  })

  it('tell the most frequent values by name, ties in the order of the alphabet', async () => {
    await load(walk('a', 'x y'), walk('b', 'x z'))
    expect(await flow({ values: 2 })).toEqual(['1 x (other) 1 1', '1 x y 1 1', '2 (other) (end) 1 1', '2 y (end) 1 1'])
  })

  it('list who made a transition, who was at a step, and who ended there', async () => {
    await load(walk('a', 'x y x y'), walk('b', 'x y'), walk('c', 'x'), walk('c', 'x y', '2024-01-01T14:00:00Z'))
    const rows = await db.answer(paths)
    expect(rows.map(({ source, target, source_users: at, target_users: to }) => [source, target, at, to])).toEqual([
      ['x', 'y', 3, 3],
      ['x', '(end)', 3, 1],
      ['y', '(end)', 3, 2],
      ['y', 'x', 3, 1],
      ['x', 'y', 1, 1],
      ['y', '(end)', 1, 1],
    ])
    expect(await expectDrills(db, paths, {}, rows, ['users', 'source_users', 'target_users'])).toBe(18)
    const [chart] = paths.charts!(tableOf(paths, rows), readParameters(paths.parameters, {}))
    expect([chart!.kind, chart!.summary]).toEqual(['sankey', 'From x to y 3 times, 75.0 % of what follows x there.'])
    expect(paths.kpis!(tableOf(paths, rows), {}, null).map(({ label, value }) => [label, value])).toEqual([
      ['Paths', 4],
      ['Nothing after', 25],
      ['To y', 75],
    ])
  })

  it('answer an empty log, and refuse what has no meaning', async () => {
    await load()
    expect([await flow(), await tops(), await db.answer(pathTransitions)]).toEqual([[], [], []])
    for (const asked of [{ around: 'a', start_event: 'b' }, { occurrence: 'each' }, { column: 'no' }]) {
      const values = readParameters(paths.parameters, asked)
      expect(() => paths.plan(values, db.catalog, null), JSON.stringify(asked)).toThrow(/around|occurrence|no/)
    }
  })
})
