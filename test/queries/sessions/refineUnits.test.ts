import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RefineUnits } from '../../../queries/sessions/refineUnits'
import { runs } from '../../runs'

const rows = fc.array(fc.record({ unit: fc.integer({ min: -1, max: 2 }), value: fc.integer({ min: 0, max: 3 }) }), {
  maxLength: 20,
})

describe('refining units', () => {
  it('numbers pairs of unit and value as they come, whatever order the values are in', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const pairs: string[] = []
        const expected = given.map(({ unit, value }) => {
          const pair = `${unit} ${value}`
          if (unit >= 0 && !pairs.includes(pair)) pairs.push(pair)
          return pairs.indexOf(pair)
        })
        const unitOf = Int32Array.from(given, ({ unit }) => unit)
        const refine = new RefineUnits(given.length)
        expect(refine.refine(unitOf, given.length, 3, (row) => given[row]!.value)).toBe(pairs.length)
        expect([...unitOf]).toEqual(expected)
      }),
      { numRuns: runs(300) },
    )
  })
})
