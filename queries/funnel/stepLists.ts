import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { FunnelPass } from './passOptions'
import { UserEvents } from './userEvents'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** Rows of all users in order, or where they stand; those of user u are all[starts[u]] to before all[starts[u + 1]]. */
interface UserLists<T> {
  readonly all: T
  readonly starts: Int32Array
}

/** Of each user the rows of a timeline that may fill each step. */
export interface StepLists {
  /** Rows with which an attempt may begin: of those of one position the first, or the last where the latest entry counts. */
  readonly entries: UserLists<Int32Array>
  /** By ordinal of the steps that are not optional; the first is empty. */
  readonly steps: readonly UserLists<Int32Array>[]
  /** Positions of the events of each exclusion. */
  readonly excluded: readonly UserLists<Float64Array>[]
}

/** A list that grows while it is made, user by user. */
class Filling<T extends Int32Array | Float64Array> {
  count = 0
  readonly starts: Int32Array
  #all: T
  readonly #more: (size: number) => T

  constructor(users: number, more: (size: number) => T) {
    this.starts = new Int32Array(users + 1)
    this.#all = more(1024)
    this.#more = more
  }

  add(value: number): void {
    if (this.count === this.#all.length) {
      const larger = this.#more(2 * this.count)
      larger.set(this.#all)
      this.#all = larger
    }
    this.#all[this.count] = value
    this.count += 1
  }

  replaceLast(value: number): void {
    this.#all[this.count - 1] = value
  }

  end(user: number): void {
    this.starts[user + 1] = this.count
  }

  arrays(): readonly [T, Int32Array] {
    return [this.#all.slice(0, this.count) as T, this.starts]
  }
}

const rowList = (users: number): Filling<Int32Array> => new Filling(users, (size) => new Int32Array(size))
const positionList = (users: number): Filling<Float64Array> => new Filling(users, (size) => new Float64Array(size))

/** A user's events dealt to the lists. */
function deal(
  user: number,
  events: UserEvents,
  pass: FunnelPass,
  entries: Filling<Int32Array>,
  steps: readonly Filling<Int32Array>[],
): void {
  const isLatest = pass.options.entry === 'latest'
  let entered = NaN
  for (let event = 0; event < events.count; event += 1) {
    const [row, mask, position] = [events.rows[event]!, events.masks[event]!, events.positions[event]!]
    for (let nth = 1; nth < steps.length; nth += 1) if ((mask & (1 << pass.required[nth]!)) !== 0) steps[nth]!.add(row)
    if ((mask & 1) === 0 || events.isDated[event] === 0) continue
    if (position !== entered) entries.add(row)
    else if (isLatest) entries.replaceLast(row)
    entered = position
  }
  for (const list of [entries, ...steps]) list.end(user)
}

/** The lists of a run's timeline, made once for all windows and exclusions between other steps. */
export async function stepLists(run: KernelRun, pass: FunnelPass): Promise<StepLists> {
  const { timeline, columns, pace } = run
  const { options, kind, required } = pass
  const make = async (): Promise<readonly (Int32Array | Float64Array)[]> => {
    const { users } = timeline
    const events = new UserEvents(run, pass)
    const entries = rowList(users)
    const steps = required.map(() => rowList(users))
    const excluded = options.exclusions.map(() => positionList(users))
    for (let user = 0; user < users; user += 1) {
      if (user % CHUNK === 0) await pace()
      events.load(user)
      deal(user, events, pass, entries, steps)
      excluded.forEach((list, index) => {
        for (let nth = 0; nth < events.excludedCounts[index]!; nth += 1) list.add(events.excluded[index]![nth]!)
        list.end(user)
      })
    }
    return [entries, ...steps, ...excluded].flatMap((list) => list.arrays())
  }
  const firsts = options.steps.map(({ first }) => first)
  const id = JSON.stringify(['steps', kind, options.entry === 'latest', options.everyStepDated, firsts, required])
  const read = [...columns].filter((name) => /^(step|excluded|name)_\d+$|^on_dates$|^passes$/.test(name))
  const made = await timeline.once(id, read, make)
  const list = (nth: number) => ({ all: made[2 * nth]! as Int32Array, starts: made[2 * nth + 1]! as Int32Array })
  return {
    entries: list(0),
    steps: required.map((_, nth) => list(1 + nth)),
    excluded: options.exclusions.map((_, nth) => {
      const at = 2 * (1 + required.length + nth)
      return { all: made[at]! as Float64Array, starts: made[at + 1]! as Int32Array }
    }),
  }
}
