import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { monthsBetween, monthWeeks, weekBegin, weekdayOf } from '../../../src-renderer/panels/scope/calendarMonth'
import { addDays } from '../../../src-renderer/model/isoDate'

const date = fc
  .date({ min: new Date('1970-02-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10))

describe('a month of the calendar', () => {
  it('has its days under their weekdays', () => {
    // February 2024 begins on a Thursday and has 29 days.
    const weeks = monthWeeks('2024-02-20', 1)
    expect(
      weeks.map((week) => week.map((day) => (day === null ? '' : String(Number(day.slice(8))))).join(',')),
    ).toEqual([',,,1,2,3,4', '5,6,7,8,9,10,11', '12,13,14,15,16,17,18', '19,20,21,22,23,24,25', '26,27,28,29,,,'])
    expect(monthWeeks('2024-09-01', 7)[0]![0]).toBe('2024-09-01')
  })

  it('has each of its days once, in order, seven a week, from any first day of the week', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 7 }), (day, weekStart) => {
        const weeks = monthWeeks(day, weekStart)
        expect(weeks.every((week) => week.length === 7)).toBe(true)
        const days = weeks.flat().filter((one) => one !== null)
        const month = day.slice(0, 7)
        const last = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate()
        expect(days).toEqual(Array.from({ length: last }, (_, at) => addDays(`${month}-01`, at)))
        for (const week of weeks)
          for (const [column, one] of week.entries())
            if (one !== null) expect(weekdayOf(one)).toBe(((weekStart - 1 + column) % 7) + 1)
        expect(weekdayOf(weekBegin(day, weekStart))).toBe(weekStart)
      }),
    )
  })

  it('is one of those between two dates', () => {
    expect(monthsBetween('2023-11-30', '2024-02-01')).toEqual(['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01'])
    expect(monthsBetween('2024-01-31', '2024-01-31')).toEqual(['2024-01-01'])
  })
})
