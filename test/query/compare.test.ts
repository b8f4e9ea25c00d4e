import { describe, expect, it } from 'vitest'
import type { LineChart } from '../../src-renderer/chart/marks/line'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import { kpiChange } from '../../src-renderer/query/analysis/kpiChange'
import { earlierDates, readComparison, sidesOf, type Period } from '../../src-renderer/query/analysis/compare'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { withPreset } from '../../src-renderer/query/analysis/preset'
import { COMMON_PARAMETERS } from '../../src-renderer/query/sql/source'
import { withComparison } from '../../src-renderer/query/analysis/withComparison'
import { arrayTable } from '../panels/grid/arrayTable'

describe('the dates of an earlier period', () => {
  it.each<readonly [Period, string, string, string, string]>([
    ['previous-period', '2024-03-01', '2024-03-01', '2024-02-29', '2024-02-29'],
    ['previous-period', '2024-03-08', '2024-03-14', '2024-03-01', '2024-03-07'],
    ['previous-period', '2024-02-01', '2024-02-29', '2024-01-03', '2024-01-31'],
    ['previous-week', '2024-03-04', '2024-03-20', '2024-02-26', '2024-03-13'],
    ['previous-month', '2024-03-10', '2024-03-31', '2024-02-10', '2024-02-29'],
    ['previous-month', '2024-02-01', '2024-02-29', '2024-01-01', '2024-01-31'],
    ['previous-month', '2024-01-01', '2024-03-31', '2023-12-01', '2024-02-29'],
    ['previous-month', '2024-03-01', '2024-03-30', '2024-02-01', '2024-02-29'],
    ['previous-year', '2024-02-29', '2024-03-05', '2023-02-28', '2023-03-05'],
    ['previous-year', '2023-02-01', '2023-02-28', '2022-02-01', '2022-02-28'],
    ['previous-year', '2025-02-01', '2025-02-28', '2024-02-01', '2024-02-29'],
  ])('%s of %s to %s is %s to %s', (period, from, to, earlierFrom, earlierTo) => {
    expect(earlierDates(period, from, to)).toEqual({ from: earlierFrom, to: earlierTo })
  })
})

const NONE = new Map<string, never>()

describe('the two sides', () => {
  it('are the answer itself, and the one that it is compared with', () => {
    const asked = { from: '2024-03-08', to: null, unit: 'day', segment: null }
    expect(sidesOf({ ...asked, compare: null }, '2024-03-14', NONE)).toBeNull()
    expect(sidesOf({ ...asked, compare: 'previous-period' }, '2024-03-14', NONE)).toEqual([
      { label: 'current', values: asked },
      { label: 'previous period', values: { ...asked, from: '2024-03-01', to: '2024-03-07' } },
    ])
    expect(
      sidesOf({ ...asked, segment: 'payers', compare: 'segment:free' }, null, NONE)?.map((side) => [
        side.label,
        side.values['segment'],
        side.values['from'],
      ]),
    ).toEqual([
      ['payers', 'payers', '2024-03-08'],
      ['free', 'free', '2024-03-08'],
    ])
    expect(
      sidesOf({ ...asked, compare: 'segment:{"did":"pay"}' }, null, NONE)?.map((side) => [
        side.label,
        side.values['segment'],
      ]),
    ).toEqual([
      ['everyone', null],
      ['segment', { did: 'pay' }],
    ])
    expect(
      sidesOf(
        { ...asked, segment: 'payers', compare: 'everyone-else' },
        null,
        new Map([['payers', { did: 'pay' }]]),
      )?.map((side) => [side.label, side.values['segment']]),
    ).toEqual([
      ['payers', 'payers'],
      ['everyone else', { not: { did: 'pay' } }],
    ])
    const twins = sidesOf(
      { ...asked, segment: 'everyone else', compare: 'everyone-else' },
      null,
      new Map([['everyone else', { did: 'pay' }]]),
    )!
    expect(twins[0].label).not.toBe(twins[1].label)
    expect(sidesOf({ to: '2024-03-08', compare: 'previous-week' }, null, NONE)?.[1].values).toEqual({
      to: '2024-03-01',
    })
  })

  it.each<readonly [string, ParameterValues]>([
    ['give a From date', { from: null, to: null, compare: 'previous-period' }],
    ['From is later than To', { from: '2024-03-20', to: '2024-03-01', compare: 'previous-week' }],
    ['no range of dates', { to: '2024-03-20', compare: 'previous-period' }],
    ['no range of dates', { compare: 'previous-week' }],
    ['choose a segment first', { segment: null, compare: 'everyone-else' }],
    ['the segment itself', { segment: 'a', compare: 'segment:a' }],
  ])('say %s', (sentence, values) => {
    expect(() => sidesOf(values, '2024-03-14', NONE)).toThrow(sentence)
  })

  it('are read from words that make sense', () => {
    for (const value of ['previous', 'segment:', 'segment:{"did"', '', 3])
      expect(() => readComparison(value)).toThrow(/compare: /)
    expect(() => readComparison('segment:{"any":[]}')).toThrow(/at least one rule/)
  })
})

