import { elementAt, required } from '../../../src-renderer/base/required'
import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantilesOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { AttemptValues } from '../attemptValues'
import { breakdownName } from '../breakdown'
import { stepLabels } from '../labels'
import { readOptions, wholeFunnel } from '../options'
import { funnelPass, previousStep, readPass, type FunnelPass } from '../passOptions'
import type { ReachedSteps } from '../reachedSteps'
import { walkAttempts } from '../walkAttempts'

/** Of one value: how many reached each step, and how long each of them took from the step before. */
class StepTally {
  attempts = 0
  readonly counts: number[]
  readonly seconds: readonly Numbers[]
  readonly #previous: readonly number[]

  constructor(pass: FunnelPass) {
    const { steps } = pass.options
    this.counts = steps.map(() => 0)
    this.seconds = steps.map(() => new Numbers())
    this.#previous = steps.map((_, step) => previousStep(pass, step))
  }

  add(attempt: ReachedSteps): void {
    this.attempts += 1
    for (let step = 0; step < this.counts.length; step += 1) {
      if (!attempt.reached(step)) continue
      this.counts[step]! += 1
      if (step > 0) this.seconds[step]!.add(attempt.micros(this.#previous[step]!, step) / 1e6)
    }
  }

  /** Takes up what another has. */
  take(other: StepTally): void {
    other.counts.forEach((count, step) => (this.counts[step]! += count))
    other.seconds.forEach((list, step) => {
      for (const one of list.values()) this.seconds[step]!.add(one)
    })
  }
}

/** The tally of some values that are shown as one. */
function together(tallies: readonly StepTally[], pass: FunnelPass): StepTally {
  const [only] = tallies
  if (only !== undefined && tallies.length === 1) return only
  const all = new StepTally(pass)
  for (const one of tallies) all.take(one)
  return all
}

const share = (part: number, of: number): number | null => (of === 0 ? null : (100 * part) / of)
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

/** The row of planFunnelTotal from one pass over the timeline. */
export async function passFunnelTotal(run: KernelRun): Promise<ResultTable> {
  const pass = funnelPass(wholeFunnel(readOptions(run.values)))
  const last = pass.options.steps.length - 1
  const seconds = new Numbers()
  let entered = 0
  await walkAttempts(run, pass, { values: null, units: null }, (attempt) => {
    entered += 1
    if (attempt.reached(last)) seconds.add(attempt.micros(0, last) / 1e6)
  })
  const [median, p90] = quantilesOf(seconds.values(), [0.5, 0.9])
  return computedResult(
    [
      { name: 'median_seconds', type: 'double' },
      { name: 'p90_seconds', type: 'double' },
      { name: 'completed', type: 'integer' },
      { name: 'entered', type: 'integer' },
    ],
    [
      {
        median_seconds: orNull(required(median)),
        p90_seconds: orNull(required(p90)),
        completed: seconds.count,
        entered,
      },
    ],
  )
}

/** The funnel's rows, as planFunnel's SQL has them, from one pass over the timeline. */
export async function passFunnel(run: KernelRun): Promise<ResultTable> {
  const pass = readPass(run.values)
  const { breakdown } = pass.options
  const values = breakdown === null ? null : new AttemptValues(run, breakdown.length)
  const tallies = new Map<number, StepTally>()
  if (values === null) tallies.set(0, new StepTally(pass))
  await walkAttempts(run, pass, { values, units: null }, (attempt) => {
    const code = values === null ? 0 : attempt.value(values)
    let tally = tallies.get(code)
    if (tally === undefined) {
      tally = new StepTally(pass)
      tallies.set(code, tally)
    }
    tally.add(attempt)
  })
  const attempts = new Map([...tallies].map(([code, one]) => [code, one.attempts]))
  const groups = values?.shown(attempts, pass.options.breakdownLimit) ?? [{ texts: [], codes: [0] }]
  const labels = stepLabels(pass.options)
  const more = run.values['more_columns'] === true
  const names = (breakdown ?? []).map(breakdownName)
  const rows = groups.flatMap(({ texts, codes }) => {
    const { counts, seconds } = together(
      codes.map((code) => required(tallies.get(code))),
      pass,
    )
    return counts.map((users, step) => {
      const before = elementAt(counts, previousStep(pass, step))
      const times = elementAt(seconds, step).values()
      const [median, p90] = quantilesOf(times, [0.5, 0.9])
      return {
        ...Object.fromEntries(names.map((name, index) => [name, elementAt(texts, index)])),
        step: step + 1,
        event: elementAt(labels, step),
        users,
        pct_first: share(users, elementAt(counts, 0)),
        pct_previous: share(users, before),
        median_seconds: orNull(required(median)),
        p90_seconds: orNull(required(p90)),
        mean_seconds: more ? orNull(times.reduce((sum, one) => sum + one, 0) / times.length) : null,
        lost: step === 0 ? null : before - users,
      }
    })
  })
  return computedResult([...names.map((name): ComputedColumn => ({ name, type: 'string' })), ...columns(more)], rows)
}

function columns(more: boolean): readonly ComputedColumn[] {
  return [
    { name: 'step', type: 'integer' },
    { name: 'event', type: 'string' },
    { name: 'users', type: 'integer' },
    { name: 'pct_first', type: 'double' },
    { name: 'pct_previous', type: 'double' },
    { name: 'median_seconds', type: 'double' },
    { name: 'p90_seconds', type: 'double' },
    ...(more
      ? ([
          { name: 'mean_seconds', type: 'double' },
          { name: 'lost', type: 'integer' },
        ] as const)
      : []),
  ]
}
