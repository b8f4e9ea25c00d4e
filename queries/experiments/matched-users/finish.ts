import { elementAt } from '../../../src-renderer/base/required'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { normalQuantile, normalTwoSided } from '../../../src-renderer/stats/normal'
import { logisticLogits } from '../../../src-renderer/stats/logistic'
import { sampleOf, welch, type Sample } from '../../../src-renderer/stats/means'
import { matchNearest, type Matched, type Units } from '../../../src-renderer/stats/nearestMatch'
import { confidenceOf } from '../finish'
import { readMeasure } from '../metrics'
import { COLUMNS, type Row } from './columns'
import { studyOf, usersOf, type Study } from './covariates'

/** Fewer users on a side are not compared. */
export const LEAST_USERS = 5
/** How far apart a match may be: so many standard deviations of the logit (Austin 2011). */
const CALIPER = 0.2
const SPANS = 10

const EMPTY: Omit<Row, 'kind' | 'what' | 'treated_users' | 'control_users'> = {
  treated: null,
  control: null,
  difference: null,
  low: null,
  high: null,
  p: null,
  apart_before: null,
  apart_after: null,
}

/** An effect with its standard error as a row. */
function effectRow(
  what: string,
  users: Pick<Row, 'treated_users' | 'control_users'>,
  [treated, control, error]: readonly [number, number, number],
  { unit, confidence }: { readonly unit: number; readonly confidence: number },
): Row {
  const effect = treated - control
  const half = normalQuantile((1 + confidence) / 2) * error
  return {
    ...EMPTY,
    kind: 'effect',
    what,
    ...users,
    treated: unit * treated,
    control: unit * control,
    difference: unit * effect,
    low: unit * (effect - half),
    high: unit * (effect + half),
    p: error === 0 ? (Math.abs(effect) < 1e-12 ? 1 : 0) : normalTwoSided(effect / error),
  }
}

/** What some users have, by their places. */
function valuesAt(values: Float64Array, places: Int32Array): Float64Array {
  const found = new Float64Array(places.length)
  for (let at = 0; at < places.length; at += 1) found[at] = values[places[at]!]!
  return found
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0]
  for (let at = 0; at < values.length; at += 1) {
    sum += weights[at]! * values[at]!
    total += weights[at]!
  }
  return sum / total
}

/** The others weighted by the odds that they would have been treated: mean and standard error of the difference. */
function weighted({ mean: treated, variance, count }: Sample, others: Units): readonly [number, number, number] {
  const { scores, groups, outcomes } = others
  const most = scores.reduce((most, one) => Math.max(most, one), -Infinity)
  const odds = scores.map((one) => Math.exp(one - most))
  const weights = valuesAt(odds, groups)
  const mean = weightedMean(outcomes, weights)
  let [total, spread] = [0, 0]
  for (let at = 0; at < outcomes.length; at += 1) {
    total += weights[at]!
    spread += (weights[at]! * (outcomes[at]! - mean)) ** 2
  }
  return [treated, mean, Math.sqrt(variance / count + spread / total ** 2)]
}

/** Places of those who took it up, and of all others. */
interface Sides {
  readonly treated: Int32Array
  readonly others: Int32Array
}

function sidesOf({ isTreated }: Study): Sides {
  const treated = isTreated.reduce((sum, one) => sum + one, 0)
  const sides = [new Int32Array(isTreated.length - treated), new Int32Array(treated)] as const
  const ends = [0, 0]
  for (let user = 0; user < isTreated.length; user += 1) {
    const side = isTreated[user]!
    sides[side]![ends[side]!++] = user
  }
  return { treated: sides[1], others: sides[0] }
}

function balanceRows({ covariates }: Study, { treated, others }: Sides, found: Matched | null): readonly Row[] {
  return covariates.map(({ name, values }) => {
    const [own, other] = [valuesAt(values, treated), valuesAt(values, others)]
    const [one, two] = [sampleOf(own), sampleOf(other)]
    const spread = Math.sqrt((one.variance + two.variance) / 2)
    const apart = (difference: number): number | null => (spread === 0 ? null : difference / spread)
    return {
      ...EMPTY,
      kind: 'balance',
      what: name,
      treated_users: treated.length,
      control_users: others.length,
      treated: one.mean,
      control: two.mean,
      apart_before: apart(one.mean - two.mean),
      apart_after:
        found === null ? null : apart(sampleOf(valuesAt(own, found.matched)).mean - weightedMean(other, found.weights)),
    }
  })
}

