import { describe, expect, it } from 'vitest'
import { measureColumns, MIN_WIDTH } from '../../../src-renderer/panels/grid/columnWidths'
import { columnNote } from '../../../src-renderer/panels/grid/columnNote'
import { arrayTable } from './arrayTable'

const width = (name: string, values: readonly (string | null)[]): number =>
  measureColumns(arrayTable({ [name]: ['string', values] }), ['text'])[0]!

describe('how wide a column is', () => {
  it('is as its longest value, its name or its type ask for', () => {
    const [short, value, name] = [
      width('x', ['a']),
      width('x', ['a', 'a value of some length', null]),
      width('a name of some length', ['a']),
    ]
    expect([value > short, name > short, width('x', []) === short]).toEqual([true, true, true])
    expect(width('x', ['twenty characters ..']) - width('x', ['ten chars.'])).toBe(75)
  })

  it('is never too narrow to take hold of, nor wider than a screen can spare', () => {
    expect(width('x', ['a'])).toBeGreaterThanOrEqual(MIN_WIDTH)
    expect([width('x', ['y'.repeat(60)]), width('x', ['y'.repeat(6000)])]).toEqual([360, 360])
  })

  it('is of what is shown, not of what is stored', () => {
    const table = arrayTable({ n: ['double', [0.123456789123456]], m: ['double', [0.5]] })
    expect(measureColumns(table, ['decimal', 'decimal'])[0]).toBeLessThan(150)
    expect(measureColumns(table, ['decimal', 'decimal'])).toHaveLength(2)
  })

  it('is of the longer part of a name that may break, where room is scarce', () => {
    const tight = (name: string): number =>
      measureColumns(arrayTable({ [name]: ['string', ['a']] }), ['text'], true)[0]!
    expect(tight('orders.shops.cuisine_type')).toBe(tight('x'.repeat('cuisine_'.length)))
    expect(tight('video_duration_seconds')).toBe(tight('x'.repeat('video_duration_'.length)))
    expect(tight('median_seconds')).toBeLessThan(width('median_seconds', ['a']))
  })

  it('looks at rows all over a long result', () => {
    const values = Array.from({ length: 10_000 }, (_, row) =>
      row >= 5_000 && row < 5_200 ? 'a value of some length' : 'a',
    )
    expect(width('x', values)).toBe(width('x', ['a value of some length']))
  })
})

describe("what a column's header says", () => {
  it('is its name and type, and what it means where that is known', () => {
    expect([
      columnNote({ name: 'n', type: 'integer' }, undefined),
      columnNote({ name: 'n', type: 'integer' }, 'Users.'),
    ]).toEqual(['n · integer', 'n · integer\nUsers.'])
  })
})
