import { describe, expect, it } from 'vitest'
import { copyText } from '../../../src-renderer/panels/grid/copyText'
import { evenDecimals, formatCell, formatTimestamp } from '../../../src-renderer/export/formatCell'
import { boundsOf, moveSelection, type Selection } from '../../../src-renderer/panels/grid/selection'
import { sortRows } from '../../../src-renderer/panels/grid/sortRows'
import { arrayTable } from './arrayTable'

const table = arrayTable({
  name: ['string', ['b', 'a10', null, 'a9']],
  n: ['integer', [2, null, 9007199254740993n, -1]],
  at: ['timestamp', [0, 1_500_000, 86_400_000_001, null]],
})

describe('copying cells', () => {
  it('gives tab-separated text with column names, in the order on screen', () => {
    const order = sortRows(table, { column: 1, descending: true })
    expect(copyText(table, order, { top: 0, bottom: 3, left: 0, right: 2 })).toBe(
      [
        'name\tn\tat',
        '\t9007199254740993\t1970-01-02 00:00:00.000001',
        'b\t2\t1970-01-01 00:00:00',
        'a9\t-1\t',
        'a10\t\t1970-01-01 00:00:01.500',
      ].join('\n'),
    )
  })
  it('keeps to the rectangle and never lets a value break out of its cell', () => {
    const hostile = arrayTable({
      a: ['string', ['x\ty\r\nz', 'q']],
      b: ['double', [1234.5, 0.1 + 0.2]],
      c: ['boolean', [true, null]],
    })
    expect(copyText(hostile, [0, 1], { top: 0, bottom: 1, left: 0, right: 1 })).toBe(
      'a\tb\nx y z\t1234.5\nq\t0.30000000000000004',
    )
  })
})

describe('sorting', () => {
  it('orders text naturally and puts nulls last both ways', () => {
    expect([...sortRows(table, { column: 0, descending: false })]).toEqual([3, 1, 0, 2])
    expect([...sortRows(table, { column: 0, descending: true })]).toEqual([0, 1, 3, 2])
  })
  it('compares bigints with numbers exactly, and keeps equal rows in place', () => {
    expect([...sortRows(table, { column: 1, descending: false })]).toEqual([3, 0, 2, 1])
    const ties = arrayTable({ x: ['double', [1, NaN, 1, 0, null, NaN]] })
    expect([...sortRows(ties, { column: 0, descending: true })]).toEqual([1, 5, 0, 2, 3, 4])
  })
  it('leaves the order of the result when none is asked for', () => {
    expect([...sortRows(table, null)]).toEqual([0, 1, 2, 3])
  })
})

describe('moving the selection', () => {
  const at = (row: number, column: number): Selection => ({ anchor: { row, column }, focus: { row, column } })
  const size = { rows: 100, columns: 4 }
  const press = (from: Selection, key: string, shift = false, mod = false): Selection | null =>
    moveSelection(from, { key, shift, mod }, size, 10)
  it('moves one cell and stays inside', () => {
    expect(press(at(0, 0), 'ArrowUp')).toEqual(at(0, 0))
    expect(press(at(5, 3), 'ArrowRight')).toEqual(at(5, 3))
    expect(press(at(95, 1), 'PageDown')).toEqual(at(99, 1))
    expect(press(at(5, 1), 'ArrowDown', false, true)).toEqual(at(99, 1))
    expect(press(at(5, 1), 'x')).toBeNull()
  })
  it('stretches from its anchor with shift', () => {
    const stretched = press(press(at(5, 1), 'ArrowUp', true)!, 'ArrowRight', true)!
    expect(boundsOf(stretched)).toEqual({ top: 4, bottom: 5, left: 1, right: 2 })
    expect(boundsOf(press(stretched, ' ', true)!)).toEqual({ top: 4, bottom: 5, left: 0, right: 3 })
    expect(boundsOf(press(at(5, 1), 'a', false, true)!)).toEqual({ top: 0, bottom: 99, left: 0, right: 3 })
  })
})

describe('showing values', () => {
  it('formats by what the column means', () => {
    expect(formatCell(1234567, 'integer')).toBe('1,234,567')
    expect(formatCell(56.726, 'percent')).toBe('56.7 %')
    expect(formatCell(0.28431, 'ratio')).toBe('0.284')
    expect(formatCell(9007199254740993n, 'integer')).toBe('9,007,199,254,740,993')
    expect(formatCell(2024, 'text')).toBe('2024')
    expect(formatCell(0.00012345, 'decimal')).toBe('0.000123')
    expect(formatCell(null, 'integer')).toBe('')
  })
  it('writes the decimals of a column under each other, unless its figures are of many sizes', () => {
    const texts = (values: readonly (number | null)[]): readonly string[] => {
      const decimals = evenDecimals(values, 'decimal')
      return values.map((value) => formatCell(value, 'decimal', decimals))
    }
    expect(texts([62.5, 100, -58.49, null])).toEqual(['62.50', '100.00', '−58.49', ''])
    expect(texts([1, 2])).toEqual(['1', '2'])
    expect(texts([0.0123, 12.5])).toEqual(['0.0123', '12.5'])
    expect([evenDecimals([62.5], 'percent'), evenDecimals([62.5], 'ratio')]).toEqual([0, 0])
  })
  it('shows times before 1970 and parts of seconds', () => {
    expect(formatTimestamp(-1_000_000)).toBe('1969-12-31 23:59:59')
    expect(formatTimestamp(-1)).toBe('1969-12-31 23:59:59.999999')
  })
})
