import type { RandomLog } from '../../randomLog'
import { eventAmounts, quantile, userValues, type AskedMeasure, type EntityChoice } from '../entityValues'

export interface DistributionChoice extends EntityChoice {
  /** A measure of each user; null for the amounts of events. */
  readonly measure: AskedMeasure | null
  readonly event: string | null
  readonly bins: null | number | readonly number[] | 'log'
}

interface Bin {
  readonly lower: number | null
  readonly upper: number | null
  readonly holds: (value: number) => boolean
}

/** 1, 2, 5, 10 … as they are written. */
function roundNumber(step: number): number {
  return Number(`${[1, 2, 5][((step % 3) + 3) % 3]!}e${Math.floor(step / 3)}`)
}

function between(lower: number, upper: number, withUpper = false): Bin {
  return { lower, upper, holds: (value) => value >= lower && (value < upper || (withUpper && value === upper)) }
}

/** Bins that hold all values, from the first to the last that is not empty. */
function cutToValues(bins: readonly Bin[], values: readonly number[]): readonly Bin[] {
  const full = bins.map((bin) => values.some((value) => bin.holds(value)))
  return bins.slice(full.indexOf(true), full.lastIndexOf(true) + 1)
}

function binsOf(values: readonly number[], choice: DistributionChoice['bins']): readonly Bin[] {
  if (choice === 'log') {
    const steps = Array.from({ length: 60 }, (_, index) => index - 30)
    const above = cutToValues(
      steps.map((step) => between(roundNumber(step), roundNumber(step + 1))),
      values,
    )
    const zero: Bin = { lower: null, upper: 0, holds: (value) => value <= 0 }
    return [...(values.some((value) => value <= 0) ? [zero] : []), ...above]
  }
  if (typeof choice === 'object' && choice !== null) {
    const [first, last] = [choice[0]!, choice.at(-1)!]
    const inside = choice.slice(1).map((upper, index) => between(choice[index]!, upper, upper === last))
    const below: Bin = { lower: null, upper: first, holds: (value) => value < first }
    const over: Bin = { lower: last, upper: null, holds: (value) => value > last }
    return [
      ...(values.some((value) => value < first) ? [below] : []),
      ...inside,
      ...(values.some((value) => value > last) ? [over] : []),
    ]
  }
  const about = choice ?? 20
  const [least, most, few] = [Math.min(...values), Math.max(...values), quantile(values, 0.99)]
  const wanted = few > least ? (few - least) / about : most > least ? (most - least) / about : 1
  const whole = values.every(Number.isInteger)
  let step = whole ? 0 : -40
  while (roundNumber(step) * (1 + 1e-9) < wanted) step++
  // Multiples of the width, written as such.
  const digit = [1, 2, 5][((step % 3) + 3) % 3]!
  const bound = (index: number): number => Number(`${index * digit}e${Math.floor(step / 3)}`)
  const start = Math.floor(least / roundNumber(step)) - 2
  const all = Array.from({ length: 3000 }, (_, index) => between(bound(start + index), bound(start + index + 1)))
  const shown = cutToValues(
    all,
    values.filter((value) => value < bound(start + 2999)),
  )
  if (shown.length <= 2 * about) return shown
  const { lower } = shown[2 * about]!
  return [...shown.slice(0, 2 * about), { lower, upper: null, holds: (value) => value >= lower! }]
}

/** A distribution from the definition: every bin asked of every value. */
export function referenceDistribution(log: RandomLog, choice: DistributionChoice): readonly object[] {
  const { measure, event, scope, bins } = choice
  const values =
    measure === null ? eventAmounts(log, scope, event) : userValues(log, choice, [measure]).map((one) => one.values[0]!)
  if (values.length === 0) return []
  let before = 0
  return binsOf(values, bins).map(({ lower, upper, holds }) => {
    const n = values.filter(holds).length
    before += n
    return { lower, upper, n, share: (100 * n) / values.length, share_up_to: (100 * before) / values.length }
  })
}
