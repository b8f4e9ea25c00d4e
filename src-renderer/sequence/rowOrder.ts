/** Rows in order of user, time and place in the log. */
export interface RowOrder {
  readonly keys: Int32Array
  readonly starts: Int32Array
  readonly at: Float64Array
  /** Where each row, as it was read, stands in that order. */
  readonly stands: Int32Array
}

/** Keys beyond this many times the rows would cost more room than the rows themselves. */
const SPARSE = 8
const FEW = 1 << 20
/** Sorting costs about as much as moving a row so often. */
const MOVES_A_ROW = 32

/**
 * Orders rows by counting: keys are small whole numbers, and the rows of a log mostly come in the order of their times,
 * so that few users' rows have to be sorted. Null where keys or times are none that can be counted exactly.
 */
export function orderRows(keys: Int32Array, at: Float64Array, places: Float64Array): RowOrder | null {
  const rows = keys.length
  let most = -1
  for (let row = 0; row < rows; row += 1) {
    const key = keys[row]!
    if (key < 0 || !Number.isSafeInteger(at[row]!) || !Number.isSafeInteger(places[row]!)) return null
    if (key > most) most = key
  }
  if (most > rows * SPARSE + FEW) return null
  const ends = new Int32Array(most + 2)
  for (let row = 0; row < rows; row += 1) ends[keys[row]! + 1]! += 1
  let users = 0
  for (let key = 0; key <= most; key += 1) {
    if (ends[key + 1]! > 0) users += 1
    ends[key + 1]! += ends[key]!
  }
  const ordered = { keys: new Int32Array(users), starts: new Int32Array(users + 1) }
  for (let key = 0, user = 0; key <= most; key += 1) {
    if (ends[key + 1] === ends[key]) continue
    ordered.keys[user] = key
    user += 1
    ordered.starts[user] = ends[key + 1]!
  }
  // Which row stands where: first as they came, then each user's that came out of order.
  const rowAt = new Int32Array(rows)
  const stands = new Int32Array(rows)
  const times = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const stand = ends[keys[row]!]!++
    rowAt[stand] = row
    stands[row] = stand
    times[stand] = at[row]!
  }
  for (let user = 0; user < users; user += 1) {
    const [from, to] = [ordered.starts[user]!, ordered.starts[user + 1]!]
    if (inOrder(rowAt, times, places, from, to)) continue
    sortUser(rowAt.subarray(from, to), at, places)
    for (let stand = from; stand < to; stand += 1) {
      stands[rowAt[stand]!] = stand
      times[stand] = at[rowAt[stand]!]!
    }
  }
  return { ...ordered, at: times, stands }
}

function inOrder(rowAt: Int32Array, times: Float64Array, places: Float64Array, from: number, to: number): boolean {
  for (let stand = from + 1; stand < to; stand += 1) {
    const [before, after] = [times[stand - 1]!, times[stand]!]
    if (before > after) return false
    if (before === after && places[rowAt[stand - 1]!]! > places[rowAt[stand]!]!) return false
  }
  return true
}

/**
 * Rows that come nearly in order are put in their places one by one; where that moves more rows than sorting would, they
 * are sorted.
 */
function sortUser(rows: Int32Array, at: Float64Array, places: Float64Array): void {
  const compare = (a: number, b: number): number => at[a]! - at[b]! || places[a]! - places[b]!
  let moves = MOVES_A_ROW * rows.length
  for (let index = 1; index < rows.length; index += 1) {
    const row = rows[index]!
    let place = index
    for (; place > 0 && compare(rows[place - 1]!, row) > 0; place -= 1) rows[place] = rows[place - 1]!
    rows[place] = row
    moves -= index - place
    if (moves < 0) {
      rows.sort(compare)
      return
    }
  }
}
