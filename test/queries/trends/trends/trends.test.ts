import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trends } from '../../../../queries/trends/trends'
import { readDataModel } from '../../../../src-renderer/model/readDataModel'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { askCase } from '../../questions'
import { NativeDuckdb, tableOf, toMicros, type LogEvent } from '../../nativeDuckdb'
import { expectDrills } from '../../expectDrills'
import { expectCloseRows } from '../../closeRows'
import type { RandomLog } from '../../randomLog'
import { analysisCase } from './case'
import { choices, type Choice } from './choices'
import { referenceTrends } from './reference'
import type { AnalysisCase } from '../../case'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (
  user: string | null,
  ts: string,
  event: string,
  amount: number | null = null,
  more: LogEvent['more'] = {},
): LogEvent => ({ user, event, ts: `2024-03-${ts}Z`, more: { amount, ...more } })

const count = { name: 'A', event: null, measure: 'count' }
const users = { name: 'B', event: null, measure: 'users' }

async function valuesOf(given: Parameters<NativeDuckdb['answer']>[1]): Promise<readonly unknown[]> {
  return (await db.answer(trends, given)).map((row) => row['value'])
}

describe('trends by hand', () => {
  it('tell hundreds of users apart, whatever their numbers are, by value and rank', async () => {
    // User n comes on days 1 and 2 (every third one only on day 1), from one of three countries; n % 50 === 0 from two.
    const countryOf = (n: number): string | null => ['a', 'b', null][n % 3] ?? null
    const crowd = Array.from({ length: 300 }, (_, n) => n).flatMap((n) => [
      on(`u${n}`, '01T08:00', 'view', 1, { country: countryOf(n) }),
      on(`u${n}`, '01T09:00', 'view', 1, { country: countryOf(n) }),
      ...(n % 3 === 0 ? [] : [on(`u${n}`, '02T08:00', 'buy', 1, { country: countryOf(n) })]),
      ...(n % 50 === 0 ? [on(`u${n}`, '01T10:00', 'view', 1, { country: 'd' })] : []),
    ])
    const nobody = on(null, '01T11:00', 'view', 1, { country: 'e' })
    await db.load({ name: 'log', events: [...crowd, nobody] })
    const measures = [users, { name: 'C', event: 'buy', measure: 'users' }, { ...count, name: 'N', event: 'buy' }]
    expect(await valuesOf({ measures })).toEqual([300, 0, 0, 200, 200, 200])
    const rows = await db.answer(trends, { measures: [users], breakdown: ['country'], breakdown_limit: 3 })
    expect(rows.map((row) => [row['date'], row['country'], row['value']])).toEqual([
      ['2024-03-01', 'a', 100],
      ['2024-03-01', 'b', 100],
      ['2024-03-01', 'd', 6],
      ['2024-03-01', '(none)', 100],
      ['2024-03-01', 'Other', 0],
      ['2024-03-02', 'a', 0],
      ['2024-03-02', 'b', 100],
      ['2024-03-02', 'd', 0],
      ['2024-03-02', '(none)', 100],
      ['2024-03-02', 'Other', 0],
    ])
  })

  it('compute each measure of each day, also of a day without events', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', '01T08:00', 'buy', 10),
        on('ann', '01T09:00', 'buy', 20),
        on('bob', '01T10:00', 'buy', 40),
        on(null, '01T11:00', 'view', 7),
        on('cat', '03T12:00', 'view'),
        on('ann', '03T13:00', 'buy', 5),
      ],
    })
    const measures = ['count', 'users', 'sum', 'avg', 'min', 'max', 'median', 'p90', 'distinct', 'per-user'].map(
      (measure) => ({
        name: measure,
        event: 'buy',
        measure,
        ...(measure === 'count' || measure === 'users' ? {} : { column: 'amount' }),
      }),
    )
    const rows = await db.answer(trends, { measures })
    expect(rows.filter((row) => row['date'] === '2024-03-01').map((row) => row['value'])).toEqual([
      3,
      2,
      70,
      70 / 3,
      10,
      40,
      20,
      36,
      3,
      35,
    ])
    expect(rows.filter((row) => row['date'] === '2024-03-02').map((row) => row['value'])).toEqual([
      0,
      0,
      0,
      null,
      null,
      null,
      null,
      null,
      0,
      null,
    ])
    expect(rows.filter((row) => row['series'] === 'count').map((row) => row['complete'])).toEqual([true, true, false])
    // Whoever it belongs to, an event is an event; among users it is not.
    expect(await valuesOf({ measures: [count, users] })).toEqual([4, 2, 0, 0, 2, 2])
  })

  it('names two hours that the clock shows twice, and counts a day of 23 hours whole', async () => {
    await db.load({
      name: 'log',
      events: [
        { user: 'ann', event: 'x', ts: '2024-11-03T05:30:00Z' },
        { user: 'ann', event: 'x', ts: '2024-11-03T06:30:00Z' },
        { user: 'ann', event: 'x', ts: '2024-11-03T07:30:00Z' },
      ],
    })
    const rows = await db.answer(trends, { interval: 'hour', timezone: 'America/New_York' })
    // 1:30 in summer time, 1:30 in winter time, 2:30.
    expect(rows.map((row) => [row['ts'], row['value']])).toEqual(
      ['05', '06', '07'].map((hour) => [toMicros(`2024-11-03T${hour}:00:00Z`), 1]),
    )
    const heat = await db.answer(trends, { show: 'heatmap', timezone: 'America/New_York' })
    expect(heat.map((row) => [row['weekday'], row['hour']])).toEqual([
      [7, 1],
      [7, 1],
      [7, 2],
    ])
    await db.load(
      {
        name: 'log',
        events: [
          { user: 'ann', event: 'x', ts: '2024-03-10T05:00:00Z' },
          { user: 'bob', event: 'x', ts: '2024-03-11T03:59:59Z' },
          { user: 'bob', event: 'x', ts: '2024-03-11T04:00:00Z' },
        ],
      },
      { timezone: 'America/New_York' },
    )
    expect(await valuesOf({})).toEqual([2, 1])
  })

  it('counts users once in a rolling window and over a cumulative range', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', '01T08:00', 'x'),
        on('ann', '02T08:00', 'x'),
        on('bob', '02T08:00', 'x'),
        on('ann', '04T08:00', 'x'),
        on('cat', '05T08:00', 'x'),
      ],
    })
    const measures = [users]
    expect(await valuesOf({ measures })).toEqual([1, 2, 0, 1, 1])
    expect(await valuesOf({ measures, rolling: 2 })).toEqual([1, 2, 2, 1, 2])
    expect(await valuesOf({ measures, cumulative: true })).toEqual([1, 2, 2, 2, 3])
    // Windows use what came before from, a range does not.
    const from = '2024-03-03'
    expect(await valuesOf({ measures, rolling: 2, from })).toEqual([2, 1, 2])
    expect(await valuesOf({ measures, cumulative: true, from })).toEqual([0, 1, 2])
    expect(await valuesOf({ measures, from, change: 'difference' })).toEqual([-2, 1, 0])
    expect((await db.answer(trends, { measures, rolling: 2 })).map((row) => row['complete'])).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    // Of a formula, its measures are rolled.
    expect(await valuesOf({ measures: [count, users], formula: 'A / B', rolling: 2 })).toEqual([1, 1.5, 1, 1, 1])
  })

  it('ranks values by the first measure, ties by the alphabet, empty values apart, the others recounted', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', '01T08:00', 'x', 1, { city: 'Rome' }),
        on('ann', '01T08:01', 'x', 9, { city: 'Oslo' }),
        on('bob', '01T08:02', 'x', 1, { city: 'Bern' }),
        on('bob', '01T08:03', 'x', 1, { city: null }),
        on('ann', '01T08:04', 'x', 1, { city: 'Cork' }),
      ],
    })
    const given = { breakdown: ['city'], breakdown_limit: 2 }
    const cells = async (more: object): Promise<readonly unknown[]> =>
      (await db.answer(trends, { ...given, ...more })).map((row) => [row['city'], row['value']])
    expect(await cells({})).toEqual([
      ['Bern', 1],
      ['Cork', 1],
      ['(none)', 1],
      ['Other', 2],
    ])
    expect(await cells({ measures: [{ ...count, measure: 'sum', column: 'amount' }] })).toEqual([
      ['Oslo', 9],
      ['Bern', 1],
      ['(none)', 1],
      ['Other', 2],
    ])
    // Ann is once in Other, though she was in two of its cities.
    expect(await cells({ measures: [users] })).toEqual([
      ['Bern', 1],
      ['Cork', 1],
      ['(none)', 1],
      ['Other', 1],
    ])
    expect(await cells({ measures: [users], breakdown_users: 'one' })).toEqual([
      ['Bern', 1],
      ['Rome', 1],
    ])
  })

  it('shares, indexes and compares with the bucket before; says nothing where it would divide by 0', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', '01T08:00', 'x'),
        on('ann', '02T08:00', 'x'),
        on('bob', '02T08:00', 'y'),
        on('cat', '02T08:00', 'y'),
        on('dan', '04T08:00', 'y'),
      ],
    })
    const measures = [
      { name: 'X', event: 'x', measure: 'count' },
      { name: 'Y', event: 'y', measure: 'count' },
    ]
    expect(await valuesOf({ measures, share: true })).toEqual([100, 0, 100 / 3, 200 / 3, null, null, 0, 100])
    expect(await valuesOf({ measures, indexed: true })).toEqual([100, null, 100, null, 0, null, 0, null])
    expect(await valuesOf({ measures: [count], change: 'percent' })).toEqual([null, 200, -100, null])
    await expect(db.answer(trends, { share: true, indexed: true })).rejects.toThrow('choose one of share, indexed')
    await expect(db.answer(trends, { rolling: 3, cumulative: true })).rejects.toThrow('rolling or cumulative')
  })

  it('says what is wrong with measures and formulas', async () => {
    await db.load({ name: 'log', events: [on('ann', '01T08:00', 'x', 1, { city: 'Rome' })] })
    const refused = async (given: Parameters<NativeDuckdb['answer']>[1]): Promise<string> =>
      db.answer(trends, given).then(
        () => 'accepted',
        (error: unknown) => String(error),
      )
    const measures = [{ name: 'A', event: null, measure: 'sum', column: 'city' }]
    expect(await refused({ measures })).toContain('measure A, a sum, needs a column of numbers')
    expect(await refused({ formula: 'A / (B' })).toContain('column 7: the bracket at 5 is not closed')
    expect(await refused({ formula: 'A + B' })).toContain('column 5: there is no measure "B"')
    expect(await refused({ formula: '1 + 1' })).toContain('names no measure')
    expect(await refused({ measures: ['Revenue'] })).toContain('the workspace has no measures yet')
    const catalog = { ...db.catalog, tables: db.catalog.tables.map((table) => ({ ...table, rows: 5_000_000 })) }
    const median = [{ name: 'A', event: null, measure: 'median', column: 'amount' }]
    expect(() =>
      trends.plan(readParameters(trends.parameters, { measures: median, rolling: 30 }), catalog, null),
    ).toThrow('choose a longer interval, or fewer buckets')
    expect(await refused({ per: ['session'] })).toContain('this log has no session ids')
  })

  it('takes measures of the model, formulas over others among them', async () => {
    await db.load({ name: 'log', events: [on('ann', '01T08:00', 'x', 4), on('bob', '01T08:00', 'x', 2)] })
    const catalog = {
      ...db.catalog,
      measures: [
        { name: 'Revenue', event: null, measure: 'sum' as const, column: 'amount' },
        { name: 'Buyers', event: 'x', measure: 'users' as const, column: null },
        { name: 'A head', formula: 'Revenue / Buyers' },
        { name: 'Circle', formula: '1 + Circle' },
      ],
    }
    const answer = async (given: object): Promise<readonly unknown[]> =>
      (await db.run(trends.plan(readParameters(trends.parameters, { ...given }), catalog, null))).map((row) => [
        row['series'],
        row['value'],
      ])
    expect(await answer({ measures: ['Revenue', 'A head'] })).toEqual([
      ['Revenue', 6],
      ['A head', 3],
    ])
    expect(await answer({ measures: ['Revenue'], formula: '`A head` * 2, Buyers' })).toEqual([
      ['`A head` * 2', 6],
      ['Buyers', 2],
    ])
    await expect(answer({ measures: ['Circle'] })).rejects.toThrow('a formula over itself: Circle → Circle')
  })

  it('counts by quarter, by year, and by weeks that begin on another day', async () => {
    const at = (date: string): LogEvent => ({ user: 'ann', event: 'x', ts: `${date}T12:00:00Z` })
    await db.load({ name: 'log', events: ['2023-12-31', '2024-01-01', '2024-04-01'].map(at) })
    const cells = async (given: object): Promise<readonly unknown[]> =>
      (await db.answer(trends, { ...given }))
        .filter((row) => row['value'] !== 0)
        .map((row) => [row['date'], row['value']])
    expect(await cells({ interval: 'quarter' })).toEqual([
      ['2023-10-01', 1],
      ['2024-01-01', 1],
      ['2024-04-01', 1],
    ])
    expect(await cells({ interval: 'year' })).toEqual([
      ['2023-01-01', 1],
      ['2024-01-01', 2],
    ])
    expect(await cells({ interval: 'week', week_start: 'sunday', to: '2024-01-02' })).toEqual([['2023-12-31', 2]])
    expect(await cells({ interval: 'week', to: '2024-01-02' })).toEqual([
      ['2023-12-25', 1],
      ['2024-01-01', 1],
    ])
  })
})

