import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceTo, inSaidUnit, readSaidNumber } from '../../../src-renderer/query/numbers/saidNumber'

describe('readSaidNumber', () => {
  it.each([
    ['31.2 %', 31.2, 0.05, true],
    ['31,2%', 31.2, 0.05, true],
    ['12,345 %', 12.345, 0.0005, true],
    ['4,312', 4312, 0.5, false],
    ['4.312', 4.312, 0.0005, false],
    ['1.234.567', 1234567, 0.5, false],
    ['1.234,5', 1234.5, 0.05, false],
    ['1,234.50', 1234.5, 0.005, false],
    ['10 200', 10200, 0.5, false],
    ['−3', -3, 0.5, false],
    ['10.2k', 10200, 50, false],
    ['0', 0, 0.5, false],
  ])('reads %s', (text, value, half, isPercent) => {
    const said = readSaidNumber(text)
    expect(said.value).toBeCloseTo(value, 9)
    expect(said.half).toBeCloseTo(half, 9)
    expect(said.isPercent).toBe(isPercent)
  })

  it.each(['', '%', 'many', '3..', '1e9', '12 of 40'])('refuses "%s" in words', (text) => {
    expect(() => readSaidNumber(text)).toThrow(/is no number; give the figure as the tool shows it/)
  })

  it('takes what rounds to the digits given for the same, and nothing that rounds to others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 0, max: 3 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (whole, digits, units) => {
          fc.pre(Math.abs(Math.abs(units) - 0.5) > 1e-3)
          const said = readSaidNumber((whole / 10 ** digits).toFixed(digits).replace('-', '−'))
          const value = (whole + units) / 10 ** digits
          expect(distanceTo(value, said) === 0).toBe(Math.abs(units) < 0.5)
        },
      ),
    )
  })
})

it('holds shares against percentages in their unit', () => {
  expect(inSaidUnit(0.312, 'ratio', readSaidNumber('31.2 %'))).toBeCloseTo(31.2)
  expect(inSaidUnit(0.312, 'ratio', readSaidNumber('31.2'))).toBeCloseTo(31.2)
  expect(inSaidUnit(0.312, 'ratio', readSaidNumber('0.31'))).toBe(0.312)
  expect(inSaidUnit(31.2, 'percent', readSaidNumber('31.2'))).toBe(31.2)
})
