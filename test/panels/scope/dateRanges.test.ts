import { describe, expect, it } from 'vitest'
import { datesOf, rangeLacks, RANGES, type RangeName } from '../../../src-renderer/model/dateRanges'

describe('a named range of dates', () => {
  it.each<[RangeName, string, string | null, string | null]>([
    ['this-quarter', '2024-03-31', '2024-01-01', null],
    ['this-quarter', '2024-04-01', '2024-04-01', null],
    ['previous-quarter', '2024-02-10', '2023-10-01', '2023-12-31'],
    ['previous-quarter', '2024-12-31', '2024-07-01', '2024-09-30'],
    ['this-year', '2024-02-29', '2024-01-01', null],
    ['previous-year', '2024-02-29', '2023-01-01', '2023-12-31'],
    ['previous-month', '2024-01-15', '2023-12-01', '2023-12-31'],
  ])('%s of data to %s is from %s to %s', (name, maxDate, from, to) => {
    expect(datesOf(name, maxDate)).toEqual({ from, to })
  })

  it('is put out of reach where the data do not reach it, and where it is all of them', () => {
    const lacking = RANGES.filter(({ name }) => rangeLacks(name, '2024-02-20', '2024-03-14') !== null)
    expect(lacking.map(({ name }) => name)).toEqual([
      ...['last-28', 'last-90', 'this-quarter', 'previous-quarter', 'this-year', 'previous-year'],
    ])
    // A month that the data begin in can be asked for.
    expect(rangeLacks('previous-month', '2024-02-20', '2024-03-14')).toBeNull()
    expect(rangeLacks('previous-year', '2024-02-20', '2024-03-14')).toContain('2024-02-20')
    expect(RANGES.every(({ name }) => rangeLacks(name, null, null) === null)).toBe(true)
  })
})
