import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../../../queries/attribution/finishCredits'
import { sampleSums, sumUnits } from '../../../../queries/attribution/sampleSums'

/** Amounts of units by place, of which some are none. */
const units = fc.array(
  fc.array(fc.oneof(fc.constant(0), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { minLength: 8, maxLength: 8 }),
  { minLength: 1, maxLength: 11 },
)

describe('the sums of a sample', () => {
  it('are those of its units one after the other, to the last bit, with few places or many', () => {
    fc.assert(
      fc.property(units, fc.infiniteStream(fc.constantFrom(0, 1, 2, 5)), (amounts, stream) => {
        const layout = { ...layoutOf(1, 1, false), size: 8 }
        const lists = amounts.map((own) => own.flatMap((amount, place) => (amount === 0 ? [] : [{ place, amount }])))
        const entries = lists.flat()
        const tally = {
          layout,
          offsets: Uint32Array.from([0, ...lists.map((_, unit) => lists.slice(0, unit + 1).flat().length)]),
          places: Uint32Array.from(entries, ({ place }) => place),
          amounts: Float64Array.from(entries, ({ amount }) => amount),
          markov: -1,
        }
        const times = amounts.map(() => stream.next().value as number)
        const expected = Array.from({ length: 8 }, (_, place) =>
          amounts.reduce((sum, own, unit) => sum + times[unit]! * own[place]!, 0),
        )
        const plain = (sums: Float64Array): readonly number[] => Array.from(sums, (sum) => sum + 0)
        expect(plain(sampleSums(tally)(times))).toEqual(expected.map((sum) => sum + 0))
        expect(plain(sumUnits(tally, times))).toEqual(expected.map((sum) => sum + 0))
      }),
    )
  })
})
