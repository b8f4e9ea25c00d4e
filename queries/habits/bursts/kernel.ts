import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { codeCount } from '../../../src-renderer/sequence/timeline'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { shownDays, shownPlaces } from '../../events/shownDays'
import { CHUNK } from '../valuePass'
import { readBurst } from './sql'

/** Counts different values: of a window that moves, or of rows in a row. */
class DifferentValues {
  count = 0
  readonly #times: Int32Array

  constructor(codes: number) {
    this.#times = new Int32Array(codes)
  }

  add(code: number): void {
    if (this.#times[code] === 0) this.count += 1
    this.#times[code]! += 1
  }

  remove(code: number): void {
    this.#times[code]! -= 1
    if (this.#times[code] === 0) this.count -= 1
  }
}

/** Told of each burst: its first row and its last. */
type VisitBurst = (user: number, first: number, last: number) => void

/** Goes through the bursts of all users, whenever they begin. */
async function eachBurst({ timeline, values, pace }: KernelRun, visit: VisitBurst): Promise<void> {
  const { users, starts, at } = timeline
  const { isDistinct, atLeast, withinMicros } = readBurst(values)
  const codes = timeline.key('value')
  const different = new DifferentValues(isDistinct ? codeCount(codes) : 0)
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const end = starts[user + 1]!
    // The burst that is open, by its first row and its last.
    let [first, last] = [-1, -1]
    for (let from = starts[user]!, to = from; from < end;) {
      const moment = at[from]!
      for (; to < end && at[to]! <= moment + withinMicros; to += 1) if (isDistinct) different.add(codes[to]!)
      if ((isDistinct ? different.count : to - from) >= atLeast) {
        if (first >= 0 && moment > at[last]!) visit(user, first, last)
        if (first < 0 || moment > at[last]!) first = from
        last = to - 1
      }
      // What is at one moment is looked at together.
      for (; from < end && at[from] === moment; from += 1) if (isDistinct) different.remove(codes[from]!)
    }
    if (first >= 0) visit(user, first, last)
  }
}

/** Counts users by place, each once where they come one after the other. */
class UsersBy {
  readonly counts: Int32Array
  readonly #latest: Int32Array

  constructor(places: number) {
    this.counts = new Int32Array(places)
    this.#latest = new Int32Array(places).fill(-1)
  }

  add(place: number, user: number): void {
    if (this.#latest[place] === user) return
    this.#latest[place] = user
    this.counts[place]! += 1
  }
}

/** Users with an event by date shown. */
function activeUsers({ timeline }: KernelRun, places: number, placeOf: (day: number) => number): Int32Array {
  const users = new UsersBy(places)
  const date = timeline.number('date')
  for (let user = 0; user < timeline.users; user += 1)
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const place = placeOf(date[row]!)
      if (place >= 0) users.add(place, user)
    }
  return users.counts
}

/** Each date shown with the bursts that begin on it. */
export async function countBursts(run: KernelRun): Promise<ResultTable> {
  const days = shownDays(run)
  const placeOf = shownPlaces(run)
  const date = run.timeline.number('date')
  const active = activeUsers(run, days.length, placeOf)
  const bursting = new UsersBy(days.length)
  const [bursts, events] = [new Int32Array(days.length), new Float64Array(days.length)]
  await eachBurst(run, (user, first, last) => {
    const place = placeOf(date[first]!)
    if (place < 0) return
    bursting.add(place, user)
    bursts[place]! += 1
    events[place]! += last - first + 1
  })
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'users', type: 'integer' },
      { name: 'burst_users', type: 'integer' },
      { name: 'burst_pct', type: 'double' },
      { name: 'bursts', type: 'integer' },
      { name: 'events_per_burst', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map((day, place) => ({
      ...day,
      users: active[place]!,
      burst_users: bursting.counts[place]!,
      burst_pct: active[place] === 0 ? null : (100 * bursting.counts[place]!) / active[place]!,
      bursts: bursts[place]!,
      events_per_burst: bursts[place] === 0 ? null : events[place]! / bursts[place]!,
    })),
  )
}

/** All bursts that begin on the dates shown, in one row. */
export async function measureBursts(run: KernelRun): Promise<ResultTable> {
  const { timeline } = run
  const { at } = timeline
  const placeOf = shownPlaces(run)
  const [date, codes] = [timeline.number('date'), timeline.key('value')]
  const users = activeUsers(run, 1, (day) => Math.min(placeOf(day), 0))[0]!
  const [different, lasted] = [new Numbers(), new Numbers()]
  const bursting = new UsersBy(1)
  const latest = new Int32Array(codeCount(codes)).fill(-1)
  await eachBurst(run, (user, first, last) => {
    if (placeOf(date[first]!) < 0) return
    bursting.add(0, user)
    let found = 0
    for (let row = first; row <= last; row += 1) {
      if (latest[codes[row]!] === lasted.count) continue
      latest[codes[row]!] = lasted.count
      found += 1
    }
    different.add(found)
    lasted.add(at[last]! - at[first]!)
  })
  const { count } = lasted
  return computedResult(
    [
      { name: 'users', type: 'integer' },
      { name: 'burst_users', type: 'integer' },
      { name: 'bursts', type: 'integer' },
      { name: 'median_values', type: 'double' },
      { name: 'median_seconds', type: 'double' },
    ],
    [
      {
        users,
        burst_users: bursting.counts[0]!,
        bursts: count,
        median_values: count === 0 ? null : quantileOf(different.values(), 0.5),
        median_seconds: count === 0 ? null : quantileOf(lasted.values(), 0.5) / 1e6,
      },
    ],
  )
}
