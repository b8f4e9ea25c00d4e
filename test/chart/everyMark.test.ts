import { describe, expect, it } from 'vitest'
import { marks, markOf, type ChartKind, type ChartOf, type ChartSpec } from '../../src-renderer/chart/marks'
import { mapFigures } from '../../src-renderer/chart/figures'
import { renderChart } from '../../src-renderer/chart/renderChart'
import type { MarkFigure } from '../../src-renderer/chart/spec'
import { chartTable } from '../../src-renderer/export/chartTable'
import { comparedCharts } from '../../src-renderer/query/analysis/comparedCharts'

/**
 * Every mark's figure is named after what only that mark says, so that a mark that opens another one's users is seen: a
 * datum must carry the figure of the words that stand on it.
 */
const named = (row: number, word: string): MarkFigure => ({ row, column: word })
const base = { title: 't', summary: 's' }

const numbered = [0, 1].map((series) => ({
  name: `s${series}`,
  points: [0, 1, 2].map((at) => ({
    x: `c${series}${at}`,
    y: 101 + 10 * series + at,
    figure: named(10 * series + at, String(101 + 10 * series + at)),
  })),
}))
const overNumbers = numbered.map((series) => ({
  ...series,
  points: series.points.map((point, at) => ({ ...point, x: at })),
}))

interface Case<Kind extends ChartKind> {
  readonly spec: ChartOf<Kind>
  /** How many data there are. */
  readonly marks: number
  /** The first line of its table and how many there are. */
  readonly first: Readonly<Record<string, unknown>>
  readonly rows: number
  /** What the summary says of a comparison that is laid over the chart; null where the sides stand apart. */
  readonly laid: string | null
}

