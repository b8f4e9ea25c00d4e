import type { RetentionRules } from './question'
import { Retained } from './retained'
import type { UserReturns } from './userReturns'

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

/** Counts an entry, which can be observed up to `last`, in the periods of its cohort. */
type CountEntry = (cohort: CohortCounts, entry: number, last: number) => void

/** Counts it in each period that the criterion says. */
export function periodCounter(own: UserReturns, rules: RetentionRules, periods: number): CountEntry {
  const retained = new Retained(rules, periods)
  return (cohort, entry, last) => {
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

/**
 * The same where an entry is eligible from the first period to `last`: only the end of that span is counted, and with
 * on-or-after the last period retained, so that an entry costs nothing for periods without a return. unfoldSpans() makes
 * counts of it. Null where periods are looked at one by one.
 */
export function spanCounter(own: UserReturns, { criterion, brackets, denominator }: RetentionRules): CountEntry | null {
  if (brackets !== null || denominator === 'previous') return null
  if (criterion === 'on')
    return (cohort, entry, last) => {
      if (last < 0) return
      cohort.eligible[last]! += 1
      own.eachPeriod(entry, (period) => {
        if (period <= last) cohort.users[period]! += 1
      })
    }
  if (criterion !== 'on-or-after') return null
  return (cohort, entry, last) => {
    if (last < 0) return
    cohort.eligible[last]! += 1
    let latest = -1
    own.eachPeriod(entry, (period) => {
      latest = period
    })
    if (latest >= 0) cohort.users[Math.min(latest, last)]! += 1
  }
}

/** Makes counts by period of what spanCounter() counted. */
export function unfoldSpans({ eligible, users }: CohortCounts, { criterion }: RetentionRules): void {
  for (let one = eligible.length - 2; one >= 0; one -= 1) {
    eligible[one]! += eligible[one + 1]!
    if (criterion === 'on-or-after') users[one]! += users[one + 1]!
  }
}
