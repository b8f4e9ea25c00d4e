import type { KernelRun } from '../../../src-renderer/query/contract/analysis'

/** Rows between two looks at whether somebody cancelled. */
const ROWS = 1 << 18

/** Adds up how many events of the units shown have each code of some columns; the last place is of those without one. */
export async function countShownCodes(
  { timeline, beside, pace }: KernelRun,
  columns: readonly { readonly codes: Int32Array }[],
  counts: readonly Float64Array[],
): Promise<void> {
  const unitOf = timeline.number('unit')
  const first = beside == null || beside.rowCount === 0 ? Infinity : Number(beside.value(0, 'unit'))
  const last = first + (beside?.rowCount ?? 0) - 1
  for (const [index, { codes }] of columns.entries()) {
    const own = counts[index]!
    const none = own.length - 1
    for (let begin = 0; begin < codes.length; begin += ROWS) {
      await pace()
      const end = Math.min(begin + ROWS, codes.length)
      for (let row = begin; row < end; row += 1) {
        const unit = unitOf[row]!
        const code = codes[row]!
        if (unit >= first && unit <= last) own[code < 0 ? none : code]! += 1
      }
    }
  }
}