/** At least one case for every kind: one that has none does not compile, and fails. */
const CASES: { readonly [Kind in ChartKind]: readonly Case<Kind>[] } = {
  line: [
    {
      spec: {
        ...base,
        kind: 'line',
        x: { label: 'x', type: 'number' },
        y: { label: 'y', format: 'integer' },
        series: overNumbers,
      },
      marks: 6,
      first: { x: 0, s0: 101, s1: 111 },
      rows: 3,
      laid: 's Dashed: other.',
    },
  ],
  bar: [
    {
      spec: {
        ...base,
        kind: 'bar',
        layout: 'grouped',
        direction: 'vertical',
        x: { label: 'x', type: 'category' },
        y: { label: 'y', format: 'integer' },
        series: numbered,
      },
      marks: 6,
      first: { x: 'c00', s0: 101, s1: null },
      rows: 6,
      laid: 's Paler: other.',
    },
    {
      spec: {
        ...base,
        kind: 'bar',
        layout: 'stacked',
        direction: 'horizontal',
        x: { label: 'x', type: 'category' },
        y: { label: 'y', format: 'integer' },
        series: numbered,
      },
      marks: 6,
      first: { x: 'c00', s0: 101, s1: null },
      rows: 6,
      laid: null,
    },
  ],
  area: [
    {
      spec: {
        ...base,
        kind: 'area',
        x: { label: 'x', type: 'date' },
        y: { label: 'y', format: 'integer' },
        series: numbered.map((series) => ({
          ...series,
          points: series.points.map((point, at) => ({ ...point, x: `2024-03-0${at + 1}` })),
        })),
      },
      marks: 6,
      first: { x: '2024-03-01', s0: 101, s1: 111 },
      rows: 3,
      laid: null,
    },
  ],
  heatmap: [
    {
      spec: {
        ...base,
        kind: 'heatmap',
        rowLabel: 'r',
        columnLabel: 'c',
        format: 'integer',
        columns: ['0', '1', '2'],
        rows: [0, 1].map((row) => ({
          label: `r${row}`,
          size: 1,
          cells: [0, 1, 2].map((at) => ({
            value: 101 + 10 * row + at,
            figure: named(10 * row + at, String(101 + 10 * row + at)),
          })),
        })),
      },
      marks: 6,
      first: { r: 'r0', Size: 1, '0': 101, '1': 102, '2': 103 },
      rows: 2,
      laid: null,
    },
  ],
  cells: [
    {
      spec: {
        ...base,
        kind: 'cells',
        rowLabel: 'r',
        columnLabel: 'c',
        value: { label: 'v', format: 'integer' },
        columns: [{ label: 'k0' }, { label: 'k1', apart: true }],
        rows: [0, 1].map((row) => ({
          label: `r${row}`,
          cells: [0, 1].map((at) => ({
            value: 101 + 10 * row + at,
            ...(at === 0 ? {} : { low: 1, high: 300 }),
            figure: named(10 * row + at, String(101 + 10 * row + at)),
          })),
        })),
      },
      marks: 4,
      first: { r: 'r0', k0: 101, k1: 102, 'k1 low': 1, 'k1 high': 300 },
      rows: 2,
      laid: null,
    },
  ],
  funnel: [
    {
      spec: {
        ...base,
        kind: 'funnel',
        steps: ['one', 'two', 'three', 'four'].map((label, step, all) => ({
          label,
          count: 400 - 100 * step,
          figure: named(step, `${step + 1}. ${label}`),
          ...(step === 0 ? {} : { lostFigure: named(10 + step, `Lost between ${all[step - 1]} and ${label}`) }),
        })),
      },
      marks: 7,
      first: { step: 1, event: 'one', users: 400, '% of first': 100, '% of previous': null, lost: null },
      rows: 4,
      laid: null,
    },
  ],
  scatter: [
    {
      spec: {
        ...base,
        kind: 'scatter',
        x: { label: 'x', format: 'integer' },
        y: { label: 'y', format: 'integer' },
        points: [0, 1, 2].map((at) => ({ x: at, y: at, label: `p${at}`, figure: named(at, `p${at}`) })),
      },
      marks: 3,
      first: { label: 'p0', x: 0, y: 0 },
      rows: 3,
      laid: null,
    },
    {
      spec: {
        ...base,
        kind: 'scatter',
        x: { label: 'x', format: 'integer' },
        y: { label: 'y', format: 'integer' },
        points: [0, 1].map((at) => ({ x: at, y: at, label: `p${at}`, size: at + 1, figure: named(at, `p${at}`) })),
        cuts: { x: 3, y: 0.5 },
        areUnlabelled: true,
      },
      marks: 2,
      first: { label: 'p0', x: 0, y: 0, size: 1 },
      rows: 2,
      laid: null,
    },
  ],
  timeline: [
    {
      spec: {
        ...base,
        kind: 'timeline',
        lanes: [0, 1, 2].map((lane) => ({
          label: `lane ${lane}`,
          spans: [0, 1].map((at) => ({
            start: 100 * at,
            end: 100 * at + 50,
            label: `span ${lane}${at}`,
            figure: named(10 * lane + at, `span ${lane}${at}`),
          })),
        })),
      },
      marks: 6,
      first: { lane: 'lane 0', span: 'span 00', group: null, start_seconds: 0, end_seconds: 50 },
      rows: 6,
      laid: null,
    },
  ],
  box: [
    {
      spec: {
        ...base,
        kind: 'box',
        rowLabel: 'r',
        x: { label: 'x', format: 'integer' },
        rows: [0, 1].map((at) => ({
          label: `r${at}`,
          count: 9,
          least: at,
          lowWhisker: at + 1,
          q1: at + 2,
          median: at + 3,
          mean: at + 3,
          q3: at + 4,
          highWhisker: at + 5,
          most: at + 9,
          outliers: 2,
          figure: named(at, `r${at}`),
        })),
      },
      marks: 2,
      first: {
        r: 'r0',
        values: 9,
        least: 0,
        'low whisker': 1,
        q1: 2,
        median: 3,
        q3: 4,
        'high whisker': 5,
        most: 9,
        mean: 3,
        outliers: 2,
      },
      rows: 2,
      laid: null,
    },
  ],
  upset: [
    {
      spec: {
        ...base,
        kind: 'upset',
        setLabel: 'exactly',
        y: { label: 'n', format: 'integer' },
        sets: [
          { name: 'a', size: 105, figure: named(2, '105') },
          { name: 'b', size: 104, figure: named(3, '104') },
        ],
        combinations: [
          { sets: ['a', 'b'], value: 103, figure: named(0, '103') },
          { sets: ['a'], value: 102, figure: named(1, '102') },
        ],
      },
      marks: 4,
      first: { exactly: 'a + b', n: 103, a: true, b: true },
      rows: 2,
      laid: null,
    },
  ],
  interval: [
    {
      spec: {
        ...base,
        kind: 'interval',
        rowLabel: 'r',
        x: { label: 'x', format: 'integer' },
        rows: [0, 1, 2].map((at) => ({
          label: `r${at}`,
          estimate: at,
          low: at - 1,
          high: at + 1,
          figure: named(at, `r${at}`),
        })),
      },
      marks: 3,
      first: { r: 'r0', x: 0, low: -1, high: 1 },
      rows: 3,
      laid: null,
    },
    {
      spec: {
        ...base,
        kind: 'interval',
        rowLabel: 'r',
        x: { label: 'x', format: 'integer' },
        limitLabel: 'Margin',
        toneLabels: { good: 'Held', bad: 'Broken', open: 'Not shown' },
        rows: [
          { label: 'r0', estimate: 0, low: -1, high: 1, tone: 'good', limit: 2, figure: named(0, 'r0') },
          { label: 'r1', estimate: 1, low: 0, high: 2, figure: named(1, 'r1') },
        ],
      },
      marks: 2,
      first: { r: 'r0', x: 0, low: -1, high: 1, margin: 2 },
      rows: 2,
      laid: null,
    },
  ],
  sankey: [
    {
      spec: {
        ...base,
        kind: 'sankey',
        value: { label: 'v', format: 'integer' },
        columns: ['A', 'B'],
        nodes: ['left', 'other', 'right'].map((label, at) => ({
          label,
          column: at === 2 ? 1 : 0,
          figure: named(at, label),
        })),
        links: [0, 1].map((at) => ({
          source: at,
          target: 2,
          value: 101 + at,
          figure: named(10 + at, `${101 + at} v`),
        })),
      },
      marks: 5,
      first: { column: 'A', from: 'left', to: 'right', v: 101 },
      rows: 2,
      laid: null,
    },
  ],
  states: [
    {
      spec: {
        ...base,
        kind: 'states',
        value: { label: 'v', format: 'integer' },
        states: ['one', 'two', 'three'].map((label, at) => ({ label, figure: named(at, label) })),
        arrows: (
          [
            [0, 1],
            [1, 0],
            [1, 1],
            [1, 2],
          ] as const
        ).map(([source, target], at) => ({
          source,
          target,
          value: 101 + at,
          share: 25,
          figure: named(10 + at, `${101 + at} v`),
        })),
      },
      marks: 7,
      first: { from: 'one', to: 'two', v: 101, '% of from': 25 },
      rows: 4,
      laid: null,
    },
  ],
}