const catalog: Catalog = {
  timezone: 'UTC',
  weekStart: 1,
  hasTestUsers: false,
  tables: [
    {
      name: 'log',
      kind: 'events',
      columns: [],
      rows: 1,
      minTs: 0,
      maxTs: 1,
      minDate: '2024-01-01',
      maxDate: '2024-03-14',
    },
  ],
}

/** Daily counts; the SQL tells the dates that it was planned for. */
const daily: Analysis = {
  name: 'daily',
  title: 'Daily',
  about: '',
  grain: '',
  definition: '',
  columns: [],
  reads: 'events',
  parameters: COMMON_PARAMETERS,
  plan: (values) => ({
    sql:
      `${JSON.stringify(values['from'])}..${JSON.stringify(values['to'])} ` +
      `${JSON.stringify(values['segment'] ?? null)}`,
    notes: ['n'],
  }),
  kpiPlan: () => ({ sql: 'kpi' }),
  drill: (figure, values) => ({
    title: String(figure.row['n']),
    kind: 'users',
    plan: { sql: JSON.stringify([figure.row, values['from']]) },
  }),
  charts: (table): readonly ChartSpec[] => [
    {
      kind: 'line',
      title: 'Daily',
      summary: 'S.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'n', format: 'integer' },
      series: [
        {
          name: 'n',
          points: table
            .rows()
            .map((row, index) => ({
              x: String(row['date']),
              y: Number(row['n']),
              figure: { row: index, column: 'n' },
            })),
        },
      ],
    },
    {
      kind: 'funnel',
      title: 'Steps',
      summary: 'F.',
      steps: table
        .rows()
        .map((row, index) => ({
          label: String(row['date']),
          count: Number(row['n']),
          lostFigure: { row: index, column: 'n' },
        })),
    },
  ],
  kpis: (table, _values, more) => [
    {
      label: 'Sum',
      value:
        (table.column('n') as readonly number[]).reduce((sum, n) => sum + n, 0) +
        (more === null ? 0 : Number(more.value(0, 'more'))),
      format: 'integer',
    },
  ],
}
const compared = withComparison(daily)
const values: ParameterValues = { from: '2024-03-13', to: null, compare: 'previous-period', segment: null }
const both = arrayTable({
  compared: ['string', ['current', 'current', 'previous period', 'previous period']],
  date: ['date', ['2024-03-13', '2024-03-14', '2024-03-11', '2024-03-12']],
  n: ['integer', [10, 20, 5, 7]],
})

