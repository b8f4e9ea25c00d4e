import { elementAt } from '../base/required'
import { seededRandom } from './random'

/** Where the level of a row of numbers changes: `at` is the first of the new level. */
export interface ChangePoint {
  readonly at: number
  /** The share of random orders of the same numbers that split as well. */
  readonly p: number
}

interface Split {
  readonly at: number
  /** By how much two means fit better than one: the squares that they take away. */
  readonly gain: number
}

interface Rules {
  /** Numbers on each side of a change, at least. */
  readonly least: number
  /** Changes, at most. */
  readonly most: number
  /** A change is one where p is at most this. */
  readonly limit: number
}

/** Orders that a split is held against. */
const ORDERS = 999
const SEED = 20_240_601
/** What sums of fractions lose is no difference. */
const EQUAL = 1e-9
const ROUNDING = 1e-12

/** The split into two means with the least squares, the earliest of equal ones; null for too few numbers. */
function bestSplit(values: Float64Array, least: number): Split | null {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  let best: Split | null = null
  let before = 0
  for (let at = 1; at < count; at += 1) {
    before += elementAt(values, at - 1) - mean
    if (at < least || count - at < least) continue
    const gain = (before * before * count) / (at * (count - at))
    if (best === null || gain > best.gain * (1 + EQUAL)) best = { at, gain }
  }
  return best
}

/** How often the same numbers, in random orders, split as well: (1 + those that do) / (1 + all orders). */
function permutationP(values: Float64Array, { gain }: Split, least: number): number {
  const random = seededRandom(SEED)
  const order = values.slice()
  let asGood = 1
  for (let round = 0; round < ORDERS; round += 1) {
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1))
      const value = elementAt(order, last)
      order[last] = elementAt(order, other)
      order[other] = value
    }
    if ((bestSplit(order, least)?.gain ?? 0) >= gain * (1 - EQUAL)) asGood += 1
  }
  return asGood / (1 + ORDERS)
}

/** The best split of the numbers from `first` to before `end`, where it is one by the rules. */
function changeIn(values: Float64Array, first: number, end: number, { least, limit }: Rules): Found | null {
  const part = values.slice(first, end)
  const split = bestSplit(part, least)
  if (split === null || split.gain <= ROUNDING * part.reduce((sum, value) => sum + value * value, 0)) return null
  const p = permutationP(part, split, least)
  return p > limit ? null : { first, end, at: first + split.at, gain: split.gain, p }
}

interface Found extends ChangePoint {
  readonly first: number
  readonly end: number
  readonly gain: number
}

/**
 * Where the level changes, in order: binary segmentation by least squares (Scott and Knott 1974), each split held
 * against random orders of the numbers of its part. Of all parts the one is split first that gains most.
 */
export function changePoints(numbers: readonly number[], rules: Rules): readonly ChangePoint[] {
  const values = Float64Array.from(numbers)
  const found: ChangePoint[] = []
  const open = [changeIn(values, 0, values.length, rules)].filter((one) => one !== null)
  while (open.length > 0 && found.length < rules.most) {
    open.sort((a, b) => b.gain - a.gain)
    const next = open.shift()
    if (next === undefined) break
    found.push({ at: next.at, p: next.p })
    for (const part of [changeIn(values, next.first, next.at, rules), changeIn(values, next.at, next.end, rules)])
      if (part !== null) open.push(part)
  }
  return found.sort((a, b) => a.at - b.at)
}
