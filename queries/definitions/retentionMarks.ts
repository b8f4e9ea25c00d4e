import type { Figure, KernelRun } from '../../src-renderer/query/contract/analysis'
import { observable, Retained } from '../retention/retained'
import { returnPeriods } from '../retention/drill'
import { periodMicros, readRules, type RetentionRules } from '../retention/question'
import { UserReturns } from '../retention/userReturns'
import { dateText, timeText, type Marks, type ToldMarks } from './marks'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** Where what is known ends: the last unit, the one after what is over, and the time. */
export interface KnownEnd {
  readonly lastUnit: number
  readonly openUnit: number
  readonly nowMicros: number
}

/** The number of a figure's period, or of its bracket; -1 where the definition has none. */
function nthOf({ row }: Figure, { brackets }: RetentionRules): number {
  const period = Number(row['period'])
  return brackets === null ? period : brackets.findIndex(({ first }) => first === period)
}

/** Entries by one definition, user by user, and whether each counts in a figure, or could. */
class JudgedEntries {
  readonly returns: UserReturns
  readonly rules: RetentionRules
  /** The figures' periods, or brackets; -1 where the definition has none. */
  readonly places: readonly number[]
  readonly #run: KernelRun
  readonly #end: KnownEnd
  readonly #units: Float64Array
  readonly #retained: Retained
  #last = -1
  #unit = 0
  #sizes: ReadonlyMap<number, number> | null = null
  /** No later period is asked of. */
  readonly #until: number
  readonly #cameBack = (period: number): void => {
    this.#retained.cameBack(period)
  }

  constructor(run: KernelRun, end: KnownEnd, figures: readonly Figure[]) {
    this.rules = readRules(run.values)
    this.returns = new UserReturns(run, this.rules)
    this.#run = run
    this.#end = end
    this.#units = run.timeline.number('unit')
    this.#retained = new Retained(this.rules, this.rules.brackets?.length ?? this.rules.periods + 1)
    this.places = figures.map((figure) => nthOf(figure, this.rules))
    this.#until = Math.max(-1, ...this.places.map((nth) => this.rules.brackets?.[nth]?.last ?? nth))
  }

  /** Counts the entries of each cohort, where small ones are hidden. */
  async countCohorts(): Promise<void> {
    if (this.rules.minSize === 1) return
    const sizes = new Map<number, number>()
    await this.eachUser((user) => {
      this.returns.load(user)
      for (let entry = 0; entry < this.returns.entries; entry += 1) {
        const unit = this.#units[this.returns.entryRows[entry]!]!
        sizes.set(unit, (sizes.get(unit) ?? 0) + 1)
      }
    })
    this.#sizes = sizes
  }

  async eachUser(visit: (user: number) => void): Promise<void> {
    for (let user = 0; user < this.#run.timeline.users; user += 1) {
      if (user % CHUNK === 0) await this.#run.pace()
      visit(user)
    }
  }

  /** Finds the periods of an entry of the user whose returns are loaded. */
  judge(entry: number): void {
    const row = this.returns.entryRows[entry]!
    const { clock } = this.rules
    this.#unit = this.#units[row]!
    const age =
      clock === 'calendar'
        ? this.#end.lastUnit - this.#unit
        : Math.floor((this.#end.nowMicros - this.#run.timeline.at[row]!) / periodMicros(this.rules)) - 1
    this.#last = observable(this.rules, age)
    this.#retained.begin()
    this.returns.eachPeriod(entry, this.#cameBack, this.#until)
    this.#retained.decide(this.#last)
  }

  /** Whether the entry that was judged could count in a period (or bracket). */
  isEligible(nth: number): boolean {
    const { clock, brackets, denominator, minSize } = this.rules
    if (nth < 0 || this.#last < nth) return false
    const period = brackets?.[nth]?.last ?? nth
    if (clock === 'calendar' && this.#unit + period + 1 > this.#end.openUnit) return false
    if (denominator === 'previous' && nth > 0 && this.#retained.in[nth - 1] === 0) return false
    return this.#sizes === null || this.#sizes.get(this.#unit)! >= minSize
  }

  /** Whether it does. */
  counts(nth: number): boolean {
    return this.isEligible(nth) && this.#retained.in[nth] === 1
  }
}

async function markAll(judged: JudgedEntries, users: number): Promise<Marks> {
  const { places } = judged
  const marks = { counted: new Int32Array(users), seen: new Int32Array(users) }
  await judged.countCohorts()
  await judged.eachUser((user) => {
    judged.returns.load(user)
    for (let entry = 0; entry < judged.returns.entries; entry += 1) {
      judged.judge(entry)
      for (let figure = 0; figure < places.length; figure += 1) {
        if (judged.isEligible(places[figure]!)) marks.seen[user]! |= 1 << figure
        if (judged.counts(places[figure]!)) marks.counted[user]! |= 1 << figure
      }
    }
  })
  return marks
}

/** Who is retained in the figures' periods by the definition of a run, and who can have been. */
export async function retentionMarks(run: KernelRun, figures: readonly Figure[], end: KnownEnd): Promise<Marks> {
  return markAll(new JudgedEntries(run, end, figures), run.timeline.users)
}

/** The same with each cohort, and when its user started and came back, as drills list it. */
export async function toldRetentionMarks(
  run: KernelRun,
  figures: readonly Figure[],
  end: KnownEnd,
): Promise<ToldMarks> {
  const judged = new JudgedEntries(run, end, figures)
  const { places } = judged
  const marks = await markAll(judged, run.timeline.users)
  const begins = run.timeline.number('begins')
  const localAt = run.timeline.number('local_at')
  return {
    ...marks,
    tell: (user, figure, isCounted) => {
      const nth = places[figure]!
      judged.returns.load(user)
      // Of several entries the first: each has a cohort of its own.
      for (let entry = 0; entry < judged.returns.entries; entry += 1) {
        judged.judge(entry)
        if (!(isCounted ? judged.counts(nth) : judged.isEligible(nth))) continue
        const row = judged.returns.entryRows[entry]!
        const back = firstReturn(run, judged, user, entry, nth)
        const returned = back === null ? 'none' : timeText(localAt[back]!)
        return `cohort: ${dateText(begins[row]!)}, started: ${timeText(localAt[row]!)}, returned: ${returned}`
      }
      throw new RangeError('A user who counts has an entry.')
    },
  }
}

/** The row of an entry's first return that counts for a period; null where there is none. */
function firstReturn(
  { timeline, columns }: KernelRun,
  { rules, returns }: JudgedEntries,
  user: number,
  entry: number,
  nth: number,
): number | null {
  const { low, high } = returnPeriods(rules, nth)
  const start = returns.entryRows[entry]!
  const units = timeline.number('unit')
  const isReturn = columns.has('return') ? timeline.flag('return') : null
  const enough = enoughPeriods(rules, returns, entry)
  let first: number | null = null
  for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]! && first === null; row += 1) {
    if (timeline.at[row]! < timeline.at[start]! || isReturn?.[row] === 0) continue
    const period =
      rules.clock === 'calendar'
        ? units[row]! - units[start]!
        : Math.floor((timeline.at[row]! - timeline.at[start]!) / periodMicros(rules))
    if (period >= low && period <= (high ?? Infinity) && (enough === null || enough.has(period))) first = row
  }
  return first
}

/** The periods with enough returns, of which on-or-after knows the last alone; null where one return is enough. */
function enoughPeriods(
  { minTimes, criterion, periods }: RetentionRules,
  returns: UserReturns,
  entry: number,
): ReadonlySet<number> | null {
  if (minTimes === 1) return null
  const found: number[] = []
  returns.eachPeriod(entry, (period) => {
    if (criterion === 'on-or-after' || period <= periods) found.push(period)
  })
  return new Set(criterion === 'on-or-after' ? found.slice(-1) : found)
}
