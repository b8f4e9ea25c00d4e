import { describe, expect, it } from 'vitest'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes } from '../../src-renderer/chart/scene'
import type { ChartSpec } from '../../src-renderer/chart/spec'

const points = (...ys: readonly (number | null)[]) =>
  ys.map((y, index) => ({ x: `2024-03-0${index + 1}`, y, ...(index === ys.length - 1 ? { incomplete: true } : {}) }))
const base = { title: 't', summary: 's' }
const size = { width: 600, height: 300, theme: 'light' } as const
const area = (...series: readonly (readonly (number | null)[])[]): ChartSpec => ({
  ...base,
  kind: 'area',
  x: { label: 'Day', type: 'date' },
  y: { label: 'Events', format: 'integer' },
  series: series.map((ys, index) => ({ name: `s${index}`, points: points(...ys) })),
})
const textsOf = (spec: ChartSpec): readonly string[] =>
  [...walkNodes(renderChart(spec, size).nodes)].flatMap((node) => (node.kind === 'text' ? [node.text] : []))

describe('a stacked area', () => {
  it('lays each series on those before, and says of each its own value', () => {
    const { data } = renderChart(area([1, 2, 3], [10, null, 30]), size)
    expect(data.map((datum) => datum.label)).toEqual([
      's0, Fri 1 Mar 2024: 1.',
      's0, Sat 2 Mar 2024: 2.',
      's0, Sun 3 Mar 2024: 3, incomplete.',
      's1, Fri 1 Mar 2024: 10.',
      's1, Sun 3 Mar 2024: 30, incomplete.',
    ])
    const [first, , , above] = data
    expect(above!.box.y + above!.box.height).toBeCloseTo(first!.box.y, 1)
    expect(above!.box.height / first!.box.height).toBeCloseTo(10, 0)
  })

  it('draws what is not over hollow, a single date as a bar, and nothing where there is nothing', () => {
    const hollow = [...walkNodes(renderChart(area([1, 2, 3]), size).nodes)].filter(
      (node) => node.kind === 'path' && node.dash !== undefined,
    )
    expect(hollow).toHaveLength(1)
    const single = renderChart(area([4]), size)
    expect([...walkNodes(single.nodes)].some((node) => node.kind === 'rect' && node.width === 40)).toBe(true)
    expect(renderChart(area([null, null]), size).data).toEqual([])
  })

  it('stacks what is below zero below it', () => {
    const [up, down] = renderChart(area([4], [-4]), size).data
    expect(up!.box.y + up!.box.height).toBeCloseTo(down!.box.y, 1)
  })
})

describe('a goal', () => {
  it('and limits are lines across lines, bars and areas that have room on the axis, and none by itself', () => {
    const series = [{ name: 'n', points: points(1, 2, 3) }]
    const x = { label: 'Day', type: 'date' } as const
    const y = { label: 'Events', format: 'integer', goal: 500, limits: { low: -200, high: null } } as const
    const specs: readonly ChartSpec[] = [
      { ...base, kind: 'line', x, y, series },
      { ...base, kind: 'bar', layout: 'grouped', direction: 'vertical', x, y, series },
      { ...base, kind: 'area', x, y, series },
    ]
    for (const spec of specs) {
      expect(textsOf(spec), spec.kind).toContain('Goal 500')
      expect(textsOf(spec), spec.kind).toContain('500')
      expect(textsOf(spec).filter((text) => text.includes('limit'))).toEqual(['Lower limit −200'])
    }
    expect(textsOf(area([1, 2])).some((text) => text.startsWith('Goal'))).toBe(false)
    expect(renderChart({ ...base, kind: 'line', x, y, series: [] }, size).data).toEqual([])
  })

  it('is named where its name hides no mark', () => {
    const placed = (all: readonly number[]): { readonly anchor: unknown; readonly isAbove: boolean } => {
      const y = { label: 'n', format: 'integer', goal: 50 } as const
      const spec = {
        ...base,
        kind: 'line',
        x: { label: 'Day', type: 'date' },
        y,
        series: [{ name: 'n', points: points(...all) }],
      } as const
      const nodes = [...walkNodes(renderChart(spec, size).nodes)]
      const name = nodes.find((node) => node.kind === 'text' && node.text === 'Goal 50')
      const line = nodes.find((node) => node.kind === 'line' && node.dash === '7 4')
      if (name?.kind !== 'text' || line?.kind !== 'line') throw new Error('no goal')
      return { anchor: name.anchor, isAbove: name.y < line.y1 }
    }
    expect(placed([0, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ anchor: 'end', isAbove: true })
    // The last one stands just above the goal, where the name would be.
    expect(placed([0, 0, 0, 0, 0, 0, 0, 0, 52])).toEqual({ anchor: 'end', isAbove: false })
  })
})
