import { elementAt } from '../../../src-renderer/base/required'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { normalQuantile, normalTwoSided } from '../../../src-renderer/stats/normal'
import { logisticLogits } from '../../../src-renderer/stats/logistic'
import { sampleOf, welch } from '../../../src-renderer/stats/means'
import { matchNearest, type Matched, type Unit } from '../../../src-renderer/stats/nearestMatch'
import { confidenceOf } from '../finish'
import { readMeasure } from '../metrics'
import { COLUMNS, type Row } from './columns'
import { studyOf, type Study } from './covariates'

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

/** A mean with weights, of the others at some places. */
function weightedMean(values: ArrayLike<number>, places: readonly number[], weightOf: (at: number) => number): number {
  let [sum, total] = [0, 0]
  places.forEach((place, at) => {
    const weight = weightOf(at)
    sum += weight * elementAt(values, place)
    total += weight
  })
  return sum / total
}

/** The others weighted by the odds that they would have been treated: mean and standard error of the difference. */
function weighted(own: readonly number[], others: readonly Unit[]): readonly [number, number, number] {
  const most = others.reduce((most, one) => Math.max(most, one.score), -Infinity)
  const weights = others.map((one) => Math.exp(one.score - most))
  const total = weights.reduce((sum, one) => sum + one, 0)
  const mean = others.reduce((sum, one, at) => sum + elementAt(weights, at) * one.outcome, 0) / total
  const spread = others.reduce((sum, one, at) => sum + (elementAt(weights, at) * (one.outcome - mean)) ** 2, 0)
  const sample = sampleOf(own)
  return [sample.mean, mean, Math.sqrt(sample.variance / sample.count + spread / total ** 2)]
}

interface Sides {
  readonly treated: readonly number[]
  readonly others: readonly number[]
}

/** The mean of the matched treated, less that of those who stand in for them. */
function matchedDifference(values: Float64Array, { treated, others }: Sides, found: Matched): number {
  const matched = found.matched.map((at) => elementAt(treated, at))
  return (
    weightedMean(values, matched, () => 1) - weightedMean(values, others, (place) => elementAt(found.weights, place))
  )
}

function balanceRows({ covariates }: Study, { treated, others }: Sides, found: Matched | null): readonly Row[] {
  return covariates.map(({ name, values }) => {
    const at = (places: readonly number[]): readonly number[] => places.map((place) => elementAt(values, place))
    const [one, two] = [sampleOf(at(treated)), sampleOf(at(others))]
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
      apart_after: found === null ? null : apart(matchedDifference(values, { treated, others }, found)),
    }
  })
}

function overlapRows(logits: Float64Array, { treated, others }: Sides): readonly Row[] {
  // A hair above, so that a propensity on the edge of a span is in the same one wherever it is computed.
  const spanOf = (at: number): number =>
    Math.min(SPANS - 1, Math.floor(SPANS / (1 + Math.exp(-elementAt(logits, at))) + 1e-6))
  const counts = (places: readonly number[]): readonly number[] => {
    const count = Array<number>(SPANS).fill(0)
    for (const place of places) count[spanOf(place)] = elementAt(count, spanOf(place)) + 1
    return count
  }
  const [own, other] = [counts(treated), counts(others)]
  return own.map((count, at) => ({
    ...EMPTY,
    kind: 'overlap',
    what: `${at * 10}–${(at + 1) * 10} %`,
    treated_users: count,
    control_users: elementAt(other, at),
  }))
}

/** An effect that is not told: too few users, or nobody like them. */
const untold = (what: string, treated: number, others: number): Row => ({
  ...EMPTY,
  kind: 'effect',
  what,
  treated_users: treated,
  control_users: others,
})

/** `values` have the properties' names. Where too few users are alike, the effects are blank. */
export function finishMatched(answer: ResultTable, values: ParameterValues): ResultTable {
  const names = Array.isArray(values['properties']) ? values['properties'].map(String) : []
  const study = studyOf(answer, names)
  const places = study.isTreated.map((_, at) => at)
  const treated = places.filter((at) => elementAt(study.isTreated, at))
  const others = places.filter((at) => !elementAt(study.isTreated, at))
  if (treated.length < LEAST_USERS || others.length < LEAST_USERS)
    return declaredResult(COLUMNS, [
      untold('unadjusted', treated.length, others.length),
      untold('matched', 0, 0),
      untold('weighted', treated.length, others.length),
    ])
  const logits = logisticLogits(
    study.covariates.map((one) => one.values),
    study.isTreated,
  )
  const unitsOf = (side: readonly number[]): readonly Unit[] =>
    side.map((at) => ({ score: elementAt(logits, at), outcome: elementAt(study.outcomes, at) }))
  const [own, other] = [unitsOf(treated), unitsOf(others)]
  const spreadOf = (units: readonly Unit[]): number => sampleOf(units.map((one) => one.score)).variance
  const found = matchNearest(own, other, CALIPER * Math.sqrt((spreadOf(own) + spreadOf(other)) / 2))
  const asked = { unit: readMeasure(values) === 'converted' ? 100 : 1, confidence: confidenceOf(values) }
  const outcomesOf = (units: readonly Unit[]): readonly number[] => units.map((one) => one.outcome)
  const [sample, rest] = [sampleOf(outcomesOf(own)), sampleOf(outcomesOf(other))]
  const all = { treated_users: treated.length, control_users: others.length }
  const simple = welch(sample, rest, asked.confidence)
  const matched = {
    treated_users: found?.matched.length ?? 0,
    control_users: found?.weights.filter((one) => one > 0).length ?? 0,
  }
  const isTold = found !== null && 2 * found.matched.length >= treated.length
  return declaredResult(COLUMNS, [
    {
      ...effectRow('unadjusted', all, [sample.mean, rest.mean, 0], asked),
      low: simple === null ? null : asked.unit * simple.low,
      high: simple === null ? null : asked.unit * simple.high,
      p: simple?.p ?? null,
    },
    isTold
      ? effectRow('matched', matched, [found.treated, found.control, found.error], asked)
      : untold('matched', matched.treated_users, matched.control_users),
    isTold
      ? effectRow('weighted', all, weighted(outcomesOf(own), other), asked)
      : untold('weighted', treated.length, others.length),
    ...balanceRows(study, { treated, others }, isTold ? found : null),
    ...overlapRows(logits, { treated, others }),
  ])
}
