import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { definitionDiff } from '../../../../queries/definitions/definition-diff'
import { funnel } from '../../../../queries/funnel/funnel'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import type { Analysis, Figure } from '../../../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'
import { randomLog } from '../../randomLog'
import { arrayTable } from '../../../panels/grid/arrayTable'
import { runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

type Values = Readonly<Record<string, ParameterValue>>

describe('definition diff by hand', () => {
  /** New York, 10 March 2024: a day of 23 hours. */
  const weekend: readonly LogEvent[] = [
    { user: 'ann', event: 'start', ts: '2024-03-09T20:30:00-05:00' },
    { user: 'ann', event: 'back', ts: '2024-03-10T21:00:00-04:00' }, // the next date, after 23½ hours
    { user: 'bob', event: 'start', ts: '2024-03-10T00:10:00-05:00' },
    { user: 'bob', event: 'back', ts: '2024-03-11T01:10:00-04:00' }, // the next date, after 24 hours
    { user: 'cat', event: 'start', ts: '2024-03-09T12:00:00-05:00' }, // never back
    { user: null, event: 'back', ts: '2024-03-14T12:00:00-04:00' },
  ]
  const question = JSON.stringify({ start_event: 'start', return_event: 'back' })

  it('names the user for whom calendar and rolling days differ, and why', async () => {
    await db.load({ name: 'log', events: weekend }, { timezone: 'America/New_York' })
    const parameters = { a: 'calendar', b: 'rolling', parameters: question, figures: '0, 1' }
    const rows = await db.answer(definitionDiff, parameters)
    const ann = 'cohort: 2024-03-09, started: 2024-03-09 20:30:00, returned: '
    expect(rows).toEqual([
      {
        figure: 'day 0',
        user_id: 'ann',
        in_a: false,
        in_b: true,
        rule: 'clock',
        detail: `a: not counted: ${ann}none; b: ${ann}2024-03-10 21:00:00`,
      },
      {
        figure: 'day 1',
        user_id: 'ann',
        in_a: true,
        in_b: false,
        rule: 'clock',
        detail: `a: ${ann}2024-03-10 21:00:00; b: not counted: ${ann}none`,
      },
    ])
    const values = readParameters(definitionDiff.parameters, parameters)
    const [counts] = await db.run(definitionDiff.kpiPlan!(values, db.catalog, null))
    // Ann, Bob and Cat can be counted on both days by both; Bob is back on day 1 by both, Ann by A alone.
    const eligible = (place: number) => ({
      [`eligible_a_${place}`]: 3,
      [`eligible_b_${place}`]: 3,
      [`eligible_both_${place}`]: 3,
    })
    expect(counts).toEqual({
      ...{ both_0: 0, only_a_0: 0, only_b_0: 1, a_eligible_b_0: 0, b_eligible_a_0: 1, ...eligible(0) },
      ...{ both_1: 1, only_a_1: 1, only_b_1: 0, a_eligible_b_1: 2, b_eligible_a_1: 1, ...eligible(1) },
    })
    const [, second] = definitionDiff.kpis!(
      tableOf(definitionDiff, rows),
      values,
      arrayTable(
        Object.fromEntries(Object.entries(counts!).map(([name, value]) => [name, ['integer', [value]] as const])),
      ),
    )
    expect(second).toMatchObject({
      label: 'Day 1: B − A (points)',
      detail: '−86.7 to 20.0; A 66.7 %, B 33.3 %; 1 by both, 1 only by A, 0 only by B',
    })
    expect(second!.value).toBeCloseTo(-33.333, 3)
    const [chart] = definitionDiff.charts!(tableOf(definitionDiff, rows), values)
    expect(chart!.summary).toBe(
      '1 user counts differently in some figure: 1 by A in one figure and by B in another, who stand in bars of both. ' +
        'The rule that decides is clock.',
    )
    expect(definitionDiff.plan(values, db.catalog, null).notes).toEqual([
      'a: calendar',
      'b: rolling',
      'clock: calendar in a, rolling in b',
    ])
  })

  it('tells rules apart, and says when several are needed together', async () => {
    await db.load(
      {
        name: 'log',
        events: [
          ...weekend.map((event) => ({ ...event, user: event.user === 'cat' ? null : event.user })),
          { user: 'dan', event: 'start', ts: '2024-03-09T12:00:00-05:00' },
          { user: 'dan', event: 'back', ts: '2024-03-13T12:00:00-04:00' }, // later only
          { user: 'eve', event: 'start', ts: '2024-03-09T20:30:00-05:00' },
          { user: 'eve', event: 'back', ts: '2024-03-10T21:00:00-04:00' },
          { user: 'eve', event: 'back', ts: '2024-03-12T12:00:00-04:00' },
        ],
      },
      { timezone: 'America/New_York' },
    )
    const rows = await db.answer(definitionDiff, { a: 'default', b: 'mixpanel', parameters: question, figures: '1' })
    expect(rows.map((row) => [row['user_id'], row['in_a'], row['in_b'], row['rule']])).toEqual([
      ['ann', true, false, 'clock'], // by rolling days back on day 0
      ['dan', false, true, 'criterion'], // on day 4
    ]) // eve is back on day 1 by the calendar, and later than day 1 by rolling days: both count her
    const together = await db.answer(definitionDiff, {
      a: '{"criterion":"bracket","brackets":"1"}',
      b: '{"criterion":"on-or-after","brackets":"1, 2","clock":"rolling"}',
      parameters: question,
    })
    expect(together.map((row) => [row['figure'], row['user_id'], row['rule']])).toEqual([
      ['day 1', 'ann', 'clock'],
      ['day 1', 'dan', 'criterion'],
    ])
    const either = await db.answer(definitionDiff, {
      a: '{"criterion":"bracket","brackets":"1"}',
      b: '{"criterion":"bracket","brackets":"3","clock":"rolling"}',
      parameters: question,
    })
    expect(either.map((row) => [row['user_id'], row['rule']])).toEqual([
      ['bob', 'brackets'],
      ['ann', 'clock, brackets'],
      ['eve', 'clock, brackets'],
    ])
  })

  it('compares funnels', async () => {
    const on = (user: string, event: string, day: string): LogEvent => ({ user, event, ts: `2024-01-${day}T12:00:00Z` })
    await db.load({
      name: 'log',
      events: [
        on('ann', 'view', '01'),
        on('ann', 'buy', '02'),
        on('bob', 'view', '01'),
        on('bob', 'buy', '11'),
        on('cat', 'view', '01'),
        on('cat', 'look', '02'),
        on('cat', 'buy', '11'),
      ],
    })
    const rows = await db.answer(definitionDiff, {
      analysis: 'funnel',
      a: 'default',
      b: '{"window":"7 days","order":"strict"}',
      parameters: '{"steps":["view","buy"]}',
    })
    expect(rows.map((row) => [row['figure'], row['user_id'], row['in_a'], row['in_b'], row['rule']])).toEqual([
      ['step 2, buy', 'bob', true, false, 'window'],
      ['step 2, buy', 'cat', true, false, 'window, order'],
    ])
    // Loosened the other way round, neither the window nor the order is enough for cat.
    const loosened = await db.answer(definitionDiff, {
      analysis: 'funnel',
      a: '{"window":"7 days","order":"strict"}',
      b: 'default',
      parameters: '{"steps":["view","buy"]}',
    })
    expect(loosened.map((row) => [row['user_id'], row['rule']])).toEqual([
      ['cat', 'several together'],
      ['bob', 'window'],
    ])
    expect(rows[0]!['detail']).toBe(
      'a: entered: 2024-01-01 12:00:00, seconds_from_previous: 864000.0; b: not counted: entered: 2024-01-01 12:00:00',
    )
  })

  it('is empty, and says so, where both are the same', async () => {
    await db.load({ name: 'log', events: weekend })
    const parameters = { a: 'default', b: 'calendar' }
    expect(await db.answer(definitionDiff, parameters)).toEqual([])
    expect(
      definitionDiff.charts!(tableOf(definitionDiff, []), readParameters(definitionDiff.parameters, parameters))[0]!
        .summary,
    ).toBe('Both definitions are the same.')
  })

  it.each([
    [{ a: 'mixpanl' }, 'a: there is no definition "mixpanl"; did you mean mixpanel?'],
    [{ a: '{"clock":' }, 'a: must be a JSON object of parameters, such as {"clock":"rolling"}.'],
    [{ b: '{"timezone":"UTC"}' }, 'b: timezone is set for both definitions together, not for one of them.'],
    [
      { parameters: '["view"]' },
      'parameters: must be a JSON object, such as {"start_event":"signup"} or {"steps":["view","paid"]}.',
    ],
    [{ parameters: '{"clok":"rolling"}' }, 'There is no parameter "clok"; did you mean clock?'],
    [{ figures: 'seven' }, 'figures must be up to 12 numbers of periods or steps, such as 1, 7, 30.'],
    [{ figures: '400' }, 'figures: there is no such period in definition a.'],
    [{ analysis: 'funnel' }, 'steps: a funnel has 1 to 12 steps, such as ["view","cart","paid"].'],
  ])('refuses %j', async (parameters, message) => {
    await db.load({ name: 'log', events: weekend })
    expect(() =>
      definitionDiff.plan(readParameters(definitionDiff.parameters, parameters as Values), db.catalog, null),
    ).toThrow(message)
  })
})

describe('definition diff on random logs', () => {
  const retentionSide: fc.Arbitrary<Values> = fc.record(
    {
      entry: fc.constantFrom('first-ever', 'first-matching', 'recurring'),
      clock: fc.constantFrom('calendar', 'rolling'),
      criterion: fc.constantFrom('on', 'on-or-after', 'on-or-before', 'streak'),
      denominator: fc.constantFrom('cohort', 'cohort', 'previous'),
    },
    { requiredKeys: [] },
  )
  const funnelSide: fc.Arbitrary<Values> = fc.record(
    {
      window: fc.constantFrom('14 days', '1 day', 'none'),
      order: fc.constantFrom('ordered', 'strict'),
      ties: fc.constantFrom('file-order', 'strict'),
      entry: fc.constantFrom('furthest', 'first', 'latest'),
    },
    { requiredKeys: [] },
  )

  /** Users behind a figure, by the analysis's own list. */
  async function users(analysis: Analysis, figure: Figure, values: Values): Promise<ReadonlySet<string>> {
    const drill = analysis.drill!(figure, readParameters(analysis.parameters, values), db.catalog, null)!
    const id = drill.kind === 'users' ? '(SELECT u.user_id FROM users u WHERE u.user_key = d.user_key)' : 'd.user_id'
    return new Set(
      (await db.run({ ...drill.plan, sql: `SELECT ${id} AS user_id FROM (${drill.plan.sql}) d` })).map((row) =>
        String(row['user_id']),
      ),
    )
  }

  /** The rows by the definition: lists compared, parameters switched one at a time. */
  async function naive(
    analysis: Analysis,
    figures: readonly (readonly [string, Figure])[],
    question: Values,
    a: Values,
    b: Values,
  ): Promise<readonly Row[]> {
    const defaults = Object.fromEntries(analysis.parameters.map((spec) => [spec.name, spec.default]))
    const [fullA, fullB] = [
      { ...defaults, ...question, ...a },
      { ...defaults, ...question, ...b },
    ]
    const differing = Object.keys(defaults).filter(
      (name) => JSON.stringify(fullA[name]) !== JSON.stringify(fullB[name]),
    )
    const rows: Row[] = []
    for (const [label, figure] of figures) {
      const [inA, inB] = [await users(analysis, figure, fullA), await users(analysis, figure, fullB)]
      for (const user of [...new Set([...inA, ...inB])].sort()) {
        if (inA.has(user) === inB.has(user)) continue
        const rules: string[] = []
        for (const name of differing)
          if ((await users(analysis, figure, { ...fullA, [name]: fullB[name]! })).has(user) !== inA.has(user))
            rules.push(name)
        rows.push({
          figure: label,
          user_id: user,
          in_a: inA.has(user),
          in_b: inB.has(user),
          rule: rules.length === 0 ? 'several together' : rules.join(', '),
        })
      }
    }
    return rows
  }

  const plain = (rows: readonly Row[]): readonly Row[] =>
    rows
      .map(({ figure, user_id, in_a, in_b, rule }) => ({
        figure: figure!,
        user_id: user_id!,
        in_a: in_a!,
        in_b: in_b!,
        rule: rule!,
      }))
      .sort((one, other) =>
        `${String(one.figure)} ${String(one.user_id)}` < `${String(other.figure)} ${String(other.user_id)}` ? -1 : 1,
      )

  async function hold(
    name: 'retention' | 'funnel',
    analysis: Analysis,
    figures: readonly (readonly [string, Figure])[],
    question: Values,
    a: Values,
    b: Values,
    asked: string | null,
  ): Promise<void> {
    const parameters = {
      analysis: name,
      a: JSON.stringify(a),
      b: JSON.stringify(b),
      parameters: JSON.stringify(question),
      figures: asked,
      include_test: true,
    }
    const rows = await db.answer(definitionDiff, parameters)
    expect(plain(rows)).toEqual(plain(await naive(analysis, figures, { ...question, include_test: true }, a, b)))
    const values = readParameters(definitionDiff.parameters, parameters)
    const [counts] = await db.run(definitionDiff.kpiPlan!(values, db.catalog, null))
    for (const [place, [label, figure]] of figures.entries()) {
      const inA = (await users(analysis, figure, { ...question, ...a, include_test: true })).size
      expect(Number(counts![`both_${place}`]) + Number(counts![`only_a_${place}`])).toBe(inA)
      expect(Number(counts![`only_a_${place}`]) + Number(counts![`only_b_${place}`])).toBe(
        rows.filter((row) => row['figure'] === label).length,
      )
    }
    const [chart] = definitionDiff.charts!(tableOf(definitionDiff, rows), values)
    if (chart?.kind !== 'bar') throw new Error('bars were expected')
    for (const point of chart.series.flatMap((series) => series.points)) {
      if (point.figure === undefined) continue
      const drill = definitionDiff.drill!(
        { row: rows[point.figure.row]!, column: point.figure.column },
        values,
        db.catalog,
        null,
      )!
      expect((await db.run(drill.plan)).length).toBe(point.y)
    }
  }

  it('lists the users and rules of two definitions of retention', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, retentionSide, retentionSide, async (log, a, b) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        if (log.events.length === 0) return
        await hold(
          'retention',
          retentionSummary,
          [1, 3].map((period) => [`day ${period}`, { row: { period }, column: 'users' }]),
          { start_event: 'x' },
          a,
          b,
          '1, 3',
        )
      }),
      { numRuns: runs(2) },
    )
  })

  it('lists the users and rules of two definitions of a funnel', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, funnelSide, funnelSide, async (log, a, b) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        if (log.events.length === 0) return
        await hold(
          'funnel',
          funnel,
          ['x', 'y'].map((event, index) => [
            `step ${index + 1}, ${event}`,
            { row: { step: index + 1 }, column: 'users' },
          ]),
          { steps: ['x', 'y'] },
          a,
          b,
          null,
        )
      }),
      { numRuns: runs(2) },
    )
  })
})
