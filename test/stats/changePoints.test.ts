import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changePoints } from '../../src-renderer/stats/changePoints'
import { seededRandom } from '../../src-renderer/stats/random'
import { seasonShape, withoutSeason } from '../../src-renderer/stats/season'

const RULES = { least: 1, most: 5, limit: 1 }

/** All orders of a few numbers. */
function ordersOf(numbers: readonly number[]): readonly (readonly number[])[] {
  if (numbers.length < 2) return [numbers]
  return numbers.flatMap((one, at) => ordersOf(numbers.toSpliced(at, 1)).map((rest) => [one, ...rest]))
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const squares = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + (one - mean(numbers)) ** 2, 0)
const gainOf = (numbers: readonly number[]): number =>
  Math.max(
    ...numbers
      .slice(1)
      .map((_, at) => squares(numbers) - squares(numbers.slice(0, at + 1)) - squares(numbers.slice(at + 1))),
  )

/** Numbers of a bell curve. */
function noise(seed: number, count: number): readonly number[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
}

describe('changes of level', () => {
  it('are found by hand: 10 10 10 20 20 20 splits at the fourth, in 2 of 20 orders', () => {
    const [only, ...others] = changePoints([10, 10, 10, 20, 20, 20], { ...RULES, most: 1 })
    expect(others).toEqual([])
    expect(only?.at).toBe(3)
    expect(only?.p).toBeGreaterThan(0.07)
    expect(only?.p).toBeLessThan(0.13)
  })

  it('have the p of all orders, up to the luck of 999', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 6 }), (numbers) => {
        fc.pre(new Set(numbers).size > 1)
        const [found] = changePoints(numbers, { ...RULES, most: 1 })
        const orders = ordersOf(numbers)
        const exact = orders.filter((order) => gainOf(order) >= gainOf(numbers) - 1e-9).length / orders.length
        // Five errors of a share of 999.
        expect(Math.abs(found!.p - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / 999) + 0.002)
      }),
      { numRuns: 40 },
    )
  })

  it('find nothing in noise, 95 times of 100', () => {
    const found = Array.from({ length: 100 }, (_, seed) =>
      changePoints(noise(seed, 60), { least: 3, most: 5, limit: 0.01 }),
    ).filter((points) => points.length > 0)
    expect(found.length).toBeLessThanOrEqual(5)
  })

  it('find two that were planted', () => {
    const numbers = noise(7, 90).map((one, at) => one + (at < 30 ? 100 : at < 60 ? 95 : 105))
    const points = changePoints(numbers, { least: 3, most: 5, limit: 0.01 })
    expect(points.map(({ at }) => at)).toEqual([30, 60])
  })

  it('need enough numbers on both sides, and some that differ', () => {
    expect(changePoints([1, 9], { ...RULES, least: 2 })).toEqual([])
    expect(changePoints([0.1, 0.1, 0.1, 0.1], RULES)).toEqual([])
    expect(changePoints([], RULES)).toEqual([])
  })
})

describe('a season', () => {
  it('is taken out by how far its places lie from the mean around them, where there are three', () => {
    const weeks = Array.from({ length: 21 }, (_, at) => (at % 7 === 6 ? 31 : 10))
    expect(seasonShape(weeks, 7)).toEqual([-3, -3, -3, -3, -3, -3, 18])
    expect(new Set(withoutSeason(weeks, 7))).toEqual(new Set([13]))
    const rising = weeks.map((one, at) => one + at)
    expect(withoutSeason(rising, 7).map((one, at) => one! - at)).toEqual(Array<number>(21).fill(13))
    const even = Array.from({ length: 12 }, (_, at) => [5, 1, 3, 3][at % 4]!)
    expect(new Set(withoutSeason(even, 4))).toEqual(new Set([3]))
    expect(withoutSeason(weeks.slice(1), 7)).toEqual(weeks.slice(1))
    expect(withoutSeason([null, ...weeks.slice(1)], 7)[0]).toBeNull()
  })
})
