/** What each unit adds to which places: the entries of unit u are offsets[u] to offsets[u + 1]. */
interface UnitAmounts {
  readonly layout: { readonly size: number }
  readonly offsets: ArrayLike<number>
  readonly places: ArrayLike<number>
  readonly amounts: ArrayLike<number>
}

/** Up to how many places for each amount a table of all units and places is made. */
const SPARSE = 2

/** The sums of a sample, place by place; `times` says how often each unit counts, without it once. */
export function sumUnits({ layout, offsets, places, amounts }: UnitAmounts, times?: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(layout.size)
  for (let unit = 0; unit + 1 < offsets.length; unit += 1) {
    const weight = times === undefined ? 1 : times[unit]!
    if (weight === 0) continue
    for (let entry = offsets[unit]!; entry < offsets[unit + 1]!; entry += 1)
      sums[places[entry]!]! += weight * amounts[entry]!
  }
  return sums
}

/**
 * sumUnits() for many samples: where most units have most places, over a table of them, four units at a time. Amounts
 * are added in the same order, so that the sums are the same to the last bit.
 */
export function sampleSums(tally: UnitAmounts): (times: ArrayLike<number>) => Float64Array {
  const { layout, offsets, places, amounts } = tally
  const [units, size] = [offsets.length - 1, layout.size]
  if (units * size > SPARSE * amounts.length) return (times) => sumUnits(tally, times)
  const table = new Float64Array(units * size)
  for (let unit = 0; unit < units; unit += 1)
    for (let entry = offsets[unit]!; entry < offsets[unit + 1]!; entry += 1)
      table[unit * size + places[entry]!] = amounts[entry]!
  const drawn = new Int32Array(units)
  return (times) => {
    let count = 0
    for (let unit = 0; unit < units; unit += 1) if (times[unit] !== 0) drawn[count++] = unit
    const sums = new Float64Array(size)
    let nth = 0
    for (; nth + 4 <= count; nth += 4) {
      const [first, second, third, fourth] = [drawn[nth]!, drawn[nth + 1]!, drawn[nth + 2]!, drawn[nth + 3]!]
      const [ofFirst, ofSecond, ofThird, ofFourth] = [times[first]!, times[second]!, times[third]!, times[fourth]!]
      const [atFirst, atSecond, atThird, atFourth] = [first * size, second * size, third * size, fourth * size]
      for (let place = 0; place < size; place += 1)
        sums[place] =
          sums[place]! +
          ofFirst * table[atFirst + place]! +
          ofSecond * table[atSecond + place]! +
          ofThird * table[atThird + place]! +
          ofFourth * table[atFourth + place]!
    }
    for (; nth < count; nth += 1) {
      const unit = drawn[nth]!
      for (let place = 0; place < size; place += 1) sums[place]! += times[unit]! * table[unit * size + place]!
    }
    return sums
  }
}
