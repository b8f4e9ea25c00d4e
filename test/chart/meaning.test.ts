import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slotsOf, toneColor, type Tone } from '../../src-renderer/chart/meaning'
import { contrast, PALETTES } from '../../src-renderer/chart/palette'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes } from '../../src-renderer/chart/scene'
import type { ChartSpec } from '../../src-renderer/chart/spec'

const TONES: readonly Tone[] = ['good', 'bad', 'warn', 'notable', 'neutral', 'compared']
const point = { x: 'p', y: 1 }
const base = { title: 't', summary: 's' }

/** The colour in which a chart shows a name: that of its first datum's line, or of its node. */
function colorOf(spec: ChartSpec, name: string): string | undefined {
  return renderChart(spec, { width: 600, height: 300, theme: 'light' })
    .data.flatMap((datum) => datum.lines.map((line) => ({ ...line, heading: datum.heading })))
    .find((line) => line.color !== undefined && (line.label === name || line.heading.startsWith(name)))?.color
}

function bars(names: readonly string[]): ChartSpec {
  return {
    ...base,
    kind: 'bar',
    layout: 'stacked',
    direction: 'vertical',
    x: { label: 'x', type: 'category' },
    y: { label: 'y', format: 'integer' },
    series: names.map((name) => ({ name, points: [point] })),
  }
}

function lines(names: readonly string[]): ChartSpec {
  return {
    ...base,
    kind: 'line',
    x: { label: 'x', type: 'number' },
    y: { label: 'y', format: 'integer' },
    series: names.map((name) => ({ name, points: [{ x: 1, y: 1 }] })),
  }
}

function flow(names: readonly string[]): ChartSpec {
  return {
    ...base,
    kind: 'sankey',
    value: { label: 'v', format: 'integer' },
    columns: ['A', 'B'],
    nodes: [...names.map((label) => ({ label, column: 0 })), { label: 'end', column: 1, tone: 'quiet' as const }],
    links: names.map((_, source) => ({ source, target: names.length, value: 1 })),
  }
}

describe('the colour of a name', () => {
  it('is one in every kind of chart, in whatever order the names come', () => {
    for (const names of [
      ['search', 'email', 'video'],
      ['view', 'cart', 'paid', 'share'],
    ])
      for (const name of names) {
        const wanted = colorOf(bars(names), name)
        expect(wanted).toBeDefined()
        expect([lines(names), flow(names), bars(names.toReversed())].map((spec) => colorOf(spec, name))).toEqual([
          wanted,
          wanted,
          wanted,
        ])
      }
  })

  it('is its own: no two names of a chart share one, and none has that of a role', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 6 }), (names) => {
        const slots = slotsOf(names, 6)
        expect(slots.size).toBe(names.length)
        expect(new Set(slots.values()).size).toBe(names.length)
        expect(slotsOf(names.toReversed(), 6)).toEqual(slots)
      }),
    )
    for (const palette of Object.values(PALETTES))
      for (const tone of TONES) expect(palette.categorical).not.toContain(toneColor(tone, palette))
  })

  it('means the same for states of users wherever they stand', () => {
    expect(slotsOf(['New', 'Active', 'At risk', 'Churned'], 6)).toEqual(
      new Map([
        ['New', 0],
        ['Active', 2],
        ['At risk', 1],
        ['Churned', 5],
      ]),
    )
    expect(slotsOf(['Returning', 'Resurrecting', 'New', 'Dormant'], 6).get('New')).toBe(0)
  })
})

describe('the colour of a role', () => {
  it('reads on the ground in both themes', () => {
    for (const palette of Object.values(PALETTES))
      for (const tone of TONES) expect(contrast(toneColor(tone, palette), palette.panel)).toBeGreaterThan(3)
  })

  it('is grey for what one series is compared with, and its own colour where there are several', () => {
    const strokes = (spec: ChartSpec) =>
      [...walkNodes(renderChart(spec, { width: 600, height: 300, theme: 'light' }).nodes)].flatMap((node) =>
        node.kind === 'circle' || node.kind === 'path' ? [node.stroke] : [],
      )
    const one = lines(['Users'])
    if (one.kind !== 'line') throw new Error('a line was drawn')
    const compared = { ...one, series: [...one.series, { name: 'prev.', comparedTo: 0, points: [{ x: 1, y: 2 }] }] }
    expect(strokes(compared)).toContain(PALETTES.light.muted)
    expect(strokes(one)).not.toContain(PALETTES.light.muted)
  })
})
