import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markOf } from '../../src-renderer/chart/marks'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { chartFigures, chartSpecs } from '../../src-renderer/query/saved/chartOfResult'
import { withChartMark } from '../../src-renderer/query/saved/fitChart'
import {
  CHART_MARKS,
  chartLine,
  isComplete,
  readChartLine,
  type ChartMark,
  type QueryChart,
} from '../../src-renderer/query/saved/queryChart'
import { readQueryFile } from '../../src-renderer/query/saved/queryFile'
import { suggestChart } from '../../src-renderer/query/saved/suggestChart'
import { withChartLine } from '../../src-renderer/query/saved/withChartLine'
import type { ResultType, ResultValue } from '../../src-renderer/query/contract/result'
import { arrayTable } from '../panels/grid/arrayTable'

const MARKS = Object.keys(CHART_MARKS) as ChartMark[]
const words = { title: 'T', summary: '' }
const draw = (line: string, columns: Parameters<typeof arrayTable>[0]) =>
  chartSpecs(readChartLine(line)!, arrayTable(columns), words, 'q')[0]

describe('what is not over', () => {
  it('is marked where a column complete says so, and only there', () => {
    const days = ['2024-01-01', '2024-01-02']
    const columns = { date: ['string', days], n: ['integer', [3, 1]] } as const
    const points = (spec: ReturnType<typeof draw>) =>
      spec?.kind === 'line' ? spec.series.flatMap((one) => one.points) : null
    expect(points(draw('line date n', { ...columns, complete: ['boolean', [true, false]] }))).toEqual([
      { x: '2024-01-01', y: 3 },
      { x: '2024-01-02', y: 1, incomplete: true },
    ])
    expect(points(draw('line date n', { ...columns, complete: ['integer', [1, 0]] }))).toEqual([
      { x: '2024-01-01', y: 3 },
      { x: '2024-01-02', y: 1 },
    ])
  })
})

describe('a chart line', () => {
  it.each(MARKS)('knows %s by its example', (mark) => {
    const chart = readChartLine(CHART_MARKS[mark].example)
    expect(chart).toMatchObject({ mark })
    expect(chartLine(chart!)).toBe(CHART_MARKS[mark].example)
  })
  it('refuses other marks, too few or too many columns, and a part where there is none', () => {
    for (const line of [
      '',
      'pie a b',
      'line a',
      'scatter a b c',
      'heatmap a b',
      'sankey a b',
      'cells a b',
      'interval a b c',
      'histogram a b',
      'funnel a b by c',
      'constructor a b',
    ])
      expect(readChartLine(line), line).toBeNull()
    expect(() => readQueryFile('q', '-- chart: heatmap hour n\nSELECT 1')).toThrow(
      'q, line 1: chart looks like "heatmap hour events by weekday"',
    )
    expect(() => readQueryFile('q', '-- chart: pie a b\nSELECT 1')).toThrow(/marks are line, area, bar/)
  })
  it('carries any column, also one that is called by', () => {
    const name = fc.oneof(
      fc.constantFrom('by', 'a b', '"', '', 'x'),
      fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...MARKS),
        name,
        fc.array(name, { maxLength: 4 }),
        fc.option(name),
        (mark, x, y, by) => {
          const hasBy = by !== null && CHART_MARKS[mark].by !== null
          const chart: QueryChart = { mark, x, y, ...(hasBy ? { by } : {}) }
          fc.pre(isComplete(chart))
          expect(readChartLine(chartLine(chart))).toEqual(chart)
        },
      ),
    )
  })
  it('is put into a header, changed there and taken out', () => {
    const chart = readChartLine('line d n')!
    expect(withChartLine('SELECT 1', chart)).toBe('-- chart: line d n\nSELECT 1')
    expect(withChartLine('-- remark\nSELECT 1', chart)).toBe('-- chart: line d n\n-- remark\nSELECT 1')
    const kept = '-- title: T\n-- chart: bar a b\n-- grain: g\n\nSELECT 1 -- chart: x'
    expect(withChartLine(kept, chart)).toBe(kept.replace('bar a b', 'line d n'))
    expect(withChartLine(kept, null)).toBe('-- title: T\n-- grain: g\n\nSELECT 1 -- chart: x')
    expect(withChartLine('-- title: T\n\nSELECT 1', chart)).toBe('-- title: T\n-- chart: line d n\n\nSELECT 1')
    expect(withChartLine('-- chart: line d n', null)).toBe('')
  })
})

