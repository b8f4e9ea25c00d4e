import { describe, expect, it } from 'vitest'
import { readDateText, shiftDays, shiftMonths } from '../../../src-renderer/panels/analysis/fields/dateText'

describe('typed dates', () => {
  it.each([
    ['2024-03-05', '2024-03-05'],
    [' 2024-3-5 ', '2024-03-05'],
    ['2024/03/05', '2024-03-05'],
    ['2024.3.05', '2024-03-05'],
    ['20240305', '2024-03-05'],
  ])('reads %j', (text, date) => {
    expect(readDateText(text)).toBe(date)
  })

  it.each(['', '2023-02-29', '03/05/2024', '2024-13-01', '2024-03/05', 'today', '2024'])('refuses %j', (text) => {
    expect(readDateText(text)).toBeNull()
  })

  it('steps over the ends of months and years, within the data', () => {
    expect(shiftDays('2024-02-28', 1, null, null)).toBe('2024-02-29')
    expect(shiftDays('2024-01-01', -1, null, null)).toBe('2023-12-31')
    expect(shiftMonths('2024-01-31', 1, null, null)).toBe('2024-02-29')
    expect(shiftMonths('2024-01-31', -2, null, null)).toBe('2023-11-30')
    expect(shiftDays('2024-01-05', -7, '2024-01-03', '2024-01-06')).toBe('2024-01-03')
    expect(shiftMonths('2024-01-05', 1, '2024-01-03', '2024-01-06')).toBe('2024-01-06')
  })
})
