import { longest, type Timeline } from '../../src-renderer/sequence/timeline'
import { SessionUnits } from '../sessions/sessionUnits'
import type { PathWalk } from './question'

/** The steps of one session (or user) after the other: events with a value that are not hidden, repeats as one. */
export class PathSteps {
  count = 0
  readonly values: Int32Array
  readonly at: Float64Array
  readonly isAnchor: Uint8Array
  readonly isGoal: Uint8Array
  readonly units: SessionUnits
  readonly #walk: PathWalk
  readonly #codes: Int32Array
  readonly #times: Float64Array
  readonly #flags: Readonly<Record<'anchor' | 'goal' | 'hidden' | 'on_dates', Uint8Array | null>>

  constructor(timeline: Timeline, walk: PathWalk, has: ReadonlySet<string>) {
    const most = longest(timeline)
    this.values = new Int32Array(most)
    this.at = new Float64Array(most)
    this.isAnchor = new Uint8Array(most)
    this.isGoal = new Uint8Array(most)
    this.units = new SessionUnits(timeline, walk.cut)
    this.#walk = walk
    this.#codes = timeline.text('value').codes
    this.#times = timeline.at
    const flag = (name: string): Uint8Array | null => (has.has(name) ? timeline.flag(name) : null)
    this.#flags = { anchor: flag('anchor'), goal: flag('goal'), hidden: flag('hidden'), on_dates: flag('on_dates') }
  }

  /** Finds the steps of a unit of the user that `units` has loaded, and which of them are anchors. */
  load(unit: number): void {
    const { rows, starts } = this.units
    const { anchor, goal, hidden, on_dates: onDates } = this.#flags
    const { collapse } = this.#walk
    let count = 0
    const [from, to] = [starts[unit]!, starts[unit + 1]!]
    const counts = from < to && (onDates === null || onDates[rows[from]!] === 1)
    for (let place = from; counts && place < to; place += 1) {
      const row = rows[place]!
      const value = this.#codes[row]!
      if (value < 0 || hidden?.[row] === 1) continue
      if (!collapse || count === 0 || this.values[count - 1] !== value) {
        this.values[count] = value
        this.at[count] = this.#times[row]!
        this.isAnchor[count] = 0
        this.isGoal[count] = 0
        count += 1
      }
      if (anchor?.[row] === 1) this.isAnchor[count - 1] = 1
      if (goal?.[row] === 1) this.isGoal[count - 1] = 1
    }
    this.count = count
    this.#chooseAnchors()
  }

  #chooseAnchors(): void {
    const { anchor } = this.#flags
    const { occurrence } = this.#walk
    if (anchor === null && this.count > 0) this.isAnchor[0] = 1
    if (anchor === null || occurrence === 'each') return
    const first = this.nextAnchor(0)
    for (let step = first + 1; step < this.count; step += 1) this.isAnchor[step] = 0
  }

  /** The first anchor from a step on; where there is none, the number of steps. */
  nextAnchor(from: number): number {
    let step = from
    while (step < this.count && this.isAnchor[step] === 0) step += 1
    return step
  }
}
