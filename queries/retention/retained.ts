import type { RetentionRules } from './question'

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
