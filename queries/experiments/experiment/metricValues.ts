import type { RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import { byText } from '../../events/byText'
import type { Metric } from '../metric'
import type { OUTCOMES } from '../outcomesSql'
import type { LoadedFigures } from './figurePass'

/** A figure by its number, times a number. */
export interface AskedTerm {
  readonly factor: number
  readonly figure: number
}

/** A metric by the numbers of its figures, and of what the events that it counts meet. */
export interface AskedMetric extends Omit<Metric, 'over' | 'under'> {
  readonly over: readonly AskedTerm[]
  readonly under: readonly AskedTerm[]
  readonly events: readonly number[]
}

/** What each user adds to a metric. */
interface Values {
  readonly over: Float64Array
  readonly under: Float64Array
  readonly before: Float64Array
  readonly did: Uint8Array
}

function total(terms: readonly AskedTerm[], figures: Float64Array): number {
  let sum = 0
  for (const { factor, figure } of terms) sum += factor * figures[figure]!
  return sum
}

/** Means and the sample covariance of two lists (Welford's sums: nothing is left of values that are all the same). */
function moments(one: Float64Array, other: Float64Array) {
  let [sum, otherSum, mean, otherMean, products] = [0, 0, 0, 0, 0]
  for (let at = 0; at < one.length; at += 1) {
    const apart = one[at]! - mean
    sum += one[at]!
    otherSum += other[at]!
    mean += apart / (at + 1)
    otherMean += (other[at]! - otherMean) / (at + 1)
    products += apart * (other[at]! - otherMean)
  }
  const { length } = one
  return { mean: sum / length, otherMean: otherSum / length, covariance: length < 2 ? 0 : products / (length - 1) }
}

const largest = (values: Float64Array): number => values.reduce((most, one) => Math.max(most, Math.abs(one)), 0)

/** The ratio of two sums, and the variance of what each user adds to it (delta method). */
function ratioOf(dividends: Float64Array, divisors: Float64Array): { mean: number | null; variance: number } {
  const sum = (values: Float64Array): number => values.reduce((sum, one) => sum + one, 0)
  const divisor = sum(divisors)
  if (divisor === 0) return { mean: null, variance: 0 }
  const mean = sum(dividends) / divisor
  const deviations = dividends.map((one, at) => one - divisors[at]! * mean)
  // Deviations this small beside what is divided are rounding, not spread.
  if (largest(deviations) <= 1e-12 * largest(dividends)) return { mean, variance: 0 }
  const each = divisor / divisors.length
  return { mean, variance: moments(deviations, deviations).covariance / (each * each) }
}

/** What the users compared add to each metric. */
export class MetricValues {
  readonly #metrics: readonly AskedMetric[]
  readonly #hasBefore: boolean
  readonly #variants: Int32Array
  readonly #values: readonly Values[]
  #count = 0

  constructor(metrics: readonly AskedMetric[], users: number, hasBefore: boolean) {
    this.#metrics = metrics
    this.#hasBefore = hasBefore
    this.#variants = new Int32Array(users)
    this.#values = metrics.map(({ kind }) => ({
      over: new Float64Array(users),
      under: new Float64Array(kind === 'ratio' ? users : 0),
      before: new Float64Array(hasBefore && kind !== 'ratio' ? users : 0),
      did: new Uint8Array(users),
    }))
  }

  add(variant: number, { after, before, did }: LoadedFigures): void {
    const user = this.#count
    this.#count += 1
    this.#variants[user] = variant
    for (let nth = 0; nth < this.#metrics.length; nth += 1) {
      const [{ over, under, events, kind }, values] = [this.#metrics[nth]!, this.#values[nth]!]
      values.over[user] = total(over, after)
      if (kind === 'ratio') values.under[user] = total(under, after)
      else if (this.#hasBefore) values.before[user] = total(over, before)
      values.did[user] = events.some(did) ? 1 : 0
    }
  }

  /** As OUTCOMES says: a row per metric and variant, variants in the order of their names. */
  rows(texts: readonly string[]): readonly RowOf<typeof OUTCOMES>[] {
    const counts = new Int32Array(texts.length)
    for (let user = 0; user < this.#count; user += 1) counts[this.#variants[user]!]! += 1
    const members = texts.map((_, variant) => new Int32Array(counts[variant]!))
    const ends = new Int32Array(texts.length)
    for (let user = 0; user < this.#count; user += 1) {
      const variant = this.#variants[user]!
      members[variant]![ends[variant]!++] = user
    }
    const variants = [...texts.keys()].filter((code) => counts[code]! > 0).sort((a, b) => byText(texts[a]!, texts[b]!))
    return this.#metrics.flatMap((metric, place) =>
      variants.map((code) => this.#row(metric, place, { name: texts[code]!, members: members[code]! })),
    )
  }

  #row(
    { label, better, role, kind, measured }: AskedMetric,
    place: number,
    { name, members }: { readonly name: string; readonly members: Int32Array },
  ): RowOf<typeof OUTCOMES> {
    const values = this.#values[place]!
    const of = (column: Float64Array): Float64Array => {
      const own = new Float64Array(members.length)
      for (let at = 0; at < own.length; at += 1) own[at] = column[members[at]!]!
      return own
    }
    let converters = 0
    for (const user of members) converters += values.did[user]!
    const over = of(values.over)
    const before = this.#hasBefore && kind !== 'ratio' ? of(values.before) : null
    const { covariance, otherMean } = before === null ? { covariance: 0, otherMean: 0 } : moments(over, before)
    const own = moments(over, over)
    return {
      place,
      metric: label,
      aim: better,
      role,
      kind,
      measured,
      variant: name,
      users: members.length,
      converters,
      ...(kind === 'ratio' ? ratioOf(over, of(values.under)) : { mean: own.mean, variance: own.covariance }),
      pre_mean: otherMean,
      pre_variance: before === null ? 0 : moments(before, before).covariance,
      covariance,
    }
  }
}
