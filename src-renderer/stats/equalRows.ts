/** Rows that are equal in all columns, as groups. */
export interface EqualRows {
  /** Of each row the number of its group; they are numbered in the order in which they come. */
  readonly groups: Int32Array
  /** The first row of each group. */
  readonly firsts: Int32Array
}

function hashesOf(columns: readonly Float64Array[], count: number): Int32Array {
  const hashes = new Int32Array(count)
  for (const column of columns) {
    const halves = new Int32Array(column.buffer, column.byteOffset, 2 * count)
    for (let row = 0; row < count; row += 1) {
      const hash = Math.imul(hashes[row]! ^ halves[2 * row]!, 0x9e3779b1) ^ Math.imul(halves[2 * row + 1]!, 0x85ebca6b)
      hashes[row] = hash ^ (hash >>> 15)
    }
  }
  return hashes
}

/** Finds them, in the time of one pass. */
export function equalRows(columns: readonly Float64Array[], count: number): EqualRows {
  const hashes = hashesOf(columns, count)
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 1)) - 1
  /** The group + 1 a slot; 0 is free. */
  const slots = new Int32Array(mask + 1)
  const [groups, firsts] = [new Int32Array(count), new Int32Array(count)]
  const isEqual = (row: number, other: number): boolean => {
    if (hashes[row] !== hashes[other]) return false
    for (const column of columns) if (column[row] !== column[other]) return false
    return true
  }
  let found = 0
  for (let row = 0; row < count; row += 1) {
    let slot = Math.imul(hashes[row]!, 0xc2b2ae35) & mask
    while (slots[slot] !== 0 && !isEqual(row, firsts[slots[slot]! - 1]!)) slot = (slot + 1) & mask
    if (slots[slot] === 0) {
      firsts[found] = row
      slots[slot] = found += 1
    }
    groups[row] = slots[slot]! - 1
  }
  return { groups, firsts: firsts.slice(0, found) }
}
