import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import { GroupPlaces } from '../../events/groupPlaces'

/** A dimension's values as they are shown: row r of the timeline has texts[told[codes[r] + 1]]. */
export interface Dimension {
  readonly column: string
  readonly codes: Int32Array
  readonly told: Int32Array
  readonly texts: readonly string[]
}

/** Users, new ones and events of each group: a unit, and values of some dimensions. */
export interface GroupCounts {
  readonly users: Int32Array
  readonly fresh: Int32Array
  readonly events: Float64Array
}

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** A unit and the value of each dimension as one number; -1 for a row of no unit shown. */
type KeyList = Int32Array | Float64Array

/** Those of the rows from one to before another, from 0 on. */
function keysOf(run: KernelRun, dimensions: readonly Dimension[]): (from: number, to: number) => KeyList {
  const unitOf = run.timeline.number('unit')
  const { first, units, each } = shownUnits(run, dimensions)
  const isSmall = units * each < 2 ** 31
  const newRoom = (size: number): KeyList => (isSmall ? new Int32Array(size) : new Float64Array(size))
  let room = newRoom(1 << 15)
  return (from, to) => {
    const rows = to - from
    if (rows > room.length) room = newRoom(2 * rows)
    const keys = room
    for (let row = 0; row < rows; row += 1) {
      const unit = unitOf[from + row]! - first
      keys[row] = unit >= 0 && unit < units ? unit : -1
    }
    for (const { codes, told, texts } of dimensions) {
      const many = texts.length
      for (let row = 0; row < rows; row += 1)
        if (keys[row]! >= 0) keys[row] = keys[row]! * many + told[codes[from + row]! + 1]!
    }
    return keys
  }
}

/** The first unit shown, how many there are, and how many keys each has. */
function shownUnits(
  { beside }: KernelRun,
  dimensions: readonly Dimension[],
): { readonly first: number; readonly units: number; readonly each: number } {
  const units = beside?.rowCount ?? 0
  const first = units === 0 ? 0 : Number(beside?.value(0, 'unit'))
  return { first, units, each: dimensions.reduce((all, { texts }) => all * texts.length, 1) }
}

/** The unit and the value of each dimension that a key stands for, the values in `codes`. */
function unitOfKey(key: number, dimensions: readonly Dimension[], codes: Int32Array): number {
  let rest = key
  for (let index = dimensions.length - 1; index >= 0; index -= 1) {
    const many = dimensions[index]!.texts.length
    codes[index] = rest % many
    rest = Math.floor(rest / many)
  }
  return rest
}

/** Numbers for each of some places, which become more. */
class Places {
  all = new Int32Array(1024)
  count = 0

  grow(by: number, value: number): void {
    const before = this.count
    this.count += by
    if (this.count > this.all.length) {
      const larger = new Int32Array(2 * this.count)
      larger.set(this.all)
      this.all = larger
    }
    this.all.fill(value, before, this.count)
  }
}

/** Counts by key: the groups of each set are looked up once for each. */
class Counting {
  readonly #sets: number
  readonly #places: GroupPlaces
  readonly #groupsOf: (key: number) => readonly number[]
  /** By key: its events, who came last, and its group in every set, one set after the other. */
  readonly #events = new Places()
  readonly #latest = new Places()
  readonly #groups = new Places()
  /** By group: its users, those who are new, and who came last. */
  readonly #users = new Places()
  readonly #fresh = new Places()
  readonly #lastOf = new Places()

  constructor(sets: number, keys: number, groupsOf: (key: number) => readonly number[]) {
    this.#sets = sets
    this.#places = new GroupPlaces(keys)
    this.#groupsOf = groupsOf
  }

  /** Counts a user's events, whose keys are keys[from] to before keys[to]; those from `newFrom` to before `newTo` are of the unit that the user is new in. */
  addUser(user: number, keys: KeyList, from: number, to: number, newFrom: number, newTo: number): void {
    for (let nth = from; nth < to; nth += 1) {
      const key = keys[nth]!
      if (key < 0) continue
      const place = this.#places.placeOf(key)
      if (place === this.#events.count) this.#addGroups(this.#groupsOf(key))
      this.#events.all[place]! += 1
      const latest = this.#latest.all
      if (latest[place] === user) continue
      latest[place] = user
      this.#addTo(place, user, key >= newFrom && key < newTo ? 1 : 0)
    }
  }

  counts(): GroupCounts {
    const events = new Float64Array(this.#users.count)
    for (let nth = 0; nth < this.#groups.count; nth += 1)
      events[this.#groups.all[nth]!]! += this.#events.all[Math.floor(nth / this.#sets)]!
    return { users: this.#users.all, fresh: this.#fresh.all, events }
  }

  #addTo(place: number, user: number, isNew: number): void {
    const [groups, users, fresh, lastOf] = [this.#groups.all, this.#users.all, this.#fresh.all, this.#lastOf.all]
    const end = (place + 1) * this.#sets
    for (let nth = place * this.#sets; nth < end; nth += 1) {
      const group = groups[nth]!
      if (lastOf[group] === user) continue
      lastOf[group] = user
      users[group]! += 1
      fresh[group]! += isNew
    }
  }

  #addGroups(groups: readonly number[]): void {
    const begin = this.#groups.count
    this.#events.grow(1, 0)
    this.#latest.grow(1, -1)
    this.#groups.grow(groups.length, 0)
    groups.forEach((group, nth) => (this.#groups.all[begin + nth] = group))
    const more = Math.max(...groups) + 1 - this.#users.count
    if (more <= 0) return
    this.#users.grow(more, 0)
    this.#fresh.grow(more, 0)
    this.#lastOf.grow(more, -1)
  }
}

/** Counts each event of a unit shown in its groups: `groupsOf` numbers those of a unit and values, one of each set. */
export async function countGroups(
  run: KernelRun,
  dimensions: readonly Dimension[],
  sets: number,
  groupsOf: (unit: number, codes: Int32Array) => readonly number[],
): Promise<GroupCounts> {
  const { timeline, pace } = run
  const { starts, users } = timeline
  const unitOf = timeline.number('unit')
  const { first, units, each } = shownUnits(run, dimensions)
  const keys = keysOf(run, dimensions)
  const codes = new Int32Array(dimensions.length)
  const counting = new Counting(sets, units * each, (key) => groupsOf(unitOfKey(key, dimensions, codes), codes))
  for (let chunk = 0; chunk < users; chunk += CHUNK) {
    await pace()
    const end = Math.min(chunk + CHUNK, users)
    const begin = starts[chunk]!
    const own = keys(begin, starts[end]!)
    for (let user = chunk; user < end; user += 1) {
      const [from, to] = [starts[user]!, starts[user + 1]!]
      let firstUnit = Infinity
      for (let row = from; row < to; row += 1) if (unitOf[row]! < firstUnit) firstUnit = unitOf[row]!
      const newFrom = (firstUnit - first) * each
      counting.addUser(user, own, from - begin, to - begin, newFrom, newFrom + each)
    }
  }
  return counting.counts()
}
