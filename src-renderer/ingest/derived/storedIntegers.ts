import { decodeArrowFile } from '../../store/arrowFile'
import type { PartitionEntry } from '../../store/manifest'
import type { Workspace } from '../../store/workspace'

/** Whether every integer of a stored column is within ±2^53, so that a double holds it exactly. */
export async function storedIntegersFitDouble(
  workspace: Workspace,
  entries: readonly PartitionEntry[],
  column: string,
): Promise<boolean> {
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    // What is missing may hold any: text keeps all of them.
    if (bytes === null) return false
    const vector = decodeArrowFile(bytes).getChild(column)
    for (const data of vector?.data ?? []) {
      const values: unknown = data.values
      if (!(values instanceof BigInt64Array)) continue
      const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
      for (let row = 0; row < data.length; row++) {
        if (
          data.getValid(row) &&
          !Number.isSafeInteger(halves[2 * row + 1]! * 4_294_967_296 + (halves[2 * row]! >>> 0))
        )
          return false
      }
    }
  }
  return true
}