describe('an analysis that can be compared', () => {
  it('plans both sides, and as ever without', () => {
    expect(compared.plan(values, catalog, null).sides).toEqual([
      { label: 'current', plan: { sql: '"2024-03-13"..null null', notes: ['n'] } },
      { label: 'previous period', plan: { sql: '"2024-03-11".."2024-03-12" null', notes: ['n'] } },
    ])
    expect(compared.plan({ ...values, compare: null }, catalog, null)).toEqual(daily.plan(values, catalog, null))
    expect(compared.kpiPlan!(values, catalog, null).sides).toHaveLength(2)
    expect(() => compared.plan({ ...values, compare: 'segment:payers' }, catalog, null)).toThrow(/no segment "payers"/)
  })

  it('lays the other side over lines at the dates of the present one, with figures of its own rows', () => {
    const charts = compared.charts!(both, values)
    expect(charts.map((chart) => chart.title)).toEqual(['Daily', 'Steps: current', 'Steps: previous period'])
    const line = charts[0] as LineChart
    expect(
      line.series.map((series) => [
        series.name,
        series.comparedTo,
        series.points.map((point) => [point.x, point.y, point.figure?.row]),
      ]),
    ).toEqual([
      [
        'n',
        undefined,
        [
          ['2024-03-13', 10, 0],
          ['2024-03-14', 20, 1],
        ],
      ],
      [
        'n, previous period',
        0,
        [
          ['2024-03-13', 5, 2],
          ['2024-03-14', 7, 3],
        ],
      ],
    ])
    expect(charts[2]).toMatchObject({
      steps: [
        { count: 5, lostFigure: { row: 2 } },
        { count: 7, lostFigure: { row: 3 } },
      ],
    })
  })

  it('keeps the dates right where the earlier side begins late, because the data does', () => {
    const late = arrayTable({
      compared: ['string', ['current', 'current', 'previous period']],
      date: ['date', ['2024-03-13', '2024-03-14', '2024-03-12']],
      n: ['integer', [10, 20, 7]],
    })
    expect((compared.charts!(late, values)[0] as LineChart).series[1]!.points).toMatchObject([
      { x: '2024-03-14', y: 7 },
    ])
  })

  it('leaves out what falls on no date of the present side, rather than into the nearest one', () => {
    // Three days are there of February; what January had later has no place among them.
    const asked: ParameterValues = { from: '2024-02-01', to: '2024-02-29', compare: 'previous-month', segment: null }
    const placed = (own: readonly string[], other: readonly string[]): unknown => {
      const table = arrayTable({
        compared: ['string', [...own.map(() => 'current'), ...other.map(() => 'a month earlier')]],
        date: ['date', [...own, ...other]],
        n: ['integer', [...own, ...other].map((_, index) => index)],
      })
      return (compared.charts!(table, asked)[0] as LineChart).series[1]?.points.map((point) => [point.x, point.y])
    }
    expect(placed(['2024-02-01', '2024-02-02', '2024-02-03'], ['2024-01-01', '2024-01-10', '2024-01-20'])).toEqual([
      ['2024-02-01', 3],
    ])
    expect(placed(['2024-02-01', '2024-02-02', '2024-02-03'], ['2024-01-04', '2024-01-20'])).toBeUndefined()
    // Weeks: as far as half a week away is the week's own, and each place is taken once.
    expect(
      placed(['2024-02-05', '2024-02-12', '2024-02-19'], ['2024-01-01', '2024-01-08', '2024-01-15', '2024-01-22']),
    ).toEqual([
      ['2024-02-05', 4],
      ['2024-02-12', 5],
      ['2024-02-19', 6],
    ])
    // One date alone: as wide as a day.
    expect(placed(['2024-02-03'], ['2024-01-02', '2024-01-03', '2024-01-04'])).toEqual([['2024-02-03', 2]])
  })

  it("gives figures the other side's value, and its users to what is behind one", () => {
    const more = arrayTable({ compared: ['string', ['current', 'previous period']], more: ['integer', [100, 200]] })
    const [sum] = compared.kpis!(both, values, more)
    expect(sum).toMatchObject({ value: 130, compared: { label: 'previous period', value: 212 } })
    expect(kpiChange(sum!)).toEqual({ text: '−38.7 %', direction: 'down' })
    const drill = compared.drill!({ row: both.row(2), column: 'n' }, values, catalog, null)!
    expect([drill.title, JSON.parse(drill.plan.sql)]).toEqual([
      '5 (previous period)',
      [{ date: '2024-03-11', n: 5 }, '2024-03-11'],
    ])
    expect(compared.drill!({ row: both.row(2), column: 'compared' }, values, catalog, null)).toBeNull()
  })

  it('says so where one side has no rows', () => {
    const alone = arrayTable({
      compared: ['string', ['current']],
      date: ['date', ['2024-03-13']],
      n: ['integer', [10]],
    })
    expect(compared.charts!(alone, values)).toHaveLength(3)
    expect(compared.kpis!(alone, values, null)[0]).toMatchObject({
      value: 10,
      compared: { label: 'previous period', value: 0 },
    })
    expect(
      compared.charts!(arrayTable({ compared: ['string', []], date: ['date', []], n: ['integer', []] }), values),
    ).toHaveLength(2)
    expect(
      compared.kpis!(arrayTable({ compared: ['string', []], date: ['date', []], n: ['integer', []] }), values, null),
    ).toEqual([])
    // The analysis sees its own columns, also where there is no row.
    const seen: string[][] = []
    const looking = withComparison({
      ...daily,
      charts: (table, asked) => {
        seen.push([...table.columns.map((column) => column.name), JSON.stringify(asked['compare'])])
        return []
      },
    })
    for (const table of [both, arrayTable({ compared: ['string', []], date: ['date', []], n: ['integer', []] })])
      looking.charts!(table, values)
    expect(seen).toEqual([
      ['date', 'n', 'null'],
      ['date', 'n', 'null'],
      ['date', 'n', 'null'],
    ])
  })

  it('is as ever without a comparison, and lacks what the analysis lacks', () => {
    const own = arrayTable({ date: ['date', ['2024-03-13']], n: ['integer', [10]] }),
      plain = { ...values, compare: null }
    expect([
      compared.charts!(own, plain),
      compared.kpis!(own, plain, null),
      compared.drill!({ row: own.row(0), column: 'n' }, plain, catalog, null),
    ]).toEqual([
      daily.charts!(own, plain),
      daily.kpis!(own, plain, null),
      daily.drill!({ row: own.row(0), column: 'n' }, plain, catalog, null),
    ])
    for (const none of [{ ...values, compare: '' }, { from: '2024-03-13' }])
      expect(compared.plan(none, catalog, null).sides).toBeUndefined()
    const bare = withComparison({
      ...daily,
      kpiPlan: undefined,
      drill: undefined,
      charts: undefined,
      kpis: undefined,
    } as unknown as Analysis)
    expect((['kpiPlan', 'drill', 'charts', 'kpis'] as const).filter((name) => bare[name] !== undefined)).toEqual([])
    const narrow = { ...daily, parameters: daily.parameters.filter((spec) => spec.name !== 'compare') }
    expect(withComparison(narrow)).toBe(narrow)
  })

  it('tells in its SQL and notes which side is which', () => {
    const plan = compared.plan({ ...values, compare: 'segment:{"did":"pay"}' }, catalog, null)
    expect([plan.sql, plan.notes]).toEqual([
      '-- everyone\n"2024-03-13"..null null;\n\n-- segment\n"2024-03-13"..null {"did":"pay"};',
      ['n', 'compared with segment'],
    ])
    expect(compared.drill!({ row: { compared: 'neither', n: 1 }, column: 'n' }, values, catalog, null)).toBeNull()
  })
})