describe('the chart of an answer', () => {
  it('parts a column by another, and draws the six largest', () => {
    const rows = Array.from({ length: 16 }, (_, row) => row)
    const spec = draw('stacked day n by event', {
      day: ['date', rows.map((row) => (row < 8 ? '2024-01-01' : '2024-01-02'))],
      event: ['string', rows.map((row) => `e${row % 8}`)],
      n: ['integer', rows.map((row) => row % 8)],
    })
    expect(spec).toMatchObject({
      kind: 'bar',
      layout: 'stacked',
      summary: 'The 6 largest of 8 are drawn.',
      x: { label: 'day', type: 'date' },
      y: { label: 'n', format: 'integer' },
    })
    expect(spec!.kind === 'bar' && spec.series.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual(
      [2, 3, 4, 5, 6, 7].map((n) => [`e${n}`, [n, n]]),
    )
  })
  it('lays the largest bars down in order of size', () => {
    const spec = draw('horizontal name n', {
      name: ['string', Array.from({ length: 30 }, (_, row) => (row === 3 ? null : `p${row}`))],
      n: ['integer', Array.from({ length: 30 }, (_, row) => row)],
    })
    expect(spec).toMatchObject({ direction: 'horizontal', summary: 'The 25 largest of 30 are drawn.' })
    const points = spec!.kind === 'bar' ? spec.series[0]!.points : []
    expect([points.length, points[0], points.at(-1)]).toEqual([25, { x: 'p29', y: 29 }, { x: 'p5', y: 5 }])
  })
  it('names columns in words and reads percentages as such', () => {
    const columns = {
      shop_name: ['string', ['a', 'b']],
      orders_again_pct: ['double', [12.5, 20]],
      mean_minutes: ['double', [1.5, 2]],
    } as const
    const both = draw('bar shop_name orders_again_pct mean_minutes', columns)
    expect(both).toMatchObject({
      x: { label: 'shop name' },
      y: { label: '', format: 'decimal' },
      series: [{ name: 'orders again' }, { name: 'mean minutes' }],
    })
    expect(draw('bar shop_name orders_again_pct', columns)).toMatchObject({
      y: { label: 'orders again', format: 'percent' },
    })
    expect(draw('bar Shop_Name "a_b c"', { Shop_Name: ['string', ['a']], 'a_b c': ['integer', [1]] })).toMatchObject({
      x: { label: 'Shop_Name' },
      y: { label: 'a_b c', format: 'integer' },
    })
  })
  it('puts places on a map, as large as their figures, and leaves out those without a place', () => {
    const spec = draw('map lng lat revenue by name', {
      name: ['string', ['a', 'b', 'c', 'd']],
      lng: ['double', [13.4, null, 13.5, 13.6]],
      lat: ['double', [52.5, 52.5, null, 52.6]],
      revenue: ['integer', [5, 6, 7, null]],
    })
    expect(spec).toMatchObject({ kind: 'scatter', isMap: true, size: { label: 'revenue', format: 'integer' } })
    expect(spec!.kind === 'scatter' && spec.points).toEqual([
      { x: 13.4, y: 52.5, label: 'a', size: 5 },
      { x: 13.6, y: 52.6, label: 'd', size: 0 },
    ])
    const drawn = renderChart(spec!, { width: 600, height: 300, theme: 'light' })
    const labels = drawn.data.map(({ label }) => label)
    expect(labels).toEqual(['a: lng 13.4, lat 52.5, revenue 5.', 'd: lng 13.6, lat 52.6, revenue 0.'])
  })
  it('makes a heatmap of rows, columns in their order, cells without a row blank', () => {
    expect(
      draw('heatmap hour n by plan', {
        plan: ['string', ['pro', 'pro', 'free']],
        hour: ['integer', [10, 9, 10]],
        n: ['integer', [1, 2, null]],
      }),
    ).toMatchObject({
      columns: ['9', '10'],
      rows: [
        { label: 'pro', cells: [{ value: 2 }, { value: 1 }] },
        { label: 'free', cells: [null, null] },
      ],
    })
  })
  it('counts values between round edges as somebody would by hand', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 60 }), (tens) => {
        const values = tens.map((value) => value / 10)
        const spec = draw('histogram v', { v: ['double', values] })
        const bars = spec!.kind === 'bar' ? spec.series[0]!.points : []
        expect(bars.reduce((sum, { y }) => sum + (y ?? 0), 0)).toBe(values.length)
        bars.forEach(({ x, y }, at) => {
          const [from, to] = String(x).includes(' – ') ? String(x).split(' – ').map(Number) : [Number(x), Number(x) + 1]
          const isLast = at === bars.length - 1
          const inside = values.filter((value) => value >= from! && (value < to! || (isLast && value <= to!)))
          expect([x, y]).toEqual([x, inside.length])
        })
      }),
    )
  })
  it('draws points, steps, intervals, flows and spans from their columns', () => {
    expect(
      draw('scatter a b by c', { a: ['integer', [1, null]], b: ['double', [0.5, 2]], c: ['string', ['x', 'y']] }),
    ).toMatchObject({ points: [{ x: 1, y: 0.5, group: 'x' }] })
    const credits = {
      c: ['string', ['ads', 'ads', 'mail']],
      m: ['string', ['first', 'last', 'last']],
      n: ['double', [3, 0.5, 2]],
      l: ['double', [1, null, 1]],
      h: ['double', [4, 1, 3]],
    } as const
    expect(draw('cells c n by m', credits)).toMatchObject({
      rowLabel: 'c',
      value: { label: 'n', format: 'decimal' },
      columns: [{ label: 'first' }, { label: 'last' }],
      rows: [
        { label: 'ads', cells: [{ value: 3 }, { value: 0.5 }] },
        { label: 'mail', cells: [null, { value: 2 }] },
      ],
    })
    expect(draw('cells c n l h by m', credits)).toMatchObject({
      rows: [{ cells: [{ value: 3, low: 1, high: 4 }, { value: 0.5 }] }, { cells: [null, { low: 1, high: 3 }] }],
    })
    expect(draw('funnel s n', { s: ['string', ['a', 'b']], n: ['integer', [5, 2n]] })).toMatchObject({
      steps: [
        { label: 'a', count: 5 },
        { label: 'b', count: 2 },
      ],
    })
    expect(
      draw('interval v e l h', {
        v: ['string', ['B']],
        e: ['double', [1]],
        l: ['double', [0.5]],
        h: ['double', [null]],
      }),
    ).toMatchObject({ rows: [{ label: 'B', estimate: 1, low: 0.5, high: null }] })
    expect(
      draw('sankey a n by b', { a: ['string', ['x', 'x']], b: ['string', ['x', 'y']], n: ['integer', [3, 4]] }),
    ).toMatchObject({
      nodes: [
        { label: 'x', column: 0 },
        { label: 'x', column: 1 },
        { label: 'y', column: 1 },
      ],
      links: [
        { source: 0, target: 1, value: 3 },
        { source: 0, target: 2, value: 4 },
      ],
    })
    expect(
      draw('timeline c a b', { c: ['string', ['x']], a: ['timestamp', [10_000_000]], b: ['timestamp', [25_000_000]] }),
    ).toMatchObject({ lanes: [{ label: 'x', spans: [{ start: 0, end: 15 }] }] })
  })
  it('gives numbers as figures', () => {
    const table = arrayTable({ users: ['integer', [5, 6]], share: ['double', [0.25, 1]], plan: ['string', ['x', 'y']] })
    expect(
      chartFigures(readChartLine('number users share plan')!, table, 'q').map(({ label, value }) => [label, value]),
    ).toEqual([
      ['users', 5],
      ['share', 0.25],
      ['plan', null],
    ])
    expect(chartSpecs(readChartLine('number users')!, table, words, 'q')).toEqual([])
  })
})

