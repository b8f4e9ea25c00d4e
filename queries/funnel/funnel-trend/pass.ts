import { elementAt, required } from '../../../src-renderer/base/required'
import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { AttemptValues } from '../attemptValues'
import { breakdownName } from '../breakdown'
import { readPass } from '../passOptions'
import { walkAttempts } from '../walkAttempts'

/** Of one value and unit: how many entered, and how many of them completed the funnel. */
interface UnitCount {
  entered: number
  converted: number
}

/** A unit as unitsSql lists it. */
interface Unit {
  readonly date: string
  readonly complete: boolean | null
  readonly enteredComplete: boolean
}

/** The units of the data by their numbers, and whether in each the window of all who entered is over, too. */
function unitsOf(run: KernelRun, windowMicros: number): ReadonlyMap<number, Unit> {
  const rows = required(run.beside).rows()
  return new Map(
    rows.map(({ unit, unit_start: date, entered_complete: isComplete, over_micros: over }) => {
      const enteredComplete = isComplete === true
      const isOver = over === null || Number(over) >= windowMicros
      // Without a window it never is, unless nothing can come later.
      const complete = !enteredComplete ? false : over !== null && windowMicros === Infinity ? null : isOver
      return [Number(unit), { date: String(date), complete, enteredComplete }]
    }),
  )
}

/** The rows of planTrend from one pass over the timeline. */
export async function passTrend(run: KernelRun): Promise<ResultTable> {
  const pass = readPass(run.values)
  const { breakdown, breakdownLimit, steps } = pass.options
  const values = breakdown === null ? null : new AttemptValues(run, breakdown.length)
  const units = run.timeline.number('unit')
  const byValue = new Map<number, Map<number, UnitCount>>()
  const attempts = new Map<number, number>()
  let [first, last] = [Infinity, -Infinity]
  await walkAttempts(run, pass, { values, units }, (attempt) => {
    const code = values === null ? 0 : attempt.value(values)
    const unit = units[attempt.row]!
    const counts = byValue.get(code) ?? new Map<number, UnitCount>()
    byValue.set(code, counts)
    const count = counts.get(unit) ?? { entered: 0, converted: 0 }
    counts.set(unit, count)
    count.entered += 1
    if (attempt.reached(steps.length - 1)) count.converted += 1
    attempts.set(code, (attempts.get(code) ?? 0) + 1)
    first = Math.min(first, unit)
    last = Math.max(last, unit)
  })
  const groups = values?.shown(attempts, breakdownLimit) ?? [{ texts: [], codes: [0] }]
  const known = unitsOf(run, pass.windowMicros)
  const names = (breakdown ?? []).map(breakdownName)
  const rows = groups.flatMap(({ texts, codes }) =>
    Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const { date, complete, enteredComplete } = required(known.get(first + index))
      const sum = (of: keyof UnitCount): number =>
        codes.reduce((all, code) => all + (byValue.get(code)?.get(first + index)?.[of] ?? 0), 0)
      const [entered, converted] = [sum('entered'), sum('converted')]
      return {
        ...Object.fromEntries(names.map((name, place) => [name, elementAt(texts, place)])),
        date,
        entered,
        converted,
        pct: entered === 0 ? null : (100 * converted) / entered,
        complete,
        entered_complete: enteredComplete,
      }
    }),
  )
  return computedResult(
    [
      ...names.map((name): ComputedColumn => ({ name, type: 'string' })),
      { name: 'date', type: 'date' },
      { name: 'entered', type: 'integer' },
      { name: 'converted', type: 'integer' },
      { name: 'pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
      { name: 'entered_complete', type: 'boolean' },
    ],
    rows,
  )
}
