import { describe, expect, it } from 'vitest'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes } from '../../src-renderer/chart/scene'
import type { ChartOf } from '../../src-renderer/chart/marks'

const SPEC: ChartOf<'upset'> = {
  kind: 'upset',
  ...{ title: 't', summary: 's', setLabel: 'Exactly these' },
  y: { label: 'Users', format: 'integer' },
  sets: [
    { name: 'view', size: 60 },
    { name: 'like', size: 40 },
    { name: 'share', size: 10 },
  ],
  combinations: [
    { sets: ['view'], value: 30 },
    { sets: ['view', 'like'], value: 25 },
    { sets: ['like'], value: 10 },
    { sets: ['view', 'like', 'share'], value: 5 },
  ],
}

describe('upset', () => {
  it.each([
    ['light', 900],
    ['dark', 900],
    ['light', 320],
  ] as const)('fills a dot for each set of a combination, and joins them (%s, %d pixels)', (theme, width) => {
    const scene = renderChart(SPEC, { width, height: 300, theme })
    const nodes = [...walkNodes(scene.nodes)]
    const dots = nodes.filter((node) => node.kind === 'circle')
    expect(dots).toHaveLength(12)
    const radius = Math.max(...dots.map(({ r }) => r))
    const columns = [...new Set(dots.map(({ cx }) => cx))]
    // Of each column, from the largest set down.
    expect(columns.map((x) => dots.filter(({ cx }) => cx === x).map(({ r }) => (r === radius ? 1 : 0)))).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 0],
      [1, 1, 1],
    ])
    const joins = nodes.filter((node) => node.kind === 'line' && columns.includes(node.x1) && node.x1 === node.x2)
    expect(joins.map((node) => (node.kind === 'line' ? node.x1 : 0))).toEqual([columns[1], columns[3]])
  })

  it('has bars as long as what they say, and sizes at the left where there is room', () => {
    const bars = (width: number): readonly { readonly id: string; readonly length: number }[] =>
      [...walkNodes(renderChart(SPEC, { width, height: 300, theme: 'light' }).nodes)].flatMap((node) =>
        node.kind === 'rect' && node.datum !== undefined
          ? [{ id: node.datum, length: node.datum.startsWith('set') ? node.width : node.height }]
          : [],
      )
    const of = (id: string): number => bars(900).find((bar) => bar.id === id)!.length
    expect(of('0') / of('3')).toBeCloseTo(6, 1)
    expect(of('set:0') / of('set:2')).toBeCloseTo(6, 1)
    expect(bars(320).filter(({ id }) => id.startsWith('set'))).toEqual([])
    const texts = [...walkNodes(renderChart(SPEC, { width: 320, height: 300, theme: 'light' }).nodes)]
    expect(texts.flatMap((node) => (node.kind === 'text' ? [node.text] : []))).toContain('view (60)')
  })

  it('goes through combinations first, then the sets', () => {
    const { data } = renderChart(SPEC, { width: 900, height: 300, theme: 'light' })
    expect(data.map(({ label }) => label)).toEqual([
      ...['Only view: 30.', 'view + like: 25.', 'Only like: 10.', 'view + like + share: 5.'],
      ...['view, whatever else: 60.', 'like, whatever else: 40.', 'share, whatever else: 10.'],
    ])
  })
})
