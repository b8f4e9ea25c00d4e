import type { KernelRun } from '../../../src-renderer/query/contract/analysis'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024
/** The same in rows. */
const ROWS = 1 << 18

/** Told of an event in a unit shown: units are counted from the first one shown, the user's first ever may lie before it. */
export type VisitShown = (row: number, unit: number, user: number, firstUnit: number) => void

/** Goes through the events in the units shown, user by user; `unit` is the timeline's, beside it are those shown. */
export async function eachShownRow({ timeline, beside, pace }: KernelRun, visit: VisitShown): Promise<void> {
  const unitOf = timeline.number('unit')
  const units = beside?.rowCount ?? 0
  const first = units === 0 ? 0 : Number(beside?.value(0, 'unit'))
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [from, to] = [timeline.starts[user]!, timeline.starts[user + 1]!]
    let firstUnit = Infinity
    for (let row = from; row < to; row += 1) firstUnit = Math.min(firstUnit, unitOf[row]! - first)
    for (let row = from; row < to; row += 1) {
      const unit = unitOf[row]! - first
      if (unit >= 0 && unit < units) visit(row, unit, user, firstUnit)
    }
  }
}

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