describe('the difference of two figures', () => {
  it.each([
    [110, 100, 'integer', '+10.0 %', 'up'],
    [0, 0, 'integer', '±0.0 %', 'same'],
    [42.5, 40, 'percent', '+2.5 pp', 'up'],
    [90_000, 50, 'integer', '+179,900 %', 'up'],
  ] as const)('%s against %s as %s is %s', (value, other, format, text, direction) => {
    expect(kpiChange({ label: '', value, format, compared: { label: '', value: other } })).toEqual({ text, direction })
  })
  it('is none where one is missing or there is nothing to be a share of', () => {
    expect(kpiChange({ label: '', value: 3, format: 'integer', compared: { label: '', value: 0 } })).toBeNull()
    expect(kpiChange({ label: '', value: null, format: 'integer', compared: { label: '', value: 3 } })).toBeNull()
  })
})

describe('a preset in the terminal', () => {
  const analysis = {
    name: 'funnel',
    parameters: COMMON_PARAMETERS,
    presets: [{ name: 'mixpanel', title: 'Mixpanel', about: '', values: { window: '30 days', order: 'any' } }],
  }
  it('gives its values, over which what is said besides wins', () => {
    expect(withPreset(analysis, { preset: 'mixpanel', order: 'strict', steps: '[]' })).toEqual({
      window: '30 days',
      order: 'strict',
      steps: '[]',
    })
    expect(withPreset(analysis, { preset: 'default', order: 'any' })).toEqual({ order: 'any' })
    expect(() => withPreset(analysis, { preset: 'mixpanle' })).toThrow(/did you mean mixpanel/)
    expect(() => withPreset({ ...analysis, presets: [] }, { preset: 'other' })).toThrow(/there are default/)
  })
})
