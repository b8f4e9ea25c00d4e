import { describe, expect, it } from 'vitest'
import { funnelFinding, seriesFinding } from '../../src-renderer/chart/finding'
import type { SeriesChart, SeriesPoint } from '../../src-renderer/chart/series'

const points = (all: Readonly<Record<string, number | null>>): readonly SeriesPoint[] =>
  Object.entries(all).map(([x, y]) => ({ x, y }))

function chart(
  type: 'date' | 'category' | 'number',
  series: Readonly<Record<string, readonly SeriesPoint[]>>,
  more: Partial<SeriesChart> & { layout?: 'grouped' | 'stacked' } = {},
): SeriesChart & { layout?: 'grouped' | 'stacked' } {
  return {
    kind: 'bar',
    title: 't',
    summary: 's',
    x: { label: 'Touches', type },
    y: { label: 'y', format: 'integer' },
    series: Object.entries(series).map(([name, own]) => ({ name, points: own })),
    ...more,
  }
}
const found = (spec: ReturnType<typeof chart>, isPart = false): string | null => seriesFinding(spec, isPart)

describe('what one series over time says', () => {
  it('says how it ended and between what it ran, whatever the order of its points', () => {
    const run = points({ '2024-03-02': 9, '2024-03-03': 7, '2024-03-01': 4 })
    expect(found(chart('date', { '': run }))).toBe(
      '7 on Sun 3 Mar 2024; highest 9 on Sat 2 Mar 2024, lowest 4 on Fri 1 Mar 2024.',
    )
  })
  it('says once that the end is the highest', () => {
    expect(found(chart('date', { '': points({ '2024-03-01': 4, '2024-03-02': 9 }) }))).toBe(
      '9 on Sat 2 Mar 2024, the highest; lowest 4 on Fri 1 Mar 2024.',
    )
  })
  it('leaves out what is not over, gaps, and the other side of a comparison', () => {
    const own = [...points({ '2024-03-01': 4, '2024-03-02': null }), { x: '2024-03-03', y: 99, incomplete: true }]
    const spec = chart('date', { '': own })
    const series = [...spec.series, { name: 'prev.', comparedTo: 0, points: points({ '2024-03-01': 50 }) }]
    expect(found({ ...spec, series })).toBe('4 on Fri 1 Mar 2024.')
    expect(found(chart('date', { '': points({ '2024-03-01': 4, '2024-03-02': 4 }) }))).toBe('4 throughout.')
    expect(found(chart('date', { '': points({ '2024-03-01': null }) }))).toBe(null)
  })
})

it('names the largest of several series at the last moment', () => {
  const at = (y: number): readonly SeriesPoint[] => points({ '2024-03-01': 100, '2024-03-02': y })
  const spec = chart('date', { a: at(1), b: at(4), c: at(3), d: at(2) })
  expect(found(spec)).toBe('On Sat 2 Mar 2024: b 4, c 3, d 2, and 1 more.')
  expect(found(spec, true)).toBe('On Sat 2 Mar 2024: b 4, c 3, d 2.')
})

describe('what places without an order say', () => {
  it('names the highest and the lowest, together where they share it', () => {
    expect(found(chart('category', { '': points({ feed: 7, search: 2, stories: 3 }) }))).toBe(
      'feed is highest with 7, search lowest with 2.',
    )
    expect(found(chart('category', { '': points({ feed: 7, search: 2, stories: 7 }) }))).toBe(
      'feed and stories are highest with 7, search lowest with 2.',
    )
    expect(found(chart('category', { '': points({ a: 7, b: 7, c: 7, d: 1 }) }))).toBe(
      '3 of 4 are highest with 7, d lowest with 1.',
    )
    expect(found(chart('category', { '': points({ a: 7, b: 7 }) }))).toBe('All 2 have 7.')
    expect(found(chart('category', { '': points({ feed: 7 }) }))).toBe('feed: 7.')
  })
  it('says nothing of the lowest of a part', () => {
    expect(found(chart('category', { '': points({ feed: 7, search: 2 }) }), true)).toBe('feed is highest with 7.')
  })
  it('names places on an axis of numbers with its label, and the series of several', () => {
    expect(found(chart('number', { '': points({ 1: 7, 2: 2 }) }))).toBe(
      'Touches 1 is highest with 7, Touches 2 lowest with 2.',
    )
    expect(found(chart('category', { web: points({ a: 1 }), app: points({ a: 2 }) }))).toBe(
      'a, app is highest with 2, a, web lowest with 1.',
    )
  })
  it('adds the parts of a stack up, unless they are percentages', () => {
    const parts = { web: points({ a: 1, b: 5 }), app: points({ a: 2, b: 5 }) }
    expect(found(chart('category', parts, { layout: 'stacked' }))).toBe(
      'b is highest with 10 in all, a lowest with 3 in all.',
    )
    const shares = chart('category', parts, { layout: 'stacked', y: { label: '', format: 'percent' } })
    expect(found(shares)).toBe(null)
  })
})

it('says of a funnel who reaches its end and where most are lost', () => {
  const steps = [
    { label: 'view', count: 200 },
    { label: 'cart', count: 80 },
    { label: 'pay', count: 30 },
  ]
  expect(funnelFinding(steps)).toBe('30 of 200 (15.0 %) reach pay; most are lost before cart.')
  expect(funnelFinding(steps.slice(1))).toBe('30 of 80 (37.5 %) reach pay.')
  expect(funnelFinding(steps.slice(0, 1))).toBe(null)
})