describe('behind a figure', () => {
  it('of trends stand as many as it counts', async () => {
    let cells = 0
    const own: AnalysisCase = analysisCase
    await askCase(
      db,
      own,
      { logs: 1, choices: 4 },
      async (_choice, _log, asked) => {
        // Plain counts, users and different values: of these the list is as long as the figure is high.
        const plain = { ...asked, formula: null, share: false, indexed: false, change: null, confidence: false }
        for (const measure of [
          { name: 'A', event: 'x', measure: 'count' },
          { name: 'A', event: null, measure: 'users' },
          { name: 'A', event: null, measure: 'distinct', column: 'city' },
        ]) {
          const given = { ...plain, measures: [measure] }
          const rows = (await db.answer(trends, given)).filter((row) => row['value'] !== 0)
          cells += await expectDrills(db, trends, given, [...rows.slice(0, 2), ...rows.slice(-2)], ['value'])
        }
      },
      () => cells > 0,
    )
    expect(cells).toBeGreaterThan(0)
  })

  it('of a formula stand all that its measures count, with what each counts', async () => {
    await db.load({
      name: 'log',
      events: [on('ann', '01T08:00', 'buy'), on('ann', '01T09:00', 'view'), on('bob', '01T10:00', 'view')],
    })
    const given = {
      measures: [
        { name: 'A', event: 'buy', measure: 'users' },
        { name: 'B', event: 'view', measure: 'users' },
      ],
      formula: 'A / B',
    }
    const [row] = await db.answer(trends, given)
    const values = readParameters(trends.parameters, given)
    const drill = trends.drill!({ row: row!, column: 'value' }, values, db.catalog, null)!
    expect(drill.title).toBe('Users behind A / B in the day of 2024-03-01')
    expect(
      (await db.run(drill.plan))
        .map((one) => [one['A events'], one['B events']])
        .toSorted((a, b) => Number(b[0]) - Number(a[0])),
    ).toEqual([
      [1, 1],
      [0, 1],
    ])
    const mixed = { ...given, measures: [given.measures[0]!, { name: 'B', event: 'view', measure: 'count' }] }
    const events = trends.drill!(
      { row: row!, column: 'value' },
      readParameters(trends.parameters, mixed),
      db.catalog,
      null,
    )!
    expect((await db.run(events.plan)).map((one) => [one['event'], one['A'], one['B']])).toEqual([
      ['buy', true, false],
      ['view', false, true],
      ['view', false, true],
    ])
  })
})

