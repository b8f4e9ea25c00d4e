import { describe, expect, it } from 'vitest'
import { quantileOf, readMeasure } from '../../src-renderer/model/measure'

const read = (value: unknown): unknown =>
  readMeasure(value, (says) => {
    throw new Error(says)
  })

describe('a measure', () => {
  it('is read with what is left out filled in', () => {
    expect(read({ name: 'A' })).toEqual({ name: 'A', event: null, measure: 'count', column: null })
    expect(read({ name: 'A', event: 'x', measure: 'p99.9', column: 'ms' })).toEqual({
      name: 'A',
      event: 'x',
      measure: 'p99.9',
      column: 'ms',
    })
    expect(read({ name: 'C', formula: 'A / B' })).toEqual({ name: 'C', formula: 'A / B' })
  })

  it.each([
    ['A', 'a measure looks like'],
    [{ event: 'x' }, 'a measure has a name'],
    [{ name: 'A', unit: '€' }, 'but not "unit"'],
    [{ name: 'A', measure: 'mode' }, 'it must be one of count, users'],
    [{ name: 'A', measure: 'p100', column: 'ms' }, 'it must be one of'],
    [{ name: 'A', measure: 'sum' }, 'measure A is a sum: say of which column'],
    [{ name: 'A', measure: 'users', column: 'ms' }, 'it takes no column'],
    [{ name: 'A', event: ['x'] }, 'the event of measure A is a name'],
    [{ name: 'C', formula: 'A +' }, 'the formula of measure C, column 4'],
    [{ name: 'C', formula: 'A', column: 'ms' }, 'it has no column'],
    [{ name: 'a`b' }, 'no backtick'],
  ])('%j is refused', (value, says) => {
    expect(() => read(value)).toThrow(says)
  })

  it('of percentiles says the share below', () => {
    expect(['median', 'p90', 'p99.9', 'p0', 'p100', 'sum'].map(quantileOf)).toEqual([0.5, 0.9, 0.999, null, null, null])
  })
})
