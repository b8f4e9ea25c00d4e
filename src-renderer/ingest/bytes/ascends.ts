import { CellText, TEXT } from './packedCells'
import type { PackedCells } from './packedCells'

/** Whether the first `count` cells have texts that are not empty, each of which comes after the one before it. */
export function ascends(cells: PackedCells, count: number): boolean {
  const { kinds, bytes, starts, ends } = cells
  for (let row = 0; row < count; row++) {
    if (kinds[row] !== TEXT || (row > 0 && kinds[row - 1] !== TEXT)) {
      if (!isBehind(cells, row)) return false
      continue
    }
    if (starts[row] === ends[row]) return false
    if (row > 0 && !comesAfter(bytes, starts[row]!, ends[row]!, bytes, starts[row - 1]!, ends[row - 1]!)) return false
  }
  return true
}

/** As ascends, of a row and the one before it, whatever they are. */
function isBehind(cells: PackedCells, row: number): boolean {
  const [text, before] = [new CellText(), new CellText()]
  if (!text.read(cells, row)) return false
  if (row === 0) return true
  return before.read(cells, row - 1) && comesAfter(text.bytes, text.from, text.to, before.bytes, before.from, before.to)
}

/** Whether a text comes after another: shorter ones are first, those as long in the order of their bytes. */
export function comesAfter(
  bytes: Uint8Array,
  from: number,
  to: number,
  others: Uint8Array,
  otherFrom: number,
  otherTo: number,
): boolean {
  const longer = to - from - (otherTo - otherFrom)
  if (longer !== 0) return longer > 0
  for (let at = from, other = otherFrom; at < to; at++, other++) {
    const more = bytes[at]! - others[other]!
    if (more !== 0) return more > 0
  }
  return false
}
