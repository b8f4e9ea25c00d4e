import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateTicks, fillDates } from '../../src-renderer/chart/dateTicks'
import { parseDate } from '../../src-renderer/chart/format'
import { textWidth } from '../../src-renderer/chart/textWidth'
import { extentOf, valueAxis } from '../../src-renderer/chart/valueAxis'

const days = (first: string, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, index) => parseDate(first) + index * step * 86_400_000)

describe('valueAxis', () => {
  it('maps the ends of the domain to the ends of the range, around all data', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e7, max: 1e7, noNaN: true }),
        fc.double({ min: -1e7, max: 1e7, noNaN: true }),
        fc.boolean(),
        fc.constantFrom('integer', 'decimal', 'percent', 'seconds'),
        (a, b, zero, format) => {
          const low = format === 'integer' ? Math.round(Math.min(a, b)) : Math.min(a, b),
            high = format === 'integer' ? Math.round(Math.max(a, b)) : Math.max(a, b)
          const axis = valueAxis([low, high], [300, 20], format, { zero })
          const [from, to] = axis.scale.domain() as [number, number]
          expect(axis.scale(from)).toBeCloseTo(300, 6)
          expect(axis.scale(to)).toBeCloseTo(20, 6)
          const slack = Math.abs(to - from) * 1e-9
          expect(from).toBeLessThanOrEqual(low + slack)
          expect(to).toBeGreaterThanOrEqual(high - slack)
          if (zero) expect(from <= 0 && to >= 0).toBe(true)
          expect(axis.ticks[0]).toBeCloseTo(from, 6)
          expect(axis.ticks.length).toBeLessThanOrEqual(14)
          expect(axis.ticks.every((tick, index) => index === 0 || tick > axis.ticks[index - 1]!)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('counts people in whole numbers and time in round units', () => {
    expect(valueAxis([0, 2], [280, 0], 'integer', { zero: true }).labels).toEqual(['0', '1', '2'])
    expect(valueAxis([0, 5400], [280, 0], 'seconds', { zero: true }).labels).toEqual([
      '0 s',
      '15 min',
      '30 min',
      '45 min',
      '1 h',
      '1 h 15 min',
      '1 h 30 min',
    ])
    expect(valueAxis([0, 0.3], [200, 0], 'ratio', { zero: true }).ticks).toEqual([0, 0.1, 0.2, 0.3])
    expect(valueAxis([0, 2_500_000], [200, 0], 'money', { zero: true }).labels).toEqual([
      '0',
      '0.5M',
      '1.0M',
      '1.5M',
      '2.0M',
      '2.5M',
    ])
  })

  it('gives a single value some room', () => {
    expect(valueAxis([0, 0], [100, 0], 'integer', { zero: true }).scale.domain()).toEqual([0, 1])
    const [low, high] = valueAxis([7, 7], [100, 0], 'decimal', { zero: false }).scale.domain() as [number, number]
    expect(low < 7 && high > 7).toBe(true)
  })

  it('ignores what is not a number', () => {
    expect(extentOf([null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 3, -1])).toEqual([-1, 3])
    expect(extentOf([null])).toBeNull()
  })
})

describe('dateTicks', () => {
  const ticksFor = (values: readonly number[], room: number) => {
    const first = values[0]!,
      last = values.at(-1)!
    const position = (ms: number): number => (last === first ? room / 2 : ((ms - first) / (last - first)) * room)
    return { position, ticks: dateTicks(values, position, room, true) }
  }

  it('never lets two labels touch, at any length and width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1500 }),
        fc.integer({ min: 120, max: 1800 }),
        fc.constantFrom(1, 7, 30, 1 / 24),
        fc.integer({ min: 0, max: 3000 }),
        (count, room, step, offset) => {
          const { ticks, position } = ticksFor(
            days('2019-01-01', count, step).map((ms) => ms + offset * 86_400_000),
            room,
          )
          expect(ticks.length).toBeGreaterThan(0)
          for (const [index, tick] of ticks.entries()) {
            const next = ticks[index + 1]
            if (next !== undefined)
              expect(position(next.ms) - textWidth(next.text, 11) / 2).toBeGreaterThan(
                position(tick.ms) + textWidth(tick.text, 11) / 2,
              )
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('takes all days, then Mondays, then months, then years', () => {
    expect(ticksFor(days('2025-03-03', 5), 600).ticks.map((tick) => tick.text)).toEqual([
      '3 Mar',
      '4 Mar',
      '5 Mar',
      '6 Mar',
      '7 Mar',
    ])
    expect(ticksFor(days('2025-03-01', 30), 600).ticks.map((tick) => tick.text)).toEqual([
      '3 Mar',
      '10 Mar',
      '17 Mar',
      '24 Mar',
    ])
    expect(ticksFor(days('2024-11-01', 200), 600).ticks.map((tick) => [tick.text, tick.below])).toEqual([
      ['Nov', '2024'],
      ['Dec', undefined],
      ['Jan', '2025'],
      ['Feb', undefined],
      ['Mar', undefined],
      ['Apr', undefined],
      ['May', undefined],
    ])
    expect(ticksFor(days('2015-01-01', 3650), 400).ticks.map((tick) => tick.text)).toContain('2018')
  })

  it('says the year once, where it begins', () => {
    expect(ticksFor(days('2024-12-29', 8), 800).ticks.flatMap((tick) => tick.below ?? [])).toEqual(['2024', '2025'])
  })
})

describe('fillDates', () => {
  it('puts missing days, weeks and months back', () => {
    expect(fillDates([...days('2025-03-01', 3), ...days('2025-03-06', 2)])).toEqual(days('2025-03-01', 7))
    expect(fillDates(['2025-01-06', '2025-01-13', '2025-02-03'].map(parseDate))).toEqual(days('2025-01-06', 5, 7))
    expect(fillDates(['2024-12-01', '2025-01-01', '2025-02-01', '2025-04-01'].map(parseDate))).toEqual(
      ['2024-12-01', '2025-01-01', '2025-02-01', '2025-03-01', '2025-04-01'].map(parseDate),
    )
  })

  it('leaves dates of no even step alone', () => {
    const odd = ['2025-03-01', '2025-03-04', '2025-03-09'].map(parseDate)
    expect(fillDates(odd)).toEqual(odd)
    const mixed = ['2025-01-06', '2025-01-13', '2025-01-22'].map(parseDate)
    expect(fillDates(mixed)).toEqual(mixed)
  })
})