describe('what trends shows', () => {
  it('is lines, bars, areas or hours of the week, with tiles of the last complete bucket', async () => {
    await db.load({
      name: 'log',
      events: [
        on('ann', '01T08:00', 'x'),
        on('ann', '02T08:00', 'x'),
        on('bob', '02T09:00', 'x'),
        on('ann', '03T08:00', 'x'),
      ],
    })
    const show = async (given: Parameters<NativeDuckdb['answer']>[1]) => {
      const rows = await db.answer(trends, given)
      const values = readParameters(trends.parameters, given ?? {})
      const table = tableOf(trends, rows)
      return { charts: trends.charts!(table, values), kpis: trends.kpis!(table, values, null) }
    }
    const { charts, kpis } = await show({ goal: 5 })
    expect(charts[0]).toMatchObject({ kind: 'line', title: 'Count of any event', y: { goal: 5, format: 'integer' } })
    expect(charts[0]!.summary).toBe(
      'A: count of any event was 2 in the day of Sat 2 Mar 2024; over 3 days it ran from 1 to 2.',
    )
    expect(kpis[0]).toMatchObject({ value: 2, detail: '2024-03-02, +100 %', figure: { row: 1, column: 'value' } })
    expect(kpis[0]!.spark).toEqual([{ y: 1 }, { y: 2 }, { y: 1, incomplete: true }])
    expect((await show({ show: 'bars' })).charts[0]!.kind).toBe('bar')
    expect((await show({ show: 'area' })).charts[0]!.kind).toBe('area')
    expect((await show({ show: 'table' })).charts).toEqual([])
  })

  it('is held against the goal that is asked for, and the target and limits of a measure of the model, a day', () => {
    const limits = { low: 1, high: null }
    const { model } = readDataModel(JSON.stringify({ measures: [{ name: 'all', target: 7, limits }] }))
    const levels = (given: Parameters<NativeDuckdb['answer']>[1]): unknown => {
      const values = readParameters(trends.parameters, { measures: ['all'], ...given })
      const chart = trends.charts!(tableOf(trends, []), values, model)[0]
      return chart?.kind === 'line' ? { goal: chart.y.goal, limits: chart.y.limits } : null
    }
    expect(levels({})).toEqual({ goal: 7, limits })
    expect(levels({ goal: 3 })).toEqual({ goal: 3, limits })
    const none = { goal: undefined, limits: undefined }
    for (const given of [{ interval: 'week' }, { cumulative: true }, { change: 'percent' }, { formula: 'all / 2' }])
      expect(levels(given), JSON.stringify(given)).toEqual(none)
    expect(levels({ breakdown: ['plan'] })).toEqual(none)
    expect(levels({ measures: ['all', { event: null }] })).toEqual(none)
  })
})