/** Units of both sides have the same scores. */
function overlapRows(own: Units, other: Units): readonly Row[] {
  // A hair above, so that a propensity on the edge of a span is in the same one wherever it is computed.
  const spans = own.scores.map((one) => Math.min(SPANS - 1, Math.floor(SPANS / (1 + Math.exp(-one)) + 1e-6)))
  const counts = ({ groups }: Units): Int32Array => {
    const count = new Int32Array(SPANS)
    for (let unit = 0; unit < groups.length; unit += 1) count[spans[groups[unit]!]!]! += 1
    return count
  }
  const [treated, others] = [counts(own), counts(other)]
  return Array.from(treated, (count, at) => ({
    ...EMPTY,
    kind: 'overlap',
    what: `${at * 10}–${(at + 1) * 10} %`,
    treated_users: count,
    control_users: elementAt(others, at),
  }))
}

/** An effect that is not told: too few users, or nobody like them. */
const untold = (what: string, users: Pick<Row, 'treated_users' | 'control_users'>): Row => ({
  ...EMPTY,
  kind: 'effect',
  what,
  ...users,
})

/** The names of the properties that users are matched by, as plan() wrote them into the values. */
export function propertyNames(values: ParameterValues): readonly string[] {
  return Array.isArray(values['properties']) ? values['properties'].map(String) : []
}

/** `values` have the properties' names. Where too few users are alike, the effects are blank. */
export function finishMatched(answer: ResultTable, values: ParameterValues): ResultTable {
  return judgeStudy(studyOf(usersOf(answer, propertyNames(values))), values)
}

/** The answer that a study gives. */
export function judgeStudy(study: Study, values: ParameterValues): ResultTable {
  const sides = sidesOf(study)
  const all = { treated_users: sides.treated.length, control_users: sides.others.length }
  if (all.treated_users < LEAST_USERS || all.control_users < LEAST_USERS)
    return declaredResult(COLUMNS, [
      untold('unadjusted', all),
      untold('matched', { treated_users: 0, control_users: 0 }),
      untold('weighted', all),
    ])
  const { logits, groups } = logisticLogits(
    study.covariates.map((one) => one.values),
    study.isTreated,
  )
  const unitsOf = (places: Int32Array): Units => ({
    scores: logits,
    groups: places.map((place) => groups[place]!),
    outcomes: valuesAt(study.outcomes, places),
  })
  const [own, other] = [unitsOf(sides.treated), unitsOf(sides.others)]
  const varianceOf = (units: Units): number => sampleOf(valuesAt(logits, units.groups)).variance
  const spread = (varianceOf(own) + varianceOf(other)) / 2
  const found = matchNearest(own, other, CALIPER * Math.sqrt(spread))
  const asked = { unit: readMeasure(values) === 'converted' ? 100 : 1, confidence: confidenceOf(values) }
  const [sample, rest] = [sampleOf(own.outcomes), sampleOf(other.outcomes)]
  const simple = welch(sample, rest, asked.confidence)
  const matched = {
    treated_users: found?.matched.length ?? 0,
    control_users: found?.weights.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0) ?? 0,
  }
  const isTold = found !== null && 2 * found.matched.length >= all.treated_users
  return declaredResult(COLUMNS, [
    {
      ...effectRow('unadjusted', all, [sample.mean, rest.mean, 0], asked),
      low: simple === null ? null : asked.unit * simple.low,
      high: simple === null ? null : asked.unit * simple.high,
      p: simple?.p ?? null,
    },
    isTold
      ? effectRow('matched', matched, [found.treated, found.control, found.error], asked)
      : untold('matched', matched),
    isTold ? effectRow('weighted', all, weighted(sample, other), asked) : untold('weighted', all),
    ...balanceRows(study, sides, isTold ? found : null),
    ...overlapRows(own, other),
  ])
}
