import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { elementAt } from '../../src-renderer/base/required'
import type { RetentionRules } from './question'
import { periodMicros } from './question'
import { UserReturns } from './userReturns'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** A cohort (of one value, where there is a breakdown): entries, and by period who could come back and who did. */
export interface CohortCounts {
  /** The code of its value; -1 without a breakdown. */
  readonly value: number
  /** Its place among the units beside the events. */
  readonly unit: number
  size: number
  /** The last period that any of its entries could be observed in; below 0 for none. */
  last: number
  readonly eligible: Float64Array
  readonly users: Float64Array
}

/** Whether an entry counts as retained in each period (or bracket), from those in which the user came back. */
export class Retained {
  readonly in: Uint8Array
  readonly #rules: RetentionRules
  #latest = -1

  constructor(rules: RetentionRules, periods: number) {
    this.#rules = rules
    this.in = new Uint8Array(periods)
  }

  begin(): void {
    this.in.fill(0)
    this.#latest = -1
  }

  cameBack(period: number): void {
    const { brackets } = this.#rules
    if (brackets === null) {
      this.#latest = Math.max(this.#latest, period)
      if (period < this.in.length) this.in[period] = 1
    } else brackets.forEach(({ first, last }, index) => (this.in[index]! |= Number(period >= first && period <= last)))
  }

  /** Makes of the periods with a return those that the criterion counts, up to the last one that could be observed. */
  decide(last: number): void {
    const { criterion } = this.#rules
    const kept = this.in
    if (criterion === 'on-or-after') for (let one = 0; one <= last; one += 1) kept[one] = Number(one <= this.#latest)
    if (criterion === 'on-or-before') for (let one = 2; one <= last; one += 1) kept[one]! |= kept[one - 1]!
    if (criterion === 'streak') for (let one = 2; one <= last; one += 1) kept[one]! &= kept[one - 1]!
  }
}

/** The last period (or bracket) of an entry that could be observed; below 0 for none. */
export function observable({ brackets, periods }: RetentionRules, age: number): number {
  return brackets === null ? Math.min(periods, age) : brackets.findLastIndex(({ last }) => age >= last)
}

/** Entries by cohort and value, as periodCounts() says them; small cohorts are among them. */
export async function countPeriods(run: KernelRun, rules: RetentionRules): Promise<readonly CohortCounts[]> {
  const { timeline, beside, pace } = run
  if (beside === null || beside.rowCount === 0) return []
  const [firstUnit, lastUnit, nowMicros] = ['unit', 'last_unit', 'now_us'].map((name) =>
    Number(beside.value(0, name)),
  ) as [number, number, number]
  const unitOf = timeline.number('unit')
  const values = run.columns.has('value') ? timeline.text('value').codes : null
  const periods = rules.brackets?.length ?? rules.periods + 1
  const found = new Map<number, CohortCounts>()
  function cohortOf(row: number): CohortCounts {
    const [value, unit] = [values?.[row] ?? -1, unitOf[row]! - firstUnit]
    const key = (value + 1) * beside!.rowCount + unit
    let cohort = found.get(key)
    if (cohort === undefined) {
      const counts = { eligible: new Float64Array(periods), users: new Float64Array(periods) }
      cohort = { value, unit, size: 0, last: -1, ...counts }
      found.set(key, cohort)
    }
    return cohort
  }
  const own = new UserReturns(run, rules)
  const retained = new Retained(rules, periods)
  const length = periodMicros(rules)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    own.load(user)
    for (let entry = 0; entry < own.entries; entry += 1) {
      const row = elementAt(own.entryRows, entry)
      const cohort = cohortOf(row)
      const age =
        rules.clock === 'calendar' ? lastUnit - unitOf[row]! : Math.floor((nowMicros - timeline.at[row]!) / length) - 1
      const last = observable(rules, age)
      cohort.size += 1
      cohort.last = Math.max(cohort.last, last)
      retained.begin()
      own.eachPeriod(entry, (period) => {
        retained.cameBack(period)
      })
      retained.decide(last)
      for (let one = 0; one <= last; one += 1) {
        // Of those retained in the period before, or of all.
        if (rules.denominator === 'previous' && one > 0 && retained.in[one - 1] === 0) continue
        cohort.eligible[one]! += 1
        cohort.users[one]! += retained.in[one]!
      }
    }
  }
  return [...found.values()]
}