const column = (type: ResultType, values: readonly ResultValue[]): readonly [ResultType, readonly ResultValue[]] => [
  type,
  values,
]
const line = (columns: Parameters<typeof arrayTable>[0]): string | null => {
  const chart = suggestChart(arrayTable(columns))
  return chart === null ? null : chartLine(chart)
}

describe('the chart that suggests itself', () => {
  const days = column('date', ['2024-01-01', '2024-01-02'])
  const twice = column('date', ['2024-01-01', '2024-01-01', '2024-01-02', '2024-01-02'])
  const names = column('string', ['a', 'b', 'a', 'b'])
  const four = column('integer', [1, 5, 2, 3])
  it.each([
    ['figures for one row', { n: column('integer', [3]), share: column('double', [0.5]) }, 'number n share'],
    ['a line over dates', { d: days, n: column('integer', [1, 2]), m: column('double', [1, 2]) }, 'line d n m'],
    ['a line for each name', { d: twice, e: names, n: four }, 'line d n by e'],
    [
      'lying bars over names',
      { e: column('string', ['a', 'b', null]), n: column('integer', [1, 2, 3]) },
      'horizontal e n',
    ],
    ['a heatmap over two names', { e: names, f: column('string', ['x', 'x', 'y', 'y']), n: four }, 'heatmap f n by e'],
    [
      'a line over rising numbers',
      { hour: column('integer', [0, 1, 2]), n: column('integer', [4, 2, 4]) },
      'line hour n',
    ],
    [
      'a line for each name over numbers',
      { e: names, hour: column('integer', [1, 1, 2, 2]), n: four },
      'line hour n by e',
    ],
    [
      'a map of places',
      {
        city: column('string', ['a', 'b']),
        latitude: column('double', [1.5, 2]),
        n: column('integer', [4, 2]),
        longitude: column('double', [3, 4]),
      },
      'map longitude latitude n by city',
    ],
    ['points over other numbers', { a: column('integer', [2, 1]), b: column('double', [4, 2]) }, 'scatter a b'],
    [
      'a histogram of many',
      {
        v: column(
          'double',
          Array.from({ length: 12 }, (_, at) => at * at),
        ),
      },
      'histogram v',
    ],
  ] as const)('is %s', (_, columns, wanted) => {
    expect(line(columns)).toBe(wanted)
  })
  it('is none for rows of a log, keys, texts, and no rows', () => {
    expect(
      [
        {
          user_key: column('integer', [1, 2]),
          ts: column('timestamp', [5, 5]),
          event: column('string', ['a', 'a']),
          _line: column('integer', [2, 3]),
        },
        { d: twice, n: four },
        { v: column('double', [1, 2, 3]) },
        { a: column('string', ['x', 'y']) },
        { n: column('integer', []) },
      ].map(line),
    ).toEqual([null, null, null, null, null])
  })
})

