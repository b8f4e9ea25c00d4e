import { declaredResult } from '../../src-renderer/query/analysis/declaredResult'
import { rowsOf, type RowOf } from '../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { holm } from '../../src-renderer/stats/holm'
import { compareOutcomes, cupedOf, type Difference, type Outcome } from './compare'
import { COLUMNS } from './experiment/columns'
import { OUTCOMES } from './outcomesSql'
import { judgeGuardrail, readMargins, type GuardrailCells } from './margins'
import { kindOf, unitOf } from './metric'
import { chooseControl } from './question'

const NO_GUARDRAIL: GuardrailCells = { margin: null, guardrail: null }

type OutcomeRow = RowOf<typeof OUTCOMES>

function outcomeOf(row: OutcomeRow): Outcome {
  return {
    variant: row.variant,
    users: row.users,
    converters: row.converters,
    mean: row.mean,
    variance: row.variance,
    preMean: row.pre_mean,
    preVariance: row.pre_variance,
    covariance: row.covariance,
  }
}

/** The rows of each metric, in their order. */
function byMetric(rows: readonly OutcomeRow[]): readonly (readonly [OutcomeRow, readonly Outcome[]])[] {
  const firsts = rows.filter((row, at) => row.place !== rows[at - 1]?.place)
  return firsts.map((first) => [first, rows.filter((row) => row.place === first.place).map(outcomeOf)])
}

/** The confidence of intervals, 0 to 1. */
export function confidenceOf(values: ParameterValues): number {
  return (typeof values['confidence'] === 'number' ? values['confidence'] : 95) / 100
}

/** Better, worse, or not told apart at the level of the confidence, by p after Holm's correction. */
function verdictOf(difference: number, p: number, aim: string, confidence: number): string {
  if (p > 1 - confidence + 1e-12 || difference === 0) return 'not told apart'
  return difference > 0 === (aim === 'higher') ? 'better' : 'worse'
}

/** The rows of an experiment's result, from what outcomesSql gave. Throws `bad-parameter` for a control that nobody saw. */
export function finishExperiment(answer: ResultTable, values: ParameterValues): ResultTable {
  const rows = rowsOf(OUTCOMES, answer)
  const confidence = confidenceOf(values)
  const test = values['test'] === 'z' || values['test'] === 'exact' ? values['test'] : 'auto'
  const useCuped = typeof values['pre_days'] === 'number' && values['pre_days'] > 0
  const marginOf = readMargins(values)
  const compared = byMetric(rows).flatMap(([metric, outcomes]) => {
    const kind = kindOf(metric.kind)
    const control = chooseControl(
      outcomes.map((one) => one.variant),
      values,
    )
    const base = outcomes.find((one) => one.variant === control)
    const cuped = useCuped && kind !== 'ratio' ? cupedOf(outcomes) : null
    const ordered = [...outcomes].sort((one, two) => Number(two === base) - Number(one === base))
    return ordered.map((outcome) => ({
      metric,
      unit: unitOf(kind),
      outcome,
      isControl: outcome === base,
      found:
        base === undefined || outcome === base
          ? null
          : compareOutcomes(outcome, base, { kind, test, confidence, cuped }),
    }))
  })
  const adjusted = holm(compared.map(({ found }) => found?.p ?? null))
  return declaredResult(
    COLUMNS,
    compared.map(({ metric, unit, outcome, isControl, found }, at) => ({
      metric: metric.metric,
      aim: metric.aim,
      variant: outcome.variant,
      is_control: isControl,
      users: outcome.users,
      converters: outcome.converters,
      mean: outcome.mean === null ? null : unit * outcome.mean,
      ...differenceCells(found, unit),
      p_holm: adjusted[at] ?? null,
      test: found?.test ?? null,
      verdict: found === null ? null : verdictOf(found.difference, adjusted[at] ?? 1, metric.aim, confidence),
      role: metric.role,
      kind: metric.kind,
      measured: metric.measured,
      ...(metric.role === 'guardrail' && !isControl
        ? judgeGuardrail(found, unit, metric.aim, marginOf(metric.metric))
        : NO_GUARDRAIL),
    })),
  )
}

/** A difference as cells of a row. */
interface DifferenceCells {
  readonly difference: number | null
  readonly low: number | null
  readonly high: number | null
  readonly lift_pct: number | null
  readonly p: number | null
}

/** The cells of a difference, all null where there is none. `unit` is 100 for shares. */
export function differenceCells(found: Difference | null, unit: number): DifferenceCells {
  if (found === null) return { difference: null, low: null, high: null, lift_pct: null, p: null }
  return {
    difference: unit * found.difference,
    low: unit * found.low,
    high: unit * found.high,
    p: found.p,
    lift_pct: found.base === 0 ? null : (100 * found.difference) / found.base,
  }
}
