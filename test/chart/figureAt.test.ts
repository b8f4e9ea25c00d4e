import { describe, expect, it } from 'vitest'
import { figureAt } from '../../src-renderer/chart/figureAt'
import { renderChart } from '../../src-renderer/chart/renderChart'
import type { ChartSpec, MarkFigure } from '../../src-renderer/chart/spec'

/**
 * Every mark's figure is named after what only that mark says, so that a mark that opens another one's users is seen:
 * the id that the picture gives a mark must lead to the figure of the words that stand on it.
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

const SPECS: readonly (readonly [string, ChartSpec, marks: number])[] = [
  [
    'line',
    {
      ...base,
      kind: 'line',
      x: { label: 'x', type: 'number' },
      y: { label: 'y', format: 'integer' },
      series: overNumbers,
    },
    6,
  ],
  [
    'grouped bar',
    {
      ...base,
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      x: { label: 'x', type: 'category' },
      y: { label: 'y', format: 'integer' },
      series: numbered,
    },
    6,
  ],
  [
    'stacked bar',
    {
      ...base,
      kind: 'bar',
      layout: 'stacked',
      direction: 'horizontal',
      x: { label: 'x', type: 'category' },
      y: { label: 'y', format: 'integer' },
      series: numbered,
    },
    6,
  ],
  [
    'heatmap',
    {
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
    6,
  ],
  [
    'funnel',
    {
      ...base,
      kind: 'funnel',
      steps: ['one', 'two', 'three', 'four'].map((label, step, all) => ({
        label,
        count: 400 - 100 * step,
        figure: named(step, `${step + 1}. ${label}`),
        ...(step === 0 ? {} : { lostFigure: named(10 + step, `Lost between ${all[step - 1]} and ${label}`) }),
      })),
    },
    7,
  ],
  [
    'scatter',
    {
      ...base,
      kind: 'scatter',
      x: { label: 'x', format: 'integer' },
      y: { label: 'y', format: 'integer' },
      points: [0, 1, 2].map((at) => ({ x: at, y: at, label: `p${at}`, figure: named(at, `p${at}`) })),
    },
    3,
  ],
  [
    'timeline',
    {
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
    6,
  ],
  [
    'interval',
    {
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
    3,
  ],
  [
    'sankey',
    {
      ...base,
      kind: 'sankey',
      value: { label: 'v', format: 'integer' },
      columns: ['A', 'B'],
      nodes: ['left', 'other', 'right'].map((label, at) => ({
        label,
        column: at === 2 ? 1 : 0,
        figure: named(at, label),
      })),
      links: [0, 1].map((at) => ({ source: at, target: 2, value: 101 + at, figure: named(10 + at, `${101 + at} v`) })),
    },
    5,
  ],
]

describe('the figure of a mark', () => {
  it.each(SPECS)('in a %s is the one that the mark shows', (_kind, spec, marks) => {
    const { data } = renderChart(spec, { width: 900, height: 400, theme: 'light' })
    expect(data).toHaveLength(marks)
    const found = data.map((datum) => figureAt(spec, datum.id))
    expect(new Set(found.map((figure) => figure?.row)).size).toBe(marks)
    for (const [at, datum] of data.entries()) {
      const said = [
        datum.heading,
        datum.label,
        ...datum.lines.filter((line) => line.strong === true).map((line) => line.value),
      ].join(' | ')
      expect(said).toContain(found[at]!.column)
    }
  })

  it.each(SPECS)('in a %s is null where the chart does not say, and for marks that are not there', (_kind, spec) => {
    const silent = JSON.parse(
      JSON.stringify(spec, (key, value: unknown) => (key === 'figure' || key === 'lostFigure' ? undefined : value)),
    ) as ChartSpec
    for (const { id } of renderChart(spec, { width: 900, height: 400, theme: 'light' }).data)
      expect(figureAt(silent, id)).toBeNull()
    for (const id of ['', ':', '99', '99:0', 'lost:99', 'node:99', 'link:99', 'x:0'])
      expect([id, figureAt(spec, id)]).toEqual([id, null])
  })

  it('of who was lost is not that of who came', () => {
    const spec: ChartSpec = {
      ...base,
      kind: 'funnel',
      steps: [
        { label: 'a', count: 9, figure: named(0, 'came') },
        { label: 'b', count: 4, figure: named(1, 'came') },
      ],
    }
    expect(figureAt(spec, 'lost:1')).toBeNull()
    expect(figureAt(spec, '1')).toEqual(named(1, 'came'))
  })
})
