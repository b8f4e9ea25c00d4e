import { codeCount, type Timeline } from '../../src-renderer/sequence/timeline'

/** All sessions by id: user u has those from units[u] to units[u + 1]. */
export interface GroupedSessions {
  readonly rows: Int32Array
  readonly starts: Int32Array
  readonly units: Int32Array
}

/** By the ids of a timeline, for as long as it is kept: they are the same for every question of it. */
const grouped = new WeakMap<Int32Array, GroupedSessions>()

/** The sessions that ids make of a timeline, those of a user in the order in which they begin; rows without an id are in none. */
export function sessionsById(timeline: Timeline, ids: Int32Array): GroupedSessions {
  const known = grouped.get(ids)
  if (known !== undefined) return known
  const unitOfId = new Int32Array(codeCount(ids)).fill(-1)
  const unitOfRow = new Int32Array(timeline.rows)
  const units = new Int32Array(timeline.users + 1)
  const sizes = new Int32Array(timeline.rows)
  let count = 0
  for (let user = 0; user < timeline.users; user += 1) {
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const id = ids[row]!
      unitOfRow[row] = -1
      if (id < 0) continue
      // An id that other users have, too, is another session.
      if (unitOfId[id]! < units[user]!) {
        unitOfId[id] = count
        count += 1
      }
      unitOfRow[row] = unitOfId[id]!
      sizes[unitOfId[id]!]! += 1
    }
    units[user + 1] = count
  }
  const starts = new Int32Array(count + 1)
  for (let unit = 0; unit < count; unit += 1) starts[unit + 1] = starts[unit]! + sizes[unit]!
  const next = starts.slice()
  const rows = new Int32Array(starts[count]!)
  for (let row = 0; row < timeline.rows; row += 1) {
    const unit = unitOfRow[row]!
    if (unit < 0) continue
    rows[next[unit]!] = row
    next[unit]! += 1
  }
  const found = { rows, starts, units }
  grouped.set(ids, found)
  return found
}
