import { Arena } from '../../base/arena'

const SMALL = 1500

/**
 * Sorts `order` by values[order[i]], ascending; equal values keep their order. The values are finite whole numbers that
 * lie within 2^53 of each other. Costs a scan where the order is right already, else a few linear passes, for which
 * memory is taken from the arena.
 */
export function sortOrder(order: Int32Array, values: Float64Array, arena: Arena = Arena.own()): void {
  const count = order.length
  if (count < 2) return
  let isSorted = true
  let min = values[order[0]!]!
  let max = min
  let before = min
  for (let i = 1; i < count; i++) {
    const value = values[order[i]!]!
    if (value < before) isSorted = false
    if (value < min) min = value
    else if (value > max) max = value
    before = value
  }
  if (isSorted) return
  if (count < SMALL) {
    // TypedArray.sort is stable as Array.sort is.
    order.sort((a, b) => values[a]! - values[b]!)
    return
  }
  sortByDigits(order, values, min, max - min, arena)
}

/**
 * Radix sort on the distance from `min`, low digits first; keys travel with the rows, so that memory is read in order.
 */
function sortByDigits(order: Int32Array, values: Float64Array, min: number, range: number, arena: Arena): void {
  const count = order.length
  const bits = Math.floor(Math.log2(range)) + 1
  const passes = Math.ceil(bits / (count > 100_000 ? 16 : 12))
  const digitBits = Math.ceil(bits / passes)
  const mask = (1 << digitBits) - 1
  const divisor = 2 ** digitBits
  let rows = arena.integersOf(order, count)
  let keys = arena.doubles(count)
  for (let i = 0; i < count; i++) keys[i] = values[rows[i]!]! - min
  let nextRows = arena.integers(count)
  let nextKeys = arena.doubles(count)
  const starts = new Int32Array(mask + 1)
  for (let pass = 0; pass < passes; pass++) {
    starts.fill(0)
    // Of a key only the digits that are left stay, so that its lowest one is the one to sort by.
    for (let i = 0; i < count; i++) {
      const digit = keys[i]! & mask
      starts[digit] = starts[digit]! + 1
    }
    let sum = 0
    for (let digit = 0; digit <= mask; digit++) {
      const size = starts[digit]!
      starts[digit] = sum
      sum += size
    }
    for (let i = 0; i < count; i++) {
      const key = keys[i]!
      const digit = key & mask
      const at = starts[digit]!
      starts[digit] = at + 1
      nextRows[at] = rows[i]!
      nextKeys[at] = Math.floor(key / divisor)
    }
    const [spareRows, spareKeys] = [rows, keys]
    rows = nextRows
    keys = nextKeys
    nextRows = spareRows
    nextKeys = spareKeys
  }
  order.set(rows)
}

/** 0, 1, 2 … count - 1. */
export function rowNumbers(count: number): Int32Array {
  const rows = new Int32Array(count)
  for (let i = 0; i < count; i++) rows[i] = i
  return rows
}
