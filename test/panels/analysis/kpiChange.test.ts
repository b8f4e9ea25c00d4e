import { describe, expect, it } from 'vitest'
import { kpiChange } from '../../../src-renderer/query/analysis/kpiChange'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'

const change = (value: number | null, other: number | null, format: Kpi['format'] = 'integer') =>
  kpiChange({ label: 'n', value, format, compared: { label: 'before', value: other } })

describe("how a figure differs from the other side's", () => {
  it.each<readonly [number, number, string, 'up' | 'down' | 'same']>([
    [150, 100, '+50.0 %', 'up'],
    [100.5, 100, '+0.5 %', 'up'],
    [99.5, 100, '−0.5 %', 'down'],
    [100, 100, '±0.0 %', 'same'],
    [50, 100, '−50.0 %', 'down'],
    [0, 100, '−100.0 %', 'down'],
    [-50, -100, '+50.0 %', 'up'],
    [1099.9, 100, '+999.9 %', 'up'],
    [1100, 100, '+1,000 %', 'up'],
    [1234.5, 100, '+1,135 %', 'up'],
    [0, 0, '±0.0 %', 'same'],
  ])('%d after %d is %s', (value, other, text, direction) => {
    expect(change(value, other)).toEqual({ text, direction })
  })

  it('is in points for percentages', () => {
    expect([change(41.3, 40, 'percent'), change(40, 41.3, 'percent'), change(1.5, 0, 'percent')]).toEqual([
      { text: '+1.3 pp', direction: 'up' },
      { text: '−1.3 pp', direction: 'down' },
      { text: '+1.5 pp', direction: 'up' },
    ])
  })

  it('is nothing without two figures, or with nothing to be a share of', () => {
    expect([
      change(null, 5),
      change(5, null),
      change(5, 0),
      kpiChange({ label: 'n', value: 5, format: 'integer' }),
    ]).toEqual([null, null, null, null])
  })
})