describe('intervals of trends', () => {
  it('are those of a sample of users, whatever the log', async () => {
    const withThem = { ...analysisCase, choices: choices.filter((choice) => choice.intervals) }
    let found = 0
    await askCase(
      db,
      withThem,
      { logs: 6, choices: 6 },
      async (choice, log, asked) => {
        const rows = await db.answer(trends, asked)
        expectCloseRows(rows, referenceTrends(log as RandomLog, choice as Choice), JSON.stringify(asked))
        found += rows.filter((row) => Number(row['high'] ?? 0) > Number(row['low'] ?? 0)).length
      },
      () => found > 10,
    )
    expect(found).toBeGreaterThan(10)
  })

  it('are refused where there are none, with the reason', async () => {
    const refused = async (given: Parameters<NativeDuckdb['answer']>[1]): Promise<string> =>
      String(await db.answer(trends, { confidence: true, ...given }).catch((failure: unknown) => failure))
    const mean = { name: 'A', event: null, measure: 'avg', column: 'amount' }
    expect(await refused({ measures: [count] })).toContain('totals have none')
    expect(await refused({ measures: [{ ...mean, measure: 'p90' }] })).toContain('measure A, a p90, has no interval')
    expect(await refused({ measures: [mean], rolling: 2 })).toContain('over several buckets')
    expect(await refused({ measures: [mean], share: true })).toContain('shares, indexes and changes')
  })
})