describe('a chart with another mark', () => {
  const types = fc.constantFrom<ResultType>('integer', 'double', 'date', 'timestamp', 'string', 'boolean')
  const valueOf = (type: ResultType, seed: number): ResultValue =>
    seed % 5 === 0
      ? null
      : {
          integer: seed,
          double: seed / 4,
          date: `2024-01-0${1 + (seed % 9)}`,
          timestamp: seed * 1e6,
          string: `v${seed % 7}`,
          boolean: seed % 2 === 0,
        }[type as 'integer']
  it('is complete, is drawn, and has a table, whatever the answer holds', () => {
    const tables = fc
      .tuple(fc.array(types, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 12 }), fc.nat({ max: 99 }))
      .map(([columns, rows, seed]) =>
        arrayTable(
          Object.fromEntries(
            columns.map((type, at) => [
              `c${at}`,
              [type, Array.from({ length: rows }, (_, row) => valueOf(type, seed + row * (at + 1)))] as const,
            ]),
          ),
        ),
      )
    fc.assert(
      fc.property(tables, fc.constantFrom(...MARKS), fc.constantFrom(...MARKS), (table, first, second) => {
        const chart = withChartMark(withChartMark(null, first, table), second, table)
        const suggested = suggestChart(table)
        for (const one of [chart, suggested]) {
          if (one === null) continue
          expect(isComplete(one)).toBe(true)
          expect(readChartLine(chartLine(one))).toEqual(one)
          if (one.mark === 'number') chartFigures(one, table, 'q')
          for (const spec of chartSpecs(one, table, words, 'q')) {
            renderChart(spec, { width: 500, height: 300, theme: 'light' })
            markOf(spec).table(spec)
          }
        }
      }),
    )
  })
  it('keeps the columns that fit', () => {
    const table = arrayTable({
      d: ['date', ['2024-01-01']],
      a: ['integer', [1]],
      b: ['integer', [2]],
      e: ['string', ['x']],
    })
    const of = (before: string, mark: ChartMark): string =>
      chartLine(withChartMark(readChartLine(before), mark, table)!)
    expect([
      of('line d b a', 'bar'),
      of('line d b a', 'scatter'),
      of('line d b by e', 'stacked'),
      of('bar e b', 'heatmap'),
      of('bar e b', 'histogram'),
      of('histogram a', 'line'),
    ]).toEqual(['bar d b a', 'scatter b a', 'stacked d b by e', 'heatmap e b by d', 'histogram b', 'line d a'])
    expect(withChartMark(null, 'histogram', arrayTable({ e: ['string', ['x']] }))).toBeNull()
  })
})