const KINDS = Object.keys(marks) as readonly ChartKind[]
const draw = (spec: ChartSpec) => renderChart(spec, { width: 900, height: 400, theme: 'light' }).data

describe.each(KINDS)('the mark %s', (kind) => {
  const cases: readonly Case<ChartKind>[] = CASES[kind]

  it('has cases, and is the one that its charts find', () => {
    expect(cases.length).toBeGreaterThan(0)
    for (const { spec } of cases) {
      expect(spec.kind).toBe(kind)
      expect(markOf(spec)).toBe(marks[kind])
    }
  })

  it('draws data that each carry the figure of their own words', () => {
    for (const { spec, marks: count } of cases) {
      const data = draw(spec)
      expect(data).toHaveLength(count)
      expect(new Set(data.map((datum) => datum.figure?.row)).size).toBe(count)
      for (const { heading, label, lines, figure } of data)
        expect(
          [heading, label, ...lines.filter((line) => line.strong === true).map((line) => line.value)].join(' | '),
        ).toContain(figure!.column)
    }
  })

  it('draws data without figures where the chart says none', () => {
    for (const { spec, marks: count } of cases)
      expect(draw(mapFigures(spec, () => undefined)).map((datum) => datum.figure)).toEqual(
        Array.from({ length: count }, () => undefined),
      )
  })

  it('gives its data as a table', () => {
    for (const { spec, first, rows } of cases) {
      const table = chartTable(spec)
      expect(table.rowCount).toBe(rows)
      expect(table.row(0)).toEqual(first)
    }
  })

  it('is laid over its like, or stands beside it, each side with figures of its own rows', () => {
    for (const { spec, laid, marks: count } of cases) {
      const charts = comparedCharts([spec], [spec], ['own', 'other'], 100, (x) => x)
      expect(charts.map((chart) => [chart.kind, chart.title, chart.summary])).toEqual(
        laid === null
          ? [
              [kind, 't: own', 's'],
              [kind, 't: other', 's'],
            ]
          : [[kind, 't', laid]],
      )
      const rows = draw(spec).map((datum) => datum.figure!.row)
      const drawn = charts.flatMap((chart) => draw(chart).map((datum) => datum.figure!.row))
      expect(drawn.toSorted((a, b) => a - b)).toEqual([...rows, ...rows.map((row) => row + 100)].sort((a, b) => a - b))
      expect(drawn).toHaveLength(2 * count)
    }
  })
})

describe('the figure of who was lost', () => {
  it('is not that of who came', () => {
    const spec: ChartSpec = {
      ...base,
      kind: 'funnel',
      steps: [
        { label: 'a', count: 9, figure: named(0, 'came') },
        { label: 'b', count: 4, figure: named(1, 'came') },
      ],
    }
    expect(draw(spec).map((datum) => [datum.id, datum.figure])).toEqual([
      ['0', named(0, 'came')],
      ['1', named(1, 'came')],
      ['lost:1', undefined],
    ])
  })
})
