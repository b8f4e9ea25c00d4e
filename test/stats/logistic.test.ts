import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalRows } from '../../src-renderer/stats/equalRows'
import { logisticLogits } from '../../src-renderer/stats/logistic'

const rows = fc.array(fc.tuple(fc.constantFrom(0, 1, 2.5, -3), fc.constantFrom(0, 0, 0, 1), fc.constantFrom(7)), {
  minLength: 4,
  maxLength: 60,
})
const columnsOf = (table: readonly (readonly number[])[]): readonly Float64Array[] =>
  [0, 1, 2].map((at) => Float64Array.from(table, (row) => row[at]!))

describe('equal rows', () => {
  it('are those with the same values in all columns', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const { groups, firsts } = equalRows(columnsOf(table), table.length)
        const texts = table.map((row) => row.join())
        const different = [...new Set(texts)]
        expect([...groups]).toEqual(texts.map((text) => different.indexOf(text)))
        expect([...firsts]).toEqual(different.map((text) => texts.indexOf(text)))
      }),
    )
  })
})

describe('the logistic regression', () => {
  it("fits best: the loss, half the squares of the standardised columns' weights with it, rises from it nowhere", () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.boolean()), (table, stream) => {
        const outcomes = Uint8Array.from(table, (_, at) => (at === 0 ? 0 : at === 1 || stream.next().value ? 1 : 0))
        const { groups, logits } = logisticLogits(columnsOf(table), outcomes)
        const missed = table.map((_, at) => outcomes[at]! - 1 / (1 + Math.exp(-logits[groups[at]!]!)))
        // The intercept is free.
        expect(missed.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 7)
        const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
        const columns = columnsOf(table)
          .map((column) => [...column])
          .map((column) => column.map((one) => one - mean(column)))
          .map((column) => ({ column, spread: Math.sqrt(mean(column.map((one) => one ** 2))) }))
          .filter(({ spread }) => spread > 1e-9)
          .map(({ column, spread }) => column.map((one) => one / spread))
        // At the best fit a column's weight is what it lacks: sum of value times what is missed.
        const weights = columns.map((column) => column.reduce((sum, one, at) => sum + one * missed[at]!, 0))
        const intercept = logits[groups[0]!]! - columns.reduce((sum, column, at) => sum + weights[at]! * column[0]!, 0)
        for (const [row] of table.entries())
          expect(logits[groups[row]!]).toBeCloseTo(
            intercept + columns.reduce((sum, column, at) => sum + weights[at]! * column[row]!, 0),
            6,
          )
      }),
    )
  })
})
