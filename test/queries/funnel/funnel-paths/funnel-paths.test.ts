import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnelPaths } from '../../../../queries/funnel/funnel-paths'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { attemptParameters, logArbitrary, undividedOptions, tablesOf } from '../funnel/questions'
import { countedAttempts, matches, spot as spotOf, type ReferenceOptions } from '../funnel/reference'
import { NativeDuckdb, tableOf, type LogEvent } from '../../nativeDuckdb'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

/** Naively: `step outcome event` → users, and `step outcome` → users. */
function pathsReference(
  log: readonly LogEvent[],
  options: ReferenceOptions,
): { readonly did: ReadonlyMap<string, number>; readonly sides: ReadonlyMap<string, number> } {
  const spot = (one: { time: number; place: number }): number => spotOf(one, options)
  const did = new Map<string, number>()
  const sides = new Map<string, number>()
  const add = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const required = options.steps.flatMap((step, index) => (step.optional === true ? [] : [index]))
  for (const { steps, items, first } of countedAttempts(log, options)) {
    required.slice(0, -1).forEach((index, at) => {
      const [start, end] = [steps[index], steps[required[at + 1]!]]
      if (start == null) return
      const side = `${index + 1} ${end == null ? 'lost' : 'went on'}`
      const events = items
        .filter(
          (item) =>
            !options.steps.some((step) => matches(item, step)) &&
            spot(item) > spot(start) &&
            (end != null
              ? spot(item) < spot(end)
              : options.windowMicros === null || item.time - first.time <= options.windowMicros),
        )
        .map((item) => item.event.event)
      for (const event of events.length === 0 ? ['(nothing else)'] : new Set(events)) add(did, `${side} ${event}`)
      add(sides, side)
    })
  }
  return { did, sides }
}

it('counts what users did as the naive reference does, and lists them', async () => {
  await fc.assert(
    fc.asyncProperty(logArbitrary, undividedOptions, async (log, question) => {
      await duck.load(tablesOf(log))
      const values = readParameters(funnelPaths.parameters, { ...attemptParameters(question), limit: 1000 })
      const rows = await duck.run(funnelPaths.plan(values, duck.catalog, null))
      const { did, sides } = pathsReference(log, question)
      expect(
        Object.fromEntries(
          rows.map((row) => [`${String(row['step'])} ${String(row['outcome'])} ${String(row['did'])}`, row['users']]),
        ),
      ).toEqual(Object.fromEntries(did))
      for (const row of rows)
        expect(row['pct']).toBeCloseTo(
          (100 * (row['users'] as number)) / sides.get(`${String(row['step'])} ${String(row['outcome'])}`)!,
          9,
        )
      for (const row of rows.slice(0, 3))
        expect(
          (await duck.run(funnelPaths.drill!({ row, column: 'users' }, values, duck.catalog, null)!.plan)).length,
        ).toBe(row['users'])
    }),
    { numRuns: 60 },
  )
}, 120_000)

describe('by hand', () => {
  const start = Date.parse('2024-05-01T12:00:00Z') * 1000
  const user = (name: string, events: string): readonly LogEvent[] =>
    [...events].map((event, index) => ({ user: name, event, ts: start + index * 60e6 }))

  it('keeps the most frequent events of each side, and draws a chart for each step', async () => {
    await duck.load({
      name: 'log',
      events: [...user('ann', 'AXYB'), ...user('bob', 'AXB'), ...user('cy', 'AZ'), ...user('di', 'A')],
    })
    const rows = await duck.answer(funnelPaths, { steps: ['A', 'B'], limit: 1 })
    expect(rows).toEqual([
      { step: 1, event: 'A', outcome: 'went on', did: 'X', users: 2, pct: 100 },
      { step: 1, event: 'A', outcome: 'lost', did: '(nothing else)', users: 1, pct: 50 },
    ])
    const charts = funnelPaths.charts!(tableOf(funnelPaths, rows), {})
    expect(charts.map((chart) => [chart.title, chart.summary.includes('(nothing else) (50.0 %)')])).toEqual([
      ['After step 1 (A)', true],
    ])
    expect(funnelPaths.charts!(tableOf(funnelPaths, []), {})[0]!.summary).toBe(
      'Nobody entered this funnel in these dates.',
    )
  })
})
