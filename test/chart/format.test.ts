import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatDuration,
  formatValue,
  parseDate,
  placeOf,
  tickFormat,
} from '../../src-renderer/chart/format'
import { textWidth, truncateText, wrapText } from '../../src-renderer/chart/textWidth'

describe('formatValue', () => {
  it.each([
    [1135, 'integer', '1,135'],
    [-4, 'integer', '−4'],
    [-0.2, 'integer', '0'],
    [56.726, 'percent', '56.7 %'],
    [100, 'percent', '100 %'],
    [0, 'percent', '0 %'],
    [0.04, 'percent', '0.04 %'],
    [0.389, 'share', '38.9 %'],
    [1, 'share', '100 %'],
    [0.2314, 'ratio', '0.231'],
    [0.00012, 'ratio', '0.00012'],
    [1204.5, 'money', '1,204.50'],
    [12.5, 'decimal', '12.5'],
    [-122.4194, 'decimal', '−122.42'],
    [0.0001234, 'decimal', '0.000123'],
    [200, 'seconds', '3 min 20 s'],
    [Number.NaN, 'integer', 'no value'],
    [Number.POSITIVE_INFINITY, 'decimal', '∞'],
  ] as const)('%s as %s is %s', (value, format, text) => {
    expect(formatValue(value, format)).toBe(text)
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.44, '0.4 s'],
    [45, '45 s'],
    [59.7, '1 min'],
    [3600, '1 h'],
    [3599.6, '1 h'],
    [7500, '2 h 5 min'],
    [273_600, '3 d 4 h'],
    [-90, '−1 min 30 s'],
    [86_399, '24 h'],
  ] as const)('%s s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})

describe('dates', () => {
  it('are read and written as UTC', () => {
    expect(formatDate('2025-03-03')).toBe('Mon 3 Mar 2025')
    expect(formatDate('2025-03-03T14:05:00')).toBe('Mon 3 Mar 2025 14:05')
    expect(parseDate('2025-03-03 00:30:00+02:00')).toBe(Date.UTC(2025, 2, 2, 22, 30))
    expect(formatDate('March')).toBe('March')
  })
})

describe('placeOf', () => {
  it.each([
    ['Day', 'Day 7'],
    ['Days since the start', 'Day 7'],
    ['Planned miles', 'Planned miles: 7'],
    ['', '7'],
  ])('under "%s" is "%s"', (label, text) => {
    expect(placeOf(label, '7')).toBe(text)
  })
})

describe('tickFormat', () => {
  it('gives all ticks the same decimals and unit', () => {
    const ticks = [0, 2500, 5000, 7500, 10_000]
    expect(ticks.map(tickFormat(ticks, 'integer'))).toEqual(['0', '2.5k', '5.0k', '7.5k', '10.0k'])
    expect([-20, 0, 20].map(tickFormat([-20, 0, 20], 'percent'))).toEqual(['−20 %', '0 %', '20 %'])
    expect([0, 0.1, 0.3].map(tickFormat([0, 0.1, 0.3], 'share'))).toEqual(['0 %', '10 %', '30 %'])
  })
})

describe('text', () => {
  it('is cut to the width that it is given', () => {
    const text = truncateText('checkout_payment_method_selected', 90, 11)
    expect(text.endsWith('…')).toBe(true)
    expect(textWidth(text, 11)).toBeLessThanOrEqual(90)
    expect(truncateText('ab', 90, 11)).toBe('ab')
    expect(truncateText('abc', 5, 11)).toBe('')
  })

  it('is wrapped without losing a word, and cut at the last line', () => {
    expect(wrapText('add to cart', 200, 11, 3)).toEqual(['add to cart'])
    const lines = wrapText('a step with a name that is far too long', 70, 11, 2)
    expect(lines).toHaveLength(2)
    expect(lines.every((line) => textWidth(line, 11) <= 70)).toBe(true)
    expect(lines[1]).toMatch(/…$/)
  })
})
