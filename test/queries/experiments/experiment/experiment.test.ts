import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experiment } from '../../../../queries/experiments/experiment'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { expectDrills } from '../../expectDrills'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'
import { randomExperiment } from './randomExperiment'
import { experimentChoices, experimentParameters } from './choices'
import { referenceUsers } from './reference'
import { atLeast, runs } from '../../../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  const rows = await db.answer(experiment, raw)
  return experiment.finish!(tableOf(experiment, rows), readParameters(experiment.parameters, raw)).rows()
}

const load = (events: readonly LogEvent[]) =>
  db.load({ name: 'log', events, more: { variant: 'string', plan: 'string' } })

describe('experiment', () => {
  it('lists as many users behind each count, and counts those left out', async () => {
    let cells = 0
    await fc.assert(
      fc.asyncProperty(randomExperiment, experimentChoices, async (events, chosen) => {
        fc.pre(events.length > 0)
        await load(events)
        const parameters = experimentParameters(chosen)
        cells += await expectDrills(db, experiment, parameters, await answer(parameters), ['users', 'converters'])
        const [left] = await db.run(
          experiment.kpiPlan!(readParameters(experiment.parameters, parameters), db.catalog, null),
        )
        const users = referenceUsers(events, chosen)
        expect(left).toEqual({
          in_several: users.filter((user) => user.inSeveral).length,
          too_recent: chosen.include_recent ? 0 : users.filter((user) => !user.inSeveral && user.tooRecent).length,
        })
      }),
      { numRuns: runs(5) },
    )
    expect(cells).toBeGreaterThanOrEqual(atLeast(8))
  })
})

/** Users by hand: variant, and what they did and when (hours after the exposure on 1 May). */
function byHand(
  list: readonly (readonly [string, string, readonly (readonly [string, number])[]])[],
): readonly LogEvent[] {
  const at = (hour: number): string => new Date(Date.UTC(2024, 4, 1, hour)).toISOString()
  return [
    ...list.flatMap(([user, variant, did]) => [
      { user, event: 'seen', ts: at(0), more: { variant } },
      ...did.map(([event, hour]) => ({
        user,
        event,
        ts: at(hour),
        more: { variant: event === 'seen' ? 'new' : null },
      })),
    ]),
    { user: 'late', event: 'other', ts: at(24 * 30), more: { variant: null } },
  ]
}

describe('experiment by hand', () => {
  const log = byHand([
    ['a', 'control', [['paid', 1]]],
    ['b', 'control', []],
    ['c', 'control', [['paid', 169]]],
    [
      'd',
      'control',
      [
        ['paid', 168],
        ['paid', 2],
      ],
    ],
    ['e', 'new', [['paid', 1]]],
    ['f', 'new', [['paid', 5]]],
    ['g', 'new', []],
    [
      'h',
      'control',
      [
        ['seen', 3],
        ['paid', 4],
      ],
    ],
  ])

  it('counts the end of the window in, what comes later out, and leaves out who saw both', async () => {
    await db.load({ name: 'log', events: log, more: { variant: 'string' } })
    expect(
      (await answer({ metric: 'paid', exposure: 'seen' })).map((row) => [
        row['variant'],
        row['is_control'],
        row['users'],
        row['converters'],
        row['mean'],
      ]),
    ).toEqual([
      ['control', true, 4, 2, 50],
      ['new', false, 3, 2, 100 * (2 / 3)],
    ])
    expect(
      await db.run(experiment.kpiPlan!(readParameters(experiment.parameters, { metric: 'paid' }), db.catalog, null)),
    ).toEqual([{ in_several: 1, too_recent: 0 }])
    expect(
      (await answer({ metric: 'paid', control: 'new', measure: 'count' })).map((row) => [row['variant'], row['mean']]),
    ).toEqual([
      ['new', 2 / 3],
      ['control', 0.75],
    ])
    await expect(answer({ metric: 'paid', control: 'old' })).rejects.toThrow(
      'nobody saw a variant "old"; the variants are control, new',
    )
  })

  it('counts the local dates of a metric once each, over the night that clocks change', async () => {
    // Berlin, 31 March 2024: 23:30 on the 30th, 00:30, 01:59 and 03:00 (an hour after 01:59 there) on the 31st, 00:00 after.
    const at = ['30T22:30:00', '30T23:30:00', '31T00:59:00', '31T01:00:00', '31T22:00:00']
    await db.load({
      name: 'log',
      events: ['control', 'new'].flatMap((variant): LogEvent[] => [
        { user: variant, event: 'seen', ts: '2024-03-30T10:00:00Z', more: { variant } },
        ...at
          .slice(0, variant === 'new' ? 5 : 4)
          .map((time): LogEvent => ({ user: variant, event: 'paid', ts: `2024-03-${time}Z`, more: { variant: null } })),
      ]),
      more: { variant: 'string' },
    })
    expect(
      (await answer({ metric: 'paid', measure: 'days', window: 'none', timezone: 'Europe/Berlin' })).map((row) => [
        row['variant'],
        row['mean'],
        row['test'],
      ]),
    ).toEqual([
      ['control', 2, null],
      ['new', 3, null],
    ])
  })

  it('says which column is missing, and takes none without numbers', async () => {
    await db.load({
      name: 'log',
      events: log.map(({ more, ...event }) => ({ ...event, more: { which: more!['variant']! } })),
      more: { which: 'string' },
    })
    await expect(answer({ metric: 'paid' })).rejects.toThrow('say which column names the variant')
    await expect(answer({ metric: 'paid', variant: 'wich' })).rejects.toThrow('did you mean which')
    await expect(answer({ metric: 'paid', variant: 'which', measure: 'sum', value: 'which' })).rejects.toThrow(
      'holds no numbers',
    )
  })

  it("gives Agresti's aspirin study: 1.71 % against 0.94 %, 0.77 points (0.47 to 1.07), z² 25.01", async () => {
    await db.loadSelects({
      log: `SELECT 'p' || n AS user_id, unnest(CASE WHEN n < 104 OR (n >= 11037 AND n < 11037 + 189) THEN ['seen', 'attack'] ELSE ['seen'] END) AS event,
      TIMESTAMP '2024-05-01' AS ts, CASE WHEN n < 11037 THEN 'aspirin' ELSE 'placebo' END AS variant FROM range(22071) t(n)`,
    })
    const [control, treated] = await answer({
      metric: 'attack',
      exposure: 'seen',
      control: 'aspirin',
      window: 'none',
      better: 'lower',
    })
    expect(control).toMatchObject({ variant: 'aspirin', users: 11037, converters: 104 })
    expect(treated).toMatchObject({ variant: 'placebo', users: 11034, converters: 189, test: 'z', verdict: 'worse' })
    expect(treated!['difference']).toBeCloseTo(0.77, 2)
    expect(treated!['low']).toBeCloseTo(0.47, 2)
    expect(treated!['high']).toBeCloseTo(1.07, 2)
    expect(treated!['p']).toBeCloseTo(5.7e-7, 7)
  })

  it("gives Student's sleep data as Welch does (t.test in R): -3.365 to 0.205, p 0.0794", async () => {
    const sleep = [
      [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
      [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    ]
    await db.load({
      name: 'log',
      events: sleep.flatMap((extra, drug) =>
        extra.flatMap((value, patient): LogEvent[] => [
          {
            user: `${drug}-${patient}`,
            event: 'seen',
            ts: '2024-05-01T00:00:00Z',
            more: { variant: `drug ${drug + 1}` },
          },
          { user: `${drug}-${patient}`, event: 'slept', ts: '2024-05-02T00:00:00Z', value, more: { variant: null } },
        ]),
      ),
      more: { variant: 'string' },
    })
    const rows = await answer({ metric: 'slept', measure: 'sum', control: 'drug 2', window: 'none' })
    expect(rows[1]).toMatchObject({ variant: 'drug 1', test: 'welch', verdict: 'not told apart' })
    expect(rows[1]!['low']).toBeCloseTo(-3.3654832, 6)
    expect(rows[1]!['high']).toBeCloseTo(0.2054832, 6)
    expect(rows[1]!['p']).toBeCloseTo(0.07939, 5)
  })

  it('takes off with CUPED what users did before: a shift that the spread between users hides is found', async () => {
    // Users differ by tens; what they do after is what they did before, plus 1 for the new variant, and a little of their own.
    const users = Array.from({ length: 40 }, (_, user) => ({
      name: `u${user}`,
      variant: user % 2 === 0 ? 'control' : 'new',
      before: 10 * Math.floor(user / 2),
      own: ((user * 7) % 5) / 10,
    }))
    await db.load({
      name: 'log',
      events: users.flatMap(({ name, variant, before, own }): LogEvent[] => [
        { user: name, event: 'spent', ts: '2024-05-01T00:00:00Z', value: before, more: { variant: null } },
        { user: name, event: 'seen', ts: '2024-05-03T00:00:00Z', more: { variant } },
        {
          user: name,
          event: 'spent',
          ts: '2024-05-04T00:00:00Z',
          value: before + own + (variant === 'new' ? 1 : 0),
          more: { variant: null },
        },
      ]),
      more: { variant: 'string' },
    })
    const [plain, cuped] = [
      await answer({ metric: 'spent', measure: 'sum', window: 'none' }),
      await answer({ metric: 'spent', measure: 'sum', window: 'none', pre_days: 7 }),
    ]
    expect(plain[1]!['verdict']).toBe('not told apart')
    expect(cuped[1]).toMatchObject({ verdict: 'better', test: 'cuped' })
    expect(cuped[1]!['difference']).toBeCloseTo(1, 1)
    expect(Number(cuped[1]!['high']) - Number(cuped[1]!['low'])).toBeLessThan(
      (Number(plain[1]!['high']) - Number(plain[1]!['low'])) / 100,
    )
  })
})

describe('experiment on its sample', () => {
  it('gives the planted figures: the new checkout sells more, tickets do not change, users were split evenly', async () => {
    const folder = new URL('../../../../samples/experiment/', import.meta.url)
    const truths = JSON.parse(readFileSync(new URL('truths.json', folder), 'utf8')) as {
      inSeveral: number
      tooRecent: number
      control: Row
      new: Row
    }
    await db.loadSelects({
      shop: `SELECT user_id, event, ts, market, variant, value FROM read_csv('${new URL('events.csv', folder).pathname}')`,
    })
    const parameters = { metric: 'paid', guardrails: ['support_ticket'] }
    const rows = await answer(parameters)
    expect(rows.map((row) => [row['metric'], row['variant'], row['users'], row['converters']])).toEqual([
      ['paid', 'control', truths.control['users'], truths.control['paid']],
      ['paid', 'new', truths.new['users'], truths.new['paid']],
      ['support_ticket', 'control', truths.control['users'], truths.control['tickets']],
      ['support_ticket', 'new', truths.new['users'], truths.new['tickets']],
    ])
    expect([rows[1]!['verdict'], rows[3]!['verdict']]).toEqual(['better', 'not told apart'])
    const values = readParameters(experiment.parameters, parameters)
    const left = await db.run(experiment.kpiPlan!(values, db.catalog, null))
    expect(left).toEqual([{ in_several: truths.inSeveral, too_recent: truths.tooRecent }])
    expect(experiment.kpis!(tableOf(experiment, rows), values, tableOf(experiment, left))[1]).toMatchObject({
      detail: 'split as planned',
    })
    const width = (row: Row): number => Number(row['high']) - Number(row['low'])
    const [plain, cuped] = [
      await answer({ metric: 'top_up', measure: 'sum', window: '14 days' }),
      await answer({ metric: 'top_up', measure: 'sum', window: '14 days', pre_days: 14 }),
    ]
    expect(width(cuped[1]!)).toBeLessThan(0.99 * width(plain[1]!))
  })
})

describe('what is shown', () => {
  const row = (more: Row): Row => ({
    metric: 'paid',
    aim: 'higher',
    variant: 'new',
    is_control: false,
    users: 900,
    converters: 90,
    mean: 10,
    difference: 3,
    low: 1,
    high: 5,
    lift_pct: 42.9,
    p: 0.004,
    p_holm: 0.008,
    verdict: 'better',
    test: 'z',
    role: 'goal',
    kind: 'share',
    measured: 'Share of users',
    margin: null,
    guardrail: null,
    ...more,
  })
  const rows = [
    row({
      variant: 'control',
      is_control: true,
      users: 1100,
      mean: 7,
      difference: null,
      low: null,
      high: null,
      lift_pct: null,
      p: null,
      p_holm: null,
      verdict: null,
      test: null,
    }),
    row({}),
  ]

  it('warns of a mismatch, and goes by the planned split', () => {
    const table = tableOf(experiment, rows)
    const ratio = (raw: Readonly<Record<string, ParameterValue>>): unknown =>
      experiment.kpis!(table, raw, null).find((kpi) => kpi.label === 'Sample ratio, p')
    expect(ratio({})).toMatchObject({ detail: 'mismatch: do not trust the result' })
    expect(ratio({ split: 'control=11, new=9' })).toMatchObject({ value: 1, detail: 'split as planned' })
    expect(() => ratio({ split: 'control=11' })).toThrow('says nothing of the variant "new"')
    expect(() => ratio({ split: 'control=x, new=1' })).toThrow('weight above 0')
  })

  it('draws the difference with what it opens', () => {
    const [chart] = experiment.charts!(tableOf(experiment, rows), {})
    expect(chart).toMatchObject({
      kind: 'interval',
      rows: [{ label: 'paid', estimate: 3, low: 1, high: 5, tone: 'good', figure: { row: 1, column: 'converters' } }],
    })
    expect(chart!.summary).toBe(
      "Of 1 comparison with the control, 1 is better and 0 are worse after Holm's correction.",
    )
  })
})
